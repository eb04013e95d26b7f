"""Junk in addresses, queries, headers and bodies: refused in words, never with a fault of ours."""

import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from visits import Visits, ask, parsed
from webtest import TestApp

from portal.languages import LANGUAGES
from portal.web.shelf import Shelf

READER = (
    "/",
    "/en/",
    "/ar/colloquium-2018",
    "/ru/colloquium-2018/programme",
    "/zh/colloquium-2018/programme/versions",
    "/fr/colloquium-2018/programme/versions/1",
    "/es/colloquium-2018/programme/changes/1/2",
    "/en/colloquium-2018/programme/beside/ar",
    "/en/colloquium-2018/programme.json",
    "/en/colloquium-2018/programme/versions/1.po",
    "/sitemap.xml",
    "/robots.txt",
    "/healthz",
    "/readyz",
    "/en/no/such/page",
    "/nowhere",
)


def raw(text: bytes) -> str:
    """Bytes of an address as WSGI passes them on."""
    return text.decode("latin-1")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (b"/\xff", 400),
        (b"/en/\xff\xfe", 400),
        (b"/en/\xc3\x28", 400),
        (b"/en/\xed\xa0\x80", 400),
        (b"/en/\x00", 400),
        (b"/fr\x00/", 400),
        (b"/en/a\nb", 400),
        (b"/en/a\r\nSet-Cookie: x=y", 400),
        (b"/en/\x7f", 400),
        (b"/en/../../etc/passwd", 404),
        (b"/../x", 404),
        (b"/static/../settings.py", 404),
        (b"/static/..%2f..%2fsettings.py", 404),
        (b"/static/%2e%2e", 404),
        (b"/en/colloquium-2018/programme/versions/999999", 404),
        (b"/en/colloquium-2018/programme/versions/99999999999999999999", 404),
        (b"/en/colloquium-2018/programme/versions/-1", 404),
        (b"/en/colloquium-2018/programme/versions/1.", 404),
        (b"/en/colloquium-2018/programme/versions/01", 404),
        ("/en/colloquium-2018/programme/versions/١".encode(), 404),
        (b"/en/colloquium-2018/programme.html", 404),
        (b"/en/colloquium-2018/programme.PO", 404),
        (b"/en/colloquium-2018/programme.po.json", 404),
        (b"/en/colloquium-2018/programme/beside/xx", 404),
        (b"/EN/", 404),
        (b"/xx/", 404),
        (b"/en/COLLOQUIUM-2018", 404),
        (b"/en/" + b"a" * 100_000, 404),
        (b"/en/" + b"a/" * 30_000, 301),
        ("/en/ندوة".encode(), 404),
        ("/en/\u202eabc".encode(), 404),
        (b"/en/'; DROP TABLE edition; --", 404),
        (b"/en/%s%n%d", 404),
        (b"/en/{0.__class__}", 404),
        (b"", 302),
        (b"//", 404),
        (b"/en", 301),
    ],
)
def test_addresses(shelf: Shelf, path: bytes, status: int) -> None:
    assert ask(shelf, path=raw(path))[0] == status


def test_an_address_that_is_not_there_at_all(shelf: Shelf) -> None:
    # PEP 3333: a server may leave out what is empty.
    assert ask(shelf, PATH_INFO=None, QUERY_STRING=None, SCRIPT_NAME=None)[0] == 302


@pytest.mark.parametrize(
    ("query", "status"),
    [
        (b"q=%ff", 400),
        (b"q=\xff", 400),
        (b"q=%00", 400),
        (b"%c3%28", 400),
        (b"a" * 4097, 400),
        (b"q=" + b"%41" * 2000, 400),
        (b"q=%0d%0aSet-Cookie:%20x=y", 200),
        (b"q=%", 200),
        (b"q=%zz&&==&;", 200),
        (b"q=" + "الانتخابات".encode(), 200),
        (b"_LOCALE_=fr", 200),
        (b"_LOCALE_=../x", 200),
        (b"_LOCALE_=././fr", 200),
        (b"_LOCALE_=fr%00", 400),
        (b"_LOCALE_=", 200),
        (b"a[]=1&a[b]=2&__proto__=3", 200),
    ],
)
def test_queries(shelf: Shelf, query: bytes, status: int) -> None:
    for path in ("/en/", "/en/colloquium-2018/programme", "/en/no/such/page"):
        expected = 404 if status == 200 and path == "/en/no/such/page" else status
        assert ask(shelf, path=path, QUERY_STRING=raw(query))[0] == expected


def test_a_query_never_changes_a_page(shelf: Shelf) -> None:
    plain = ask(shelf, path="/en/")
    for query in ("_LOCALE_=fr", "lang=ar", "x=1&x=2", "utm_source=%D8%B9"):
        assert ask(shelf, path="/en/", QUERY_STRING=query) == plain


