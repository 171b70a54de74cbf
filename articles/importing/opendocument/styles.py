"""What styles say of paragraphs, words and lists: headings, quotations, bold and italic, notes.

Automatic styles hold what somebody gave these very words; common ones have names that people see. A property
goes by the nearest style that speaks of it, from the innermost span outwards to the style of the paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from articles.importing.annotated.model import NO_LOOK, PLAIN, Aside, Look, Shape
from articles.importing.annotated.style_names import aside_named, is_code, shape_named
from articles.importing.opendocument.names import attribute, child, children, is_on, name, number
from articles.importing.opendocument.package import OpenDocument
from articles.importing.packages import Element

_LONGEST_CHAIN: Final = 20
_ENCODED: Final = re.compile(r"_([0-9a-f]{1,4})_")
_LEFTWARD: Final = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_IDEOGRAPHS: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_RULE: Final = frozenset({"horizontal line"})
_HEAD_CELL: Final = "table heading"
_LEVELS: Final = {
    "text:list-level-style-number": True,
    "text:list-level-style-bullet": False,
    "text:list-level-style-image": False,
}


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    parent: str
    automatic: bool
    outline: int | None
    leftward: bool | None
    bold: dict[str, bool] = field(default_factory=dict)
    italic: dict[str, bool] = field(default_factory=dict)
    hidden: bool | None = None
    struck: bool | None = None
    highlighted: bool | None = None


@dataclass(frozen=True, slots=True)
class Formatting:
    """What words look like, and whether they look like a note."""

    look: Look = NO_LOOK
    aside: Aside = ""


@dataclass(frozen=True, slots=True)
class Level:
    """How the items of a level of a list begin; ``shown`` is whether anything stands in front of them."""

    ordered: bool = False
    start: int = 1
    shown: bool = True


class Styles:
    """The styles of a file, with what was found out about each kept."""

    def __init__(self, document: OpenDocument) -> None:
        self._styles: dict[tuple[str, str], _Style] = {}
        self._lists: dict[str, dict[int, Level]] = {}
        for wanted in ("office:styles", "office:automatic-styles"):
            for found in document.within(wanted):
                self._read(found, automatic=wanted == "office:automatic-styles")
        self._chains: dict[tuple[str, str], tuple[_Style, ...]] = {}
        self._shapes: dict[str, Shape] = {}
        self._formats: dict[tuple[str, tuple[str, ...], str], Formatting] = {}

    def _read(self, styles: Element, *, automatic: bool) -> None:
        for found in styles:
            if name(found) == "style:style":
                key = attribute(found, "style:family"), attribute(found, "style:name")
                self._styles[key] = _style(found, automatic)
            elif name(found) == "text:list-style":
                self._lists[attribute(found, "style:name")] = dict(_levels(found))

    def _chain(self, family: str, key: str) -> tuple[_Style, ...]:
        """The style and those it is based on, nearest first; a circle ends where it closes."""
        found = self._chains.get((family, key))
        if found is None:
            found = self._chains[family, key] = tuple(self._followed(family, key))
        return found

    def _followed(self, family: str, key: str) -> Iterator[_Style]:
        seen: set[str] = set()
        while key and key not in seen and len(seen) < _LONGEST_CHAIN:
            seen.add(key)
            style = self._styles.get((family, key)) or _Style(_decoded(key), "", False, None, None)
            yield style
            key = style.parent

    def shape(self, key: str, heading: int | None = None) -> Shape:
        """What kind of block a style makes of a paragraph; ``heading`` is the level that the element says."""
        found = self._shapes.get(key)
        if found is None:
            found = self._shapes[key] = self._shape(key)
        if heading is not None and found.kind not in ("title", "subtitle"):
            return Shape("heading", heading)
        return found

    def _shape(self, key: str) -> Shape:
        for style in self._chain("paragraph", key):
            if style.name.casefold() in _RULE:
                return Shape("rule")
            if named := shape_named(style.name):
                return named
            if style.outline is not None:
                return Shape("heading", style.outline)
        return PLAIN

    def leftward(self, key: str) -> bool:
        """Whether a paragraph of this style is written from right to left."""
        said = (style.leftward for style in self._chain("paragraph", key))
        return next((found for found in said if found is not None), False)

    def level(self, style: str, level: int) -> Level:
        """A level of a style of lists, counting from 0; bullets where nothing is said."""
        return self._lists.get(style, {}).get(level, Level())

    def formatting(self, paragraph: str, spans: tuple[str, ...], text: str) -> Formatting:
        """What a text looks like in a paragraph of a style, in spans of styles, the innermost last."""
        script = "complex" if _LEFTWARD.search(text) else "asian" if _IDEOGRAPHS.search(text) else ""
        key = paragraph, spans, script
        found = self._formats.get(key)
        if found is None:
            found = self._formats[key] = self._formatting(*key)
        return found

    def _formatting(self, paragraph: str, spans: tuple[str, ...], script: str) -> Formatting:
        of_words = [style for key in reversed(spans) for style in self._chain("text", key)]
        of_block = list(self._chain("paragraph", paragraph))
        # What the style of a heading, or of the head of a table, says of bold and italic goes without saying.
        drops = self.shape(paragraph).kind != "paragraph" or _is_head_cell(of_block)
        speaking = of_words + [style for style in of_block if style.automatic or not drops]
        everything = of_words + of_block
        look = Look(
            strong=_first(style.bold.get(script) for style in speaking),
            em=_first(style.italic.get(script) for style in speaking),
            code=is_code(style.name for style in of_words),
        )
        if _first(style.hidden for style in everything):
            return Formatting(look, "hidden")
        if _first(style.struck for style in everything):
            return Formatting(look, "struck")
        noted = aside_named((style.name for style in of_words), "styled")
        if not noted and _first(style.highlighted for style in everything):
            noted = "highlighted"
        return Formatting(look, noted or aside_named((style.name for style in of_block), "noted"))


def _is_head_cell(styles: Iterable[_Style]) -> bool:
    return any(style.name.casefold() == _HEAD_CELL for style in styles)


def _first(values: Iterator[bool | None]) -> bool:
    return next((value for value in values if value is not None), False)


def _style(element: Element, automatic: bool) -> _Style:
    looks = child(element, "style:text-properties")
    block = child(element, "style:paragraph-properties")
    label = attribute(element, "style:display-name") or _decoded(attribute(element, "style:name"))
    mode = "" if block is None else attribute(block, "style:writing-mode")
    return _Style(
        # The name of an automatic style is nobody's choice.
        name="" if automatic else label.strip(),
        parent=attribute(element, "style:parent-style-name"),
        automatic=automatic,
        outline=number(attribute(element, "style:default-outline-level"), least=1, most=10),
        leftward=mode.startswith("rl") if mode and mode != "page" else None,
        bold=_by_script(looks, "font-weight", _is_bold),
        italic=_by_script(looks, "font-style", lambda value: value in ("italic", "oblique")),
        hidden=_said(looks, "text:display", lambda value: value != "true"),
        struck=_said(looks, "style:text-line-through-style", is_on)
        or _said(looks, "style:text-line-through-type", is_on),
        highlighted=_said(looks, "fo:background-color", lambda value: value != "transparent"),
    )


def _said(looks: Element | None, key: str, reads: Callable[[str], bool]) -> bool | None:
    value = "" if looks is None else attribute(looks, key)
    return reads(value) if value else None


def _by_script(looks: Element | None, key: str, reads: Callable[[str], bool]) -> dict[str, bool]:
    """A property of western, Asian and complex scripts, each of which has its own attribute."""
    keys = {"": f"fo:{key}", "asian": f"style:{key}-asian", "complex": f"style:{key}-complex"}
    said = {script: _said(looks, attr, reads) for script, attr in keys.items()}
    return {script: value for script, value in said.items() if value is not None}


def _is_bold(value: str) -> bool:
    weight = number(value)
    return value == "bold" if weight is None else weight >= 600


def _decoded(key: str) -> str:
    """The name of a style as people see it: "Heading_20_1" is "Heading 1"."""
    return _ENCODED.sub(lambda found: chr(int(found[1], 16)), key)


def _levels(element: Element) -> Iterator[tuple[int, Level]]:
    for found in element:
        ordered = _LEVELS.get(name(found))
        level = number(attribute(found, "text:level"), least=1, most=10)
        if ordered is not None and level is not None:
            bare = not attribute(found, "style:num-format") and ordered
            start = number(attribute(found, "text:start-value")) or 1
            yield level - 1, Level(ordered and not bare, start, not bare)


def margins(document: OpenDocument, wanted: str) -> Iterator[Element]:
    """The headers or footers of the pages of a document."""
    for masters in document.within("office:master-styles"):
        for page in children(masters, "style:master-page"):
            yield from children(page, wanted)
