"""What an element of a page says of the words in it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import unquote

from articles.importing.annotated.model import PLAIN, Change, ListPlace, Shape
from articles.importing.annotated.style_names import shape_named
from articles.importing.annotated.tracking import Place, Tracked, author_of, moment
from articles.importing.html.looks import Looks
from articles.importing.packages import Element

HEADING: Final = re.compile(r"h([1-6])")
NOWHERE: Final = Place()
UNTRACKED: Final = Tracked()
PLAIN_LOOKS: Final = Looks()
_HUMPS: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SHIFTED: Final = {
    "sup": dict(zip("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ", strict=True)),
    "sub": dict(zip("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎", strict=True)),
}
_NAMED: Final = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6"})


@dataclass(frozen=True, slots=True)
class Around:
    """Around the words that are being read.

    ``mark`` is what is tracked around the block they are in, ``list`` the list.
    """

    place: Place = NOWHERE
    looks: Looks = PLAIN_LOOKS
    shape: Shape = PLAIN
    mark: Tracked = UNTRACKED
    list: ListPlace | None = None
    verbatim: bool = False
    bidi: bool = False

    def further(self) -> Around:
        return replace(self, place=self.place.further())


def tracked_within(element: Element, around: Around) -> Around:
    """Around what stands in an element, which may say it was put in or taken out."""
    if element.tag not in ("ins", "del"):
        return around
    author = author_of(unquote((element.get("cite") or "").removeprefix("mailto:")))
    is_name = (element.get("cite") or "").startswith("mailto:")
    change = Change(author if is_name else "", moment(element.get("datetime")))
    tracked = around.place.tracked
    within = replace(tracked, ins=change) if element.tag == "ins" else replace(tracked, dele=change)
    return replace(around, place=replace(around.place, tracked=within))


def shape_within(element: Element, around: Shape) -> Shape:
    """What kind of block an element makes of what stands in it."""
    if element.tag in _NAMED:
        named = (shape_named(_style_name(word)) for word in (element.get("class") or "").split())
        if found := next(filter(None, named), None):
            return found
    if heading := HEADING.fullmatch(element.tag):
        return Shape("heading", int(heading[1]))
    return Shape("quote") if element.tag == "blockquote" else around


def _style_name(word: str) -> str:
    """The name of a style as Word has it for people: its pages say ``MsoIntenseQuote``."""
    return _HUMPS.sub(" ", word.removeprefix("Mso")) if word.startswith("Mso") else word


def shifted_within(element: Element) -> str | None:
    """What stands in a raised or lowered element in characters that are raised or lowered by themselves:
    ``10⁶`` and ``CO₂`` would say something else. None where there are none for it."""
    if element.tag not in _SHIFTED or element.find(".//a") is not None:
        return None
    text = "".join(element.itertext()).strip()
    shifted = "".join(_SHIFTED[element.tag].get(one, "") for one in text)
    return shifted if text and len(shifted) == len(text) else None


def rows_of(table: Element) -> Iterable[Element]:
    """The rows of a table."""
    for found in table:
        if found.tag == "tr":
            yield found
        elif found.tag in ("thead", "tbody", "tfoot"):
            yield from (row for row in found if row.tag == "tr")


def is_of_cells(table: Element) -> bool:
    """Whether a table is one: mails and old pages use some to put paragraphs beside each other."""
    if next(table.iterdescendants("table"), None) is not None:
        return False
    return any(sum(cell.tag in ("td", "th") for cell in row) > 1 for row in rows_of(table))


def number(text: str | None, otherwise: int) -> int:
    """The whole number that an attribute holds."""
    value = (text or "").strip()
    return int(value) if value.isascii() and value.isdigit() and len(value) < 7 else otherwise
