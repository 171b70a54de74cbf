"""Tracked changes of Word: what is put in, taken out and moved, and whose change it is."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from articles.importing.annotated.model import Change
from articles.importing.annotated.tracking import Side, Tracked, Tracker, author_of, moment
from articles.importing.word.names import Element, attribute, name

_SIDES: Final[dict[str, Side]] = {"ins": "ins", "moveTo": "ins", "del": "del", "moveFrom": "del"}
CHANGES: Final = frozenset(_SIDES)
"""Elements that say their content, or the thing they are a property of, was put in or taken out."""


@dataclass
class WordTracker(Tracker):
    """Knows the moves of a Word file as well."""

    _moves: frozenset[str] = frozenset()
    _open: dict[Side, OrderedDict[str, str]] = field(
        default_factory=lambda: {"ins": OrderedDict(), "del": OrderedDict()}
    )

    def know_moves(self, roots: Iterable[Element]) -> None:
        """See which moves have both of their ends in these parts."""
        sides: dict[str, set[str]] = {"moveFromRangeStart": set(), "moveToRangeStart": set()}
        for root in roots:
            for element in root.iter("{*}moveFromRangeStart", "{*}moveToRangeStart"):
                if label := attribute(element, "name"):
                    sides[name(element)].add(label)
        self._moves = frozenset(sides["moveFromRangeStart"] & sides["moveToRangeStart"])

    def range_edge(self, element: Element) -> None:
        """An element at which something that was moved begins or ends."""
        kind = name(element)
        side: Side = "ins" if kind.startswith("moveTo") else "del"
        number = attribute(element, "id") or ""
        label = attribute(element, "name") or ""
        if kind.endswith("Start") and label in self._moves:
            self._open[side][number] = label
        else:
            self._open[side].pop(number, None)

    def within(self, element: Element, around: Tracked) -> Tracked:
        """What stands in a ``w:ins``, ``w:del``, ``w:moveFrom`` or ``w:moveTo``, or is marked by one."""
        change, side = change_of(element), _SIDES[name(element)]
        moved = self._move(side) if name(element).startswith("move") else ""
        if side == "ins":
            return Tracked(change, around.dele, moved, around.away)
        return Tracked(around.ins, change, around.into, moved)

    def _move(self, side: Side) -> str:
        return next(reversed(self._open[side].values()), "")


def change_of(element: Element) -> Change:
    """Whose change an element tells of."""
    return Change(author_of(attribute(element, "author")), moment(attribute(element, "date")))