@pytest.mark.parametrize(
    "host",
    [
        None,
        "",
        "evil.example",
        "localhost, evil.example",
        "localhost,localhost",
        "localhost:6543, localhost:6543",
        "evil.example:localhost",
        "localhost:80:80",
        "localhost:x",
        "localhost:",
        "localhost@evil.example",
        "evil.example/localhost",
        "localhost\x00",
        " localhost",
        "localhost.",
        "127.0.0.1.evil.example",
        "[::1",
        "xn--" + "a" * 10_000,
        "\xff",
    ],
)
@pytest.mark.parametrize("path", ["/", "/en/", "/en/colloquium-2018/programme", "/no", "/en"])
def test_a_host_that_is_not_ours_is_refused(shelf: Shelf, host: str | None, path: str) -> None:
    status, body, _ = ask(shelf, path=path, HTTP_HOST=host)
    assert status == 400
    assert b"evil.example" not in body


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "localhost:80", "127.0.0.1:6543"])
def test_a_host_that_is_ours_is_answered(shelf: Shelf, host: str) -> None:
    status, body, _ = ask(shelf, HTTP_HOST=host, HTTP_X_FORWARDED_HOST="evil.example")
    assert status == 200
    assert b"evil.example" not in body


def test_machinery_may_ask_by_any_name(shelf: Shelf) -> None:
    for path in ("/healthz", "/readyz"):
        assert ask(shelf, path=path, HTTP_HOST="10.0.0.7:6543")[0] == 200


@pytest.mark.parametrize("header", ["ACCEPT_LANGUAGE", "COOKIE", "ACCEPT_ENCODING", "ACCEPT"])
@pytest.mark.parametrize(
    "value",
    [
        "x" * 45_000,
        "fr," * 15_000,
        "a=b;" * 10_000,
        "\xff\xfe",
        "\x00",
        "language=\x01; =; ;;; language",
        'language="\\777"; "',
        "gzip;q=;q=x, gzip;;;;",
        "*/*;q=" + "9" * 1000,
        ";",
    ],
)
def test_headers(shelf: Shelf, header: str, value: str) -> None:
    for path in ("/", "/en/", "/en/no/such/page", "/nowhere"):
        assert ask(shelf, path=path, **{f"HTTP_{header}": value})[0] in (200, 302, 404)


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_IF_NONE_MATCH": '"' * 10_000},
        {"HTTP_IF_NONE_MATCH": "\xff"},
        {"HTTP_IF_MODIFIED_SINCE": "yesterday"},
        {"HTTP_IF_MODIFIED_SINCE": "Thu, 99 Foo 99999 99:99:99 GMT"},
        {"HTTP_RANGE": "bytes=0-1,5-2,-,99999999999999999999-"},
        {"HTTP_IF_MATCH": "x"},
        {"HTTP_AUTHORIZATION": "Basic \xff\xff"},
        {"HTTP_X_FORWARDED_FOR": "x" * 10_000},
        {"HTTP_EXPECT": "a miracle"},
        {"CONTENT_LENGTH": "-1"},
        {"CONTENT_LENGTH": "many"},
        {"CONTENT_TYPE": "text/html; charset=\xff"},
        {"HTTP_UPGRADE": "websocket", "HTTP_CONNECTION": "Upgrade"},
    ],
)
def test_conditions_and_oddities(shelf: Shelf, headers: dict[str, str]) -> None:
    for path, status in (("/en/", 200), ("/en/colloquium-2018/programme.json", 200), ("/no", 404)):
        assert ask(shelf, path=path, **headers)[0] == status


FORM = "application/x-www-form-urlencoded"
BODIES = {
    "form": (FORM, b"a=1&b=2"),
    "compressed charset": (f"{FORM}; charset=zlib", b"a=1"),
    "unknown charset": (f"{FORM}; charset=utf-9", b"a=1"),
    "undecodable": (FORM, b"a=%ff&\xff=\xfe"),
    "a million fields": (FORM, b"a=1&" * 1_000_000),
    "deep JSON": ("application/json", b"[" * 200_000 + b"]" * 200_000),
    "no JSON": ("application/json", b"{"),
    "a part without end": ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: a"),
    "no boundary": ("multipart/form-data", b"--\r\n"),
    "nothing": ("", b""),
}


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_readers_page_can_only_be_read(shelf: Shelf, method: str, body: str) -> None:
    media_type, data = BODIES[body]
    for path in READER[:4]:
        sent = io.BytesIO(data)
        told = {"CONTENT_TYPE": media_type, "CONTENT_LENGTH": str(len(data)), "wsgi.input": sent}
        assert ask(shelf, method, path, **told)[0] == 405
        # What nobody will use is not read, so it costs nothing however large it is.
        assert sent.tell() == 0


