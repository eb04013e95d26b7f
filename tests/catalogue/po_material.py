"""Catalogues to try things on, and the programs of GNU gettext as a second opinion."""

import shutil
import subprocess
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import strategies as st

from portal.catalogue.po import Catalogue, Message
from portal.languages import LANGUAGES

WHEN = datetime(2018, 2, 8, 9, 0, tzinfo=UTC)
SIGNS = st.one_of(
    st.sampled_from('\n\t"\\#~|$%{}<> ،。éё\u200d\u2028\u0301'),
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")),
)
TEXT = st.text(SIGNS, max_size=40)
SOURCE = TEXT.filter(lambda text: text.strip(" \t\n") != "")
WHERE = st.sampled_from(
    ("", "colloquium-2018/concept-note 3 paragraph", "a  b  \u00a0 c", "# ~ | ,")
)
BASE = st.sampled_from(("", "0" * 64, "sha256:ab12", "9f"))


def message(
    uid: str = "s1", source: str = "Peace", target: str = "Paix", **more: object
) -> Message:
    return Message(uid, source, target, **more)  # type: ignore[arg-type]  # fields by name


def catalogue(*messages: Message, language: str = "fr", version: str = "2") -> Catalogue:
    return Catalogue(
        "colloquium-2018/concept-note", version, language, messages, WHEN, "unofficial"
    )


@st.composite
def catalogues(draw: st.DrawFn) -> Catalogue:
    uids = draw(
        st.lists(
            st.from_regex(r"[0-9A-Za-z][\w.:-]{0,8}", fullmatch=True).filter(str.isascii),
            unique=True,
            max_size=6,
        )
    )
    messages = tuple(
        Message(
            uid,
            draw(SOURCE),
            draw(TEXT),
            draw(st.booleans()),
            draw(st.none() | TEXT),
            draw(WHERE),
            draw(BASE),
        )
        for uid in uids
    )
    zone = timezone(timedelta(minutes=draw(st.integers(-720, 840))))
    moment = draw(st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 29), timezones=st.just(zone)))
    return Catalogue(
        draw(st.sampled_from(("colloquium-2018/concept-note", "a", "a/b.c/d_e"))),
        draw(st.sampled_from(("2", "3.1", "working"))),
        draw(st.sampled_from(sorted(LANGUAGES))),
        messages,
        moment,
        draw(st.sampled_from(("original", "official", "unofficial"))),
    )


def po(*body: str, **changed: str | None) -> bytes:
    """A file by hand: a good header with some fields changed or left out, then these lines."""
    fields: dict[str, str | None] = {
        "Project_Id_Version": "colloquium-2018/concept-note 2",
        "PO_Revision_Date": "2018-02-08 09:00+0000",
        "Language": "fr",
        "Content_Type": "text/plain; charset=UTF-8",
    } | changed
    rows = [f'"{name.replace("_", "-")}: {value}\\n"' for name, value in fields.items() if value]
    return "\n".join(['msgid ""', 'msgstr ""', *rows, "", *body, ""]).encode()


ONE = ('msgctxt "s1"', 'msgid "Peace"', 'msgstr "Paix"')


def gettext(program: str, *arguments: str, data: bytes) -> bytes:
    """Run a program of GNU gettext on a file; its complaint fails the test."""
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed: apt-get install gettext")
    run = subprocess.run(  # noqa: S603  # the tests' own arguments, no shell
        [program, *arguments], input=data, capture_output=True, timeout=60
    )
    assert run.returncode == 0, run.stderr.decode()
    return run.stdout


def msgfmt(data: bytes) -> None:
    gettext("msgfmt", "-c", "-o", "/dev/null", "-", data=data)


def five_thousand() -> Catalogue:
    return catalogue(
        *(
            message(
                f"s{number}",
                f"Source text {number}: " + "a word of the text " * 15,
                f"Le texte {number} : " + "un mot du texte " * 15,
                fuzzy=number % 3 == 0,
                previous="An older text " * 15 if number % 3 == 0 else None,
                where="colloquium-2018/concept-note 2 paragraph",
                base=f"{number:064x}",
            )
            for number in range(5000)
        )
    )
