"""The editors' desk, as an editor uses it: writing, what a save will do, together, comments."""

import pytest
from browsing import Browser, form_of
from sqlalchemy import delete
from visits import say
from world import EVENT, World

from portal.record.accounts import Visit
from portal.record.database import Store
from portal.record.documents import Revision
from portal.work import drafts, history
from portal.work.acting import actor
from portal.work.events import find_document

HOME = f"desk/{EVENT}/report"
SOURCE = """# Report

The owners observe the election.

Votes are counted in public.

- Nobody is left out.
- Nothing is secret.
"""


@pytest.fixture
def written(worlds: World) -> World:
    worlds.begin("report", SOURCE)
    return worlds.translate("report", "fr", {"Votes are counted in public.": "Les voix sont…"})


def editor(world: World, owner: str = "unesco", language: str = "en") -> Browser:
    return Browser(world.shelf, language).arrive(world.store, f"editor@{owner}.example")


def newest(store: Store) -> str:
    with store.reading() as session:
        return history.source(session, find_document(session, f"{EVENT}/report"))


def draft(store: Store, owner: str = "unesco") -> str | None:
    with store.reading() as session:
        acting = actor(session, f"editor@{owner}.example", owner)
        mine = drafts.mine(session, acting, find_document(session, f"{EVENT}/report"))
        return mine.text if mine else None


def save(browser: Browser, source: str, message: str = "because", **choices: str) -> object:
    """Write, look at what it will do, and save."""
    page = browser.get(f"{HOME}/write")
    form = form_of(page, "/write")
    form["source"] = source
    seen = form.submit("go", value="foresee", status="*")
    return browser.send(seen, "/save", "*", message=message, **choices)


def test_a_document_is_written_looked_at_and_saved(written: World) -> None:
    browser = editor(written)
    page = browser.get("desk")
    page = browser.get(page.html.select_one(".ledger th a")["href"])
    page = browser.get(f"{HOME}/write")
    form = form_of(page, "/write")
    assert form["source"].value.replace("\r\n", "\n") == SOURCE
    form["source"] = SOURCE.replace("in public", "openly").replace("- Nothing is secret.\n", "")
    seen = form.submit("go", value="foresee")
    rows = [row.get_text() for row in seen.html.select(".foreseen .pill")]
    assert rows == [say("en", "Changed"), say("en", "Removed")]
    assert seen.html.select_one(".foreseen ins").get_text(strip=True).endswith("openly")
    assert "French" in seen.html.select_one(".foreseen .what").get_text()
    assert newest(written.store) == SOURCE
    without = browser.send(seen, "/save", 422)
    assert say("en", "Say in a few words what you changed.") in without
    page = browser.send(without, "/save", message="Plainer words")
    assert "Plainer words" in page
    assert "openly" in newest(written.store)
    assert draft(written.store) is None


@pytest.mark.parametrize(("kind", "standing"), [("trivial", "current"), ("wording", "stale")])
def test_the_kind_of_a_change_decides_over_translations(
    written: World, kind: str, standing: str
) -> None:
    browser = editor(written)
    page = browser.get(f"{HOME}/write")
    form = form_of(page, "/write")
    form["source"] = SOURCE.replace("in public.", "in public!")
    seen = form.submit("go", value="foresee")
    chosen = form_of(seen, "/save")
    [name] = [name for name in chosen.fields if name and name.startswith("change.")]
    chosen[name], chosen["message"] = kind, "A mark"
    chosen.submit()
    overview = browser.get(HOME)
    row = overview.html.find("th", string="French").find_parent("tr").get_text(" ")
    assert row.split()[1:3] == (["1", "0"] if standing == "current" else ["0", "1"])


def test_the_matching_can_be_corrected(written: World) -> None:
    browser = editor(written)
    page = browser.get(f"{HOME}/write")
    form = form_of(page, "/write")
    form["source"] = SOURCE.replace("Votes are counted in public.", "Votes are counted at night.")
    seen = form.submit("go", value="foresee")
    chosen = form_of(seen, "/save")
    [place] = [name for name in chosen.fields if name and name.startswith("match.")]
    chosen[place] = "new"
    chosen.action = f"/en/{HOME}/foresee"
    seen = chosen.submit()
    pills = [row.get_text() for row in seen.html.select(".foreseen .pill")]
    assert sorted(pills) == sorted([say("en", "New"), say("en", "Removed")])
    page = browser.send(seen, "/save", message="Another thought")
    with written.store.reading() as session:
        found = find_document(session, f"{EVENT}/report")
        changes = {
            each.text: each.change
            for each in history.segments(session, history.revision(session, found))
        }
    assert changes["Votes are counted at night."] == "new"


