"""Passages: ranges of a document that survive edits, and say so when they did not.

A passage keeps the words it was put on beside its positions. A position that was lost can so be found
again, and a wrong one noticed; where two places would do equally well, none is taken.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache
from typing import Final

from prosemirror.model import Node
from prosemirror.transform import StepMap
from rapidfuzz.distance import Indel

from articles.documents.diff import Difference, Move
from articles.documents.suggestions import has_suggestions
from articles.documents.text import FlatText, flatten, text_between, units
from newsroom.errors import DomainError

CONTEXT: Final = 32
"""How many characters before and after a passage are kept."""
CERTAIN: Final = 0.75
"""The least score at which words found elsewhere are taken to be the passage's own."""
_APART: Final = 0.15
"""How far the best of several places must be ahead of the next."""
_TELLING: Final = 12
"""So many characters, words and context together, are enough to tell one place from another."""
_REMEMBERED: Final = 20
"""So many later deletions are kept in mind of a passage that was deleted."""
_DISTINCT: Final = 48
"""Words as long as this that come only once need no context to be known again."""


class AnchorError(DomainError):
    """No passage can be put there."""


class State(Enum):
    """What became of a passage: its words as they were, other words, elsewhere (to confirm), or gone."""

    EXACT = "exact"
    CHANGED = "changed"
    MOVED = "moved"
    DETACHED = "detached"


@dataclass(frozen=True)
class Passage:
    """A range in UTF-16 positions, and the words it was put on, which stay as they were then.

    ``before`` and ``after`` are up to 32 characters of the flat text around those words. A detached
    passage is a point (``start`` equals ``end``), and ``lead`` the distance from there to where its words
    began in what was deleted; ``later`` are the sizes of what was deleted after it and could hold its words:
    when one of these comes back, it is not the passage that does.
    """

    start: int
    end: int
    state: State
    quote: str
    before: str
    after: str
    lead: int = 0
    later: tuple[int, ...] = ()

    @property
    def live(self) -> bool:
        return self.state is not State.DETACHED


def anchor_at(doc: Node, start: int, end: int) -> Passage:
    """Put a passage on the words between two positions; AnchorError when there are none.

    Its quote are the words that stand there, without any that are only proposed, unless there are no others.
    """
    if not 0 <= start < end <= doc.content.size:
        raise AnchorError("The passage is not in the text; select the words and ask again.")
    flat = flatten(doc)
    first, last = _trimmed(flat.text, flat.offset(start), flat.offset(end, end=True))
    if not flat.text[first:last].strip():
        raise AnchorError("There are no words in this passage; select some and ask again.")
    passage = _passage(flat, first, last)
    if not has_suggestions(doc):
        return passage
    standing = text_between(doc, passage.start, passage.end, published=True)
    return replace(passage, quote=standing) if standing.strip() else passage


def _trimmed(text: str, first: int, last: int) -> tuple[int, int]:
    """Without the borders of blocks at either end."""
    while first < last and text[first] == "\n":
        first += 1
    while first < last and text[last - 1] == "\n":
        last -= 1
    return first, last


def _passage(flat: FlatText, first: int, last: int) -> Passage:
    return Passage(
        start=flat.position(first),
        end=flat.position(last, end=True),
        state=State.EXACT,
        quote=flat.text[first:last],
        before=flat.text[max(first - CONTEXT, 0) : first],
        after=flat.text[last : last + CONTEXT],
    )


def map_passage(
    passage: Passage, maps: Sequence[StepMap], doc_after: Node, *, compare: bool = False
) -> Passage:
    """Where the passage is after a batch of steps.

    Words typed at its edges stay outside, words typed within belong to it. When it is deleted it becomes
    detached; when its words come back where they were (undo) it is exact again; when they come back
    elsewhere, certainly and once, it is moved. ``compare`` when steps that move nothing may have changed
    its words: what was proposed in them is settled.
    """
    mapped = passage
    touched = compare
    others: set[tuple[int, int]] = set()
    for index, step_map in enumerate(maps):
        touched = touched or _touches(step_map, mapped)
        if not mapped.live:
            mapped, back = _noted(mapped, step_map)
            others.update((index, at) for at in back)
        mapped = _mapped(mapped, step_map)
    if mapped.live and not touched:
        return _at_home(mapped, doc_after)
    return _settled(mapped, mapped, doc_after, inserted_by(tuple(maps), frozenset(others)))


def _noted(passage: Passage, step_map: StepMap) -> tuple[Passage, list[int]]:
    """Keep in mind of a detached passage what else is deleted, and say which ranges are that coming back."""
    later, back = list(passage.later), []
    least = units(passage.quote)
    for at in range(0, len(step_map.ranges), 3):
        _start, old_size, new_size = step_map.ranges[at : at + 3]
        if new_size in later:
            # Undone in the order opposite to that in which they were done.
            del later[len(later) - 1 - later[::-1].index(new_size) :]
            back.append(at)
        if old_size >= least:
            later.append(old_size)
    noted = tuple(later[-_REMEMBERED:])
    return (passage if noted == passage.later else replace(passage, later=noted)), back


