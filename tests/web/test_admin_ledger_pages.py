"""The ledger as administrators read it: in sentences, filtered, a page at a time."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from administration import GNI, UNESCO, Offices, in_all
from browsing import Browser
from sqlalchemy.orm import Session

from portal.record.digests import canonical
from portal.record.editions import LedgerEntry
from portal.work import acts, founding, ledger, people
from portal.work.acting import Actor
from portal.work.acts import ENTRIES_ON_A_PAGE, Sought


def seqs(browser: Browser, query: str = "") -> list[int]:
    """The numbers of the entries on a page of the ledger."""
    links = browser.get(f"admin/ledger{query}").html.select(".acts .by a")
    return [int(str(link["href"]).rpartition("/")[2]) for link in links]


def sentences(browser: Browser, query: str = "") -> list[str]:
    """What the entries on a page say."""
    found = browser.get(f"admin/ledger{query}").html.select(".acts > li > p:first-child")
    return [" ".join(each.get_text().split()) for each in found]


def noted(session: Session, count: int, act: str = "note", **details: Any) -> None:
    """Write acts down that nobody knows."""
    for number in range(count):
        ledger.record(session, Actor(1, UNESCO), act, [], number=number, **details)


def dated(session: Session, days: int) -> None:
    """Write an act a day down, ending yesterday; the chain is as it would be."""
    last = session.get_one(LedgerEntry, session.query(LedgerEntry).count())
    seq, previous = last.seq, last.digest
    for ago in range(days, 0, -1):
        seq += 1
        at = datetime.now(UTC) + timedelta(days=days - ago + 1)
        told = {"seq": seq, "act": "later", "at": at.isoformat(), "details": {}, "rows": {}}
        payload = canonical(told)
        name = ledger.link(previous, payload)
        session.add(
            LedgerEntry(seq=seq, act="later", payload=payload, previous=previous, digest=name)
        )
        previous = name


def test_each_act_is_a_sentence_and_a_strange_one_its_word(offices: Offices) -> None:
    offices.write(noted, 1, "juggle")
    ada = offices.browser()
    told = sentences(ada)
    assert told[0] == "Ada (UNESCO): juggle"
    assert "The portal entered the organisation UNESCO." in told
    assert "The portal gave Bob the role “Administrator” in GNI (all languages)." in told
    assert "Bob set a password." in told
    [first] = sentences(ada, "?act=create-organisation&words=gni")
    assert first == "The portal entered the organisation GNI."
    for language in ("ar", "zh", "fr", "ru", "es"):
        assert len(sentences(offices.browser(language=language))) == len(told)


def test_entries_are_filtered(offices: Offices) -> None:
    offices.write(noted, 2, "juggle", document="meeting/Élection")
    ada, everything = offices.browser(), set(range(1, len(offices.acts()) + 1))
    assert set(seqs(ada)) == everything
    by_act = {each: set(seqs(ada, f"?act={each}")) for each in set(offices.acts())}
    assert set.union(*by_act.values()) == everything
    assert len(by_act["juggle"]) == 2
    assert seqs(ada, "?act=no-such-act") == []
    about_bob = sentences(ada, "?person=bob")
    assert about_bob
    assert all("Bob" in each for each in about_bob)
    assert set(seqs(ada, "?person=BOB@gni.example")) == set(seqs(ada, "?person=bob"))
    assert seqs(ada, "?person=nobody-at-all") == []
    of_gni = sentences(ada, f"?organisation={GNI}")
    assert of_gni == [
        "The portal gave Bob the role “Administrator” in GNI (all languages).",
        "The portal entered the organisation GNI.",
    ]
    assert set(seqs(ada, "?words=%C3%A9LECTION")) == by_act["juggle"]
    digest = offices.read(acts.entry, 3).digest
    assert seqs(ada, f"?words={digest[:12]}") == [3]
    assert seqs(ada, f"?words={digest[:12]}&person=bob&act=juggle") == []


@pytest.fixture
def long(offices: Offices) -> Iterator[Offices]:
    """A portal with a hundred and thirty entries more."""
    offices.write(noted, 130)
    return offices


@pytest.mark.parametrize("query", ["?act=note", "?person=ada&act=note", "?words=number"])
def test_pages_follow_one_another_without_gap_or_twin(long: Offices, query: str) -> None:
    ada, seen, pages = long.browser(), [], 0
    page = ada.get(f"admin/ledger{query}")
    while True:
        links = page.html.select(".acts .by a")
        assert len(links) <= ENTRIES_ON_A_PAGE
        seen += [int(str(link["href"]).rpartition("/")[2]) for link in links]
        pages += 1
        # What is written meanwhile moves no page.
        long.write(noted, 1)
        if (onward := page.html.select_one('a[rel="next"]')) is None:
            break
        page = ada.get(str(onward["href"]))
    assert pages == 3
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == len(set(seen)) == 130


def test_a_search_goes_so_far_and_says_so(long: Offices, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acts, "WINDOW", 40)
    ada, query, found, steps = long.browser(), "?person=bob", [], 0
    while query:
        page = ada.get(f"admin/ledger{query}")
        found += seqs(ada, query)
        onward = page.html.select_one('a[rel="next"]')
        assert ("The search has come down to entry" in page) == (onward is not None)
        query = str(onward["href"]).removeprefix("/en/admin/ledger") if onward else ""
        steps += 1
    monkeypatch.undo()
    assert found == seqs(ada, "?person=bob") != []
    assert steps > 3


def test_days_are_found(offices: Offices) -> None:
    offices.write(dated, 60)
    today, last = datetime.now(UTC).date(), len(offices.acts())
    day = today + timedelta(days=20)
    found = offices.read(acts.page, Sought(since=day, until=day + timedelta(days=2)))
    assert [each.at.date() for each in found.entries] == [
        day + timedelta(days=n) for n in (2, 1, 0)
    ]
    assert offices.read(acts.page, Sought(since=today + timedelta(days=61))).entries == ()
    everything = offices.read(acts.page, Sought(until=today + timedelta(days=60)))
    assert everything.entries[0].seq == last
    before = offices.read(acts.page, Sought(until=today))
    assert before.entries[0].seq == last - 60
    assert offices.read(acts.page, Sought(until=today - timedelta(days=1))).entries == ()
    ada = offices.browser()
    assert "no date" in ada.get("admin/ledger?since=yesterday")
    assert ada.get("admin/ledger?since=0001-01-01&until=9999-12-31")


SENSELESS = [
    "?before=x",
    "?before=-1",
    "?before=99999999999999999999",
    "?organisation=x",
    "?act=%27--",
]


def test_senseless_questions_have_an_answer(offices: Offices, subtests: pytest.Subtests) -> None:
    for query in SENSELESS:
        with subtests.test(query):
            offices.browser().get(f"admin/ledger{query}")


def test_an_entry_shows_all_its_rows_and_the_one_before(offices: Offices) -> None:
    def many(session: Session) -> int:
        rows = [
            people.add_organisation(session, f"o{n}", in_all("O"), in_all("O")) for n in range(30)
        ]
        return ledger.record(session, None, "touch", rows).seq

    seq, ada = offices.write(many), offices.browser()
    newest = ada.get("admin/ledger?act=touch").html.select(".acts li code")
    assert sum("organisation" in each.get_text() for each in newest) == 12
    page = ada.get(f"admin/ledger/{seq}")
    assert sum("organisation" in each.get_text() for each in page.html.select("dd code")) == 30
    told = offices.read(acts.entry, seq)
    assert told.digest in page
    assert told.previous in ada.get(f"admin/ledger/{seq - 1}")
    ada.get(f"admin/ledger/{seq + 1000}", 404)
    ada.get("admin/ledger/0", 404)
    ada.get("admin/ledger/x", 404)
    ada.app.post(ada.path(f"admin/ledger/{seq}"), {}, status=(403, 404, 405))


def test_hostile_details_are_only_text(offices: Offices) -> None:
    hostile = "<script>alert(1)</script>\"'> ${who}"
    offices.write(noted, 1, hostile, document=hostile, role=hostile)
    ada = offices.browser()
    for query in ("", f"/{len(offices.acts())}"):
        page = ada.get(f"admin/ledger{query}")
        assert hostile in page.html.get_text()
        assert "<script>alert" not in page.text


def test_what_was_renamed_is_told_with_its_former_name(offices: Offices) -> None:
    texts = in_all("New"), in_all("Newer")
    offices.write(founding.rename_organisation, offices.acting(), "unesco", *texts)
    told = json.dumps(dict(offices.read(acts.page, Sought()).entries[0].details))
    assert "Newer" in told
