"""Who put what into a document: an account of every position, kept along the log of steps.

A position is one UTF-16 unit of text, or one border of a node. Acts are numbers; what was there at the
beginning is act 0. The account needs the positions that a step replaces and what it puts there, so no
document is built on the way: reading a step costs as much as copying the account once.
"""

from __future__ import annotations

import json
import re
import sys
import zlib
from array import array
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from prosemirror.model import Node

from articles.documents.attribution import STANDS, Attribution, Delta
from articles.documents.packing import Packed, pack
from articles.documents.schema import schema

FILED: Final = 0
OPEN, CLOSE, LEAF = "\ufdd0", "\ufdd1", "\ufdd2"
"""What stands for the borders of a node and for a node without content in ``Account.units``."""
_AROUND: Final = OPEN + CLOSE + " "
_WORD: Final = re.compile(rf"[^\s{OPEN}{CLOSE}{LEAF}]+")
_ACTS: Final = re.compile(r"decision|notes-lifted|accepted-\d+-\d*")
_LEAVES: Final = frozenset(name for name, node in schema.nodes.items() if node.is_leaf)

RECOGNISED: Final = 24
"""Units from which on words are recognised anywhere in the document, and not only where they had been."""
_REMEMBERED: Final = 50
"""Removals that are looked through for what comes back to its place."""
_RECOGNISED_UNITS: Final = 500_000
"""Units of removed words that are recognised, the last ones."""

Json = Any


@dataclass(slots=True)
class _Removal:
    """Something one page took out, or an act that no page made (``""``): where it stood, and who wrote it."""

    client: str
    point: int
    units: str
    origins: array[int]


class Account:
    """The account of one document at one version.

    ``acts`` has, for each position, the act that put it there; ``origins`` the act that wrote it first. They
    differ for words that were moved, or taken out and put back: whoever does that did not write them.
    """

    def __init__(self, units: str, attribution: Attribution | None = None) -> None:
        found = attribution or Attribution.single(len(units), FILED)
        self.units, self.acts, self.origins = units, found.acts[:], found.origins[:]
        self._removals: deque[_Removal] = deque(maxlen=_REMEMBERED)
        self._long_removals: dict[str, tuple[Packed | list[array[int]], int]] = {}
        """Who wrote them is read when they come back: mostly they do not."""
        self._room = _RECOGNISED_UNITS
        self._proposed: array[int] | None = None
        self._watched: array[int] | None = None
        self.watched_units = ""
        self.fates: array[int] = array("i")

    @classmethod
    def of(cls, doc: Node) -> Account:
        """The account of a document as it was filed."""
        return cls(units_of(doc.content.to_json() or []))

    @property
    def attribution(self) -> Attribution:
        return Attribution(self.acts, self.origins)

    def memory(self) -> bytes:
        """What the account goes on with, beside the units and the attribution: see :meth:`remember`."""
        removals, known = list(self._removals), self._long_removals
        words = {
            "removals": [(one.client, one.point, one.units) for one in removals],
            "has_pages_alone": True,
            "known": list(known),
            "is_proposed": self._proposed is not None,
        }
        head = zlib.compress(json.dumps(words).encode())
        written = [columns[number] for columns, number in known.values()]
        columns: list[array[int]] = [*(one.origins for one in removals), *written]
        columns.append(array("i") if self._proposed is None else self._proposed)
        return len(head).to_bytes(4, "big") + head + pack(*columns)

    def remember(self, memory: bytes) -> None:
        """Go on as the account did whose memory that is, at the same version."""
        end = 4 + int.from_bytes(memory[:4], "big")
        words = json.loads(zlib.decompress(memory[4:end]))
        columns, removals = Packed(memory[end:], "i"), _removed(words)
        for number, (client, point, units) in enumerate(removals):
            self._removals.append(_Removal(client, point, units, columns[number]))
        self._long_removals = {
            units: (columns, number) for number, units in enumerate(words["known"], start=len(removals))
        }
        self._room = _RECOGNISED_UNITS - sum(map(len, self._long_removals))
        self._proposed = columns[len(columns) - 1] if words["is_proposed"] else None

    def watch(self) -> None:
        """Keep in ``fates`` by which act each position of now is removed from here on; -1 while it stands.

        Words that somebody proposed to remove are removed by that proposal, whoever accepts it.
        """
        size = len(self.units)
        self.watch_older(self.units, array("i", range(size)), array("i", [STANDS]) * size)

    def watch_older(self, units: str, places: array[int], fates: array[int]) -> None:
        """As :meth:`watch`, for an older text.

        ``places`` says where each position of now stood in it, ``fates`` what its positions met so far.
        """
        self.watched_units, self._watched, self.fates = units, places, fates

    def delta(self) -> Delta:
        """What became of the text that is watched. Raises :class:`ValueError` when none is."""
        if self._watched is None:
            raise ValueError("No text is watched.")
        return Delta.between(self._watched, self.fates, self.attribution)

    def follow(self, step: Json, *, act: int, client: str) -> None:
        """Go on by one step of the log, as decoded JSON. Steps that only change marks move nothing."""
        if step["stepType"] == "replace":
            self._replace(step["from"], step["to"], _inserted(step), act, client)
        elif step["stepType"] == "replaceAround":
            inserted, insert = _inserted(step), step["insert"]
            self._replace(step["gapTo"], step["to"], inserted[insert:], act, client)
            self._replace(step["from"], step["gapFrom"], inserted[:insert], act, client)
        elif step["stepType"] in ("addMark", "removeMark") and step["mark"]["type"] == "deletion":
            self._propose(step["from"], step["to"], act if step["stepType"] == "addMark" else STANDS)

    def credit(self, act: int, origins: array[int]) -> None:
        """Say of the words that an act put in that they were written as ``origins`` has it.

        Word by word: an act that makes “Tuesday” of “Wednesday” leaves the last letters where they are, and
        still it is the word that came back.
        """
        for word in _WORD.finditer(self.units):
            start, end = word.span()
            if act in self.acts[start:end]:
                self.acts[start:end] = array("i", [act]) * (end - start)
                self.origins[start:end] = origins[start:end]
        for position, last in enumerate(self.acts):
            if last == act:
                self.origins[position] = origins[position]

    def _propose(self, start: int, end: int, act: int) -> None:
        if self._proposed is None:
            self._proposed = array("i", [STANDS]) * len(self.units)
        self._proposed[start:end] = array("i", [act]) * (end - start)

    def _replace(self, start: int, end: int, inserted: str, act: int, client: str) -> None:
        size = len(inserted)
        if start == end and not size:
            return
        removed = self.units[start:end]
        gone = self.origins[start:end]
        written = self._written_before(start, inserted, client) if inserted else None
        self.units = f"{self.units[:start]}{inserted}{self.units[end:]}"
        self.acts[start:end] = array("i", [act]) * size
        self.origins[start:end] = written or array("i", [act]) * size
        self._move_points(start, end, size)
        if removed:
            self._remember(_Removal(client, start, removed, gone))
        fates = [act] * (end - start)
        if self._proposed is not None:
            fates = [act if one == STANDS else one for one in self._proposed[start:end]]
            self._proposed[start:end] = array("i", [STANDS]) * size
        if self._watched is not None:
            for position, fate in zip(self._watched[start:end], fates, strict=True):
                if position != STANDS:
                    self.fates[position] = fate
            self._watched[start:end] = array("i", [STANDS]) * size

    def _remember(self, removal: _Removal) -> None:
        self._removals.append(removal)
        words, first = _words(removal.units)
        if len(words) < RECOGNISED:
            return
        known = self._long_removals
        self._room -= 0 if known.pop(words, None) is not None else len(words)
        known[words] = [removal.origins[first : first + len(words)]], 0
        while self._room < 0:
            oldest = next(iter(known))
            del known[oldest]
            self._room += len(oldest)

    def _move_points(self, start: int, end: int, size: int) -> None:
        for removal in self._removals:
            if removal.point >= end:
                removal.point += size - (end - start)
            elif removal.point >= start:
                removal.point = start + size

    def _written_before(self, start: int, inserted: str, client: str) -> array[int] | None:
        """Who wrote these units, if they come back to their place, or are words known from elsewhere."""
        for removal in reversed(self._removals):
            if removal.units == inserted and removal.client == client and removal.point == start:
                return removal.origins[:]
        words, first = _words(inserted)
        if len(words) < RECOGNISED:
            return None
        if words in self._long_removals:
            columns, number = self._long_removals[words]
            known = columns[number]
        else:
            found = self.units.find(words)
            if found < 0:
                return None
            known = self.origins[found : found + len(words)]
        borders = len(inserted) - first - len(words)
        return known[:1] * first + known + known[-1:] * borders


