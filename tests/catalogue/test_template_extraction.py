"""Extraction from templates: what is extracted is what the running template asks for."""

from io import BytesIO
from typing import Any

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS
from babel.messages.extract import extract as babel_extract
from chameleon import PageTemplate

from portal.catalogue.extraction import TemplateError

Found = set[tuple[str | None, str]]

TEMPLATES = [
    "<p i18n:translate=''>All versions</p>",
    "<p i18n:translate=''>\n  All\n  the \t versions\u00a0here  </p>",
    "<p i18n:translate=''>Version <b i18n:name='n'>${1}</b> of "
    "<i i18n:name='m' tal:content='2'/></p>",
    "<p i18n:context='menu' i18n:translate=''>Home</p><p i18n:translate=''>Home</p>",
    "<div i18n:context='menu'><p i18n:translate=''>Home</p>"
    "<a title='Go' i18n:attributes='title'/></div>",
    "<a title='Back' aria-label='Back to it' i18n:attributes='title; aria-label'>x</a>",
    "<a title='Two\n lines' i18n:attributes='title'>x</a>",
    "<p i18n:translate=''>See <a i18n:name='page' title='Why' i18n:attributes='title' "
    "i18n:translate=''>the page</a>.</p>",
    "<p i18n:translate=''>Costs $$5 <!--! not shown -->now</p>",
    "<ul><li tal:repeat='x [1, 2]' i18n:translate=''>Item <b i18n:name='x'>${x}</b></li></ul>",
    "<tal:block i18n:translate=''>No element</tal:block><br><p tal:condition='True' "
    "i18n:translate=''>Yes</p>",
    "<div metal:define-macro='card' i18n:context='card'><p i18n:translate=''>Title</p></div>",
    "<div i18n:context='box'><div metal:define-macro='m'><p i18n:translate=''>In</p></div></div>",
    "<p i18n:translate=''></p><p i18n:translate=''>  </p>",
    "<!DOCTYPE html>\n<html lang='en'><head><title i18n:translate=''>Title</title></head></html>",
]


def extracted(template: str) -> list[tuple[int, Any, list[str], str | None]]:
    method = "portal.catalogue.extraction:extract"
    return list(babel_extract(method, BytesIO(template.encode()), DEFAULT_KEYWORDS))


def asked(template: str) -> Found:
    """What Chameleon asks for while it renders the template."""
    found: Found = set()

    def translate(msgid: str, context: str | None = None, **more: Any) -> str:
        found.add((context, msgid))
        return msgid

    PageTemplate(template, translate=translate)()
    return found


@pytest.mark.parametrize("template", TEMPLATES)
def test_what_is_extracted_is_what_is_asked_for(template: str) -> None:
    found = {(context, text) for _line, text, _comments, context in extracted(template)}
    wanted = asked(template)
    assert wanted <= found
    # A macro can also be used from elsewhere, without the context it stands in here.
    assert found - wanted <= ({(None, "In")} if "define-macro='m'" in template else set())


def test_lines_are_those_of_the_text() -> None:
    found = extracted(
        "<div>\n<p i18n:translate=''>One</p>\n\n<a title='Two' i18n:attributes='title'/></div>"
    )
    assert [(line, text) for line, text, _comments, _context in found] == [(2, "One"), (4, "Two")]


@pytest.mark.parametrize(
    "template",
    ["<p i18n:translate='long_id'>The text</p>", "<a title='x' i18n:attributes='title long_id'/>"],
)
def test_an_id_beside_the_english_text_is_refused(template: str) -> None:
    with pytest.raises(TemplateError, match="id of its own"):
        extracted(template)


def test_texts_known_only_at_run_time_are_left_alone() -> None:
    template = """<p tal:content='x' i18n:translate=''>Old</p>
    <a tal:attributes='title x' i18n:attributes='title'/><b tal:replace='x' i18n:translate=''/>"""
    assert extracted(template) == []


def test_calls_in_expressions_are_extracted() -> None:
    template = """<p title="${_('One')}" tal:condition="_('Two') or {'a': 1}">
    ${ {'x': _.ngettext('${n} row', '${n} rows', 3)}['x'] } it's ${pgettext('menu', 'Home')}
    <b tal:content="structure: _(&quot;Four&quot;)" tal:define="a _(name); b 1"/>
    <u tal:content="ngettext('${n} day', '${n} days', n)">"${_('Six')}"</u>
    <i tal:replace="string:Five ${_('Five')}"/></p>"""
    found = {(context, text) for _line, text, _comments, context in extracted(template)}
    assert found == {
        (None, "One"),
        (None, "Two"),
        (None, ("${n} row", "${n} rows")),
        ("menu", "Home"),
        (None, "Four"),
        (None, "Five"),
        (None, "Six"),
        (None, ("${n} day", "${n} days")),
    }


@pytest.mark.parametrize(
    "template",
    [
        "<div>\n<p i18n:translate=''>Some <b>bold</b> words</p></div>",
        "<div>\n<p i18n:translate=''>Version ${n}</p></div>",
        "<div>\n<p i18n:translate=''>Research &amp; development</p></div>",
        "<div>\n<p i18n:translate=''>Some<br/> lines</p></div>",
        "<div>\n<p i18n:translate=''>A <!-- comment --></p></div>",
        "<div>\n<p i18n:translate=''>A <b tal:condition='x'>thing</b></p></div>",
        "<div>\n<a title='Version ${n}' i18n:attributes='title'/></div>",
        "<div>\n<a title='&lt;' i18n:attributes='title'/></div>",
    ],
)
def test_what_could_never_be_translated_is_refused_with_its_line(template: str) -> None:
    with pytest.raises(TemplateError, match="line 2"):
        extracted(template)
