"""The parts in which two documents differ, each with the steps that change it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
from articles.documents.pairing import (
    SLOTS,
    Budget,
    Matching,
    Range,
    Span,
    grow_together,
    in_running_text,
)
from articles.documents.schema import schema
from articles.documents.text import block_text
from articles.documents.writing import write_block

MOST_BY_WORDS: Final = 1_000
"""Steps that change single words; beyond that each block, or run of blocks, changes in one step.

Where passages go is read from the edits, which are by words in any case.
"""
_MOST_COUNTED: Final = 100_000
"""Steps that change single words times the blocks among which they do: each is found by counting these."""
_MOST_GROWING: Final = 100_000_000
"""Words times words that are compared to learn whether paragraphs were divided or joined."""


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
    comparison = _Comparison(known, Budget(MOST_BY_WORDS), Budget(_MOST_COUNTED), Budget(_MOST_GROWING))
    return comparison.children(old, new, 0, 0)


@dataclass(frozen=True)
class _Comparison:
    """One comparison under way."""

    known: Words
    budget: Budget
    counting: Budget
    growing: Budget

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
        self, olds: Sequence[Node], news: Sequence[Node], matching: Matching
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
        self, olds: Sequence[Node], news: Sequence[Node], matching: Matching
    ) -> list[tuple[Range, Range]]:
        """The matched children, each with the neighbours that were divided from it or joined to it."""
        matched = matching.pairs
        found: list[tuple[Range, Range]] = []
        i_free = j_free = 0
        for number, (i, j) in enumerate(matched):
            i_next, j_next = matched[number + 1] if number + 1 < len(matched) else (len(olds), len(news))
            old = Span(olds, i, i + 1, (i_free, i_next), matching.olds_elsewhere)
            new = Span(news, j, j + 1, (j_free, j_next), matching.news_elsewhere)
            if in_running_text(olds[i]) and in_running_text(news[j]) and not olds[i].eq(news[j]):
                grow_together(self.known, self.growing, old, new)
            found.append((old.range, new.range))
            i_free, j_free = old.end, new.end
        return found

    def _matched(self, olds: Sequence[Node], news: Sequence[Node]) -> Matching:
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
        return Matching(pairs, {i for i, _j in places}, {j for _i, j in places})

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


def _same_slot(old: Node, new: Node) -> bool:
    return old.type is new.type and old.type.name in SLOTS


def _kind(node: Node) -> str:
    if in_running_text(node):
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
