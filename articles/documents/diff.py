"""Two documents as the steps from one to the other, so that passages survive a new version from a file.

Blocks are matched first, then the words of those that changed. Steps run from the end to the start, so
that every one can be written in positions of the old document.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Any, Final

from prosemirror.model import Fragment, Node
from prosemirror.transform import Step, StepMap

from articles.documents.changes import Edit, Excerpt, Part, parts_between
from articles.documents.matching import Words
from articles.documents.moves import Move, find_moves, map_of
from articles.documents.runs import telling_letters
from articles.documents.schema import ENGINE_ERRORS, schema
from articles.documents.text import text_blocks

_LETTERS_OF_WORD: Final = 6


@dataclass(frozen=True)
class Difference:
    """The way from ``old`` to ``doc``: ``steps`` applied in order are exact, ``edits`` say the same at once.

    ``moves`` are words that the steps delete in one place and insert in another, in order and apart.
    """

    old: Node
    doc: Node
    steps: tuple[Step, ...]
    edits: tuple[Edit, ...]
    moves: tuple[Move, ...]

    @cached_property
    def map(self) -> StepMap:
        """From positions in ``old`` straight to those in ``doc``."""
        return map_of(self.edits)

    def map_near(self, start: int, end: int) -> StepMap:
        """What :attr:`map` says of positions from ``start`` to ``end``, in a map that holds little else.

        A map is read from its beginning for every position.
        """
        first = bisect_left(self._ends, start)
        last = bisect_right(self._starts, end)
        before = self._ends[first - 1] if first else 0
        shift = self.edits[first - 1].new_end - before if first else 0
        near = map_of(self.edits[first:last])
        return StepMap([0, before, before + shift, *near.ranges]) if first else near

    @cached_property
    def telling_letters(self) -> int:
        """How many letters tell that words are the same ones in another place."""
        size = self.old.content.size
        gone = sum(edit.old_end - edit.old_start for edit in self.edits)
        moved = sum(move.old_end - move.old_start for move in self.moves)
        return telling_letters((size - gone + moved) // _LETTERS_OF_WORD, size // _LETTERS_OF_WORD)

    def move_of(self, start: int, end: int) -> Move | None:
        """The move that takes along all from ``start`` to ``end`` in ``old``."""
        number = bisect_right(self._moved_from, start) - 1
        return self.moves[number] if number >= 0 and end <= self.moves[number].old_end else None

    def edit_at(self, start: int) -> Edit | None:
        """The edit that replaces what begins at ``start`` in ``old``."""
        number = bisect_right(self._starts, start) - 1
        return self.edits[number] if number >= 0 and start < self.edits[number].old_end else None

    def edits_in(self, start: int, end: int) -> Sequence[Edit]:
        """The edits that replace something between two positions of ``old``, or put something in there."""
        return self.edits[bisect_right(self._ends, start) : bisect_left(self._starts, end)]

    def kept_in(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The ranges of ``old`` between two positions that no edit replaces."""
        at = start
        for edit in self.edits_in(start, end):
            if at < edit.old_start:
                yield at, min(edit.old_start, end)
            at = max(at, edit.old_end)
        if at < end:
            yield at, end

    @cached_property
    def _moved_from(self) -> list[int]:
        return [move.old_start for move in self.moves]

    @cached_property
    def _starts(self) -> list[int]:
        return [edit.old_start for edit in self.edits]

    @cached_property
    def _ends(self) -> list[int]:
        return [edit.old_end for edit in self.edits]

    @cached_property
    def inserted(self) -> tuple[tuple[int, int], ...]:
        """The ranges of ``doc`` that hold something new."""
        return tuple((edit.new_start, edit.new_end) for edit in self.edits if edit.new_start < edit.new_end)


def diff_documents(old: Node, new: Node) -> Difference:
    """The difference between two valid documents. It never fails: at worst it is one replacement."""
    known = Words(*((block.text for block in text_blocks(one)) for one in (old, new)))
    doc, taken = _take(old, new, parts_between(known, old, new))
    if not doc.eq(new):
        doc, taken = _take(old, new, [Part(0, old.content.size, 0, new.content.size)])
    steps = tuple(step for part in taken for step in part.steps)
    edits = tuple(_joined(edit for part in reversed(taken) for edit in part.edits))
    return Difference(old, doc, steps, edits, tuple(find_moves(known, old, new, edits)))


