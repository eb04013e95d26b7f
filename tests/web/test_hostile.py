"""Text that would be markup, wherever people may write: on every page it is only ever text."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from test_unpublished import GUESSES
from visits import Visits, parsed, text_of, walked
from world import EVENT, World

from portal.languages import LANGUAGES

Make = Callable[..., AbstractContextManager[World]]

SCRIPT = "<script>alert(1)</script>"
PICTURE = '"><img src=x onerror=alert(1)>'
TITLE = f"{SCRIPT} and {PICTURE}"
BROKEN = f"{PICTURE} ]]>--> &lt;b&gt; ${{request}} '"
SOURCE = f"""# {TITLE}

A [link](javascript:alert(1)), <javascript:alert(1)>, [another](//evil.example/x).

A [third](data:text/html;base64,PHNjcmlwdD4=) and ![picture](https://evil.example/x.png).

- {PICTURE}
- [entity](&#106;avascript:alert(1)) and [blank](java&#10;script:alert(1))
- [vb]( vbscript:x ) and [upper](JaVaScRiPt:alert(1)) and [file](file:///etc/passwd)

<iframe src="https://evil.example/"></iframe>

## {PICTURE} {{#evil .x" onclick=alert}}

</script></style></title></textarea>{SCRIPT}[^1] with `{SCRIPT}` and ${{structure: 1}}

| {SCRIPT} | b |
|---|---|
| <svg onload=alert(1)> | <math><mtext></mtext></math> |

[^1]: {PICTURE} and [link](javascript:alert(1))
"""
REWORDED = SOURCE.replace(f"- {PICTURE}\n", f"- {SCRIPT}\n").replace(
    "A [link]", f"{PICTURE} [link]"
)


@pytest.fixture(scope="module")
def evil(make_world: Make) -> Iterator[World]:
    """Two versions of a hostile document, the first of a withdrawn one, all names hostile."""
    names = {"unesco": f"UNESCO {SCRIPT}", "gni": f"GNI {BROKEN}"}
    with make_world(title=f"Title {BROKEN}", person=f"Eve {SCRIPT}{BROKEN}", owners=names) as world:
        world.begin("evil", SOURCE).translate("evil", "ar", {TITLE: TITLE.replace("and", "et")})
        world.publish("evil", {"en": f"{SCRIPT} {BROKEN}"})
        world.save("evil", REWORDED)
        world.publish("evil", {"en": f"{SCRIPT} {BROKEN}"})
        world.begin("gone", SOURCE).publish("gone")
        yield world.hide("gone", "1", {"en": f"{SCRIPT} {BROKEN}"})


@pytest.fixture(scope="module")
def pages(evil: World) -> dict[str, BeautifulSoup]:
    """Every page of that portal in English and Arabic, error pages included."""
    found = walked(evil.visits)
    for lang in ("en", "ar"):
        for slug in ("evil", "gone"):
            for rest in GUESSES:
                path = f"/{lang}/{EVENT}/{slug}{rest}"
                found[path] = evil.visits(path)
    return {path: parsed(each) for path, each in found.items() if each.content_type == "text/html"}


def test_there_are_pages_of_every_kind(pages: dict[str, BeautifulSoup], evil: World) -> None:
    assert len(pages) > 40
    assert {evil.visits(path).status_int for path in pages} >= {200, 404, 410}


def test_the_only_script_is_the_portals_own(pages: dict[str, BeautifulSoup]) -> None:
    for path, page in pages.items():
        [script] = page.find_all("script")
        assert re.fullmatch(r"/static/portal-[0-9a-f]{16}\.js", str(script["src"])), path
        assert script.get_text() == ""
        for name in ("iframe", "img", "svg", "math", "object", "embed", "form", "base", "style"):
            assert page.find(name) is None, (path, name)


def test_no_attribute_runs_anything(pages: dict[str, BeautifulSoup]) -> None:
    for path, page in pages.items():
        for tag in page.find_all(True):
            assert not [name for name in tag.attrs if name.startswith("on") or name == "style"], (
                path
            )


def test_links_lead_only_where_a_reader_may_be_sent(pages: dict[str, BeautifulSoup]) -> None:
    for path, page in pages.items():
        for tag in page.find_all(href=True):
            address = str(tag["href"])
            assert re.match("/(?!/)|#|https?://[a-z]", address), (path, address)


def page_of(evil: World, path: str, status: int = 200) -> BeautifulSoup:
    return parsed(evil.visits(path, status))


def test_hostile_text_is_shown_as_the_text_it_is(evil: World) -> None:
    page = page_of(evil, f"/en/{EVENT}/evil/versions/1")
    assert text_of(page.h1) == TITLE
    assert f"</script></style></title></textarea>{SCRIPT}" in text_of(page.main)
    assert "${structure: 1}" in text_of(page.main)
    assert text_of(page.title).startswith(TITLE)
    signed = text_of(page.select_one(".signatures"))
    assert f"Eve {SCRIPT}" in signed
    assert f"UNESCO {SCRIPT}" in signed
    assert [tag["title"] for tag in page.select("abbr")][0] == f"The UNESCO {SCRIPT}"
    listed = page_of(evil, f"/en/{EVENT}/evil/versions")
    # What is shown is what was written, its "&lt;" included.
    assert f"{SCRIPT} {BROKEN}" in text_of(listed.main)
    gone = page_of(evil, f"/en/{EVENT}/gone", 410)
    assert f"{SCRIPT} {BROKEN}" in text_of(gone.main)
    assert f"Title {BROKEN}" in text_of(page_of(evil, f"/en/{EVENT}").h1)


def test_a_redline_of_hostile_text_is_text(evil: World) -> None:
    page = page_of(evil, f"/en/{EVENT}/evil/changes/1/2")
    shown = [text_of(row) for row in page.select(".redline")]
    assert any(SCRIPT in row.replace("added: ", "").replace("removed: ", "") for row in shown)
    arabic = page_of(evil, f"/ar/{EVENT}/evil")
    assert text_of(arabic.h1) == f"{SCRIPT} et {PICTURE}"


def test_machines_get_what_they_can_read(evil: World) -> None:
    root = ElementTree.fromstring(evil.visits("/sitemap.xml", 200).body)  # noqa: S314  (our own)
    assert len(root) == 2 * len(LANGUAGES) + 2
    for form in ("po", "md", "txt", "json"):
        answer = evil.visits(f"/en/{EVENT}/evil.{form}", 200)
        assert answer.content_type not in ("text/html", "application/xhtml+xml", "image/svg+xml")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert evil.visits(f"/en/{EVENT}/evil.json", 200).json["title"] == TITLE


def test_an_address_is_never_echoed(colloquium: Visits) -> None:
    for path in (SCRIPT, f"en/{SCRIPT}", 'en/x"onload=alert(1)', f"en/{EVENT}/{PICTURE}"):
        assert "alert(1)" not in colloquium(f"/{quote(path)}", 404).text
