"""Publications in other forms, the dates they bear, and what a program may rely on in them."""

import json
import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from observing import ARABIC, AT, FRENCH, MEMBERS, SOURCE
from visits import BASE, Visits, parsed, say, text_of, words
from world import World

from portal.catalogue import po
from portal.languages import LANGUAGES
from portal.text.render import plain
from portal.text.source import parse
from portal.web import dates

FORMS = {
    "po": ("text/x-gettext-translation", "utf-8"),
    "md": ("text/markdown", "utf-8"),
    "txt": ("text/plain", "utf-8"),
    # RFC 8259: JSON is UTF-8, and its media type has no charset.
    "json": ("application/json", None),
}
VERSIONS = ("1", "2")


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("number", VERSIONS)
def test_a_form_says_what_it_is(revised_world: World, form: str, number: str) -> None:
    for lang in ("en", "fr", "ar"):
        answer = revised_world.visits(f"/{lang}/{AT}/versions/{number}.{form}", 200)
        assert (answer.content_type, answer.charset) == FORMS[form]
        assert answer.headers["Content-Language"] == LANGUAGES[lang].tag
        name = f"observing-{number}.{lang}.{form}"
        assert answer.headers["Content-Disposition"] == f'inline; filename="{name}"'
        answer.body.decode("utf-8")
        current = revised_world.visits(f"/{lang}/{AT}.{form}", 200)
        assert (current.body == answer.body) == (number == "2")


@pytest.mark.parametrize("number", VERSIONS)
@pytest.mark.parametrize("lang", ["en", "fr", "ar"])
def test_the_catalogue_is_the_one_that_was_signed(
    revised_world: World, lang: str, number: str, tmp_path: Path
) -> None:
    body = revised_world.visits(f"/{lang}/{AT}/versions/{number}.po", 200).body
    assert body == revised_world.frozen("observing", number, lang)
    file = tmp_path / "catalogue.po"
    file.write_bytes(body)
    command = ["msgfmt", "-c", "-o", "/dev/null", str(file)]
    result = subprocess.run(command, capture_output=True, text=True)  # noqa: S603  (our own words)
    assert result.returncode == 0, result.stderr
    read = po.read(body)
    assert (read.project, read.version, read.language) == (AT, number, lang)


def test_the_catalogue_is_the_one_that_was_signed_on_both_databases(worlds: World) -> None:
    worlds.begin("other", SOURCE).translate("other", "fr", FRENCH).publish("other")
    body = worlds.visits("/fr/meeting/other.po", 200).body
    assert body == worlds.frozen("other", "1", "fr")


@pytest.mark.parametrize(("lang", "texts"), [("fr", FRENCH), ("ar", ARABIC | {MEMBERS: MEMBERS})])
def test_markdown_has_the_structure_of_the_original(
    written_world: World, lang: str, texts: dict[str, str]
) -> None:
    answer = written_world.visits(f"/{lang}/{AT}.md", 200).text
    opening, front, body = answer.split("---\n", 2)
    assert opening == ""
    facts = {key: json.loads(value) for key, _, value in map(_split, front.splitlines())}
    assert facts["title"] == texts["Observing elections"]
    assert facts["address"] == f"{BASE}/{lang}/{AT}/versions/1"
    original, found = parse(SOURCE).blocks, parse(body).blocks
    assert [(block.kind, block.attributes) for block in found] == [
        (block.kind, block.attributes) for block in original
    ]
    assert [block.text for block in found] == [texts[block.text] for block in original]


def _split(line: str) -> tuple[str, str, str]:
    return line.partition(": ")


@pytest.mark.parametrize("lang", ["fr", "ar"])
def test_plain_text_has_every_passage(written_world: World, lang: str) -> None:
    lines = written_world.visits(f"/{lang}/{AT}.txt", 200).text.splitlines()
    texts = FRENCH if lang == "fr" else ARABIC | {MEMBERS: MEMBERS}
    for source, text in texts.items():
        assert any(line.endswith(plain(text)) for line in lines), source
    value = f"{BASE}/{lang}/{AT}/versions/1"
    line = words()[lang]("${label}: ${value}", label=say(lang, "Address"), value=value)
    assert line in lines
    assert not [line for line in lines if "[^" in line or line.startswith("#")]


def test_data_say_what_a_program_must_know(written_world: World) -> None:
    told = written_world.visits(f"/ar/{AT}.json", 200).json
    assert (told["event"], told["document"], told["version"]) == ("meeting", "observing", "1")
    assert (told["language"], told["original_language"]) == ("ar", "en")
    assert told["languages"] == ["ar", "en", "fr"]
    assert datetime.fromisoformat(told["published"]).tzinfo is not None
    assert [each["organisation"] for each in told["signatures"]] == ["UNESCO", "GNI"]
    assert all(each["demonstration"] for each in told["signatures"])
    page = parsed(written_world.visits(f"/ar/{AT}", 200))
    assert told["digest"] in text_of(page.main)
    assert all(each["uid"] for each in told["segments"])
    heading = told["segments"][2]
    assert heading["attributes"] == {"level": "2", "id": "before", "minutes": "20"}


DAYS = {
    "ar": "8 فبراير 2018",
    "zh": "2018年2月8日",
    "en": "8 February 2018",
    "fr": "8 février 2018",
    "ru": "8 февраля 2018 г.",
    "es": "8 de febrero de 2018",
}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_day_of_the_event_is_written_as_its_readers_write_days(
    colloquium: Visits, lang: str
) -> None:
    page = colloquium.page(f"/{lang}/colloquium-2018")
    day = page.select_one("dl.when time")
    assert day is not None
    assert (text_of(day), day["datetime"]) == (DAYS[lang], "2018-02-08")
    when = text_of(page.select_one("dl.when")).translate({0x2009: None, 0x2013: "-"})
    assert "09:00-13:00" in when.replace(" ", "") or "9:00-13:00" in when.replace(" ", "")
    # The source names no time zone, so none is invented.
    assert not re.search("[A-Z]{3}|[+−]", when.replace("UNESCO", ""))
    assert DAYS[lang] in text_of(colloquium.page(f"/{lang}/").main)


@pytest.mark.parametrize("lang", ["en", "fr", "ar"])
def test_the_day_of_publication_is_written_so_everywhere(revised_world: World, lang: str) -> None:
    visits = revised_world.visits
    published = datetime.fromisoformat(visits(f"/{lang}/{AT}.json").json["published"])
    day = dates.day(published.astimezone(UTC), LANGUAGES[lang])
    for rest in ("", "/versions/1", "/versions"):
        page = visits.page(f"/{lang}/{AT}{rest}")
        times = page.select("main time")
        assert {text_of(time) for time in times} == {day}
        assert all(str(time["datetime"]).startswith(f"{published:%Y-%m-%d}T") for time in times)
    for form in ("md", "txt", "json"):
        assert day in visits(f"/{lang}/{AT}.{form}", 200).text