def _removed(words: dict[str, Json]) -> list[tuple[str, int, str]]:
    """The removals of a memory. In older ones acts that no page made have a name as pages have."""
    is_older = "has_pages_alone" not in words
    return [
        ("" if is_older and _ACTS.fullmatch(client) else client, point, units)
        for client, point, units in words["removals"]
    ]


def units_of(content: Sequence[Json]) -> str:
    """Nodes in JSON as one character for each position."""
    return "".join(_units(content))


def text_of(units: str) -> str:
    """Units as text: blocks on lines of their own, whole characters."""
    text = units.replace(CLOSE, "\n").replace(OPEN, "").replace(LEAF, "")
    lines = (line for line in text.split("\n") if line)
    return "\n".join(lines).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _units(content: Sequence[Json]) -> Iterator[str]:
    for node in content:
        name = node["type"]
        if name == "text":
            text = node["text"]
            yield text if text.isascii() or max(text) <= "\uffff" else _halves(text)
        elif name == "hard_break":
            yield "\n"
        elif name in _LEAVES:
            yield LEAF
        else:
            yield OPEN
            yield from _units(node.get("content", ()))
            yield CLOSE


def _halves(text: str) -> str:
    """Each character beyond U+FFFF as the two halves that UTF-16 makes of it."""
    halves = text.encode(f"utf-16-{sys.byteorder[0]}e", "surrogatepass")
    return "".join(map(chr, memoryview(halves).cast("H")))


def _inserted(step: Json) -> str:
    part = step.get("slice")
    if not part:
        return ""
    units = units_of(part.get("content", ()))
    return units[part.get("openStart", 0) : len(units) - part.get("openEnd", 0)]


def _words(units: str) -> tuple[str, int]:
    """The units without the borders and spaces around them, and how many of those stand in front.

    A sentence that moves to the end of its paragraph has its space in front, and had it behind.
    """
    words = units.lstrip(_AROUND)
    return words.rstrip(_AROUND), len(units) - len(words)
