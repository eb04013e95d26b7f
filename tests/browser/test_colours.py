"""Every pair of text and ground in the style sheet has the contrast that WCAG 2.2 AA asks for.

Computed from the colours themselves: axe skips text in scripts it does not know and colours
that show only on hover, in print or behind a mark.
"""

import re

import house
import pytest

STYLE = (house.ROOT / "portal" / "web" / "static" / "portal.css").read_text("utf-8")
TEXT = 4.5
# Lines that tell something without words: the bar of a notice, the ring around what has focus.
GRAPHIC = 3.0
GROUNDS_OF = {
    "ink": ("paper", "tint", "mark", "card", "target"),
    "soft": ("paper", "tint", "card", "target"),
    "accent": ("paper", "tint", "mark", "card", "target"),
    "mark-rule": ("paper", "target"),
    "on-deep": ("deep",),
    "on-deep-soft": ("deep",),
    "added-ink": ("added",),
    "removed-ink": ("removed",),
}
# Grounds that the style sheet mixes: of which two, and how much of the second.
MIXED = {"card": ("tint", "accent", 0.06), "target": ("paper", "accent", 0.10)}
PAIRS = [(ink, ground) for ink, grounds in GROUNDS_OF.items() for ground in grounds]
Colour = tuple[float, float, float]


def _named(block: str) -> dict[str, Colour]:
    found = re.findall(r"--([a-z-]+): #([0-9a-f]{3}(?:[0-9a-f]{3})?);", block)
    return {name: _colour(value) for name, value in found}


def _colour(value: str) -> Colour:
    digits = value if len(value) == 6 else "".join(2 * digit for digit in value)
    red, green, blue = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return red, green, blue


def _schemes() -> dict[str, dict[str, Colour]]:
    blocks = re.findall(r"^ *:root \{(.*?)\}", STYLE, re.DOTALL | re.MULTILINE)
    light, dark = _named(blocks[0]), _named(blocks[1])
    paper = next(_named(block) for block in blocks[2:] if "--paper" in block)
    return {"light": light, "dark": light | dark, "print": light | paper}


SCHEMES = _schemes()


def _ground(colours: dict[str, Colour], name: str) -> Colour:
    if name not in MIXED:
        return colours[name]
    first, second, share = MIXED[name]
    pairs = zip(colours[first], colours[second], strict=True)
    red, green, blue = (a * (1 - share) + b * share for a, b in pairs)
    return red, green, blue


def _luminance(colour: Colour) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: Colour, other: Colour) -> float:
    """WCAG 2.2's ratio of two colours, from 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_measured_as_wcag_does() -> None:
    assert contrast(_colour("000"), _colour("fff")) == pytest.approx(21)
    assert contrast(_colour("777777"), _colour("ffffff")) == pytest.approx(4.478, abs=0.001)


@pytest.mark.parametrize(("ink", "ground"), PAIRS, ids=lambda name: name)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_text_stands_out(scheme: str, ink: str, ground: str) -> None:
    colours = SCHEMES[scheme]
    assert contrast(colours[ink], _ground(colours, ground)) >= TEXT


@pytest.mark.parametrize("ground", ["paper", "tint", "mark"])
@pytest.mark.parametrize("line", ["accent", "mark-rule"])
@pytest.mark.parametrize("scheme", SCHEMES)
def test_lines_that_tell_something_stand_out(scheme: str, line: str, ground: str) -> None:
    colours = SCHEMES[scheme]
    assert contrast(colours[line], colours[ground]) >= GRAPHIC


def test_no_colour_is_forgotten() -> None:
    inks = set(re.findall(r"[ {]color: var\(--([a-z-]+)\)", STYLE))
    grounds = set(re.findall(r"background: var\(--([a-z-]+)\)", STYLE))
    # Nothing is written on the dot that marks the current version.
    assert inks == set(GROUNDS_OF)
    assert grounds - {"accent"} == {ground for _, ground in PAIRS} - set(MIXED)
    assert not re.findall(r"(?<!--)\b(?:color|background): #", STYLE)


def test_mixtures_are_those_of_the_style_sheet() -> None:
    found = re.findall(r"color-mix\(in srgb, var\(--(\w+)\), var\(--(\w+)\) (\d+)%\)", STYLE)
    assert sorted(found) == sorted((a, b, f"{share:.0%}"[:-1]) for a, b, share in MIXED.values())
