"""Which numberings are bullets and which are numbers, and where they begin."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from articles.importing.annotated.model import ListPlace
from articles.importing.word.names import Element, attribute, child, child_value, name, number

_NO_NUMBER: Final = frozenset({"none"})
_LARGEST_START: Final = 1_000_000
_DEEPEST: Final = 5
"""Levels of lists within each other, counted from 0; what is deeper stands at this one."""


@dataclass(frozen=True, slots=True)
class _Level:
    form: str = "decimal"
    start: int = 1


@dataclass(slots=True)
class _Abstract:
    levels: dict[int, _Level] = field(default_factory=dict)
    of_styles: dict[str, int] = field(default_factory=dict)
    link: str = ""


class Numbering:
    """The part that says what numberings look like."""

    def __init__(self, root: Element | None) -> None:
        self._abstracts: dict[str, _Abstract] = {}
        self._nums: dict[str, tuple[str, dict[int, _Level]]] = {}
        self._starts: dict[str, dict[int, int]] = {}
        self._linked: dict[str, str] = {}
        for element in [] if root is None else root:
            if name(element) == "abstractNum":
                self._abstract(element)
            elif name(element) == "num":
                own = child_value(element, "abstractNumId") or ""
                key = attribute(element, "numId") or ""
                self._nums[key], self._starts[key] = (own, _overrides(element)), _starts(element)

    def _abstract(self, element: Element) -> None:
        key = attribute(element, "abstractNumId") or ""
        found = self._abstracts[key] = _Abstract(link=child_value(element, "numStyleLink") or "")
        if style := child_value(element, "styleLink"):
            self._linked[style] = key
        for level in element:
            if name(level) == "lvl":
                at = number(attribute(level, "ilvl")) or 0
                found.levels[at] = _level(level)
                if style := child_value(level, "pStyle"):
                    found.of_styles[style] = at

    def place(self, num: str, level: int | None, style: str) -> ListPlace | None:
        """Where a paragraph of this numbering stands; nothing for one that shows neither bullet nor number.

        ``style`` is the paragraph's: a level may be its own, whatever the paragraph says.
        """
        if num not in self._nums:
            return None
        abstract_id, overrides = self._nums[num]
        abstract = self._followed(abstract_id)
        at = level if level is not None else abstract.of_styles.get(style, 0)
        found = overrides.get(at) or abstract.levels.get(at) or _Level()
        if found.form in _NO_NUMBER:
            return None
        start = self._starts[num].get(at, found.start)
        return ListPlace(num, max(0, min(at, _DEEPEST)), found.form != "bullet", start)

    def level_of(self, num: str, style: str) -> int | None:
        """The level that is this style's own in a numbering."""
        own, _overrides = self._nums.get(num, ("", {}))
        return self._followed(own).of_styles.get(style)

    def _followed(self, key: str) -> _Abstract:
        """The abstract numbering, or the one whose style it says it is."""
        found = self._abstracts.get(key, _Abstract())
        if found.link and not found.levels:
            return self._abstracts.get(self._linked.get(found.link, ""), found)
        return found


def _level(element: Element) -> _Level:
    form = child_value(element, "numFmt") or "decimal"
    start = _start(child_value(element, "start"))
    return _Level(form, 1 if start is None else start)


def _start(text: str | None) -> int | None:
    """A number that a list may begin with."""
    start = number(text)
    return start if start is not None and 0 <= start <= _LARGEST_START else None


def _starts(num: Element) -> dict[int, int]:
    """The levels of which a numbering says alone with which number they begin."""
    found = {}
    for override in num:
        start = _start(child_value(override, "startOverride")) if name(override) == "lvlOverride" else None
        if start is not None:
            found[number(attribute(override, "ilvl")) or 0] = start
    return found


def _overrides(num: Element) -> dict[int, _Level]:
    found = {}
    for override in num:
        level = child(override, "lvl") if name(override) == "lvlOverride" else None
        if level is not None:
            found[number(attribute(override, "ilvl")) or 0] = _level(level)
    return found
