"""Catalogues out and back: nothing changes by itself, and nothing is overwritten unseen."""

import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from institutions import FRENCH, NAME, TEXT, World, by, document, una
from sqlalchemy import func, select

from portal.catalogue import po
from portal.catalogue.grammar import CatalogueError
from portal.catalogue.po import Catalogue
from portal.record.editions import LedgerEntry
from portal.record.translations import Translation
from portal.work import exchange, uploading, verification
from portal.work.comparing import Report
from portal.work.refusals import Forbidden, NotFound, Refused


def out(world: World, language: str = "fr") -> bytes:
    return world.read(lambda s: exchange.export(s, document(s), language))


def back(world: World, data: bytes, *, dry_run: bool = False) -> Report:
    [report] = world.write(lambda s: uploading.bring_in(s, una(s), data, dry_run=dry_run)).reports
    return report


def changed(data: bytes, *targets: str) -> bytes:
    """The catalogue with other translations, in order; "=" leaves one as it is."""
    read = po.read(data)
    messages = tuple(
        message if target == "=" else replace(message, target=target, fuzzy=False, previous=None)
        for message, target in zip(read.messages, targets, strict=True)
    )
    return po.write(replace(read, messages=messages))


def entries(world: World) -> int:
    return world.read(lambda s: s.scalar(select(func.count()).select_from(LedgerEntry))) or 0


def test_out_and_back_changes_nothing_and_gives_the_same_bytes(written: World) -> None:
    data, before = out(written), entries(written)
    assert back(written, data).counts == {"unchanged": 4}
    assert out(written) == data
    assert entries(written) == before


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_what_goes_out_is_good_gettext(written: World, language: str, tmp_path: Path) -> None:
    written.save(TEXT.replace("endorse", "do not endorse"))
    msgfmt = shutil.which("msgfmt")
    if msgfmt is None:
        pytest.skip("NO MSGFMT: gettext is not installed")
    path = tmp_path / "out.po"
    path.write_bytes(out(written, language))
    subprocess.run([msgfmt, "-c", "-o", tmp_path / "out.mo", path], check=True)  # noqa: S603  (our own words)


def test_a_translator_brings_back_what_changed(written: World) -> None:
    data = changed(out(written), "Prise de position", "=", "=", "=")
    assert back(written, data, dry_run=True).counts == {"accepted": 1, "unchanged": 3}
    assert po.read(out(written)).messages[0].target == FRENCH[0]
    assert back(written, data).counts == {"accepted": 1, "unchanged": 3}
    assert po.read(out(written)).messages[0].target == "Prise de position"
    assert back(written, data).counts == {"same": 1, "unchanged": 3}


def test_two_translators_who_change_the_same_both_keep_their_words(written: World) -> None:
    data = out(written)
    back(written, changed(data, "Première", "=", "=", "="))
    assert back(written, changed(data, "Seconde", "=", "=", "=")).counts["conflict"] == 1
    assert po.read(out(written)).messages[0].target == "Première"
    suggested = select(Translation.state).where(Translation.state == "suggested")
    assert written.read(lambda s: len(s.scalars(suggested).all())) == 1
    back(written, changed(data, "Seconde", "=", "=", "="))
    assert written.read(lambda s: len(s.scalars(suggested).all())) == 1
    assert written.read(verification.verify) == []


def test_a_file_from_before_the_source_changed_is_kept_and_not_taken(written: World) -> None:
    data = out(written)
    written.save(TEXT.replace("endorse", "do not endorse"))
    report = back(written, changed(data, "=", "Elles l’approuvent.", "=", "="))
    assert report.counts == {"stale": 1, "unchanged": 3}
    assert written.standings("fr")[1] == "stale"


def test_taking_the_fuzzy_mark_away_confirms(written: World) -> None:
    written.save(TEXT.replace("endorse", "endorsed"))
    data = out(written)
    stale = po.read(data).messages[1]
    assert (stale.fuzzy, stale.previous) == (True, "The two institutions endorse the statement.")
    assert back(written, changed(data, "=", FRENCH[1], "=", "=")).counts["accepted"] == 1
    assert written.standings("fr") == ["current"] * 4


def test_nothing_is_blanked(written: World) -> None:
    assert back(written, changed(out(written), "", "", "", "")).counts == {"empty": 4}
    assert written.standings("fr") == ["current"] * 4


def test_a_text_with_broken_markup_is_kept_aside_with_its_problem(written: World) -> None:
    report = back(written, changed(out(written), "=", "=", "Les élections sont libres.", "="))
    [faulty] = [finding for finding in report.findings if finding.kind == "faulty"]
    assert [problem.kind for problem in faulty.problems] == ["markup"]
    assert po.read(out(written)).messages[2].target == FRENCH[2]


def test_a_first_translation_comes_in_by_file(written: World) -> None:
    arabic = ("بيان", "تؤيد المؤسستان البيان.", "الانتخابات *حرة*.", "تُفرز الأصوات علناً.")
    assert back(written, changed(out(written, "ar"), *arabic)).counts == {"accepted": 4}
    assert written.standings("ar") == ["current"] * 4
    assert [each.target for each in po.read(out(written, "ar")).messages] == list(arabic)


def foreign(catalogue: Catalogue, **values: str) -> bytes:
    return po.write(replace(catalogue, **values))


def test_a_file_for_another_document_or_language_cannot_touch_this_one(written: World) -> None:
    catalogue = po.read(out(written))
    with pytest.raises(NotFound):
        back(written, foreign(catalogue, project="assembly/other"))
    with pytest.raises(Refused, match="not translated into"):
        back(written, foreign(catalogue, language="en"))
    strange = replace(catalogue.messages[0], uid="f00d")
    unknown = po.write(replace(catalogue, messages=(strange,)))
    assert back(written, unknown).counts == {"unknown": 1}


def test_only_translators_of_the_owners_bring_catalogues(written: World) -> None:
    data = out(written)
    with pytest.raises(Forbidden):
        written.write(lambda s: uploading.bring_in(s, by(s, "ben@b.example"), data))


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b'msgid "', out.__name__.encode()])
def test_what_is_no_catalogue_is_refused_whole(written: World, data: bytes) -> None:
    with pytest.raises(CatalogueError):
        back(written, data)
    assert po.read(out(written)).project == NAME
