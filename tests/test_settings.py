"""What the operator decides: read once; what is missing or senseless is refused in one line."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from portal import settings
from portal.settings import SettingsError

ROOT = Path(__file__).resolve().parents[1]
PORTAL = Path(sys.executable).with_name("portal")
SECRET = "x" * settings.SHORTEST_SECRET
PRODUCTION = {
    "PORTAL_DATABASE": "postgresql+psycopg://portal@/portal",
    "PORTAL_SECRET": SECRET,
    "PORTAL_BASE": "https://documents.example.org",
    "PORTAL_SECURITY_CONTACT": "mailto:security@example.org",
    "PORTAL_MAIL": "smtp://portal:word@mail.example.org:587",
    "PORTAL_SENDER": "portal@example.org",
}
DEVELOPMENT = {"portal.database": "sqlite://"}


def production(**surroundings: str) -> settings.Settings:
    return settings.read({"portal.environment": "production"}, PRODUCTION | surroundings)


def development(**values: str) -> settings.Settings:
    told = {f"portal.{name}": value for name, value in values.items()}
    return settings.read(DEVELOPMENT | told, {})


def refusal(call: Callable[..., object], **values: str) -> str:
    with pytest.raises(SettingsError) as refused:
        call(**values)
    [line] = str(refused.value).splitlines()
    assert line
    return line


def test_a_complete_environment_is_enough_for_production() -> None:
    found = production()
    assert found.production
    assert found.secure
    assert (found.database, found.secret) == (PRODUCTION["PORTAL_DATABASE"], SECRET)
    assert found.hosts == {"documents.example.org", "documents.example.org:443"}
    assert not found.reload


@pytest.mark.parametrize("missing", settings.NEEDED)
def test_production_names_what_is_missing(missing: str) -> None:
    variable = f"PORTAL_{missing.upper()}"
    for nothing in ("", "  "):
        line = refusal(production, **{variable: nothing})
        assert variable in line
        assert not [other for other in PRODUCTION if other != variable and other in line]


def test_all_that_is_missing_is_named_at_once() -> None:
    with pytest.raises(SettingsError) as refused:
        settings.read({"portal.environment": "production"}, {})
    [line] = str(refused.value).splitlines()
    assert all(variable in line for variable in PRODUCTION)


def test_a_secret_is_never_repeated() -> None:
    line = refusal(production, PORTAL_SECRET="too-short-to-tell")  # noqa: S106  (no secret of anyone)
    assert "too-short-to-tell" not in line
    assert str(settings.SHORTEST_SECRET) in line


@pytest.mark.parametrize("mail", ["/var/mail", "http://example.org", "mail.example.org"])
def test_production_sends_letters_and_does_not_keep_them_in_a_folder(mail: str) -> None:
    assert "portal.mail" in refusal(production, PORTAL_MAIL=mail)


@pytest.mark.parametrize(
    "base",
    [
        "documents.example.org",
        "ftp://documents.example.org",
        "https://",
        "https:///x",
        "https://documents.example.org/portal",
        "//documents.example.org",
        "javascript:alert(1)",
    ],
)
def test_a_base_that_is_no_address_is_refused(base: str) -> None:
    assert "portal.base" in refusal(development, base=base)


@pytest.mark.parametrize("contact", ["security@example.org", "http://example.org", "tel:1"])
def test_a_contact_that_nobody_can_use_is_refused(contact: str) -> None:
    assert "portal.security_contact" in refusal(development, security_contact=contact)


def test_other_senseless_values_are_refused(tmp_path: Path) -> None:
    assert "portal.environment" in refusal(development, environment="staging")
    assert "portal.locale" in refusal(development, locale=str(tmp_path / "none"))
    with pytest.raises(SettingsError, match=r"portal\.database .*\$PORTAL_DATABASE"):
        settings.read({}, {})


def test_the_file_goes_before_the_environment() -> None:
    told = {"portal.database": "sqlite:///file.sqlite", "portal.base": "  "}
    found = settings.read(told, {"PORTAL_DATABASE": "sqlite://", "PORTAL_BASE": "http://a.example"})
    assert found.database == "sqlite:///file.sqlite"
    assert found.base == "http://a.example"


def test_a_developer_is_answered_at_any_port_and_strangers_are_not() -> None:
    assert {"localhost", "localhost:*", "127.0.0.1:*", "[::1]:*"} <= development().hosts
    assert not [host for host in production().hosts if "localhost" in host or "*" in host]
    more = production(PORTAL_HOSTS="Documents.example.com other.example:8080")
    assert {"documents.example.com", "other.example:8080"} <= more.hosts


def portal(*arguments: str, **surroundings: str) -> subprocess.CompletedProcess[str]:
    """The console, in an environment that holds nothing but what is given."""
    return subprocess.run(  # noqa: S603  (our own console)
        [str(PORTAL), *arguments],
        cwd=ROOT,
        env=surroundings,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def only_line(result: subprocess.CompletedProcess[str]) -> str:
    assert result.returncode not in (0, None)
    assert result.stdout == ""
    [line] = result.stderr.splitlines()
    assert "Traceback" not in line
    return line


@pytest.mark.parametrize("command", ["serve", "migrate"])
def test_production_refuses_to_start_with_nothing_set(command: str) -> None:
    line = only_line(portal("--config", "production.ini", command))
    assert all(variable in line for variable in PRODUCTION)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("PORTAL_SECRET", "short"),
        ("PORTAL_BASE", "documents.example.org"),
        ("PORTAL_SECURITY_CONTACT", "nobody"),
        ("PORTAL_DATABASE", "nonsense"),
        ("PORTAL_DATABASE", "postgresql+psycopg://portal@/portal?host=/nowhere/at/all"),
        ("PORTAL_BASE", "https://documents.example.org:port"),
        ("PORTAL_BASE", "https://[documents"),
    ],
)
def test_production_refuses_to_start_with_nonsense(variable: str, value: str) -> None:
    told = PRODUCTION | {variable: value}
    assert only_line(portal("--config", "production.ini", "serve", **told))


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    line = only_line(portal("--config", str(tmp_path / "none.ini"), "serve", **os.environ))
    assert "none.ini" in line


def test_no_secret_stands_in_a_file_that_is_shipped() -> None:
    for name in ("production.ini", "development.ini"):
        lines = (ROOT / name).read_text("utf-8").splitlines()
        values = dict(line.partition("=")[::2] for line in lines if not line.startswith("#"))
        assert not [key for key in values if key.strip() in ("portal.secret",)]
        assert not [value for value in values.values() if "postgresql" in value]
