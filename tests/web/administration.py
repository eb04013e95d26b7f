"""Two organisations, an administrator of each, and how tests look at what was done."""

from collections.abc import Callable
from typing import Any, TypeVar

from browsing import Browser, settle
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from webtest import TestResponse

from portal.languages import LANGUAGES
from portal.record.database import Store
from portal.record.editions import LedgerEntry
from portal.record.people import Organisation, Person
from portal.web.shelf import Shelf
from portal.work import directory, people
from portal.work.acting import Actor
from portal.work.directory import Somebody

Result = TypeVar("Result")

UNESCO, GNI = 1, 2


def in_all(text: str) -> dict[str, str]:
    """The same text in each of the six languages."""
    return dict.fromkeys(LANGUAGES, text)


class Offices:
    """A portal with the organisations 1, unesco, and 2, gni; ``ada`` and ``bob`` administer."""

    def __init__(self, store: Store, shelf: Shelf) -> None:
        self.store, self.shelf = store, shelf
        for slug in ("unesco", "gni"):
            self.organisation(slug)
        self.ada = self.settle("ada@unesco.example", UNESCO, "administrator")
        self.bob = self.settle("bob@gni.example", GNI, "administrator")

    def organisation(self, slug: str) -> int:
        """Enter an organisation that nobody acts for."""
        names = in_all(slug.upper()), in_all(f"The {slug.upper()}")
        return self.store.write(lambda s: int(people.add_organisation(s, slug, *names).id))

    def settle(self, email: str, organisation: int = UNESCO, *roles: str) -> int:
        """Somebody with a password and roles."""
        return settle(self.store, email, organisation=organisation, roles=roles)

    def also(self, person: int, organisation: int, role: str) -> None:
        """Give somebody a role in another organisation."""

        def act(session: Session) -> None:
            owner = session.get_one(Organisation, organisation)
            people.appoint(session, session.get_one(Person, person), owner, role)

        self.store.write(act)

    def browser(self, email: str = "ada@unesco.example", language: str = "en") -> Browser:
        """Somebody signed in."""
        return Browser(self.shelf, language).arrive(self.store, email)

    def acting(self) -> Actor:
        """The administrator of the first organisation, for verbs."""
        return Actor(self.ada, UNESCO)

    def read(self, look: Callable[..., Result], *more: Any) -> Result:
        """What a verb finds."""
        with self.store.reading() as session:
            return look(session, *more)

    def write(self, act: Callable[..., Result], *more: Any, **named: Any) -> Result:
        """What a verb did."""
        return self.store.write(lambda session: act(session, *more, **named))

    def person(self, key: int) -> Somebody:
        """A person as administrators see them."""
        return self.read(directory.person, key)

    def roles(self, key: int) -> list[tuple[int, str, str]]:
        """What a person is now: organisation, role and language."""
        return [(each.organisation, each.role, each.language) for each in self.person(key).current]

    def acts(self) -> list[str]:
        """Every act so far."""
        wanted = select(LedgerEntry.act).order_by(LedgerEntry.seq)
        return self.read(lambda session: list(session.scalars(wanted)))

    def known(self, email: str) -> int:
        """The id of the person with an address; 0 for none."""
        wanted = select(func.max(Person.id)).where(Person.email == email)
        return self.read(lambda session: session.scalar(wanted)) or 0


def problems(page: TestResponse) -> str:
    """What is said to be wrong, on a page."""
    return " ".join(
        each.get_text(" ", strip=True) for each in page.html.select(".problems, .problem")
    )


def said(page: TestResponse) -> str:
    """What is said to have been done, on a page."""
    return " ".join(each.get_text(" ", strip=True) for each in page.html.select(".said"))


def value(page: TestResponse, name: str) -> str:
    """What stands in a field."""
    field = page.html.find(attrs={"name": name})
    assert field is not None, name
    chosen = field.find("option", selected=True) if field.name == "select" else field
    return str(chosen["value"]) if chosen else ""
