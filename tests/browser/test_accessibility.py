"""Every kind of page passes axe-core in three scripts, at two widths and in both schemes."""

from pathlib import Path
from typing import Any

import house
import pytest
from playwright.sync_api import Page, ViewportSize

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (360, 1280)
# axe leaves Arabic text out of its contrast rule unless told otherwise.
CONFIGURE = "axe.configure({rules: [{id: 'color-contrast', matches: () => true}]})"
RUN = """only => axe.run(document, {runOnly: only, resultTypes: ['violations']}).then(
  result => result.violations.map(rule => rule.id + ': ' + rule.help + '\\n' + rule.nodes.map(
    node => '  ' + node.target.join(' ') + '\\n    ' +
      node.failureSummary.replaceAll('\\n', ' ')).join('\\n')))"""


@pytest.fixture(scope="module")
def axe(npm: Path) -> str:
    """The source of axe-core."""
    return (npm / "axe-core" / "axe.min.js").read_text("utf-8")


def _findings(view: Page, only: dict[str, Any]) -> list[str]:
    found: list[str] = view.evaluate(RUN, only)
    return found


@pytest.mark.parametrize("kind", house.PAGES)
@pytest.mark.parametrize("lang", ["en", "ar", "zh"])
def test_nobody_is_kept_out(view: Page, axe: str, lang: str, kind: str) -> None:
    view.goto(house.address(lang, kind))
    view.evaluate(axe)
    view.evaluate(CONFIGURE)
    found = []
    for width in WIDTHS:
        view.set_viewport_size(ViewportSize(width=width, height=800))
        view.emulate_media(color_scheme="light")
        found += _findings(view, {"type": "tag", "values": TAGS})
        # Only colours depend on the scheme.
        view.emulate_media(color_scheme="dark")
        found += _findings(view, {"type": "rule", "values": ["color-contrast"]})
    view.emulate_media(color_scheme="light")
    assert not found, "\n".join(found)
