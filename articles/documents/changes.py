"""The parts in which two documents differ, each with the steps that change it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import accumulate
from typing import Final

from prosemirror.model import Fragment, Node, Slice
from prosemirror.transform import (
    AddMarkStep,
    AttrStep,
    RemoveMarkStep,
    ReplaceAroundStep,
    ReplaceStep,
    Step,
)

from articles.documents.alignment import Sketch, align, moved_pairs, sketch
from articles.documents.inline import Remarked, Replaced, changes
from articles.documents.matching import Words
from articles.documents.schema import schema
from articles.documents.sequences import Vocabulary, common, words
from articles.documents.text import block_text
from articles.documents.writing import write_block

MOST_BY_WORDS: Final = 1_000
"""Steps that change single words; beyond that each block, or run of blocks, changes in one step.

Where passages go is read from the edits, which are by words in any case.
"""
_MOST_COUNTED: Final = 100_000
"""Steps that change single words times the blocks among which they do: each is found by counting these."""
_DIVIDED: Final = 0.6
"""The least share of a block's words that its neighbour's counterpart must hold for the two to be one."""
_MOST_GROWING: Final = 100_000_000
"""Words times words that are compared to learn whether paragraphs were divided or joined."""
_SLOTS: Final = frozenset({"headline", "standfirst", "image", "caption"})
"""Blocks with a place of their own: they stay the same block whatever they say."""


@dataclass(frozen=True)
class Edit:
    """A range of the old document, and the range of the new one that stands in its place.

    ``is_whole`` when it was replaced without a look at its words: a paragraph by a list, say.
    """

    old_start: int
    old_end: int
    new_start: int
    new_end: int
    is_whole: bool = False


class Excerpt:
    """Neighbouring nodes of a document that begin at ``start``, to cut slices from.

    The engine finds a position by counting nodes from the first, so a slice of the whole document costs as
    much as there are blocks in it.
    """

    def __init__(self, nodes: Sequence[Node], start: int) -> None:
        self._holder = schema.nodes["doc"].create(None, list(nodes))
        self._start = start

    def slice(self, start: int, end: int) -> Slice:
        """What the document has between two of its positions."""
        return self._holder.slice(start - self._start, end - self._start)


@dataclass(frozen=True)
class Part:
    """A range of whole blocks of the old document and one of the new, of which one may be empty.

    ``steps`` turn one into the other and are written from the last position to the first, so that all of
    them are in positions of the old document; ``edits`` are what they replace.
    """

    old_start: int
    old_end: int
    new_start: int
    new_end: int
    steps: list[Step] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)

    def replacement(self, new: Excerpt) -> Part:
        """This part as one step that replaces the whole range."""
        part = Part(self.old_start, self.old_end, self.new_start, self.new_end)
        is_whole = part.old_start < part.old_end and part.new_start < part.new_end
        part.replace(new, *part.range, is_whole=is_whole)
        return part

    def joined_with(self, later: Part) -> Part:
        """The range from here to the end of a later part, without steps."""
        return Part(self.old_start, later.old_end, self.new_start, later.new_end)

    @property
    def range(self) -> tuple[int, int, int, int]:
        return self.old_start, self.old_end, self.new_start, self.new_end

    def replace(
        self,
        new: Excerpt,
        old_start: int,
        old_end: int,
        new_start: int,
        new_end: int,
        *,
        is_whole: bool = False,
    ) -> None:
        self.steps.append(ReplaceStep(old_start, old_end, new.slice(new_start, new_end)))
        self.edits.append(Edit(old_start, old_end, new_start, new_end, is_whole))


def parts_between(known: Words, old: Node, new: Node) -> list[Part]:
    """The parts in which two documents differ, in order; one without steps has to be replaced whole."""
    comparison = _Comparison(known, _Budget(MOST_BY_WORDS), _Budget(_MOST_COUNTED), _Budget(_MOST_GROWING))
    return comparison.children(old, new, 0, 0)


@dataclass
class _Budget:
    """How much of something may still be done for one comparison."""

    left: int

    def spend(self, count: int) -> bool:
        """Whether there is room for so much; one is always allowed. If there is, less is left."""
        if count > max(self.left, 1):
            return False
        self.left -= count
        return True


Range = tuple[int, int]


@dataclass(frozen=True)
class _Matching:
    """Which child is which, in order; and those that are found in another place."""

    pairs: list[tuple[int, int]]
    olds_elsewhere: Set[int]
    news_elsewhere: Set[int]

    def unmatched(self, olds: Range, news: Range) -> Iterator[tuple[Range, Range]]:
        """Two ranges in pieces, so that what is found in another place is compared with nothing here."""
        i, j = olds[0], news[0]
        while i < olds[1] or j < news[1]:
            i_to = _run_end(i, olds[1], self.olds_elsewhere)
            j_to = _run_end(j, news[1], self.news_elsewhere)
            if i < i_to or j < j_to:
                yield (i, i_to), (j, j_to)
            i, j = i_to, j_to
            if i < olds[1]:
                yield (i, i + 1), (j, j)
                i += 1
            if j < news[1]:
                yield (i, i), (j, j + 1)
                j += 1


def _run_end(start: int, end: int, elsewhere: Set[int]) -> int:
    return next((number for number in range(start, end) if number in elsewhere), end)


@dataclass(frozen=True)
class _Comparison:
    """One comparison under way."""

    known: Words
    budget: _Budget
    counting: _Budget
    growing: _Budget

    def children(self, old: Node, new: Node, old_start: int, new_start: int) -> list[Part]:
        """The differing parts of two containers whose content begins at these positions."""
        olds, news = old.children, new.children
        old_at = list(accumulate((child.node_size for child in olds), initial=old_start))
        new_at = list(accumulate((child.node_size for child in news), initial=new_start))
        parts: list[Part] = []
        matching = self._matched(olds, news)
        for (i, i_to), (j, j_to) in self._ranges(olds, news, matching):
            if (i_to - i, j_to - j) == (1, 1) and olds[i].eq(news[j]):
                continue
            part = Part(old_at[i], old_at[i_to], new_at[j], new_at[j_to])
            self._fill(
                part,
                olds[i:i_to],
                news[j:j_to],
                whole=i in matching.olds_elsewhere or j in matching.news_elsewhere,
            )
            parts.append(part)
        return parts

    def _ranges(
        self, olds: Sequence[Node], news: Sequence[Node], matching: _Matching
    ) -> Iterator[tuple[Range, Range]]:
        """Ranges of old and of new children that belong together, in order and without gaps."""
        i = j = 0
        ends = ((len(olds), len(olds)), (len(news), len(news)))
        for (i_from, i_to), (j_from, j_to) in [*self._widened(olds, news, matching), ends]:
            yield from matching.unmatched((i, i_from), (j, j_from))
            if i_from < i_to:
                yield (i_from, i_to), (j_from, j_to)
            i, j = i_to, j_to

    def _widened(
        self, olds: Sequence[Node], news: Sequence[Node], matching: _Matching
    ) -> list[tuple[Range, Range]]:
        """The matched children, each with the neighbours that were divided from it or joined to it."""
        matched = matching.pairs
        found: list[tuple[Range, Range]] = []
        i_free = j_free = 0
        for number, (i, j) in enumerate(matched):
            i_next, j_next = matched[number + 1] if number + 1 < len(matched) else (len(olds), len(news))
            old = _Span(olds, i, i + 1, (i_free, i_next), matching.olds_elsewhere)
            new = _Span(news, j, j + 1, (j_free, j_next), matching.news_elsewhere)
            if _in_running_text(olds[i]) and _in_running_text(news[j]) and not olds[i].eq(news[j]):
                _grow_together(self.known, self.growing, old, new)
            found.append((old.range, new.range))
            i_free, j_free = old.end, new.end
        return found

    def _matched(self, olds: Sequence[Node], news: Sequence[Node]) -> _Matching:
        slots = 0
        while slots < min(len(olds), len(news)) and _same_slot(olds[slots], news[slots]):
            slots += 1
        old_sketches, new_sketches = self._sketches(olds), self._sketches(news)
        aligned = align(old_sketches[slots:], new_sketches[slots:])
        pairs = [(slot, slot) for slot in range(slots)]
        pairs += [(i + slots, j + slots) for i, j in aligned if i is not None and j is not None]
        # A headline may have become a paragraph, and another one taken its place.
        gone = [slot for slot in range(slots) if old_sketches[slot].key != new_sketches[slot].key]
        come = [*gone, *(j + slots for i, j in aligned if i is None and j is not None)]
        gone += [i + slots for i, j in aligned if j is None and i is not None]
        moved = moved_pairs(
            *(
                [replace(sketches[k], kind="text") if k < slots else sketches[k] for k in numbers]
                for sketches, numbers in ((old_sketches, gone), (new_sketches, come))
            )
        )
        places = [(gone[i], come[j]) for i, j in moved if gone[i] != come[j] or gone[i] >= slots]
        return _Matching(pairs, {i for i, _j in places}, {j for _i, j in places})

    def _sketches(self, nodes: Sequence[Node]) -> list[Sketch]:
        return [
            sketch(self.known, key=write_block(node), kind=_kind(node), text=_words_in(node))
            for node in nodes
        ]

    def _fill(self, part: Part, olds: Sequence[Node], news: Sequence[Node], *, whole: bool) -> None:
        """Give the part its steps, or none when its range has to be replaced whole."""
        if not olds or not news:
            return
        excerpt = Excerpt(news, part.new_start)
        if whole:
            part.replace(excerpt, part.old_start + 1, part.old_end - 1, part.new_start + 1, part.new_end - 1)
        elif olds[0].inline_content and news[0].inline_content:
            self._fill_text(part, olds, news, excerpt)
        elif olds[0].is_leaf or news[0].is_leaf:
            part.steps.extend(_attribute_steps(part.old_start, olds[0], news[0]))
        else:
            self._fill_container(part, olds[0], news[0], excerpt)

    def _fill_container(self, part: Part, old: Node, new: Node, excerpt: Excerpt) -> None:
        if old.type is new.type:
            part.steps.extend(_attribute_steps(part.old_start, old, new))
        elif new.type.valid_content(old.content):
            part.steps.append(_retyped(part.old_start, old.node_size, new))
        else:
            return
        for inner in reversed(self.children(old, new, part.old_start + 1, part.new_start + 1)):
            stepped = inner if inner.steps else inner.replacement(excerpt)
            part.steps.extend(stepped.steps)
            part.edits.extend(stepped.edits)

    def _fill_text(self, part: Part, olds: Sequence[Node], news: Sequence[Node], excerpt: Excerpt) -> None:
        old_content, new_content = part.old_start + 1, part.new_start + 1
        old, new = olds[0], news[0]
        retype_first = old.type is not new.type and new.type.valid_content(old.content)
        if old.type is new.type:
            part.steps.extend(_attribute_steps(part.old_start, old, new))
        elif retype_first:
            part.steps.append(_retyped(part.old_start, old.node_size, new))
        found = changes(self.known, olds, news)
        for change in found:
            if isinstance(change, Replaced):
                part.edits.append(
                    Edit(
                        old_content + change.old_start,
                        old_content + change.old_end,
                        new_content + change.new_start,
                        new_content + change.new_end,
                    )
                )
        counted = len(found) * (len(olds) + len(news))
        if self.budget.spend(len(found)) and self.counting.spend(counted):
            for change in reversed(found):
                part.steps.extend(_steps_of(change, old_content, new_content, excerpt))
        elif found:
            part.steps.append(_one_step(found, part, excerpt))
        if old.type is not new.type and not retype_first:
            part.steps.append(_retyped(part.old_start, new.node_size, new))


@dataclass
class _Span:
    """Neighbouring children of one container, to which those next to them can be added."""

    nodes: Sequence[Node]
    start: int
    end: int
    room: Range
    elsewhere: Set[int]
    """Nodes that are found in another place, and belong to none here."""

    @property
    def range(self) -> Range:
        return self.start, self.end

    def next(self, side: int) -> Sequence[Node]:
        """The block after the span (side 1) or before it (side 0), if that one is free."""
        at = self.end if side else self.start - 1
        is_free = self.room[0] <= at < self.room[1] and at not in self.elsewhere
        return self.nodes[at : at + 1] if is_free else ()

    def grow(self, side: int) -> None:
        self.start, self.end = self.start - (1 - side), self.end + side


def _grow_together(known: Words, budget: _Budget, old: _Span, new: _Span) -> None:
    """Add free neighbours to either span for as long as their words are found in the other one."""
    ways = [(new, old, 1), (old, new, 1), (new, old, 0), (old, new, 0)]
    while any(_grow(known.vocabulary, budget, mine, theirs, side) for mine, theirs, side in ways):
        pass


def _grow(vocabulary: Vocabulary, budget: _Budget, mine: _Span, theirs: _Span, side: int) -> bool:
    def spell(blocks: Sequence[Node]) -> str:
        return vocabulary.spell(word for block in blocks for word in words(block_text(block)))

    extra = mine.next(side)
    if not extra or not _in_running_text(extra[0]):
        return False
    own, added = spell(mine.nodes[slice(*mine.range)]), spell(extra)
    opposite = spell(theirs.nodes[slice(*theirs.range)])
    if not budget.spend((len(own) + len(added)) * len(opposite) + len(own)):
        return False
    gained = common(own + added if side else added + own, opposite) - common(own, opposite)
    if not added or gained < _DIVIDED * len(added):
        return False
    mine.grow(side)
    return True


def _same_slot(old: Node, new: Node) -> bool:
    return old.type is new.type and old.type.name in _SLOTS


def _in_running_text(node: Node) -> bool:
    return node.inline_content and node.type.name not in _SLOTS


def _kind(node: Node) -> str:
    if _in_running_text(node):
        return "text"
    return "list" if node.type.name in ("bullet_list", "ordered_list") else node.type.name


def _words_in(node: Node) -> str:
    if node.inline_content:
        return block_text(node)
    if node.is_leaf:
        return " ".join(str(value) for value in node.attrs.values())
    return "\n".join(_words_in(child) for child in node.children)


def _attribute_steps(position: int, old: Node, new: Node) -> Iterator[Step]:
    if old.type is not new.type:
        return
    for name, value in new.attrs.items():
        if old.attrs[name] != value:
            yield AttrStep(position, name, value)


def _retyped(position: int, size: int, new: Node) -> Step:
    """Give the node at the position another type; nothing in it moves."""
    wrapper = Slice(Fragment.from_(new.type.create(new.attrs)), 0, 0)
    return ReplaceAroundStep(position, position + size, position + 1, position + size - 1, wrapper, 1, True)


def _steps_of(
    change: Replaced | Remarked, old_content: int, new_content: int, excerpt: Excerpt
) -> Iterator[Step]:
    start, end = old_content + change.old_start, old_content + change.old_end
    if isinstance(change, Remarked):
        yield from _mark_steps(start, end, change)
    else:
        words = excerpt.slice(new_content + change.new_start, new_content + change.new_end)
        yield ReplaceStep(start, end, words)


def _one_step(found: Sequence[Replaced | Remarked], part: Part, excerpt: Excerpt) -> Step:
    """Everything from the first change of the part to the last; around that both are equally long."""
    before, after = found[0].old_start + 1, part.old_end - part.old_start - found[-1].old_end - 1
    words = excerpt.slice(part.new_start + before, part.new_end - after)
    return ReplaceStep(part.old_start + before, part.old_end - after, words)


def _mark_steps(start: int, end: int, change: Remarked) -> Iterator[Step]:
    yield from (RemoveMarkStep(start, end, mark) for mark in change.gone)
    yield from (AddMarkStep(start, end, mark) for mark in change.come)