def test_disjoint_edits_of_two_owners_merge_and_are_confirmed(written: World) -> None:
    one, other = editor(written), editor(written, "gni")
    page = other.get(f"{HOME}/write")
    save(one, SOURCE.replace("observe", "watch"))
    form = form_of(page, "/write")
    form["source"] = SOURCE.replace("Nothing is secret", "Nothing is hidden")
    both = form.submit("go", value="foresee", status=409)
    assert not both.html.select(".clash")
    seen = other.send(both, "/foresee")
    other.send(seen, "/save", message="Mine as well")
    assert "watch" in newest(written.store)
    assert "hidden" in newest(written.store)
    with written.store.reading() as session:
        last = session.query(Revision).order_by(Revision.id.desc()).first()
        assert last is not None
        assert last.merged_id is not None
    # The draft is in what was saved; coming back shows no older text.
    assert draft(written.store, "gni") is None


def test_a_draft_that_is_newer_than_what_is_saved_stays(written: World) -> None:
    one, other = editor(written), editor(written, "gni")
    page = other.get(f"{HOME}/write")
    save(one, SOURCE.replace("observe", "watch"))
    form = form_of(page, "/write")
    form["source"] = SOURCE.replace("secret", "hidden")
    both = form.submit("go", value="foresee", status=409)
    # In another window they go on writing.
    token = form_of(page, "/write")["csrf_token"].value
    later = {"csrf_token": token, "base": "2", "source": SOURCE + "\nLater.\n"}
    other.app.post(f"/en/{HOME}/draft", later, status=204)
    other.send(other.send(both, "/foresee"), "/save", message="Mine as well")
    assert "Later." in (draft(written.store, "gni") or "")


def test_an_autosave_that_comes_late_replaces_nothing(written: World) -> None:
    browser = editor(written)
    page = browser.get(f"{HOME}/write")
    made = page.html.select_one("form.editor")["data-made-at"]
    told = {"csrf_token": form_of(page, "/write")["csrf_token"].value, "base": "1"}
    told |= {"made_at": made}
    first = told | {"source": SOURCE + "\nFirst.\n", "passed": "0"}
    second = told | {"source": SOURCE + "\nSecond.\n", "passed": "1"}
    browser.app.post(f"/en/{HOME}/draft", second, status=204)
    late = browser.app.post(f"/en/{HOME}/draft", first, status=422)
    assert late.text == say(
        "en", "Your draft was changed later, in another window. It stays as it is."
    )
    assert "Second." in (draft(written.store) or "")
    # What makes no moment counts as typed now.
    odd = told | {"source": SOURCE + "\nThird.\n", "made_at": "x", "passed": "-1"}
    browser.app.post(f"/en/{HOME}/draft", odd, status=204)
    assert "Third." in (draft(written.store) or "")


def test_touching_edits_show_both_texts_and_lose_neither(written: World) -> None:
    one, other = editor(written), editor(written, "gni")
    page = other.get(f"{HOME}/write")
    save(one, SOURCE.replace("Votes are counted in public.", "Ballots are counted by machines."))
    form = form_of(page, "/write")
    form["source"] = SOURCE.replace("Votes are counted in public.", "Votes are counted twice.")
    both = form.submit("go", value="foresee", status=409)
    shown = both.html.select_one(".clash").get_text()
    assert "machines" in shown
    assert "twice" in shown
    assert "twice" in (draft(written.store, "gni") or "")


def test_a_form_that_is_sent_twice_saves_once_and_leaves_nothing(written: World) -> None:
    browser = editor(written)
    form = form_of(browser.get(f"{HOME}/write"), "/write")
    form["source"] = SOURCE.replace("observe", "watch")
    seen = form_of(form.submit("go", value="foresee"), "/save")
    seen["message"] = "x" * 501
    long = seen.submit(status=422)
    assert "at most 500" in long
    seen["message"] = "Once"
    assert seen.submit(status=303).location.endswith("?said=saved")
    assert seen.submit(status=303).location.endswith("?said=same")
    assert draft(written.store) is None


