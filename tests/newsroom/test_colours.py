"""The colours of the people who are here can be read in light and in dark, as labels and as selections."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from articles.colours import COLOURS, colour_of

STYLES = Path(__file__).parents[2] / "newsroom" / "static" / "newsroom" / "css"
TOKENS = (STYLES / "tokens.css").read_text()
PAIR = r"light-dark\((#[0-9a-f]{6}), ?(#[0-9a-f]{6})\)"
ENOUGH = 4.5


def rgb(colour):
    return [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]


def luminance(channels):
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def pair(name):
    """A colour of the tokens in light and in dark."""
    return re.search(rf"--{name}: {PAIR}", TOKENS.split("@media")[0]).groups()


@pytest.mark.parametrize(
    ("sheet", "names"), [("copy.css", ("person", "cursor", "selection")), ("suggestions.css", ("by",))]
)
def test_the_style_sheets_have_a_rule_for_each_colour_there_is(sheet, names):
    given = {colour_of(number) for number in range(3 * COLOURS)}
    for name in names:
        rules = re.findall(rf"\.{name}-(\d+)\b", (STYLES / sheet).read_text())
        assert sorted(map(int, rules)) == sorted(given) == list(range(1, COLOURS + 1)), name


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("number", range(1, COLOURS + 1))
def test_names_and_selected_words_can_be_read(number, scheme):
    article = (STYLES / "copy.css").read_text() + (STYLES / "article.css").read_text()
    rule = re.search(rf"^\.person-{number},[^}}]*", article, re.MULTILINE).group()
    assert f"--colour: var(--person-{number})" in rule
    colour, label = rgb(pair(f"person-{number}")[scheme]), rgb(pair("on-person")[scheme])
    ink, surface = rgb(pair("ink")[scheme]), rgb(pair("surface")[scheme])
    share = int(re.search(r"var\(--colour\) (\d+)%", article).group(1)) / 100
    selected = [share * over + (1 - share) * under for over, under in zip(colour, surface, strict=True)]
    assert contrast(label, colour) >= ENOUGH
    assert contrast(ink, selected) >= ENOUGH
    assert contrast(colour, surface) >= 3, "a caret is seen against the page"


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("number", range(1, COLOURS + 1))
def test_what_is_proposed_can_be_read(number, scheme):
    style = (STYLES / "suggestions.css").read_text()
    rule = re.search(rf"^\.by-{number},[^}}]*", style, re.MULTILINE).group()
    assert f"--by: var(--person-{number})" in rule
    colour = rgb(pair(f"person-{number}")[scheme])
    ink, surface = rgb(pair("ink")[scheme]), rgb(pair("surface")[scheme])
    share = int(re.search(r"var\(--by\) (\d+)%", style).group(1)) / 100
    kept = int(re.search(r"var\(--ink\) (\d+)%", style).group(1)) / 100
    behind = [share * over + (1 - share) * under for over, under in zip(colour, surface, strict=True)]
    struck = [kept * over + (1 - kept) * under for over, under in zip(ink, behind, strict=True)]
    assert contrast(colour, behind) >= ENOUGH, "words to put in"
    assert contrast(struck, behind) >= ENOUGH, "words to take out"
    assert contrast(colour, surface) >= ENOUGH, "a name on a card"
    lit = rgb(pair("accent-tint")[scheme])
    assert contrast(colour, lit) >= ENOUGH, "words to put in, lit up"
