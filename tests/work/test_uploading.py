"""A file is looked at, applied as one act and taken back as one, whatever made or mangled it."""

import json
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from institutions import FRENCH, NAME, TEXT, World, by, document, una
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.catalogue import archive, po, tmx
from portal.catalogue.grammar import CatalogueError
from portal.catalogue.po import Catalogue
from portal.record.editions import LedgerEntry
from portal.record.people import Organisation, Person
from portal.record.translations import Translation
from portal.work import (
    blobs,
    events,
    exchange,
    people,
    reviewing,
    translating,
    uploading,
    uploads,
    verification,
)
from portal.work.parcels import PartRefused
from portal.work.refusals import Conflict, Forbidden, NotFound, Refused
from portal.work.uploading import Applied, Outdated, Preview
from portal.work.uploads import Undone

OTHERS = ("Prise de position", "Elles l’approuvent.", "Les élections sont *justes*.", "On compte.")

# What is asked of the database is tried on both; how files are read is the same on either.
ONE = pytest.mark.parametrize("engine", ["sqlite"])


def out(world: World, language: str = "fr", form: str = "po") -> bytes:
    return world.read(lambda s: exchange.export(s, document(s), language, form))


def targets(world: World, language: str = "fr") -> list[str]:
    return [each.target for each in po.read(out(world, language)).messages]


def with_targets(data: bytes, *texts: str, **fields: object) -> bytes:
    """The catalogue with other translations, in order; "=" leaves one as it is."""
    read = po.read(data)
    messages = tuple(
        message if text == "=" else replace(message, target=text, fuzzy=False, previous=None)
        for message, text in zip(read.messages, texts, strict=True)
    )
    return po.write(replace(read, messages=messages, **fields))  # type: ignore[arg-type]  # fields by name


def look(world: World, data: bytes, language: str | None = "fr") -> Preview:
    return world.read(lambda s: uploading.preview(s, una(s), document(s), language, data))


def apply(world: World, data: bytes, seen: str, name: str = "") -> Applied:
    return world.write(
        lambda s: uploading.apply(s, una(s), document(s), "fr", data, name, seen=seen)
    )


def bring(world: World, data: bytes, name: str = "") -> Applied:
    return world.write(lambda s: uploading.bring_in(s, una(s), data, name))


def undo(world: World, number: int, email: str = "eve@b.example") -> Undone:
    return world.write(lambda s: uploads.undo(s, by(s, email), number))


def rows(world: World) -> list[Translation]:
    return world.read(lambda s: list(s.scalars(select(Translation).order_by(Translation.id))))


def newest_act(world: World) -> tuple[str, dict[str, dict[str, str]]]:
    def look(session: Session) -> tuple[str, dict[str, dict[str, str]]]:
        entry = session.scalars(select(LedgerEntry).order_by(LedgerEntry.seq.desc())).first()
        assert entry
        return entry.act, json.loads(entry.payload)["rows"]

    return world.read(look)


def again(world: World, number: int, text: str, email: str = "eve@b.example") -> None:
    """Somebody translates a segment in the browser."""
    uid = world.uids()[number]
    world.write(lambda s: translating.translate(s, by(s, email), document(s), "fr", {uid: text}))


def test_a_file_is_looked_at_and_then_is_one_act(written: World) -> None:
    given, before = out(written), rows(written)
    again(written, 0, "Communiqué")
    again(written, 1, "Elles approuvent.")
    data = with_targets(given, OTHERS[0], "=", OTHERS[2], "Les élections.")
    preview = look(written, data)
    [report] = preview.reports
    assert report.counts == {"conflict": 1, "unchanged": 1, "accepted": 2}
    conflict = report.findings[0]
    assert (conflict.base, conflict.target, conflict.current) == (
        FRENCH[0],
        OTHERS[0],
        "Communiqué",
    )
    assert (conflict.where, report.findings[2].where) == ("heading 1", "Statement · item 1")
    assert len(rows(written)) == len(before) + 2

    done = apply(written, data, preview.digest, r"C:\Temp\fr" + "\n.po")
    assert done.reports == (replace(report, name="fr.po"),)
    act, listed = newest_act(written)
    assert act == "upload-catalogue"
    assert list(listed["upload"]) == [str(done.uploads[0])]
    assert (len(listed["translation"]), len(listed["catalogue_head"])) == (3, 2)
    brought = [row for row in rows(written) if row.upload_id == done.uploads[0]]
    assert [row.state for row in brought] == ["translated", "translated", "suggested"]
    [past] = written.read(lambda s: uploads.past(s, document(s), "fr"))
    assert (past.name, past.person, past.counts, past.stored, past.undone) == (
        "fr.po",
        "Una",
        dict(report.counts),
        3,
        0,
    )
    assert written.read(verification.verify) == []


