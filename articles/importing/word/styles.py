"""What styles say of paragraphs and runs: headings, quotations, lists, bold and italic, notes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from articles.importing.annotated.model import NO_LOOK, Aside, ListPlace, Look, Shape
from articles.importing.annotated.style_names import aside_named, is_code, shape_named
from articles.importing.word.names import (
    Element,
    attribute,
    child,
    child_value,
    is_on,
    name,
    number,
)
from articles.importing.word.numbering import Numbering

_LONGEST_CHAIN: Final = 20
_LIST_STYLE: Final = re.compile(r"list (?P<kind>bullet|number)(?: (?P<level>[2-5]))?", re.IGNORECASE)
_CHAR: Final = re.compile(r"(?:(?<! ) ++char| zchn| car)$", re.IGNORECASE)
TOGGLES: Final = frozenset({"b", "bCs", "i", "iCs", "vanish", "strike", "dstrike"})


@dataclass(frozen=True, slots=True)
class _Style:
    id: str
    name: str
    based_on: str
    paragraph: Element | None
    run: Element | None


@dataclass(frozen=True, slots=True)
class Formatting:
    """What a run looks like, and whether it looks like a note."""

    look: Look = NO_LOOK
    aside: Aside = ""


UNFORMATTED: Final = Formatting()


class Styles:
    """The styles of a file, with what was found out about each kept."""

    def __init__(self, root: Element | None, numbering: Numbering) -> None:
        self._numbering = numbering
        self._styles: dict[str, _Style] = {}
        self._default = ""
        self._of_all: dict[str, bool] = {}
        for element in [] if root is None else root:
            if name(element) == "style":
                self._add(element)
            elif name(element) == "docDefaults":
                default = child(element, "rPrDefault")
                self._of_all = toggles(child(default, "rPr"))
        self._chains: dict[str, tuple[_Style, ...]] = {}
        self._kinds: dict[str, tuple[Shape, Aside]] = {}
        self._switched: dict[str, dict[str, bool]] = {}

    def _add(self, element: Element) -> None:
        key = attribute(element, "styleId") or ""
        label = _CHAR.sub("", (child_value(element, "name") or key).strip())
        based_on = child_value(element, "basedOn") or ""
        self._styles[key] = _Style(key, label, based_on, child(element, "pPr"), child(element, "rPr"))
        if (attribute(element, "default") or "") in ("1", "true", "on") and (
            attribute(element, "type") == "paragraph"
        ):
            self._default = key

    def chain(self, key: str) -> tuple[_Style, ...]:
        """The style and those it is based on, nearest first; a circle ends where it closes."""
        found = self._chains.get(key)
        if found is None:
            found = self._chains[key] = tuple(self._followed(key))
        return found

    def _followed(self, key: str) -> Iterator[_Style]:
        seen: set[str] = set()
        while key and key not in seen and len(seen) < _LONGEST_CHAIN:
            seen.add(key)
            style = self._styles.get(key) or _Style(key, _spaced(key), "", None, None)
            yield style
            key = style.based_on

    def shape(self, properties: Element | None) -> Shape:
        """What kind of block these properties make of a paragraph."""
        key = child_value(properties, "pStyle") or self._default
        shape, _aside = self._kind(key)
        if shape.kind == "paragraph":
            outline = number(child_value(properties, "outlineLvl"))
            if outline is not None and 0 <= outline <= 8:
                shape = Shape("heading", outline + 1)
        if shape.kind != "paragraph":
            return shape
        return Shape(item=self._item(child(properties, "numPr"), key))

    def style_of(self, properties: Element | None) -> str:
        """The style that these properties give a paragraph."""
        return child_value(properties, "pStyle") or self._default

    def aside_of(self, properties: Element | None) -> Aside:
        """Whether the style of a paragraph is one for notes."""
        return self._kind(child_value(properties, "pStyle") or self._default)[1]

    def _kind(self, key: str) -> tuple[Shape, Aside]:
        found = self._kinds.get(key)
        if found is None:
            chain = self.chain(key)
            found = self._kinds[key] = _shape_of(chain), _noted(chain, "noted")
        return found

    def _item(self, own: Element | None, key: str) -> ListPlace | None:
        num, level = child_value(own, "numId"), number(child_value(own, "ilvl"))
        for style in () if num is not None else self.chain(key):
            of_style = child(child(style.paragraph, "numPr"), "numId")
            if of_style is not None:
                num = attribute(of_style, "val")
                if level is None:
                    level = number(child_value(child(style.paragraph, "numPr"), "ilvl"))
                if level is None and num is not None:
                    level = self._numbering.level_of(num, style.id)
                break
        if num is not None:
            return self._numbering.place(num, level, key) if num != "0" else None
        for style in self.chain(key):
            if found := _LIST_STYLE.fullmatch(style.name):
                at = int(found["level"] or 1) - 1
                return ListPlace(f"style:{found['kind'].lower()}", at, found["kind"].lower() == "number")
        return None

    def formatting(
        self, properties: Element | None, paragraph: str, *, drops: bool, of_notes: Aside = ""
    ) -> Formatting:
        """What these properties make of a run in a paragraph of a style.

        ``drops``: what the style of the paragraph says of bold and italic goes without saying, as it does in
        a heading. ``of_notes`` is what the style of the paragraph says of notes.
        """
        direct = toggles(properties)
        style = child_value(properties, "rStyle") or ""
        of_block, of_run = self._toggles(paragraph), self._toggles(style)

        def effective(toggle: str) -> bool:
            if toggle in direct:
                return direct[toggle]
            return (of_block.get(toggle, False) != of_run.get(toggle, False)) or self._of_all.get(
                toggle, False
            )

        complex_script = child(properties, "rtl") is not None or child(properties, "cs") is not None
        bold, italic = ("bCs", "iCs") if complex_script else ("b", "i")
        strong, em = (
            effective(toggle) and not (drops and toggle not in direct and of_block.get(toggle, False))
            for toggle in (bold, italic)
        )
        chain = self.chain(style) if style else ()
        code = is_code(found.name for found in chain)
        return Formatting(Look(strong, em, code), self._aside(properties, chain, effective) or of_notes)

    @staticmethod
    def _aside(
        properties: Element | None, chain: tuple[_Style, ...], effective: Callable[[str], bool]
    ) -> Aside:
        if effective("vanish"):
            return "hidden"
        if effective("strike") or effective("dstrike"):
            return "struck"
        if noted := _noted(chain, "styled"):
            return noted
        marked = child_value(properties, "highlight")
        return "highlighted" if marked and marked != "none" else ""

    def _toggles(self, key: str) -> dict[str, bool]:
        found = self._switched.get(key)
        if found is None:
            found = {}
            for style in reversed(self.chain(key)):
                found |= toggles(style.run)
            self._switched[key] = found
        return found


def _noted(chain: tuple[_Style, ...], doubtful: Aside) -> Aside:
    return aside_named((style.name for style in chain), doubtful)


def toggles(properties: Element | None) -> dict[str, bool]:
    """The properties among these that can be on or off."""
    if properties is None:
        return {}
    return {name(found): is_on(found) for found in properties if name(found) in TOGGLES}


def _shape_of(chain: tuple[_Style, ...]) -> Shape:
    for style in chain:
        if named := shape_named(style.name):
            return named
        outline = number(child_value(style.paragraph, "outlineLvl"))
        if outline is not None and 0 <= outline <= 9:
            return Shape("heading", outline + 1) if outline < 9 else Shape()
    return Shape()


def _spaced(key: str) -> str:
    """The name of a style of which the file has the id alone: "Heading1" is "Heading 1"."""
    return re.sub(r"(?<=[a-z])(?=[A-Z0-9])|(?<=[A-Z])(?=[A-Z][a-z])", " ", key)
