"""The headers that protect readers, on whatever the portal answers; and no cookie on any of it."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from visits import Visits, ask, database
from webtest import TestApp, TestResponse

from portal.web.shelf import Shelf

Open = Callable[..., Shelf]
HERE = "/en/colloquium-2018/programme"

# The Observatory's list, and the issue's: nothing inline, no frames, no third party.
EXPECTED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def answers(visits: Visits) -> dict[str, TestResponse]:
    """An answer of every sort."""
    app = TestApp(visits.application)
    style = str(visits("/en/").html.find("link", rel="stylesheet")["href"])
    script = str(visits("/en/").html.find("script")["src"])
    return {
        "page": visits(HERE, 200),
        "home": visits("/ar/", 200),
        "download": visits(f"{HERE}.po", 200),
        "data": visits(f"{HERE}/versions/1.json", 200),
        "style": visits(style, 200),
        "script": visits(script, 200),
        "sitemap": visits("/sitemap.xml", 200),
        "health": visits("/healthz", 200),
        "ready": visits("/readyz", 200),
        "front": visits("/", 302),
        "moved": visits("/en", 301),
        "not found": visits("/en/no/such/page", 404),
        "no asset": visits("/static/portal-0000000000000000.css", 404),
        "junk": visits("/en/%ff", 400),
        "foreign": visits("/en/", 400, Host="evil.example"),
        "posted": app.post(HERE, status=405),
        "traced": app.request("/en/", method="TRACE", status=405),
        "headed": app.head(HERE, status=200),
    }


@pytest.fixture(scope="module")
def told(colloquium: Visits) -> dict[str, TestResponse]:
    return answers(colloquium)


def test_every_answer_has_every_header(told: dict[str, TestResponse]) -> None:
    for name, answer in told.items():
        assert {header: answer.headers.get(header) for header in EXPECTED} == EXPECTED, name
        policy = answer.headers["Permissions-Policy"]
        for feature in ("camera", "geolocation", "microphone"):
            assert f"{feature}=()" in policy


def test_the_policy_lets_nothing_in_but_what_is_ours(told: dict[str, TestResponse]) -> None:
    for name, answer in told.items():
        policy = answer.headers["Content-Security-Policy"]
        rules = dict(rule.strip().partition(" ")[::2] for rule in policy.split(";"))
        assert rules["default-src"] == rules["base-uri"] == rules["frame-ancestors"] == "'none'"
        assert rules["script-src"] == rules["style-src"] == rules["form-action"] == "'self'"
        assert not re.search(r"unsafe|\*|https?:|data:|blob:", policy), name


def test_no_answer_sets_a_cookie(told: dict[str, TestResponse]) -> None:
    assert [name for name, answer in told.items() if "Set-Cookie" in answer.headers] == []


def test_a_cookie_is_not_given_back_either(colloquium: Visits) -> None:
    for path in ("/", HERE, "/en/no/such/page"):
        answer = colloquium(path, Cookie="language=fr; session=x")
        assert "Set-Cookie" not in answer.headers
        assert "Cookie" not in answer.headers.get("Access-Control-Allow-Headers", "")


def test_every_answer_says_how_long_it_may_be_kept(told: dict[str, TestResponse]) -> None:
    kept = {name: answer.headers["Cache-Control"] for name, answer in told.items()}
    shelved = "public, max-age=0, s-maxage=1, must-revalidate"
    forever = "public, max-age=31536000, immutable"
    assert {kept[name] for name in ("page", "home", "download", "data", "sitemap", "headed")} == {
        shelved
    }
    assert {kept["style"], kept["script"]} == {forever}
    assert kept["front"] == "no-cache"
    others = ("health", "ready", "moved", "not found", "no asset", "junk", "foreign", "posted")
    assert {kept[name] for name in others} == {"no-store"}


def test_nothing_is_told_of_what_runs_here(told: dict[str, TestResponse]) -> None:
    for name, answer in told.items():
        everything = " ".join(f"{key}: {value}" for key, value in answer.headers.items())
        assert not re.search(r"python|pyramid|waitress|chameleon|sqlalchemy", everything, re.I), (
            name
        )


def test_hsts_is_said_where_the_address_is_https_and_only_there(
    start: Open, seeded: str, told: dict[str, TestResponse]
) -> None:
    assert not [name for name, answer in told.items() if "Strict-Transport-Security" in answer]
    secure = start(seeded, base="https://documents.example.org")
    for path, status in (("/en/", 200), ("/", 302), ("/no", 404), (f"{HERE}.po", 200)):
        answer = ask(
            secure, path=path, HTTP_HOST="documents.example.org", **{"wsgi.url_scheme": "https"}
        )
        assert answer.status == status
        seconds = re.match(r"max-age=(\d+)", answer.headers["Strict-Transport-Security"])
        assert seconds is not None
        assert int(seconds[1]) >= 31_536_000
    database(secure).engine.dispose()


def test_security_contact(start: Open, seeded: str) -> None:
    shelf = start(seeded, security_contact="mailto:security@example.org")
    answer = ask(shelf, path="/.well-known/security.txt")
    fields = dict(line.split(": ", 1) for line in answer.body.decode().splitlines())
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert fields["Contact"] == "mailto:security@example.org"
    assert fields["Canonical"] == "http://localhost/.well-known/security.txt"
    assert fields["Preferred-Languages"] == "ar, zh, en, fr, ru, es"
    expires = datetime.fromisoformat(fields["Expires"])
    assert timedelta(days=30) < expires - datetime.now(UTC) < timedelta(days=365)
    database(shelf).engine.dispose()
