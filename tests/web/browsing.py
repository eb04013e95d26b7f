"""Somebody with a browser: cookies, forms as the page gives them, and a way in."""

import re
from datetime import UTC, datetime
from typing import Any

import pyotp
from visits import parsed
from webtest import TestApp, TestResponse

from portal.record.database import Store
from portal.record.errands import Letter
from portal.record.people import Organisation, Person
from portal.work import accounts, factors, passwords, people, visits
from portal.work.acting import Actor, now

PASSWORD = "quiet-harbour-lantern-42"  # noqa: S105  (of nobody outside these tests)


class Browser:
    """One browser at a portal."""

    def __init__(self, application: Any, language: str = "en", address: str = "192.0.2.1") -> None:
        told = {"HTTP_HOST": "localhost", "REMOTE_ADDR": address}
        self.app, self.language = TestApp(application, extra_environ=told), language

    def path(self, rest: str) -> str:
        """An address below the language, unless it is whole already."""
        return rest if rest.startswith("/") else f"/{self.language}/{rest}"

    def get(self, rest: str, status: int | str = 200) -> TestResponse:
        """Open a page, and go where it leads."""
        response = self.app.get(self.path(rest), status="*")
        while response.status_int in (302, 303) and status != response.status_int:
            response = response.follow(status="*")
        assert status in ("*", response.status_int), response.text
        return response

    def send(
        self, page: TestResponse, action: str = "", status: int | str = 200, **typed: str
    ) -> TestResponse:
        """Fill the form with this action on a page and send it; go where that leads."""
        form = form_of(page, action)
        for name, value in typed.items():
            form[name.replace("__", ".")] = value
        response = form.submit(status="*")
        while response.status_int in (302, 303) and status != response.status_int:
            response = response.follow(status="*")
        assert status in ("*", response.status_int), response.text
        return response

    def enter(self, email: str, password: str = PASSWORD, status: int | str = 200) -> TestResponse:
        """Sign in with an address and a password."""
        page = self.get("login")
        return self.send(page, "/login", status, email=email, password=password)

    def arrive(self, store: Store, person: int | str) -> "Browser":
        """Be signed in already, as somebody by id or e-mail address who has proved who they are."""

        def act(session: Any) -> str:
            found = person
            if isinstance(found, str):
                found = session.query(Person).filter_by(email=found).one().id
            return visits.begin(session, found, proved=True).token

        return self.carry(store.write(act))

    def carry(self, secret: str) -> "Browser":
        """Have this secret in the cookie, as if the portal had set it."""
        self.app.set_cookie("visit", "")
        # WebTest puts a value into quotes, which no browser does.
        next(each for each in self.app.cookiejar if each.name == "visit").value = secret
        return self

    def demonstrate(self, name: str) -> TestResponse:
        """Come in with a demonstration account, by the beginning of its name."""
        page = self.get("login")
        for form in page.forms.values():
            shown = (
                parsed(page).find("input", {"value": form.fields["person"][0].value})
                if ("person" in form.fields)
                else None
            )
            button = shown.find_parent("form").button.get_text() if shown else ""
            if shown and name in button:
                return form.submit().follow()
        raise AssertionError(f"no demonstration account {name}")


def form_of(page: TestResponse, action: str) -> Any:
    """The first form of a page whose action ends so."""
    for form in page.forms.values():
        if (form.action or page.request.path).partition("?")[0].endswith(action) and (
            not (form.action or "").endswith("/out") or action
        ):
            return form
    raise AssertionError(f"no form {action} among {[f.action for f in page.forms.values()]}")


def settle(
    store: Store, email: str, *, organisation: int = 1, roles: tuple[str, ...] = ("editor",)
) -> int:
    """A person with a password and roles, who has been invited before; gives their id."""

    def act(session: Any) -> int:
        person = people.add_person(session, email, email.partition("@")[0].title())
        owner = session.get_one(Organisation, organisation)
        for role in roles:
            people.appoint(session, person, owner, role)
        token = accounts.invite(session, person)
        accounts.choose_password(session, token, HASHED)
        return int(person.id)

    return store.write(act)


HASHED = passwords.hashed(PASSWORD)


def device(store: Store, person: int, organisation: int = 1) -> str:
    """Give a person a second factor; gives its key."""

    def act(session: Any) -> str:
        secret = factors.enrol(session, person)
        at = now().timestamp() - 3600
        code = pyotp.TOTP(secret).generate_otp(int(at) // 30)
        factors.confirm(session, Actor(person, organisation), code, datetime.fromtimestamp(at, UTC))
        return secret

    return store.write(act)


def letters(store: Store, kind: str = "") -> list[dict[str, Any]]:
    """The facts of the letters that were written, newest first, with their readers' addresses."""
    with store.reading() as session:
        rows = session.query(Letter).join(Person).order_by(Letter.id.desc()).all()
        return [
            {**row.facts, "to": row.person.email, "kind": row.kind}
            for row in rows
            if row.kind == kind or not kind
        ]


def hidden(page: TestResponse, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{re.escape(name)}" value="([^"]*)"', page.text)
    assert found, f"no field {name}"
    return found[1]