def test_nothing_else_is_applied_than_what_was_looked_at(written: World) -> None:
    data = with_targets(out(written), OTHERS[0], "=", "=", "=")
    seen = look(written, data).digest
    again(written, 1, OTHERS[1])
    assert look(written, data).digest == seen
    again(written, 0, "Communiqué")
    before = rows(written)
    with pytest.raises(Outdated) as outdated:
        apply(written, data, seen)
    assert isinstance(outdated.value, Conflict)
    assert outdated.value.preview == look(written, data)
    assert outdated.value.preview.reports[0].counts["conflict"] == 1
    assert len(rows(written)) == len(before)


def test_a_file_is_taken_back_as_a_whole(written: World) -> None:
    written.save(TEXT.replace("endorse", "endorsed"))
    before = out(written)
    data = with_targets(before, OTHERS[0], FRENCH[1], "=", OTHERS[3])
    done = bring(written, data)
    assert (done.reports[0].counts, written.standings("fr")[1]) == (
        {"accepted": 3, "unchanged": 1},
        "current",
    )
    assert undo(written, done.uploads[0]) == Undone(3, 0)
    assert out(written) == before
    assert newest_act(written)[0] == "undo-upload"
    with pytest.raises(Refused, match="nothing left"):
        undo(written, done.uploads[0])
    [past] = written.read(lambda s: uploads.past(s, document(s), "fr"))
    assert (past.stored, past.undone) == (3, 3)
    # What was taken back may be brought again.
    assert bring(written, data).reports[0].counts["accepted"] == 3
    assert targets(written)[0] == OTHERS[0]
    assert written.read(verification.verify) == []


def test_what_others_have_built_on_stays(written: World) -> None:
    first = bring(written, with_targets(out(written), *OTHERS))
    again(written, 0, "Communiqué")
    review(written, 1)
    second = bring(written, with_targets(out(written), "=", "=", FRENCH[2], "="))
    assert undo(written, *first.uploads) == Undone(1, 3)
    assert targets(written) == ["Communiqué", OTHERS[1], FRENCH[2], FRENCH[3]]
    assert undo(written, *second.uploads) == Undone(1, 0)
    assert undo(written, *first.uploads) == Undone(1, 2)
    assert targets(written) == ["Communiqué", OTHERS[1], FRENCH[2], FRENCH[3]]
    assert written.read(verification.verify) == []


def test_what_others_have_taken_or_confirmed_stays(written: World) -> None:
    given = out(written)
    again(written, 0, "Communiqué")
    kept = bring(written, with_targets(given, OTHERS[0], "=", "=", "="))
    review(written, 0)
    assert targets(written)[0] == OTHERS[0]
    with pytest.raises(Refused, match="nothing left"):
        undo(written, *kept.uploads)
    done = bring(written, with_targets(out(written), "=", *OTHERS[1:3], "="))
    # An editor's word on a slip of the pen is nobody's work on the translation.
    slip, other = written.uids()[1:3]
    text = TEXT.replace("endorse", "endorsed").replace("are *free*", "must be *free*")
    written.save(text, changes={slip: "trivial"})
    written.write(
        lambda s: translating.confirm(s, by(s, "eve@b.example"), document(s), "fr", [other], "web")
    )
    assert written.standings("fr") == ["current"] * 4
    assert undo(written, *done.uploads) == Undone(1, 1)
    assert targets(written)[1:3] == [FRENCH[1], OTHERS[2]]


def review(world: World, number: int) -> None:
    """Eve, who may, approves the newest text of a segment."""

    def act(session: Session) -> None:
        eve = by(session, "eve@b.example")
        person = session.get_one(Person, eve.person)
        people.appoint(session, person, session.get_one(Organisation, eve.organisation), "reviewer")
        of_segment = select(Translation.id).where(Translation.uid == world.uids()[number])
        newest = session.scalars(of_segment.order_by(Translation.id.desc())).first()
        assert newest
        reviewing.approve(session, eve, document(session), "fr", newest)

    world.write(act)


def test_first_translations_and_suggestions_are_taken_back_as_well(written: World) -> None:
    empty = out(written, "ar")
    filled = with_targets(empty, "بيان", "تؤيد المؤسستان البيان.", "الانتخابات *حرة*.", "")
    done = bring(written, filled)
    assert done.reports[0].counts == {"accepted": 3, "unchanged": 1}
    kept = bring(written, with_targets(empty, "تصريح", "", "", ""))
    assert kept.reports[0].counts == {"conflict": 1, "empty": 2, "unchanged": 1}
    assert undo(written, *kept.uploads) == Undone(1, 0)
    assert undo(written, *done.uploads) == Undone(3, 0)
    assert written.standings("ar") == ["missing"] * 4
    assert out(written, "ar") == empty