def _joined(edits: Iterable[Edit]) -> Iterator[Edit]:
    """The edits in order, those that touch as one: a map has no place for two at one position."""
    last: Edit | None = None
    for edit in sorted(edits, key=lambda edit: (edit.old_start, edit.new_start)):
        if last and (last.old_end, last.new_end) == (edit.old_start, edit.new_start):
            is_whole = last.is_whole or edit.is_whole
            last = Edit(last.old_start, edit.old_end, last.new_start, edit.new_end, is_whole)
            continue
        if last:
            yield last
        last = edit
    if last:
        yield last


@dataclass(frozen=True)
class PackedDifference:
    """A difference without its documents, its steps as JSON, to be handed to another process."""

    steps: tuple[Any, ...]
    edits: tuple[Edit, ...]
    moves: tuple[Move, ...]


def packed_difference(found: Difference) -> PackedDifference:
    """The difference without its documents."""
    return PackedDifference(tuple(step.to_json() for step in found.steps), found.edits, found.moves)


def unpacked_difference(packed: PackedDifference, old: Node, new: Node) -> Difference:
    """The difference that was packed, between the same two documents."""
    steps = tuple(Step.from_json(schema, step) for step in packed.steps)
    return Difference(old, new, steps, packed.edits, packed.moves)


def _take(old: Node, new: Node, parts: Sequence[Part]) -> tuple[Node, list[Part]]:
    """Apply the parts from the last to the first; what was taken has steps that hold, in this order.

    A part whose steps do not hold is replaced whole, and if that leaves no valid document either, together
    with the part before it.
    """
    under_way, source, taken = _UnderWay(old), _Blocks(new), list[Part]()
    failed: Part | None = None
    for part in reversed(parts):
        wanted = part if failed is None else part.joined_with(failed)
        if under_way.take(wanted):
            taken.append(wanted)
            failed = None
            continue
        replaced = wanted.replacement(source.excerpt(wanted.new_start, wanted.new_end))
        failed = None if under_way.take(replaced) else wanted
        if failed is None:
            taken.append(replaced)
    return under_way.doc, taken


class _Blocks:
    """The blocks of a document and where they begin, to be found by their positions."""

    def __init__(self, doc: Node) -> None:
        self.nodes = list(doc.children)
        self.starts = list(accumulate((node.node_size for node in self.nodes), initial=0))

    def excerpt(self, start: int, end: int) -> Excerpt:
        """The blocks from one border between two of them to another."""
        return Excerpt(self.nodes[self.index(start) : self.index(end)], start)

    def index(self, position: int) -> int:
        return bisect_left(self.starts, position)


class _UnderWay(_Blocks):
    """A document that parts are applied to from the last to the first.

    Each is applied among the few blocks that decide whether it holds: the engine would look at every block of
    the document for every step. What may follow what depends on the first two blocks and on the one before,
    so that the three first, the one before the part and three behind it stand for all.
    """

    _AROUND: Final = 3

    def __init__(self, doc: Node) -> None:
        super().__init__(doc)
        self._doc = doc

    @property
    def doc(self) -> Node:
        return self._doc.copy(Fragment.from_(self.nodes))

    def take(self, part: Part) -> bool:
        """Apply the part. False, and nothing is changed, if it has no steps or one of them does not hold."""
        first, last = self.index(part.old_start), self.index(part.old_end)
        top = min(first, self._AROUND)
        near = max(first - 1, top)
        lead = [*self.nodes[:top], *self.nodes[near:first]]
        behind = self.nodes[last : last + self._AROUND]
        around = self._doc.copy(Fragment.from_([*lead, *self.nodes[first:last], *behind]))
        skipped = StepMap([self.starts[top], self.starts[near] - self.starts[top], 0])
        changed = _applied(around, part.steps, skipped)
        if changed is None:
            return False
        self.nodes[first:last] = changed.children[len(lead) : changed.child_count - len(behind)]
        return True


def _applied(doc: Node, steps: Sequence[Step], skipped: StepMap) -> Node | None:
    """The document after the steps, or None when there are none or one of them does not hold.

    The steps are in positions of a document that has more, as much as the map takes out.
    """
    current: Node | None = doc if steps else None
    for step in steps:
        try:
            mapped = step.map(skipped)
            current = mapped.apply(current).doc if current is not None and mapped is not None else None
        except ENGINE_ERRORS:
            return None
    return current