def _at_home(passage: Passage, doc: Node) -> Passage:
    """A passage that had moved is exact when all stands around it again that once did."""
    if passage.state is not State.MOVED:
        return passage
    flat = flatten(doc)
    offset = flat.offset(passage.start)
    return replace(passage, state=State.EXACT) if _is_home(flat, passage, offset) else passage


def _is_home(flat: FlatText, passage: Passage, offset: int) -> bool:
    """Whether these words stand there, between the very words they stood between."""
    last = offset + len(passage.quote)
    around = flat.text[max(offset - CONTEXT, 0) : offset], flat.text[last : last + CONTEXT]
    return flat.text[offset:last] == passage.quote and around == (passage.before, passage.after)


def _touches(step_map: StepMap, passage: Passage) -> bool:
    return any(start <= passage.end and passage.start <= end for start, end in _replaced(step_map))


def _replaced(step_map: StepMap) -> Iterator[tuple[int, int]]:
    ranges = step_map.ranges
    for i in range(0, len(ranges), 3):
        yield ranges[i], ranges[i] + ranges[i + 1]


def _mapped(passage: Passage, step_map: StepMap) -> Passage:
    """The positions alone."""
    if not step_map.ranges:
        return passage
    if passage.live:
        start, end = step_map.map(passage.start, 1), step_map.map(passage.end, -1)
        if start < end:
            return replace(passage, start=start, end=end)
        passage = replace(passage, end=passage.start, state=State.DETACHED)
    point = step_map.map(passage.start, -1)
    lead = passage.lead + _swallowed(step_map, passage.start, point)
    return replace(passage, start=point, end=point, lead=lead)


def _swallowed(step_map: StepMap, position: int, point: int) -> int:
    """How much was deleted before a position when that made it fall back to ``point``."""
    for start, end in _replaced(step_map):
        if start < position <= end and step_map.map(start, -1) == point:
            return position - start
    return 0


def follow(start: int, end: int, maps: Sequence[StepMap]) -> tuple[int, int]:
    """Where a page that knows nothing but the steps takes a passage to be."""
    for step_map in maps:
        point = start == end
        start, last = step_map.map(start, 1), step_map.map(end, -1)
        end = start if point else max(start, last)
    return start, end


@dataclass(frozen=True)
class Touched:
    """The range of the old document beyond which steps only pushed things along, by ``shift`` positions."""

    start: int
    end: int
    shift: int


def touched_by(maps: Iterable[StepMap], size: int) -> Touched | None:
    """What steps on a document of this size touched; ``None`` when they moved no position."""
    before = after = now = size
    for step_map in maps:
        if ranges := step_map.ranges:
            before = min(before, ranges[0])
            after = min(after, now - ranges[-3] - ranges[-2])
            now += sum(ranges[2::3]) - sum(ranges[1::3])
    if before + after > size:
        return None
    return Touched(before, size - after, now - size)


Ranges = tuple[tuple[int, int], ...]


@lru_cache(maxsize=4)
def inserted_by(maps: tuple[StepMap, ...], without: frozenset[tuple[int, int]] = frozenset()) -> Ranges:
    """The ranges of the last document that hold what the steps put in.

    ``without`` those that are named by their step and their place in its map.
    """
    found: list[tuple[int, int]] = []
    for index, step_map in enumerate(maps):
        found = [(step_map.map(start, 1), step_map.map(end, -1)) for start, end in found]
        shift = 0
        for i in range(0, len(step_map.ranges), 3):
            start, old_size, new_size = step_map.ranges[i : i + 3]
            if (index, i) not in without:
                found.append((start + shift, start + shift + new_size))
            shift += new_size - old_size
        if not without:
            found = _joined(found)  # or typing would make a range of each letter
    return tuple(_joined(found))


