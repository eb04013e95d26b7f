"""People at the translators' desk, and what they read off its pages.

Amal translates into Arabic for unesco and into nothing else, Rafael reviews French; the others
are those of the world, who work in every language.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any

from browsing import Browser
from bs4 import Tag
from sqlalchemy import select
from sqlalchemy.orm import Session
from visits import parsed, text_of
from webtest import TestResponse
from webtest.forms import Form
from world import EVENT, World, in_all

from portal.catalogue.checks import check
from portal.catalogue.terms import Concept, Term
from portal.record.people import Organisation
from portal.work import (
    drafting,
    glossary,
    people,
    remembering,
    reviewing,
    talking,
    translating,
    units,
)
from portal.work.acting import Actor, actor
from portal.work.units import Unit

AMAL = "amal@unesco.example"
RAFAEL = "rafael@unesco.example"
TRANSLATOR = "translator@unesco.example"
OTHER = "translator@gni.example"
EDITOR = "editor@unesco.example"
SIGNATORY = "signatory@unesco.example"
STRANGER = "olga@third.example"
HOSTILE = "<script>alert(1)</script> \" ' onmouseover=x ${y} & {{z}}"

FRENCH = {
    "Meeting": "Réunion",
    "The owners observe the election.": "Les propriétaires observent l’élection.",
    "Votes are counted in public.[^1]": "Les voix sont comptées en public.[^1]",
    "Nobody is left out.": "Personne n’est laissé de côté.",
    "By law.": "De par la loi.",
}
HEADING, OBSERVE, COUNTED, NOBODY, LAW = FRENCH
SOURCE = f"# {HEADING}\n\n{OBSERVE}\n\n{COUNTED}\n\n- {NOBODY}\n\n[^1]: {LAW}\n"


def peopled(world: World) -> World:
    """The world with those who work in one language."""

    def arrive(session: Session) -> None:
        unesco = session.scalars(select(Organisation).where(Organisation.slug == "unesco")).one()
        _appoint(session, unesco, AMAL, "translator", "ar")
        _appoint(session, unesco, RAFAEL, "reviewer", "fr")

    world.store.write(arrive)
    return world


def stranger(world: World) -> Browser:
    """A reviewer of an organisation that owns nothing that has been begun so far."""

    def arrive(session: Session) -> None:
        third = people.add_organisation(session, "third", in_all("Third"), in_all("The Third"))
        _appoint(session, third, STRANGER, "reviewer", "")

    world.store.write(arrive)
    return sit(world, STRANGER)


def _appoint(session: Session, owner: Organisation, email: str, role: str, language: str) -> None:
    name = email.partition("@")[0].title()
    person = people.add_person(session, email, name, demonstration=True)
    people.appoint(session, person, owner, role, language)


def sit(world: World, who: str = TRANSLATOR, language: str = "en") -> Browser:
    """Somebody at their browser."""
    return Browser(world.shelf, language).arrive(world.store, who)


def desk(slug: str, into: str = "fr") -> str:
    """Where a document lies on the desk, below the language of the page."""
    return f"translate/{EVENT}/{slug}/{into}"


def unit(world: World, slug: str, source: str, into: str = "fr") -> Unit:
    """A segment by its source text."""
    return next(each for each in every(world, slug, into) if each.source == source)


def every(world: World, slug: str, into: str = "fr") -> tuple[Unit, ...]:
    """The segments of a document as they stand."""
    with world.store.reading() as session:
        return units.units(session, world.document(session, slug), into)


def states(world: World, slug: str, into: str = "fr") -> list[str]:
    """What is to be done with each segment."""
    return [each.state for each in every(world, slug, into)]


def place(world: World, slug: str, source: str, into: str = "fr") -> str:
    """Where a segment is worked on."""
    return f"{desk(slug, into)}/segment/{unit(world, slug, source, into).uid}"


def send(
    page: TestResponse, go: str = "", action: str = "", status: int = 200, **typed: str
) -> TestResponse:
    """Fill the first form of a page that has these fields and press a button; what comes of it."""
    form = form_with(page, action, typed)
    for name, value in typed.items():
        form[name] = value
    answer = form.submit("go", value=go, status="*") if go else form.submit(status="*")
    while answer.status_int == 303:
        answer = answer.follow(status="*")
    if answer.status_int != status:
        raise AssertionError(f"{answer.status} instead of {status}: {told(answer)}")
    return answer


def form_with(page: TestResponse, action: str, fields: Iterable[str]) -> Form:
    """The first form of a page whose action ends so and that has these fields."""
    for tag in parsed(page)("form"):
        there = {each.get("name") for each in tag(["input", "textarea", "select"])}
        if tag.get("action", "").partition("?")[0].endswith(action) and {*fields} <= there:
            # Parsed again alone: WebTest's own way is to parse the whole page again.
            return Form(page, str(tag))
    raise AssertionError(f"no form {action} with {[*fields]}")


def type_in(page: TestResponse, text: str, go: str = "save", status: int = 200) -> TestResponse:
    """Type a translation and press a button."""
    return send(page, go, status=status, text=text)


def box(page: TestResponse) -> str:
    """What stands in the box."""
    return str(form_with(page, "", ["text"])["text"].value).replace("\r\n", "\n")


def told(page: TestResponse) -> str:
    """What a page says of what was just done, or of why it was not."""
    if page.content_type != "text/html":
        return page.text
    found = parsed(page).select(".said, .problems p, .problem:not([hidden])")
    return " ".join(text_of(each) for each in found)


def state(page: TestResponse) -> str:
    """What a segment's page says is to be done with it."""
    return text_of(parsed(page).select_one("nav .pill"))


