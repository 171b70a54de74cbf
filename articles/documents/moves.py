"""Words that went from one place of a text to another: whole blocks, and some words within what was changed.

Steps take them out in one place and put them in another; here it is found again what they were.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from prosemirror.model import Node
from prosemirror.transform import StepMap

from articles.documents.alignment import Sketch, moved_pairs, sketch
from articles.documents.changes import Edit
from articles.documents.inline import Replaced, changes
from articles.documents.matching import Words
from articles.documents.runs import Run, Runs, Text
from articles.documents.sequences import common_prefix
from articles.documents.text import TextBlock, text_blocks, units


@dataclass(frozen=True)
class Move:
    """Words found again elsewhere: where they stood, where they begin now, and how they changed.

    ``edits`` are in positions since ``old_start`` and since ``new_start``. ``is_in_order`` when the words
    only seem to have moved: a paragraph became a list, say.
    """

    old_start: int
    old_end: int
    new_start: int
    edits: tuple[Edit, ...] = ()
    is_in_order: bool = False

    @property
    def new_end(self) -> int:
        return self.new_start + self.map.map(self.old_end - self.old_start)

    @cached_property
    def map(self) -> StepMap:
        """From positions since ``old_start`` to those since ``new_start``."""
        return map_of(self.edits)


def map_of(edits: Sequence[Edit]) -> StepMap:
    """The edits, which are in order, as one map."""
    ranges: list[int] = []
    for edit in edits:
        ranges += (edit.old_start, edit.old_end - edit.old_start, edit.new_end - edit.new_start)
    return StepMap(ranges)


def find_moves(known: Words, old: Node, new: Node, edits: Sequence[Edit]) -> list[Move]:
    """What the edits take out in one place and put in again in another, in the order of the old text."""
    if not edits:
        return []
    blocks = list(_moved_blocks(known, old, new, edits))
    gone = Text(old, [(edit.old_start, edit.old_end) for edit in edits])
    come = Text(new, [(edit.new_start, edit.new_end) for edit in edits])
    for move in blocks:
        gone.leave_out(move.old_start, move.old_end)
        come.leave_out(move.new_start, move.new_end)
    runs = [_moved_together(gone, come, group) for group in Runs(known, gone, come, edits).groups()]
    return sorted([*blocks, *runs], key=lambda move: move.old_start)


def _moved_blocks(known: Words, old: Node, new: Node, edits: Sequence[Edit]) -> Iterator[Move]:
    gone = list(_blocks_within(old, [(edit.old_start, edit.old_end) for edit in edits]))
    come = list(_blocks_within(new, [(edit.new_start, edit.new_end) for edit in edits]))
    for i, j in moved_pairs(_sketches(known, gone), _sketches(known, come)):
        found = changes(known, [gone[i].node], [come[j].node])
        inner = [
            Edit(change.old_start, change.old_end, change.new_start, change.new_end)
            for change in found
            if isinstance(change, Replaced)
        ]
        start = gone[i].position
        yield Move(start, start + gone[i].node.content.size, come[j].position, tuple(inner))


def _sketches(known: Words, blocks: Sequence[TextBlock]) -> list[Sketch]:
    texts = [block.text for block in blocks]
    return [sketch(known, key=text, kind="text", text=text) for text in texts]


def _blocks_within(doc: Node, ranges: Sequence[tuple[int, int]]) -> Iterator[TextBlock]:
    """The text blocks whose whole text lies in one of the ranges, which are in order."""
    starts = [start for start, _end in ranges]
    for block in text_blocks(doc):
        holder = bisect_right(starts, block.position) - 1
        if holder >= 0 and block.position + block.node.content.size <= ranges[holder][1]:
            yield block


def _moved_together(gone: Text, come: Text, runs: Sequence[Run]) -> Move:
    """Runs next to each other as one move, with what changed between their words, and the marks beside it."""
    first, last = runs[0], runs[-1]
    before = _shared_marks(gone.marks_before(first.old)[::-1], come.marks_before(first.new)[::-1])
    behind = _shared_marks(
        gone.marks_behind(last.old + last.size - 1), come.marks_behind(last.new + last.size - 1)
    )
    start, start_new = gone.starts[first.old] - before, come.starts[first.new] - before
    inner: list[Edit] = []
    at, at_new = start, start_new
    for run in runs:
        for i, j in zip(range(run.old, run.old + run.size), range(run.new, run.new + run.size), strict=True):
            between = gone.starts[i] - at, come.starts[j] - at_new
            if between[0] != between[1] or (i == run.old and run is not runs[0]):
                inner.append(
                    Edit(at - start, gone.starts[i] - start, at_new - start_new, come.starts[j] - start_new)
                )
            at, at_new = gone.ends[i], come.ends[j]
    return Move(start, at + behind, start_new, tuple(inner), all(run.is_in_order for run in runs))


def _shared_marks(old: str, new: str) -> int:
    """How many positions the marks of punctuation take that both begin with."""
    return units(old[: common_prefix(old, new)])