def test_a_word_file_replaces_no_draft(written: World) -> None:
    browser = editor(written)
    form = form_of(browser.get(f"{HOME}/write"), "/write")
    form["source"] = SOURCE + "\nMine alone.\n"
    page = form.submit("go", value="keep").follow()
    told = {"csrf_token": form_of(page, "/word")["csrf_token"].value, "base": "1"}
    sent = [("word", "a.docx", browser.get(f"{HOME}/source.docx").body)]
    refused = browser.app.post(f"/en/{HOME}/word", told, upload_files=sent, status=422)
    assert "a draft of this document" in refused
    assert "Mine alone." in form_of(refused, "/write")["source"].value
    # A form that has lain open too long cannot carry the file with it, and says so.
    asked = browser.app.post(f"/en/{HOME}/word", {"base": "1"}, upload_files=sent, status=403)
    assert "has to be chosen again" in asked


def test_texts_that_cannot_be_brought_together_are_confirmed_by_hand(written: World) -> None:
    one, other = editor(written), editor(written, "gni")
    page = other.get(f"{HOME}/write")
    save(one, SOURCE + "\nOne more.\n")
    form = form_of(page, "/write")
    form["source"] = SOURCE + "\n```\nnever closed\n"
    both = form.submit("go", value="foresee", status=409)
    assert "One more." in both.html.select_one(".clash").get_text()
    assert both.html.select_one("input[type=checkbox][required]")
    # Who saved meanwhile, and why.
    assert both.html.select_one(".past a")["href"].endswith(f"{HOME}/history/2")


def test_what_was_typed_outlives_the_session(written: World) -> None:
    browser = editor(written)
    page = browser.get(f"{HOME}/write")
    written.store.write(lambda session: session.execute(delete(Visit)))
    form = form_of(page, "/write")
    form["source"] = SOURCE + "\nTyped for an hour.\n"
    asked = form.submit("go", value="keep", status=403)
    assert say("en", "Sign in") in asked
    button = next(
        each
        for each in asked.forms.values()
        if "person" in each.fields and "unesco editor" in str(each.text)
    )
    onward = button.submit()
    page = browser.send(onward, "/write")
    assert "Typed for an hour." in (draft(written.store) or "")
    assert "Typed for an hour." in page


def test_the_draft_keeps_itself_and_is_ones_own(written: World) -> None:
    browser = editor(written)
    page = browser.get(f"{HOME}/write")
    token = form_of(page, "/write")["csrf_token"].value
    told = {"csrf_token": token, "base": "1", "source": SOURCE + "\nMore.\n"}
    browser.app.post(f"/en/{HOME}/draft", told, status=204)
    assert "More." in browser.get(f"{HOME}/write")
    assert "More." not in editor(written, "gni").get(f"{HOME}/write")
    assert "unesco editor" in editor(written, "gni").get(f"{HOME}/write")
    assert "More." not in newest(written.store)
    refused = browser.app.post(f"/en/{HOME}/draft", told | {"source": "x" * 2_000_001}, status="*")
    assert refused.status_int in (413, 422)
    form_of(browser.get(f"{HOME}/write"), "/write").submit("go", value="discard")
    assert draft(written.store) is None


def test_the_preview_is_the_page_and_inert(written: World) -> None:
    browser = editor(written)
    token = form_of(browser.get(f"{HOME}/write"), "/write")["csrf_token"].value
    told = {"csrf_token": token, "source": "# A\n\n<script>alert(1)</script> *b*\n"}
    shown = browser.app.post(f"/en/{HOME}/preview", told)
    assert "<em>b</em>" in shown
    assert "<script>" not in shown
    told["source"] = "x" * 1_100_000
    # What is wrong is said in the language of the page, not in that of the document.
    problem = browser.app.post(f"/ar/{HOME}/preview", told).html.select_one("p.problem")
    assert (problem["lang"], problem["dir"]) == ("ar", "rtl")


