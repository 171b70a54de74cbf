"""The styles of an OpenDocument text, under the names that LibreOffice gives them."""

from __future__ import annotations

import re
from typing import Final

from articles.exporting.opendocument.names import Element, add, root
from articles.exporting.publication import Publication

TITLE: Final = "Title"
SUBTITLE: Final = "Subtitle"
BYLINE: Final = "Byline"
BODY: Final = "Text_20_body"
QUOTE: Final = "Quotations"
PULL_QUOTE: Final = "Intense_20_Quote"
RULE: Final = "Horizontal_20_Line"
FIGURE: Final = "Figure"
CAPTION: Final = "Caption"
FOOTNOTE: Final = "Footnote"
HEADER: Final = "Header"
CELL: Final = "Table_20_Contents"
HEAD_CELL: Final = "Table_20_Heading"
CODE: Final = "Source_20_Text"
STRONG: Final = "Strong_20_Emphasis"
EMPHASIS: Final = "Emphasis"
RAISED: Final = "Footnote_20_Symbol"
BULLETS: Final = "List_20_1"
NUMBERS: Final = "Numbering_20_1"
TABLE_CELL: Final = "Cell"
_LEVELS: Final = 10
_FONT: Final = "Liberation Serif"
_LANGUAGE: Final = re.compile("([a-z]{2,3})(?:[-_]([A-Za-z]{2}))?")
_SIZES: Final = {"fo:font-size": "", "style:font-size-asian": "", "style:font-size-complex": ""}
_BOLD: Final = {f"{name}": "bold" for name in ("fo:font-weight", "style:font-weight-complex")}
_ITALIC: Final = {f"{name}": "italic" for name in ("fo:font-style", "style:font-style-complex")}


def heading(level: int) -> str:
    """The style of a heading."""
    return f"Heading_20_{level}"


def _size(points: float) -> dict[str, str]:
    return dict.fromkeys(_SIZES, f"{points}pt")


_PARAGRAPHS: Final[dict[str, tuple[dict[str, str], dict[str, str]]]] = {
    BODY: ({"fo:margin-bottom": "0.2cm"}, {}),
    TITLE: ({"fo:margin-bottom": "0.3cm"}, _size(22) | _BOLD),
    SUBTITLE: ({"fo:margin-bottom": "0.3cm"}, _size(14) | _ITALIC),
    BYLINE: ({"fo:margin-bottom": "0.5cm"}, _size(11)),
    **{
        heading(level): ({"fo:margin-top": "0.4cm", "fo:margin-bottom": "0.2cm"}, _size(points) | _BOLD)
        for level, points in ((2, 16), (3, 14), (4, 12))
    },
    QUOTE: ({"fo:margin-left": "1cm", "fo:margin-right": "1cm", "fo:margin-bottom": "0.2cm"}, {}),
    PULL_QUOTE: ({"fo:margin-left": "1cm", "fo:margin-right": "1cm", "fo:margin-bottom": "0.3cm"}, _size(14)),
    RULE: ({"fo:border-bottom": "0.5pt solid #808080", "fo:margin-bottom": "0.4cm"}, _size(6)),
    FIGURE: ({"fo:margin-bottom": "0.1cm"}, {}),
    CAPTION: ({"fo:margin-bottom": "0.4cm"}, _size(10)),
    FOOTNOTE: ({}, _size(10)),
    HEADER: ({}, _size(9) | _BOLD),
    CELL: ({}, {}),
    HEAD_CELL: ({}, _BOLD),
}
_WORDS: Final = {
    STRONG: _BOLD,
    EMPHASIS: _ITALIC,
    CODE: {"fo:font-family": "'Liberation Mono'", "style:font-family-complex": "'Liberation Mono'"},
    RAISED: {"style:text-position": "super 58%"},
}


def styles_part(publication: Publication) -> Element:
    """``styles.xml``: all styles, and the page, whose head marks a draft."""
    part = root("office:document-styles")
    styles = add(part, "office:styles")
    _default(styles, publication)
    for name, (block, words) in _PARAGRAPHS.items():
        _paragraph_style(styles, name, block, words)
    for name, words in _WORDS.items():
        style = _style(styles, name, "text")
        add(style, "style:text-properties", words)
    _list_style(styles, BULLETS, ordered=False)
    _list_style(styles, NUMBERS, ordered=True)
    automatic = add(part, "office:automatic-styles")
    layout = add(automatic, "style:page-layout", {"style:name": "Page"})
    mode = "rl-tb" if publication.direction == "rtl" else "lr-tb"
    add(layout, "style:page-layout-properties", {"fo:margin": "2.5cm", "style:writing-mode": mode})
    page = add(
        add(part, "office:master-styles"),
        "style:master-page",
        {"style:name": "Standard", "style:page-layout-name": "Page"},
    )
    if publication.draft:
        add(add(page, "style:header"), "text:p", {"text:style-name": HEADER}, publication.notice)
    return part


def _default(styles: Element, publication: Publication) -> None:
    """The direction and the language of all paragraphs."""
    default = add(styles, "style:default-style", {"style:family": "paragraph"})
    words = {"fo:font-family": f"'{_FONT}'"} | _size(12)
    if found := _LANGUAGE.fullmatch(publication.language):
        country = (found[2] or "none").upper() if found[2] else "none"
        for suffix in ("", "-complex"):
            space = "style" if suffix else "fo"
            words |= {f"{space}:language{suffix}": found[1], f"{space}:country{suffix}": country}
    add(default, "style:text-properties", words)
    standard = _style(styles, "Standard", "paragraph")
    mode = "rl-tb" if publication.direction == "rtl" else "lr-tb"
    add(standard, "style:paragraph-properties", {"style:writing-mode": mode, "fo:text-align": "start"})


def _style(styles: Element, name: str, family: str, parent: str = "") -> Element:
    facts = {"style:name": name, "style:family": family}
    if (shown := name.replace("_20_", " ")) != name:
        facts["style:display-name"] = shown
    if parent:
        facts["style:parent-style-name"] = parent
    return add(styles, "style:style", facts)


def _paragraph_style(styles: Element, name: str, block: dict[str, str], words: dict[str, str]) -> None:
    style = _style(styles, name, "paragraph", "Standard")
    if block:
        add(style, "style:paragraph-properties", block)
    if words:
        add(style, "style:text-properties", words)


def _list_style(styles: Element, name: str, *, ordered: bool) -> None:
    shown = {"style:name": name, "style:display-name": name.replace("_20_", " ")}
    style = add(styles, "text:list-style", shown)
    for level in range(1, _LEVELS + 1):
        facts = {"text:level": str(level)}
        if ordered:
            facts |= {"style:num-format": "1", "style:num-suffix": "."}
            found = add(style, "text:list-level-style-number", facts)
        else:
            found = add(style, "text:list-level-style-bullet", facts | {"text:bullet-char": "•"})
        space = {"text:space-before": f"{0.6 * level:.1f}cm", "text:min-label-width": "0.6cm"}
        add(found, "style:list-level-properties", space)