def test_only_translators_of_the_owners_take_a_file_back(written: World) -> None:
    done = bring(written, with_targets(out(written), *OTHERS))
    with pytest.raises(Forbidden):
        undo(written, done.uploads[0], "ben@b.example")
    with pytest.raises(NotFound):
        undo(written, done.uploads[0] + 1)
    assert targets(written) == [*OTHERS]


@ONE
def test_a_file_on_a_documents_page_touches_no_other_document_or_language(written: World) -> None:
    def begin_another(session: Session) -> None:
        owners = list(session.scalars(select(Organisation).limit(2)))
        event = events.find_event(session, "assembly")
        events.create_document(session, una(session), event, "other", "document", owners)

    written.write(begin_another)
    french = out(written)
    for data in (po.write(replace(po.read(french), project="assembly/other")), out(written, "ar")):
        with pytest.raises(Refused, match="another document or language"):
            look(written, data)
    assert look(written, french, None).reports[0].document == NAME
    assert targets(written) == [*FRENCH]


def stripped(data: bytes) -> bytes:
    return b"\n".join(line for line in data.split(b"\n") if not line.startswith(b"#"))


@ONE
def test_a_file_without_its_marks_only_adds_suggestions_where_it_differs(written: World) -> None:
    written.save(TEXT.replace("endorse", "endorsed"))
    data = stripped(with_targets(out(written), OTHERS[0], FRENCH[1], "=", "="))
    done = bring(written, data)
    assert done.reports[0].counts == {"conflict": 1, "same": 3}
    assert targets(written) == [*FRENCH]
    assert written.standings("fr")[1] == "stale"
    filled = stripped(with_targets(out(written, "ar"), "بيان", "", "", ""))
    assert bring(written, filled).reports[0].counts == {"conflict": 1, "unchanged": 3}
    assert written.standings("ar") == ["missing"] * 4
    assert [row.state for row in rows(written)[-2:]] == ["suggested"] * 2


Gettext = Callable[..., bytes]


@pytest.fixture
def gettext(tmp_path: Path) -> Gettext:
    """Programs of GNU gettext, run on files."""

    def run(program: str, *options: str, **files: bytes) -> bytes:
        if shutil.which(program) is None:
            pytest.skip(f"NO {program.upper()}: gettext is not installed")
        for name, data in files.items():
            (tmp_path / name).write_bytes(data)
        words: Sequence[str] = [program, *options]
        done = subprocess.run(words, cwd=tmp_path, capture_output=True, check=True)  # noqa: S603  (our own words)
        return done.stdout

    return run


@ONE
def test_marks_that_are_younger_than_their_file_are_none(written: World, gettext: Gettext) -> None:
    an_hour_ago = po.read(out(written)).revised - timedelta(hours=1)
    old = with_targets(out(written), "=", "=", "=", OTHERS[3], revised=an_hour_ago)
    written.write(lambda s: suggested(s, written.uids()[0], "Communiqué", an_hour_ago))
    again(written, 0, "Communiqué")
    merged = gettext("msgmerge", "-q", "old", "new", old=old, new=out(written))
    assert po.read(merged).messages[0].base == po.read(out(written)).messages[0].base
    assert bring(written, merged).reports[0].counts == {"conflict": 2, "same": 2}
    assert targets(written) == ["Communiqué", *FRENCH[1:]]


def suggested(session: Session, uid: str, text: str, at: datetime) -> None:
    """Somebody suggested a text long before it counted."""
    [name] = blobs.put_all(session, [text])
    first = session.scalars(select(Translation).where(Translation.uid == uid)).one()
    made = {"language": "fr", "for_text": first.for_text, "person_id": first.person_id}
    session.add(Translation(uid=uid, text=name, state="suggested", origin="web", at=at, **made))


@ONE
def test_what_msgmerge_guesses_is_not_taken(written: World, gettext: Gettext) -> None:
    old = out(written)
    written.save(TEXT.replace("are *free*", "are *fair*") + "- Votes are counted in private.\n")
    count = len(rows(written))
    for new in (out(written), out(written, form="pot")):
        merged = gettext("msgmerge", "-q", "--previous", "old", "new", old=old, new=new)
        assert [each.fuzzy for each in po.read(merged).messages] == [
            False,
            False,
            True,
            False,
            True,
        ]
        [report] = bring(written, merged).reports
        assert report.counts["unchanged"] + report.counts["same"] == 5
    assert len(rows(written)) == count


