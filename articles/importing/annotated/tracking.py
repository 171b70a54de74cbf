"""Which tracked changes are one suggestion: a file has a change for each run, a person makes one.

Neighbours of one author are joined when nothing that is kept stands between them, a deletion and the
insertion beside it as well; what was moved is one suggestion where both of its ends are in the file.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final, Literal

from articles.documents.allowed import clean_text
from articles.importing.annotated.model import Change, Link, Look

DEEPEST: Final = 100
"""Levels of elements within each other that are read."""
Side = Literal["ins", "del"]
_OTHER: Final[dict[Side, Side]] = {"ins": "del", "del": "ins"}
_LONGEST_AUTHOR: Final = 120


class TooDeep(Exception):
    """Elements stand within each other further than they are read."""


class TooLong(Exception):
    """There is more than a story may hold."""


@dataclass(frozen=True, slots=True)
class Tracked:
    """Around what is being read: whose insertion and deletion it stands in, with the name of a move."""

    ins: Change | None = None
    dele: Change | None = None
    into: str = ""
    away: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Around an element that is being read: tracked changes, the link it stands in, and how deep it is."""

    tracked: Tracked = Tracked()
    link: Link | None = None
    depth: int = 0

    def further(self) -> Place:
        if self.depth >= DEEPEST:
            raise TooDeep
        return replace(self, depth=self.depth + 1)


@dataclass
class Tracker:
    """Gives out the keys of suggestions while a text is read from its beginning to its end.

    ``token`` sets apart the keys of one file from those of another.
    """

    token: str
    changes: dict[str, Change] = field(default_factory=dict)
    _moved: dict[str, str] = field(default_factory=dict)
    _last: dict[Side, dict[str, tuple[int, str]]] = field(default_factory=lambda: {"ins": {}, "del": {}})
    _last_look: tuple[int, str, Change, Look, Look] | None = None
    _at: int = 0

    def as_one(self, label: str, around: Tracked, keys: tuple[str | None, str | None]) -> Tracked:
        """What stands somewhere else and goes with what these suggestions put in or take out, as a footnote
        goes with the reference to it."""
        into, away = (f"{label} {side}" if key else "" for side, key in zip(("in", "out"), keys, strict=True))
        self._moved |= {name: key for name, key in ((into, keys[0]), (away, keys[1])) if key}
        return Tracked(around.ins, around.dele, into, away)

    def keys(self, tracked: Tracked, length: int) -> tuple[str | None, str | None]:
        """The suggestions that put in and take out the next so many characters; a paragraph mark is one."""
        start, self._at = self._at, self._at + length
        if tracked.ins is None and tracked.dele is None:
            return None, None
        inserted = self._key("ins", tracked.ins, tracked.into, start, None) if tracked.ins else None
        deleted = self._key("del", tracked.dele, tracked.away, start, inserted) if tracked.dele else None
        return inserted, deleted

    def _key(self, side: Side, change: Change, move: str, start: int, taken: str | None) -> str:
        if move:
            if move not in self._moved:
                self._moved[move] = self._new(change)
            return self._moved[move]
        for where in (side, _OTHER[side]):
            end, key = self._last[where].get(change.author, (-1, ""))
            if end == start and key != taken:
                break
        else:
            key = self._new(change)
        self._last[side][change.author] = self._at, key
        return key

    def look_key(self, change: Change, was: Look, now: Look, length: int) -> str:
        """The suggestion that changed how the last so many characters look."""
        start = self._at - length
        if self._last_look and self._last_look[0] == start and self._last_look[2].author == change.author:
            _end, key, _change, before, after = self._last_look
            if (before, after) == (was, now):
                self._last_look = self._at, key, change, was, now
                return key
        key = self._new(change)
        self._last_look = self._at, key, change, was, now
        return key

    def shape_key(self, change: Change) -> str:
        """The suggestion that made a paragraph another kind of block."""
        return self._new(change)

    def _new(self, change: Change) -> str:
        key = f"0.{self.token}{len(self.changes):06d}"
        self.changes[key] = change
        return key


def author_of(text: str | None) -> str:
    """The name that a file gives an author, as it is kept."""
    return clean_text(text or "").strip()[:_LONGEST_AUTHOR]


def moment(text: str | None) -> datetime | None:
    """The moment that a file names; without a time zone where it names none."""
    try:
        found = datetime.fromisoformat(text.strip()) if text and len(text) < 40 else None
    except ValueError:
        return None
    return found if found is None or 1900 < found.year < 9999 else None
