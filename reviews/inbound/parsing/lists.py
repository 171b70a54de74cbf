"""What stands before the items of a page's lists: numbers as the page counts them, or dashes."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import html

NUMBER = re.compile(r"\s*([+-]?\d{1,9})(?!\d)")
STYLE = re.compile(r"list-style(?:-type)?\s*:\s*[^;]{0,60}?(lower|upper)-(alpha|latin|roman)", re.IGNORECASE)
ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
MOST_ROMAN = 3999
DEEPEST = 12
"""Levels that differ in their indentation."""


@dataclass
class _List:
    is_numbered: bool
    kind: str
    number: int
    step: int
    indent: int
    width: int = 2


class Markers:
    """The lists that are open, and the number that is next in each."""

    def __init__(self) -> None:
        self._open: list[_List] = []

    @property
    def is_inside(self) -> bool:
        return bool(self._open)

    def begin(self, element: html.HtmlElement) -> None:
        outer = self._open[-1] if self._open else None
        indent = outer.indent + (outer.width if len(self._open) < DEEPEST else 0) if outer else 0
        is_numbered = element.tag == "ol"
        is_reversed = is_numbered and "reversed" in element.attrib
        first = _number(element.get("start")) if is_numbered else None
        if first is None:
            first = sum(child.tag == "li" for child in element) if is_reversed else 1
        self._open.append(_List(is_numbered, _kind(element), first, -1 if is_reversed else 1, indent))

    def end(self) -> None:
        if self._open:
            self._open.pop()

    def of(self, item: html.HtmlElement) -> str:
        """What stands before an item, with a space behind it."""
        if not self._open:
            return "- "
        current = self._open[-1]
        if not current.is_numbered:
            return f"{' ' * current.indent}- "
        value = _number(item.get("value"))
        current.number = current.number if value is None else value
        marker = f"{_written(current.number, current.kind)}. "
        current.number += current.step
        current.width = len(marker)
        return " " * current.indent + marker


def _number(value: str | None) -> int | None:
    found = NUMBER.match(value or "")
    return int(found[1]) if found else None


def _kind(element: html.HtmlElement) -> str:
    """``1``, ``a``, ``A``, ``i`` or ``I``, as the page has it."""
    if styled := STYLE.search(element.get("style", "")[:1_000]):
        letter = "i" if styled[2].lower() == "roman" else "a"
        return letter.upper() if styled[1].lower() == "upper" else letter
    kind = element.get("type", "").strip()
    return kind if kind in ("a", "A", "i", "I") else "1"


def _written(number: int, kind: str) -> str:
    """In letters or Roman numerals, where these have the number."""
    if kind in "aA" and number > 0:
        letters = ""
        while number > 0:
            number, index = divmod(number - 1, 26)
            letters = chr(ord(kind) + index) + letters
        return letters
    if kind in "iI" and 0 < number <= MOST_ROMAN:
        numeral = ""
        for value, letters in ROMAN:
            count, number = divmod(number, value)
            numeral += letters * count
        return numeral if kind == "i" else numeral.upper()
    return str(number)