@ONE
def test_a_language_is_begun_from_the_template(written: World, gettext: Gettext) -> None:
    template = out(written, form="pot")
    begun = gettext("msginit", "--no-translator", "-l", "es", "-i", "new", "-o", "-", new=template)
    filled = with_targets(begun, "Declaración", "", "", "")
    assert bring(written, filled).reports[0].counts == {"accepted": 1, "unchanged": 3}
    assert targets(written, "es")[0] == "Declaración"
    # And brought up to date with it, when others have gone on.
    merged = gettext("msgmerge", "-q", "old", "new", old=filled, new=template)
    assert bring(written, merged).reports[0].counts == {"same": 1, "unchanged": 3}


@ONE
def test_xliff_says_the_same_as_po(written: World) -> None:
    written.save(TEXT.replace("endorse", "endorsed"))
    data = out(written, form="xliff")
    assert bring(written, data).reports[0].counts == {"unchanged": 4}
    changed = data.replace(FRENCH[0].encode(), OTHERS[0].encode())
    done = bring(written, b"\xef\xbb\xbf" + changed, "fr.xlf")
    assert done.reports[0].counts == {"accepted": 1, "unchanged": 3}
    assert targets(written)[0] == OTHERS[0]


@ONE
def test_a_memory_has_each_translation_beside_the_text_it_was_made_for(written: World) -> None:
    written.save(TEXT.replace("endorse", "endorsed"))
    original, pairs = tmx.read(out(written, form="tmx"))
    assert original == "en"
    assert pairs[1].source == "The two institutions endorse the statement."
    assert [each.translations["fr"] for each in pairs] == [*FRENCH]


def everything(world: World) -> dict[str, bytes]:
    return world.read(lambda s: dict(exchange.tree(s, exchange.wanted(s))))


@ONE
def test_an_archive_is_merged_file_by_file_and_whole_or_not(written: World) -> None:
    files = everything(written)
    french = "locale/fr/LC_MESSAGES/assembly.statement.po"
    spanish = "locale/es/LC_MESSAGES/assembly.statement.po"
    assert len(files) == 5
    assert bring(written, archive.write(files)).uploads == (0,) * 5
    files[french] = with_targets(files[french], *OTHERS)
    files[spanish] = with_targets(files[spanish], "Declaración", "", "", "")
    broken = archive.write({**files, spanish: files[spanish][:-3]})
    with pytest.raises(PartRefused, match=f"{spanish}: line"):
        bring(written, broken)
    twice = archive.write({**files, "other.po": files[french]})
    with pytest.raises(CatalogueError, match="of one document and language"):
        bring(written, twice)
    strange = {**files, spanish: po.write(replace(po.read(files[spanish]), project="no/such"))}
    with pytest.raises(NotFound):
        bring(written, archive.write(strange))
    assert targets(written) == [*FRENCH]

    done = bring(written, archive.write({**files, "locale/assembly.statement.pot": b"x"}))
    assert done.passed == ("locale/assembly.statement.pot",)
    counts = {report.name: report.counts["accepted"] for report in done.reports}
    assert (counts[french], counts[spanish], sum(counts.values())) == (4, 1, 5)
    assert len([number for number in done.uploads if number]) == 2
    assert targets(written, "es")[0] == "Declaración"


@ONE
def test_what_the_file_leaves_out_is_told(written: World) -> None:
    catalogue: Catalogue = po.read(out(written))
    [report] = bring(written, po.write(replace(catalogue, messages=catalogue.messages[:3]))).reports
    assert (report.counts, report.absent) == ({"unchanged": 3}, (catalogue.messages[3].uid,))


@ONE
def test_a_new_text_for_what_is_no_longer_there_is_kept_in_case_it_comes_back(
    written: World,
) -> None:
    given = out(written)
    written.save(TEXT.replace("- Votes are counted in public.\n", ""))
    assert bring(written, given).reports[0].counts == {"unchanged": 3, "unknown": 1}
    done = bring(written, with_targets(given, "=", "=", "=", OTHERS[3]))
    assert done.reports[0].counts == {"unchanged": 3, "stale": 1}
    assert [row.state for row in rows(written)[4:]] == ["suggested"]


@ONE
def test_a_text_that_no_paragraph_needs_is_refused(written: World) -> None:
    data = with_targets(out(written), "a" * 50_001, "=", "=", "=")
    with pytest.raises(CatalogueError, match="too long"):
        bring(written, data)
