"""The visual language: colours, sizes and spaces are in the tokens alone, and can be read in use."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.newsroom.test_colours import ENOUGH, STYLES, TOKENS, contrast, rgb

SHEETS = {path.name: path.read_text("utf-8") for path in sorted(STYLES.glob("*.css"))}
OTHERS = sorted(SHEETS.keys() - {"tokens.css"})
MAIL = Path(__file__).parents[2] / "reviews" / "templates" / "reviews" / "mail" / "style.css"
COLOUR = re.compile(
    r"#(?:[0-9a-f]{3,4}){1,2}\b(?!\s*[,{.:>])|\b(?:rgb|hsl|lab|lch|oklab|oklch)a?\(", re.IGNORECASE
)
SIZE = re.compile(r"(?:^|[\s;{])font(?:-size)?:\s*([^;}]+)")
RAW_SIZE = re.compile(r"\d(?:rem|px)\b")
SPACE = re.compile(r"(?:^|[\s;{])((?:margin|padding|gap|row-gap|column-gap)[a-z-]*:\s*[^;}]+)")
BESIDE_THE_SCALE = {
    "gap: 0.05rem": "buttons of a row that touch: less than the least space",
    "padding: 0.05rem var(--space-2)": "a tag in a line of text, which may not make the line higher",
    "gap: 1px": "the lines between the days of a calendar, which show through",
    "margin-inline: -1px": "two borders that lie on one another",
    "margin: -1px": "what only screen readers have takes no room",
    "padding-inline-end: 6rem": "as much as the buttons take that stand over it",
    "margin: clamp(var(--space-4), 9vh, 7rem) auto 0": "how far down in the window, which is no space",
}
"""Each with why it is no step of the scale."""
DJANGO = "--font-family-"
"""Names that the style sheets of Django's administration bring."""
CONTRAST = TOKENS.index("@media (prefers-contrast: more)")


def values(text: str) -> dict[str, tuple[str, str]]:
    """Token → its colour in light and in dark, of those that are colours by themselves."""
    pairs = re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", text)
    return {name: (light, dark) for name, light, dark in pairs}


NORMAL = values(TOKENS[:CONTRAST])
STRONG = NORMAL | values(TOKENS[CONTRAST:])


@pytest.mark.parametrize("sheet", OTHERS)
def test_colours_have_names(sheet):
    assert COLOUR.findall(SHEETS[sheet]) == []


@pytest.mark.parametrize("sheet", OTHERS)
def test_sizes_of_type_are_on_the_scale(sheet):
    sizes = [
        size for size in SIZE.findall(SHEETS[sheet]) if RAW_SIZE.search(re.sub(r"var\([^)]*\)", "", size))
    ]
    assert sizes == []


def raw_spaces(sheet: str) -> list[str]:
    """Margins, paddings and gaps in pixels or rem; what grows with its type, in em, is not on the scale."""
    return [found for found in SPACE.findall(sheet) if RAW_SIZE.search(re.sub(r"var\([^)]*\)", "", found))]


@pytest.mark.parametrize("sheet", OTHERS)
def test_spaces_are_on_the_scale(sheet):
    assert [found for found in raw_spaces(SHEETS[sheet]) if found not in BESIDE_THE_SCALE] == []


def test_no_exception_from_the_scale_is_left_over():
    assert {found for sheet in OTHERS for found in raw_spaces(SHEETS[sheet])} == set(BESIDE_THE_SCALE)


@pytest.mark.parametrize(
    "bad", ["a { margin: 0 0.6rem }", "a { padding-block: 5px; }", "a { gap: var(--space-1) 0.2rem; }"]
)
def test_a_space_off_the_scale_is_found(bad):
    assert raw_spaces(bad)


@pytest.mark.parametrize("good", ["a { padding: 0.4em 0 }", "a { margin: calc(-1 * var(--space-2)) auto; }"])
def test_a_space_of_the_scale_is_none(good):
    assert raw_spaces(good) == []


@pytest.mark.parametrize(
    "bad", ["a { color: #0b5c6b }", "a { color: rgb(1 2 3) }", "a { background: #FFF; }"]
)
def test_a_colour_without_a_name_is_found(bad):
    assert COLOUR.findall(bad)


@pytest.mark.parametrize("bad", ["a { font-size: 0.9rem; }", "a { font: 600 13px / 1 var(--sans); }"])
def test_a_size_off_the_scale_is_found(bad):
    assert [size for size in SIZE.findall(bad) if RAW_SIZE.search(size)]


def test_every_name_that_is_used_is_there():
    everything = "".join(SHEETS.values())
    given = set(re.findall(r"(--[\w-]+):", everything))
    used = set(re.findall(r"var\((--[\w-]+)\)", everything))
    assert {name for name in used - given if not name.startswith(DJANGO)} == set()


def test_no_token_is_there_for_nothing():
    """A page of the design shows all of them; those of the scale of spaces may wait for their use."""
    names = set(re.findall(r"^  (--[\w-]+):", TOKENS, re.MULTILINE))
    used = set(re.findall(r"var\((--[\w-]+)[,)]", "".join(SHEETS.values())))
    assert {name for name in names - used if not name.startswith("--space-")} == set()


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("surface", ["paper", "surface", "sunken"])
@pytest.mark.parametrize("text", ["ink", "muted", "act", "stop", "wait", "good"])
@pytest.mark.parametrize(
    ("tokens", "enough"), [(NORMAL, ENOUGH), (STRONG, 7)], ids=["normal", "high contrast"]
)
def test_text_can_be_read_on_every_surface(tokens, enough, text, surface, scheme):
    assert contrast(rgb(tokens[text][scheme]), rgb(tokens[surface][scheme])) >= enough


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("text", "behind"),
    [
        ("on-accent", "act"),
        ("stop", "stop-tint"),
        ("wait", "wait-tint"),
        ("good", "good-tint"),
        ("act", "accent-tint"),
    ],
)
def test_states_can_be_read_on_their_own_tint(text, behind, scheme):
    assert contrast(rgb(NORMAL[text][scheme]), rgb(NORMAL[behind][scheme])) >= ENOUGH


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_mails_have_the_colours_of_the_pages(scheme):
    """Mail programs know no names: their values are those of the tokens."""
    part = MAIL.read_text("utf-8").split("@media (prefers-color-scheme: dark)")[scheme]
    used = set(re.findall(r"#[0-9a-f]{6}\b", part))
    assert used
    assert used <= {pair[scheme] for pair in NORMAL.values()}