def sections(page: TestResponse) -> dict[str, Tag]:
    """The parts of a page by their headings."""
    heads = parsed(page).select("section > h2, details.panel > summary")
    return {text_of(each): each.parent for each in heads}


def section(page: TestResponse, begins: str) -> Tag | None:
    """The part of a page whose heading begins so."""
    return next((each for name, each in sections(page).items() if name.startswith(begins)), None)


def redline(element: Any) -> list[tuple[str, str]]:
    """A redline as its pieces: ``=``, ``-`` or ``+``, and the text."""
    found = []
    for piece in element.children:
        sign = {"del": "-", "ins": "+"}.get(getattr(piece, "name", None) or "", "=")
        words = piece.get_text() if isinstance(piece, Tag) else str(piece)
        if sign != "=":
            words = words.replace(piece.select_one(".spoken").get_text(), "", 1)
        if words.strip():
            found.append((sign, " ".join(words.split())))
    return found


def inert(page: TestResponse) -> bool:
    """Whether nothing that somebody typed has become markup."""
    soup = parsed(page)
    ours = all(each.get("src", "").startswith("/static/") for each in soup("script"))
    return ours and not soup.find_all(attrs={"onmouseover": True})


def as_(world: World, who: str, act: Callable[[Session, Actor], Any], owner: str = "unesco") -> Any:
    """Something that somebody does meanwhile, through the verbs."""
    return world.store.write(lambda session: act(session, actor(session, who, owner)))


def translated(
    world: World,
    slug: str,
    texts: dict[str, str],
    into: str = "fr",
    who: str = TRANSLATOR,
) -> World:
    """A document of which segments are translated, by their source texts."""

    def act(session: Session, acting: Actor) -> None:
        document = world.document(session, slug)
        uids = {each.source: each.uid for each in units.units(session, document, into)}
        told = {uids[text]: words for text, words in texts.items()}
        translating.translate(session, acting, document, into, told)

    as_(world, who, act, re.split("[@.]", who)[1])
    return world


def forged(
    browser: Browser, page: TestResponse, path: str, status: int | str = "*", **typed: str
) -> TestResponse:
    """Send what no form of a page offers, with the page's token."""
    token = parsed(page).select_one("[name=csrf_token]")["value"]
    return browser.app.post(browser.path(path), {"csrf_token": token, **typed}, status=status)


def suggested(world: World, slug: str, source: str, text: str, who: str = EDITOR) -> World:
    """A document with a suggestion for a segment, by its source text."""

    def act(session: Session, acting: Actor) -> None:
        offer = translating.Offer(unit(world, slug, source).uid, source, text)
        document = world.document(session, slug)
        translating.suggest(session, acting, document, "fr", [offer], "web")

    as_(world, who, act)
    return world


def restored(world: World, slug: str, number: int) -> World:
    """A document with the text of an earlier revision."""

    def act(session: Session, acting: Actor) -> None:
        drafting.restore(session, acting, world.document(session, slug), number, "As it was")

    as_(world, EDITOR, act)
    return world


VERA = "vera@unesco.example"
"""Who may do everything at the desk."""
CHANGED = "The owners watch the election."


def furnished(world: World, slug: str) -> World:
    """A document about which there is everything to be seen, and Vera to see it."""
    peopled(world).begin(f"{slug}-like", f"# Autre\n\n{CHANGED}\n", language="en")
    translated(world, f"{slug}-like", {CHANGED: "Ils regardent."}, who=OTHER)
    world.begin(slug, SOURCE)
    translated(world, slug, FRENCH)
    world.publish(slug)
    translated(
        world, slug, {NOBODY: "Nul n’est oublié.", COUNTED: "On compte les voix 2 fois.[^1]"}
    )
    suggested(world, slug, OBSERVE, "Ils observent.")
    world.save(slug, SOURCE.replace(OBSERVE, CHANGED).replace(LAW, f"{LAW[:-1]} alone."))
    world.store.write(lambda session: _seen(world, session, slug))
    return world


def _seen(world: World, session: Session, slug: str) -> None:
    """What has been said of the document, and what helps with it."""
    unesco = session.scalars(select(Organisation).where(Organisation.slug == "unesco")).one()
    vera = people.add_person(session, VERA, "Вера", demonstration=True)
    for role in ("editor", "reviewer", "signatory"):
        people.appoint(session, vera, unesco, role)
    document, acting = world.document(session, slug), Actor(vera.id, unesco.id)
    named = {each.source: each for each in units.units(session, document, "fr")}
    translation = named[NOBODY].translation
    reviewing.reject(session, acting, document, "fr", translation, "Прочти ещё раз.")
    words = {"en": (Term("election", "preferred"),), "fr": (Term("scrutin", "preferred"),)}
    glossary.put(session, acting, Concept("election", "Выборы", words))
    uid = named[CHANGED].uid
    talking.say(session, acting, document, uid, "Кто?", revision=document.head)
    problem = check(COUNTED, named[COUNTED].target, "fr")[0]
    reviewing.waive(session, acting, document, "fr", named[COUNTED].uid, problem, "Так надо.")
    remembering.refresh(session)
