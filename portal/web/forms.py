"""What people type, read once and never thrown away.

A form that cannot be taken as it is, because it has lain open too long or its sender is no
longer signed in, is carried through the sign-in page in hidden fields and comes back. Control
characters that no text needs are left out here; what is not text at all, ``junk`` has refused.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.request import Request
from sqlalchemy.orm import Session

from portal.web.cookies import FIELD

Result = TypeVar("Result")
KEPT = "kept."
_DROPPED = {code: None for code in range(32) if chr(code) not in "\t\n\r"} | {0x7F: None}
_SECRET = ("password", "code", "again", FIELD)


@dataclass(slots=True)
class Form:
    """What was typed, and what was wrong with it, by field; ``""`` is the form as a whole."""

    values: Mapping[str, str] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")

    def get(self, name: str, default: str = "") -> str:
        """What was typed into a field, else ``default``, before anything was typed."""
        return self.values.get(name, default)


def fields(request: Request) -> dict[str, str]:
    """The text fields of a form, without control characters; of several alike the last."""
    return {
        name.translate(_DROPPED): value.translate(_DROPPED)
        for name, value in request.POST.items()
        if isinstance(value, str)
    }


def kept(request: Request) -> list[tuple[str, str]]:
    """The fields to carry through another page, those carried already among them, no secrets."""
    return [
        (name.removeprefix(KEPT), value)
        for name, value in fields(request).items()
        if name not in _SECRET
    ]


def files(request: Request) -> bool:
    """Whether files came with a form; they are not carried through another page."""
    return any(getattr(value, "filename", "") for value in request.POST.values())


def carried(request: Request) -> list[tuple[str, str]]:
    """The fields that were carried through to this request."""
    found = fields(request).items()
    return [(name.removeprefix(KEPT), value) for name, value in found if name.startswith(KEPT)]


def local(path: str, language: str) -> str:
    """A path of this portal to go on to; the first page of the language for anything else."""
    harmless = path.startswith(f"/{language}/") and "\\" not in path and "//" not in path
    return path if harmless and path.isprintable() else f"/{language}/"


def write(request: Request, act: Callable[[Session], Result]) -> Result:
    """What ``act`` did in the database, committed."""
    done: Result = request.registry["store"].write(act)
    return done


def go(request: Request, path: str, **query: str) -> HTTPSeeOther:
    """On to another page after a form (RFC 9110, 15.4.4)."""
    from urllib.parse import urlencode

    return HTTPSeeOther(location=path + (f"?{urlencode(query)}" if query else ""))


def field_problem(form: Form, name: str) -> dict[str, Any]:
    """The attributes of a field that has a problem, for screen readers."""
    if name not in form.problems:
        return {}
    return {"aria-invalid": "true", "aria-describedby": f"problem-{name}"}
