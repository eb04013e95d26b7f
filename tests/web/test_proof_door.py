"""The way to a proof bundle: from every version, in every language, and not to what is hidden."""

import subprocess
import sys
from pathlib import Path

import pytest
from observing import AT, LATER, MEMBERS, WITHDRAWN, revised
from visits import Visits, parsed, text_of
from world import World

from portal.languages import LANGUAGES
from portal.work import verifier

COLLOQUIUM = "colloquium-2018/programme"


def checked(body: bytes, folder: Path) -> str:
    """What the verifier says of a bundle, far from the portal."""
    script, path = folder / "verify.py", folder / "bundle.zip"
    script.write_bytes(verifier.script())
    path.write_bytes(body)
    command = [sys.executable, "-I", str(script), str(path)]
    result = subprocess.run(command, capture_output=True, text=True, env={}, cwd=folder)  # noqa: S603  (our own words)
    assert (result.returncode, result.stderr) == (0, ""), result.stdout
    return result.stdout


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_version_leads_to_its_proof(colloquium: Visits, lang: str, tmp_path: Path) -> None:
    for number in ("1", "2"):
        address = f"/{lang}/{COLLOQUIUM}/versions/{number}/proof.zip"
        page = colloquium.page(f"/{lang}/{COLLOQUIUM}/versions/{number}")
        [link] = page.select(f'.fingerprint a[href="{address}"]')
        assert text_of(link)
        answer = colloquium(address, 200)
        assert answer.content_type == "application/zip"
        assert answer.charset is None
        named = f'attachment; filename="proof-programme-{number}.zip"'
        assert answer.headers["Content-Disposition"] == named
        said = checked(answer.body, tmp_path)
        assert f'Proof of "{COLLOQUIUM}", version {number}' in said
        assert text_of(page.select_one(".fingerprint code")) in said
        assert "no statement of any institution" in said
    current = colloquium.page(f"/{lang}/{COLLOQUIUM}")
    assert current.select(f'.fingerprint a[href="{address}"]')


def test_it_is_the_same_in_every_language_and_kept_like_pages(colloquium: Visits) -> None:
    answers = [colloquium(f"/{lang}/{COLLOQUIUM}/versions/2/proof.zip", 200) for lang in LANGUAGES]
    assert len({answer.body for answer in answers}) == 1
    page = colloquium(f"/en/{COLLOQUIUM}/versions/2", 200)
    for answer in answers:
        assert answer.headers["Cache-Control"] == page.headers["Cache-Control"]
        assert answer.headers["ETag"] == answers[0].headers["ETag"]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "rest",
    ["versions/3/proof.zip", "versions/1/proof.tar", "proof.zip", "versions/1/proof.zip/verify.py"],
)
def test_what_is_not_there_is_not_found(colloquium: Visits, lang: str, rest: str) -> None:
    colloquium(f"/{lang}/{COLLOQUIUM}/{rest}", 404)


def test_a_language_it_is_not_published_in_offers_the_others(written_world: World) -> None:
    answer = written_world.visits(f"/ru/{AT}/versions/1/proof.zip", 404)
    offered = {str(link["href"]) for link in parsed(answer).select("main a")}
    assert {f"/{lang}/{AT}/versions/1/proof.zip" for lang in ("en", "fr", "ar")} <= offered


def test_the_bundle_of_a_hidden_version_is_gone(worlds: World, tmp_path: Path) -> None:
    revised(worlds)
    for number in ("1", "2"):
        worlds.visits(f"/fr/{AT}/versions/{number}/proof.zip", 200)
    worlds.save("observing", LATER.replace(MEMBERS, "It has fifty members."))
    worlds.publish("observing")
    worlds.hide("observing", "1", {"en": WITHDRAWN})
    for lang in ("en", "fr", "ar"):
        worlds.visits(f"/{lang}/{AT}/versions/1/proof.zip", 410)
        page = worlds.visits.page(f"/{lang}/{AT}/versions/1", 410)
        assert page.select('a[href$="proof.zip"]') == []
    said = checked(worlds.visits(f"/fr/{AT}/versions/3/proof.zip", 200).body, tmp_path)
    assert said.count("TEXT WITHHELD") == 1