@pytest.mark.parametrize("path", READER)
def test_every_page_says_by_which_methods_it_can_be_had(colloquium: Visits, path: str) -> None:
    app = TestApp(colloquium.application)
    absent = path in ("/en/no/such/page", "/nowhere")
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        answer = app.request(path, method=method, status=404 if absent else 405)
        parsed(answer)
        if not absent:
            assert answer.headers["Allow"] == "GET, HEAD"


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "get", "G" * 5000, "<script>"])
def test_methods_that_nobody_has(shelf: Shelf, method: str) -> None:
    for path in ("/en/", "/nowhere", "/static/x"):
        status, body, _ = ask(shelf, method, path, HTTP_X_OWN="told to nobody")
        assert status == 405
        assert b"told to nobody" not in body
        assert b"<script>" not in body


@pytest.mark.parametrize("path", READER)
def test_head_is_get_without_its_body(colloquium: Visits, path: str) -> None:
    app = TestApp(colloquium.application)
    got, headed = app.get(path, status="*"), app.head(path, status="*")
    assert headed.status == got.status
    assert headed.body == b""
    assert dict(headed.headers) == dict(got.headers)
    assert int(headed.headers["Content-Length"]) == len(got.body)


def test_a_page_first_asked_for_by_head_is_whole(fresh: Shelf) -> None:
    path = "/es/colloquium-2018/programme"
    headed = TestApp(fresh).head(path)
    got = TestApp(fresh).get(path)
    assert int(headed.headers["Content-Length"]) == len(got.body) > 1000
    assert headed.headers["ETag"] == got.headers["ETag"]


# Fuzzing: whatever a client sends, through nothing but the WSGI interface.

ANY = st.binary(max_size=60).map(raw)
PARTS = st.sampled_from(
    [
        *LANGUAGES,
        *(
            "colloquium-2018",
            "programme",
            "concept-note",
            "versions",
            "changes",
            "beside",
            "static",
        ),
        *("1", "2", "3.1", "search", "feed.atom", "..", "", "%2e", ".po", ".json", "1.po", "\x00"),
        *(
            "desk",
            "login",
            "admin",
            ".well-known",
            "security.txt",
            "robots.txt",
            "\xd9\xa1",
            "\xff",
        ),
    ]
)
PATHS = st.lists(PARTS | ANY, max_size=7).map(lambda parts: "/" + "/".join(parts)) | ANY
QUERIES = ANY | st.sampled_from(["_LOCALE_=", "q=%ff", "a=1&" * 50, "%00", "q=%E2%80%AE"])
METHODS = st.sampled_from(["GET", "GET", "GET", "HEAD", "POST", "PUT", "OPTIONS", "TRACE", "X"])
HEADERS = st.dictionaries(
    st.sampled_from(
        [
            *("HTTP_ACCEPT_LANGUAGE", "HTTP_COOKIE", "HTTP_ACCEPT_ENCODING", "HTTP_IF_NONE_MATCH"),
            *("HTTP_IF_MODIFIED_SINCE", "HTTP_ACCEPT", "HTTP_RANGE", "HTTP_X_FORWARDED_HOST"),
            *("CONTENT_TYPE", "CONTENT_LENGTH", "HTTP_HOST", "HTTP_ORIGIN", "HTTP_USER_AGENT"),
        ]
    ),
    ANY
    | st.sampled_from(
        ["localhost", "gzip", "*", "fr;q=0.1", "application/json", "language=ar", '"x"', "99999"]
    ),
    max_size=5,
)


@settings(max_examples=500, deadline=None)
@given(method=METHODS, path=PATHS, query=QUERIES, headers=HEADERS, body=st.binary(max_size=40))
def test_nothing_a_client_sends_is_a_fault_of_ours(
    shelf: Shelf, method: str, path: str, query: str, headers: dict[str, str], body: bytes
) -> None:
    told = headers | {"QUERY_STRING": query, "wsgi.input": io.BytesIO(body)}
    status, answer, _ = ask(shelf, method, path, **told)
    assert status < 500
    assert b"Traceback" not in answer
    if method == "HEAD" or status == 304:
        assert answer == b""


@settings(max_examples=150, deadline=None)
@given(path=PATHS, query=QUERIES)
def test_what_is_refused_is_refused_in_words(shelf: Shelf, path: str, query: str) -> None:
    status, answer, _ = ask(shelf, "GET", path, QUERY_STRING=query)
    if status in (400, 404, 405, 410):
        assert answer.startswith(b"<!DOCTYPE html>")
        assert answer.count(b"<h1") == 1


def test_deep_json_and_many_fields_are_what_they_claim() -> None:
    # The bodies above would hurt whoever parsed them: that is why nobody does.
    with pytest.raises(RecursionError):
        json.loads(BODIES["deep JSON"][1])
