"""``numbering.xml``: one list for each list of the copy, of two kinds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from articles.exporting.word.model import STEP
from articles.exporting.word.names import Element, add, root, tag
from articles.exporting.word.shapes import DEEPEST, ListStart

_BULLETS: Final = "\u2022\u2013"
_BULLET, _DECIMAL = "0", "1"
_HANGING: Final = 360


def numbering_part(starts: Sequence[ListStart]) -> Element:
    """The lists in order; a list with numbers says with which it begins."""
    part = root("w:numbering")
    for key, is_ordered in ((_BULLET, False), (_DECIMAL, True)):
        _abstract(part, key, ordered=is_ordered)
    for number, start in enumerate(starts, 1):
        found = add(part, "w:num")
        found.set(tag("w:numId"), str(number))
        add(found, "w:abstractNumId", _BULLET if start.number is None else _DECIMAL)
        if start.number is not None:
            override = add(found, "w:lvlOverride")
            override.set(tag("w:ilvl"), str(start.level))
            add(override, "w:startOverride", str(start.number))
    return part


def _abstract(part: Element, key: str, *, ordered: bool) -> None:
    found = add(part, "w:abstractNum")
    found.set(tag("w:abstractNumId"), key)
    add(found, "w:multiLevelType", "multilevel" if ordered else "hybridMultilevel")
    for level in range(DEEPEST + 1):
        element = add(found, "w:lvl")
        element.set(tag("w:ilvl"), str(level))
        add(element, "w:start", "1")
        add(element, "w:numFmt", "decimal" if ordered else "bullet")
        add(element, "w:lvlText", f"%{level + 1}." if ordered else _BULLETS[level % len(_BULLETS)])
        add(element, "w:lvlJc", "left")
        indent = add(add(element, "w:pPr"), "w:ind")
        indent.set(tag("w:left"), str(STEP * (level + 1)))
        indent.set(tag("w:hanging"), str(_HANGING))
