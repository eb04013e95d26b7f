"""What the operator decides, read once and refused early.

A portal that starts with a wrong setting fails later, at a reader's expense and far from the
cause. So every setting is read here, from the ini file or from the environment variable named
beside it, given its type, and a missing or senseless one stops the start with a single line.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from os import environ
from pathlib import Path
from typing import Literal, cast
from urllib.parse import urlsplit

Environment = Literal["development", "production"]

ROOT = Path(__file__).resolve().parent.parent
SHORTEST_SECRET = 32
NEEDED = ("database", "base", "secret", "security_contact", "mail", "sender")
"""What production must be told."""
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


class SettingsError(SystemExit):
    """A setting that is missing or senseless; the text is one line for the operator.

    Whatever starts the portal and does not expect it stops with that line and nothing else.
    """


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one process.

    ``base`` is the canonical address without a final slash; absolute links are built on it and
    never on a client's ``Host``. ``hosts`` are the values of ``Host`` that are answered; one that
    ends in ``:*`` allows any port.
    ``cache`` holds compiled templates, ``locale`` the interface catalogues.
    ``throttle`` is where guesses are counted, an address of the library ``limits``. ``mail`` is a
    folder, or ``smtp://`` or ``smtps://`` with user, password, host and port; ``sender`` the
    address letters come from. ``clerk``: whether this process sends letters and publishes what
    is scheduled, beside serving. ``mirror`` is the folder of the git mirror, which the portal
    makes by itself and may make again at any time.
    """

    environment: Environment
    database: str
    base: str
    hosts: frozenset[str]
    secret: str
    security_contact: str
    locale: Path
    cache: Path
    reload: bool
    throttle: str = "memory://"
    mail: str = ""
    sender: str = ""
    clerk: bool = False
    mirror: Path = ROOT / "var" / "mirror"

    @property
    def production(self) -> bool:
        """Whether strangers are served."""
        return self.environment == "production"

    @property
    def secure(self) -> bool:
        """Whether the canonical address is HTTPS."""
        return self.base.startswith("https://")


def read(values: Mapping[str, str], surroundings: Mapping[str, str] = environ) -> Settings:
    """The settings of this process.

    Arguments: ``values`` from the ini file (``portal.…``); ``surroundings``, the environment,
    asked for ``PORTAL_…`` where the file is silent.
    Raises: SettingsError, one line.
    """
    look = _Look(values, surroundings)
    environment = look("environment", "development")
    if environment not in ("development", "production"):
        raise SettingsError("portal.environment is neither development nor production")
    if environment == "production":
        _refuse_silence(look)
    base, database = _base(look("base", "http://localhost:6543")), _database(look("database"))
    return Settings(
        environment=cast(Environment, environment),
        database=database,
        base=base,
        hosts=_hosts(base, look("hosts", ""), environment == "development"),
        secret=_secret(look("secret", ""), environment == "production"),
        security_contact=_contact(look("security_contact", "")),
        locale=_folder("locale", look("locale", str(ROOT / "locale"))),
        cache=Path(look("cache", str(ROOT / "var" / "templates"))),
        reload=look("reload", "false") == "true",
        throttle=look("throttle", "memory://"),
        mail=_mail(look("mail", str(ROOT / "var" / "mail")), environment == "production"),
        sender=look("sender", "portal@localhost"),
        clerk=look("clerk", "false") == "true",
        mirror=Path(look("mirror", _beside(database))),
    )


class _Look:
    def __init__(self, values: Mapping[str, str], surroundings: Mapping[str, str]) -> None:
        self.values, self.surroundings = values, surroundings

    def __call__(self, name: str, default: str | None = None) -> str:
        variable = f"PORTAL_{name.upper()}"
        found = self.values.get(f"portal.{name}", "").strip()
        found = found or self.surroundings.get(variable, "").strip()
        if found:
            return found
        if default is None:
            raise SettingsError(f"portal.{name} is not set: give it there or in ${variable}")
        return default


def _database(text: str) -> str:
    if not text.startswith(("sqlite://", "postgresql+psycopg://")):
        raise SettingsError("portal.database is neither sqlite:///… nor postgresql+psycopg://…")
    return text


def _beside(database: str) -> str:
    """The folder of the mirror where none is named: a SQLite file has one of its own beside it."""
    scheme, _, file = database.partition("?")[0].partition(":///")
    if scheme == "sqlite" and file not in ("", ":memory:"):
        return f"{file}.mirror"
    return str(ROOT / "var" / "mirror")


def _refuse_silence(look: _Look) -> None:
    """All that is missing in one line, so that an operator need not try again for each."""
    missing = [f"PORTAL_{name.upper()}" for name in NEEDED if not look(name, "")]
    if missing:
        raise SettingsError(f"not set in the environment: {', '.join(missing)}")


def _base(text: str) -> str:
    try:
        parts = urlsplit(text)
        sensible = parts.hostname and parts.path in ("", "/") and parts.port != 0
    except ValueError:
        sensible = None
    if not sensible or parts.scheme not in ("http", "https"):
        raise SettingsError("portal.base is not an address such as https://documents.example.org")
    return f"{parts.scheme}://{parts.netloc}"


def _hosts(base: str, more: str, development: bool) -> frozenset[str]:
    own = urlsplit(base)
    # A client may leave out the port its scheme implies, or write it.
    implied = {f"{own.hostname}:{443 if own.scheme == 'https' else 80}"}
    hosts = {own.netloc, *more.split()} | (implied if own.port is None else set())
    if development:
        hosts |= {host for name in LOOPBACK for host in (name, f"{name}:*")}
    return frozenset(host.lower() for host in hosts)


def _secret(text: str, needed: bool) -> str:
    if needed and len(text) < SHORTEST_SECRET:
        raise SettingsError(f"portal.secret is shorter than {SHORTEST_SECRET} characters")
    return text


def _contact(text: str) -> str:
    if text and urlsplit(text).scheme not in ("mailto", "https"):
        raise SettingsError("portal.security_contact is neither a mailto: nor an https: address")
    return text


def _mail(text: str, production: bool) -> str:
    if production and not text.startswith(("smtp://", "smtps://")):
        raise SettingsError("portal.mail is neither smtp://… nor smtps://…")
    return text


def _folder(name: str, text: str) -> Path:
    path = Path(text)
    if not path.is_dir():
        raise SettingsError(f"portal.{name} is no folder: {text}")
    return path
