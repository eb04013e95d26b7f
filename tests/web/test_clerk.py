"""Letters as their readers get them, and what the clerk does when its time has come."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import update
from visits import LOCALE
from world import World

from portal.catalogue import interface
from portal.languages import LANGUAGES
from portal.post.clerk import Clerk
from portal.post.mailing import mailer
from portal.record.errands import Letter
from portal.record.people import Person
from portal.web.wording import Words
from portal.work import accounts, letters

WORDS = {code: Words(each, interface.load(LOCALE)[code]) for code, each in LANGUAGES.items()}
SOURCE = "# Report\n\nThe owners observe the election.\n"


@pytest.fixture
def clerk(worlds: World, tmp_path: Path) -> Clerk:
    base = "https://documents.example.org"
    return Clerk(worlds.store, WORDS, mailer(str(tmp_path)), "portal@example.org", base)


def posted(folder: Path) -> list[EmailMessage]:
    found = [
        message_from_bytes(path.read_bytes(), policy=policy.default)
        for path in sorted(folder.glob("*.eml"))
    ]
    return [each for each in found if isinstance(each, EmailMessage)]


def test_a_letter_goes_once_in_its_readers_language(
    worlds: World, clerk: Clerk, tmp_path: Path
) -> None:
    worlds.store.write(lambda s: s.execute(update(Person).values(language="ar")))
    worlds.store.write(lambda s: accounts.forgotten(s, "editor@unesco.example"))
    worlds.store.write(
        lambda s: accounts.invite(s, s.query(Person).filter_by(email="editor@gni.example").one())
    )
    assert clerk.send() == 1
    assert clerk.send() == 0
    [sent] = posted(tmp_path)
    assert sent["To"] == "editor@gni.example"
    assert sent["Content-Language"] == "ar"
    text = sent.get_content()
    assert "https://documents.example.org/ar/login/link/" in text
    with worlds.store.reading() as session:
        # The link was a secret; once sent it is nowhere here.
        assert [row.facts for row in session.query(Letter)] == [{}]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_letter_can_be_worded(worlds: World, clerk: Clerk, tmp_path: Path, lang: str) -> None:
    worlds.store.write(lambda s: s.execute(update(Person).values(language=lang)))
    facts = {
        "link": "secret",
        "until": "2026-11-24T10:00:00+00:00",
        "document": "meeting/report",
        "title": {"en": "Report <b>\r\nBcc: x@y.example"},
        "edition": "0" * 64,
        "head": "1" * 64,
        "organisation": {"en": "UNESCO"},
        "by": "Ana",
        "number": "2",
        "reason": "Because",
        "note": {"en": "A note"},
        "text": "A remark",
    }
    for kind in letters.KINDS:
        worlds.store.write(lambda s, kind=kind: letters.write(s, [1], kind, **facts))
    assert clerk.send() == len(letters.KINDS)
    for sent in posted(tmp_path):
        assert sent["Bcc"] is None
        assert sent["Subject"]
        assert "${" not in sent["Subject"] + sent.get_content()


def test_the_owners_are_told_and_hold_a_witness(
    worlds: World, clerk: Clerk, tmp_path: Path
) -> None:
    worlds.begin("report", SOURCE)
    digest = worlds.propose("report", {"en": "The first version"})
    worlds.sign(digest)
    clerk.send()
    mail = [each for each in posted(tmp_path) if digest in each.get_content()]
    assert {each["To"] for each in mail} >= {"signatory@gni.example", "signatory@unesco.example"}
    # One of several editions that wait is found without comparing digests.
    assert all(f"/report/{digest}\n" in each.get_content() for each in mail)


def test_a_letter_that_cannot_be_sent_is_kept_for_later(worlds: World, clerk: Clerk) -> None:
    def away(_: EmailMessage) -> None:
        raise ConnectionRefusedError

    broken = Clerk(worlds.store, WORDS, away, "portal@example.org", clerk.base)
    worlds.store.write(lambda s: letters.write(s, [1], "password-changed"))
    assert broken.send() == 0
    # Not at once, so that a server that is away is not asked in every breath.
    assert clerk.send() == 0
    worlds.store.write(lambda s: s.execute(update(Letter).values(due=Letter.at)))
    assert clerk.send() == 1