PASTED = (
    "\ufeff# Report\r\n\r\nThe owners\u00a0observe the election.\r\n\r\n"
    "Votes are counted in public.\r\n\r\n- Nobody is left out.\r\n- Nothing is secret.\r\n"
)


def test_text_pasted_from_word_changes_nothing_by_itself(written: World) -> None:
    browser = editor(written)
    page = browser.get(f"{HOME}/write")
    form = form_of(page, "/write")
    form["source"] = SOURCE.replace("\n", "\r\n")
    seen = form.submit("go", value="foresee")
    assert not seen.html.select(".foreseen")
    form["source"] = PASTED
    seen = form.submit("go", value="foresee")
    assert len(seen.html.select(".foreseen > li")) <= 1


HOSTILE = "<script>alert(1)</script>\" onmouseover='x' {{7*7}} ${x}"


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_script_in_any_field_is_inert(written: World, lang: str) -> None:
    browser = editor(written, language=lang)
    page = browser.get(f"{HOME}/write")
    form = form_of(page, "/write")
    form["source"] = SOURCE + f"\n{HOSTILE}\n"
    seen = form.submit("go", value="foresee")
    browser.send(seen, "/save", message=HOSTILE)
    page = browser.get(f"{HOME}/comments")
    browser.send(page, "/comments", text=HOSTILE)
    for path in ("write", "history", "comments", "compare?one=1&two=2", "history/2", "propose"):
        shown = browser.get(f"{HOME}/{path}")
        assert not shown.html.find_all(attrs={"onmouseover": True})
        assert all(each.get("src", "").startswith("/static/") for each in shown.html("script"))


def test_comments_are_answered_resolved_and_never_published(written: World) -> None:
    browser, other = editor(written), editor(written, "gni")
    page = browser.get(f"{HOME}/comments")
    page = browser.send(page, "/comments", text="Is this quite right?")
    assert "Is this quite right?" in page
    answers = other.get(f"{HOME}/comments")
    form = next(f for f in answers.forms.values() if "parent" in f.fields)
    form["text"] = "It is."
    form.submit()
    page = browser.get(f"{HOME}/comments")
    assert "It is." in page
    browser.send(page, "/resolve")
    assert "It is." not in browser.get(f"{HOME}/comments")
    assert "It is." in browser.get(f"{HOME}/comments?all=1")
    written.publish("report")
    for path in (f"/en/{EVENT}/report", f"/en/{EVENT}/report/versions", f"/en/{EVENT}/report.json"):
        assert b"quite right" not in written.visits(path).body


def test_history_compares_and_restores(written: World) -> None:
    browser = editor(written)
    save(browser, SOURCE.replace("observe", "watch"), "First thought")
    page = browser.get(f"{HOME}/history")
    assert "First thought" in page
    redline = browser.get(f"{HOME}/compare?one=1&two=2")
    assert "watch" in redline.html.find("ins").get_text()
    old = browser.get(f"{HOME}/history/1")
    page = browser.send(old, "/restore", message="Back again")
    assert newest(written.store) == SOURCE
    assert "Back again" in page


def test_an_edition_is_proposed(written: World) -> None:
    browser = editor(written)
    page = browser.get(f"{HOME}/propose")
    missing = form_of(page, "/propose")
    missing["note.en"] = " "
    missing["note.fr"] = "Une note"
    again = missing.submit(status=422)
    assert form_of(again, "/propose")["note.fr"].value == "Une note"
    form = form_of(again, "/propose")
    form["note.en"] = "The first version"
    form["revision"] = "99"
    again = form.submit(status=422)
    assert form_of(again, "/propose")["note.fr"].value == "Une note"
    form["revision"] = "1"
    assert "/sign/" in form.submit(status=303).location


ODD = [
    "compare",
    "compare?one=x&two=9",
    "compare?one=0&two=99999999999",
    "history/9",
    "history?before=x",
    "history?kind=nothing",
    "comments?about=nobody",
    "history?before=-1",
]


def test_odd_addresses_are_no_faults(written: World, subtests: pytest.Subtests) -> None:
    for path in ODD:
        with subtests.test(path):
            assert editor(written).get(f"{HOME}/{path}", "*").status_int in (200, 404, 422)
