"""Every pair of colours that the styles put together is legible, in light and in dark (WCAG 2.2, 1.4.3 and 1.4.11).

Computed from static/css/tokens.css, because a browser's checker cannot judge text on a pattern.
"""

from __future__ import annotations

import re

import pytest

from tests.house import TREE

LIGHT, DARK = 0, 1
TEXT, CONTROL = 4.5, 3.0

STATES = ("covered", "ending", "thin", "planned", "lapsed", "unknown", "never", "not-applicable")
#: States whose pattern has a second colour.
PATTERNED = ("ending", "thin", "lapsed", "unknown", "never")
GROUNDS = ("paper", "card", "sunk")

#: (colour, ground) of texts.
TEXTS = [
    *(("ink", ground) for ground in (*GROUNDS, "info-bg", "ok-bg", "warn-bg", "bad-bg")),
    *(("ink-2", ground) for ground in (*GROUNDS, "ok-bg", "bad-bg", "warn-bg", "info-bg")),
    *(("brand", ground) for ground in (*GROUNDS, "info-bg", "ok-bg", "warn-bg", "bad-bg")),
    *(("brand-ink", ground) for ground in ("brand",)),
    *((tone, ground) for tone in ("ok", "warn", "bad") for ground in ("paper", "card", f"{tone}-bg")),
    ("bad", "sunk"),
    *((colour, "site-top") for colour in ("site-top-ink", "site-top-ink-2")),
    *((f"lv{step}-ink", f"lv{step}") for step in range(1, 6)),
    *((f"{state}-ink", state) for state in STATES),
    *((f"{state}-ink", f"{state}-2") for state in PATTERNED),
    *(("never-ink", ground) for ground in ("paper", "card")),
]

#: (colour, ground) of edges of controls, marks of focus and of what is current.
CONTROLS = [
    *(("control", ground) for ground in GROUNDS),
    *(("focus", ground) for ground in GROUNDS),
    ("focus-top", "site-top"),
    ("site-mark", "site-top"),
    *(("brand", ground) for ground in ("paper", "card")),
    *((tone, ground) for tone in ("ok", "warn", "bad") for ground in ("paper", "card")),
    *((f"{state}-ink", "card") for state in STATES if state != "covered"),
    ("covered", "card"),
]


def tokens() -> dict[str, tuple[str, str]]:
    """Name of every colour in tokens.css -> its value in light and in dark."""
    text = (TREE / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
    found = {name: (light, dark) for name, light, dark in PAIR.findall(text)}
    return found | {name: (value, value) for name, value in SINGLE.findall(text)}


PAIR = re.compile(r"--([\w-]+):\s*light-dark\((#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\);")
SINGLE = re.compile(r"--([\w-]+):\s*(#[0-9a-f]{6});")


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast of two colours, 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_black_on_white_has_the_greatest_contrast() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("pairs", "least"), [(TEXTS, TEXT), (CONTROLS, CONTROL)], ids=["text", "controls"])
def test_colours_that_stand_together_are_told_apart(pairs: list[tuple[str, str]], least: float, scheme: int) -> None:
    colours = tokens()
    measured = {pair: contrast(colours[pair[0]][scheme], colours[pair[1]][scheme]) for pair in pairs}
    assert {pair: round(ratio, 2) for pair, ratio in measured.items() if ratio < least} == {}


def test_every_colour_of_the_tokens_is_in_a_pair() -> None:
    paired = {name for pair in (*TEXTS, *CONTROLS) for name in pair}
    assert set(tokens()) - paired == {"line"}


def test_no_other_style_sheet_names_a_colour_of_its_own() -> None:
    """All but print, which turns to black on white."""
    named = re.compile(r"#[0-9a-f]{3,8}\b|\brgb\(|\bhsl\(")
    found = {}
    for sheet in sorted((TREE / "static" / "css").glob("*.css")):
        if sheet.name not in ("tokens.css", "print.css"):
            lines = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL).splitlines()
            found[sheet.name] = [line.strip() for line in lines if named.search(line)]
    assert {name: lines for name, lines in found.items() if lines} == {}