def _joined(ranges: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted((start, end) for start, end in ranges if start < end):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _settled(passage: Passage, sought: Passage, doc: Node, inserted: Ranges) -> Passage:
    """Give a passage that was touched its state, looking for its words in what was put in.

    ``sought`` holds the words and the context to look for elsewhere.
    """
    if passage.live:
        return _settled_live(passage, doc, inserted)
    start = passage.start + passage.lead
    if back := _quote_at(doc, start, passage.quote, inserted):
        return replace(passage, start=back[0], end=back[1], state=State.EXACT, lead=0, later=())
    place = _find(doc, sought, inserted)
    if place is None:
        return passage
    in_place = any(start <= passage.start <= end and start <= place[0] < end for start, end in inserted)
    state = State.EXACT if in_place and sought.quote == passage.quote else State.MOVED
    found = replace(passage, start=place[0], end=place[1], state=state, lead=0, later=())
    return _at_home(found, doc)


def _settled_live(passage: Passage, doc: Node, inserted: Ranges) -> Passage:
    if passage.state is State.MOVED:
        return _at_home(passage, doc)
    if passage.quote in _readings(doc, passage.start, passage.end):
        return replace(passage, state=State.EXACT)
    # Undoing the deletion of an edge puts the words back outside the range.
    size = units(passage.quote)
    for start in (passage.start, passage.end - size, passage.start - size):
        if back := _quote_at(doc, start, passage.quote, inserted):
            return replace(passage, start=back[0], end=back[1], state=State.EXACT)
    return replace(passage, state=State.CHANGED)


def _readings(doc: Node, start: int, end: int) -> Iterator[str]:
    """The words there with what is proposed, and as they would be printed."""
    yield text_between(doc, start, end)
    if has_suggestions(doc):
        yield text_between(doc, start, end, published=True)


def _quote_at(doc: Node, start: int, quote: str, inserted: Ranges) -> tuple[int, int] | None:
    """The range from ``start`` on, if these words stand there and some of them were just put in."""
    end = start + units(quote)
    if start < 0 or not any(first < end and start < last for first, last in inserted):
        return None
    if "\n" not in quote:
        return (start, end) if text_between(doc, start, end) == quote else None
    flat = flatten(doc)
    offset = flat.offset(start)
    if flat.position(offset) != start or not flat.text.startswith(quote, offset):
        return None
    return start, flat.position(offset + len(quote), end=True)


def _find(doc: Node, sought: Passage, inserted: Ranges) -> tuple[int, int] | None:
    """Where in the inserted ranges the words are found again, certainly and in one place only."""
    size = len(sought.quote)
    if not any(end - start >= size for start, end in inserted):
        return None
    flat = flatten(doc)
    places = _occurrences(flat, sought.quote, inserted)
    likeness = {offset: _likeness(flat, sought, offset) for offset in places}
    if not likeness:
        return None
    best, *others = sorted(likeness, key=lambda offset: likeness[offset], reverse=True)
    score = likeness[best]
    if not others:
        score = 1 - (1 - score) * (1 - min(1.0, size / _DISTINCT))
    elif score - likeness[others[0]] < _APART:
        return None
    if score < CERTAIN:
        return None
    return flat.position(best), flat.position(best + size, end=True)


def _occurrences(flat: FlatText, quote: str, inserted: Ranges) -> set[int]:
    found: set[int] = set()
    for start, end in inserted:
        first, last = flat.offset(start), flat.offset(end, end=True)
        offset = flat.text.find(quote, first, last)
        while offset >= 0:
            found.add(offset)
            offset = flat.text.find(quote, offset + 1, last)
    return found


def _likeness(flat: FlatText, sought: Passage, offset: int) -> float:
    """How alike the surroundings are, from 0 to 1; little that is alike counts for little."""
    last = offset + len(sought.quote)
    sides = [
        (_last_line(sought.before), _last_line(flat.text[max(offset - CONTEXT, 0) : offset])),
        (_first_line(sought.after), _first_line(flat.text[last : last + CONTEXT])),
    ]
    weights = [max(len(own), len(other)) for own, other in sides]
    alike = [Indel.normalized_similarity(own, other) for own, other in sides]
    share = sum(w * a for w, a in zip(weights, alike, strict=True)) / sum(weights)
    return share * min(1.0, (len(sought.quote) + sum(weights)) / _TELLING)


def _last_line(context: str) -> str:
    """The context within the block, with its border; what lies beyond says nothing of a block that moved."""
    line = context.rpartition("\n")[2]
    return line if len(line) == CONTEXT else "\n" + line


def _first_line(context: str) -> str:
    line = context.partition("\n")[0]
    return line if len(line) == CONTEXT else line + "\n"


def carry(passages: Sequence[Passage], difference: Difference) -> list[Passage]:
    """Where the passages are in a whole new version of the text.

    Those in a block that moved follow it and are moved; those whose words went are looked for, by the
    words they were on last, in what is new; what is not found for certain is detached.
    """
    return [_carried(passage, difference) for passage in passages]


def _carried(passage: Passage, difference: Difference) -> Passage:
    if passage.live:
        for move in difference.moves:
            if followed := _followed(passage, move):
                return followed
    mapped = _mapped(passage, difference.map)
    if mapped.live and not _touches(difference.map, passage):
        return mapped
    sought = passage
    if passage.live and text_between(difference.old, passage.start, passage.end).strip():
        sought = anchor_at(difference.old, passage.start, passage.end)
    return _settled(mapped, sought, difference.doc, difference.inserted)


def _followed(passage: Passage, move: Move) -> Passage | None:
    if not move.old_start <= passage.start < passage.end <= move.old_end:
        return None
    start = move.map.map(passage.start - move.old_start, 1)
    end = move.map.map(passage.end - move.old_start, -1)
    if start >= end:
        return None
    return replace(passage, start=move.new_start + start, end=move.new_start + end, state=State.MOVED)
