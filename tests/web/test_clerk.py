"""Letters as their readers get them, and what the clerk does when its time has come."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import delete, update
from sqlalchemy.orm import Session
from visits import LOCALE
from world import World

from portal.catalogue import interface
from portal.languages import LANGUAGES
from portal.post.clerk import Clerk
from portal.post.mailing import mailer
from portal.record.errands import Letter
from portal.record.people import Person
from portal.web.wording import Words
from portal.work import accounts, history, letters, subscriptions, talking

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


def remark(worlds: World, slug: str, text: str) -> int:
    """A remark of gni's translator on the second segment of a document."""

    def act(session: Session) -> int:
        document = worlds.document(session, slug)
        acting = worlds.acting(session, "translator", "gni")
        uid = history.segments(session, history.revision(session, document))[1].uid
        return talking.say(session, acting, document, uid, text, revision=document.head)

    return worlds.store.write(act)


def test_every_letter_can_be_worded(worlds: World, clerk: Clerk, tmp_path: Path) -> None:
    worlds.begin("report", SOURCE)
    thread = remark(worlds, "report", "Which one?")
    worlds.save("report", SOURCE.replace("the election", "every election"))
    worlds.store.write(lambda s: s.execute(delete(Letter)))
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
        "since": 1,
        "thread": thread,
        "language": "ar",
        "uid": "a1",
    }

    def write(session: Session, lang: str) -> None:
        reader = session.get_one(Person, worlds.acting(session, "translator", "gni").person)
        reader.language = lang
        for kind in letters.KINDS:
            letters.write(session, [reader.id], kind, **facts)

    for lang, language in LANGUAGES.items():
        worlds.store.write(lambda s, lang=lang: write(s, lang))
        assert clerk.send() == len(letters.KINDS)
        for sent in posted(tmp_path):
            assert sent["Content-Language"] == language.tag
            assert sent["Bcc"] is None
            assert sent["Subject"]
            assert "${" not in sent["Subject"] + sent.get_content()
        told(tmp_path)


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


def settled(worlds: World, lang: str, how: str) -> None:
    """Have gni's translator read this language and be told so, and take all letters away."""

    def act(session: Session) -> None:
        acting = worlds.acting(session, "translator", "gni")
        session.get_one(Person, acting.person).language = lang
        subscriptions.choose(session, acting, worlds.document(session, "report"), how)
        session.execute(delete(Letter))

    worlds.store.write(act)


def told(folder: Path, to: str = "translator@gni.example") -> list[str]:
    """What somebody was written, and forget it."""
    found = [each.get_content() for each in posted(folder) if each["To"] == to]
    for path in folder.glob("*.eml"):
        path.unlink()
    return found


def test_translators_read_what_changed_in_signs_of_plain_text(
    worlds: World, clerk: Clerk, tmp_path: Path
) -> None:
    worlds.begin("report", SOURCE)
    settled(worlds, "ar", "at-once")
    changed = SOURCE.replace("observe", "follow") + "\nOne more.\n"
    worlds.save("report", changed, {"The owners observe the election.": "meaning"})
    assert clerk.send() == 1
    [text] = told(tmp_path)
    line = "The owners [-observe-] {+follow+} the election."
    # English in an Arabic letter keeps to itself; so do the headings.
    assert f"\n\u2066{line}\u2069\n" in text
    assert "\u2066Report\u2069 · " in text
    assert "{+One more.+}" in text
    desk = f"{clerk.base}/ar/translate/meeting/report"
    assert [f"{desk}/{code}" in text for code in LANGUAGES] == [code != "en" for code in LANGUAGES]
    # It was read; nothing has changed since.
    assert clerk.send() == 0


def test_a_text_that_was_put_back_is_not_told_of(
    worlds: World, clerk: Clerk, tmp_path: Path
) -> None:
    worlds.begin("report", SOURCE)
    remark(worlds, "report", "Which one?")
    settled(worlds, "en", "at-once")
    worlds.save("report", SOURCE.replace("observe", "follow"))
    worlds.save("report", SOURCE)
    assert clerk.send() == 0
    assert told(tmp_path) == []
    with worlds.store.reading() as session:
        theirs = session.query(Letter).join(Person).filter_by(email="translator@gni.example")
        assert [(row.sent_at is None, row.facts) for row in theirs] == [(False, {})] * 2
    worlds.save("report", SOURCE.replace("observe", "watch"))
    assert clerk.send() == 2
    for text in told(tmp_path):
        assert "The owners [-observe-] {+watch+} the election." in text


def test_an_arabic_original_is_told_in_an_english_letter(
    worlds: World, clerk: Clerk, tmp_path: Path
) -> None:
    source = "# تقرير\n\nالاقتراع حر هنا.\n"
    worlds.begin("report", source, language="ar")
    settled(worlds, "en", "at-once")
    worlds.save("report", source.replace("حر", "نزيه"))
    assert clerk.send() == 1
    [text] = told(tmp_path)
    assert "\u2067الاقتراع \u2068[-حر-]\u2069 \u2068{+نزيه+}\u2069 هنا.\u2069\n" in text
