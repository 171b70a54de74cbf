"""The difference between two runs of text blocks, word by word.

The blocks of a run are read as one stream in which the border between two blocks is a token like any
other, so that a paragraph that was divided or joined keeps its words.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby
from typing import NamedTuple

from prosemirror.model import Mark, Node

from articles.documents.matching import Words, beside, word_matches
from articles.documents.sequences import Match, common_prefix, is_word, matches, tokens
from articles.documents.sliding import begins_sentence, slid
from articles.documents.text import piece_text, units
from articles.documents.writing import encode


class Token(NamedTuple):
    """A word, white space, a mark of punctuation, a leaf, or the border to the next block.

    Breaks and borders have no ``text``. ``reference`` is the id of the footnote that a leaf refers to.
    """

    key: Hashable
    size: int
    marks: tuple[Mark, ...] = ()
    text: str | None = None
    reference: str | None = None

    @property
    def is_word(self) -> bool:
        return self.text is not None and is_word(self.text)


@dataclass(frozen=True)
class Replaced:
    """Words replaced by others; offsets in UTF-16 units from the start of the first block's content."""

    old_start: int
    old_end: int
    new_start: int
    new_end: int


@dataclass(frozen=True)
class Remarked:
    """Words that stayed and whose marks changed, at these offsets in the old blocks."""

    old_start: int
    old_end: int
    gone: tuple[Mark, ...]
    come: tuple[Mark, ...]


@dataclass(frozen=True)
class Stream:
    """The tokens of neighbouring text blocks, and the offset of each and of the end."""

    tokens: tuple[Token, ...]
    offsets: tuple[int, ...]


def stream(blocks: Sequence[Node]) -> Stream:
    """Read text blocks that follow one another as one stream."""
    found: list[Token] = []
    for number, block in enumerate(blocks):
        if number:
            found.append(Token(("border", block.type.name, encode(dict(block.attrs))), 2))
        for child in block.children:
            found += _inline_tokens(child)
    return Stream(tuple(found), tuple(accumulate((token.size for token in found), initial=0)))


def _inline_tokens(child: Node) -> Iterator[Token]:
    marks = tuple(child.marks)
    if child.text is None:
        reference = str(child.attrs["id"]) if child.type.name == "footnote_reference" else None
        text = None if reference is None else piece_text(child)
        yield Token(("leaf", child.type.name, reference), child.node_size, marks, text, reference)
        return
    for word in tokens(child.text):
        yield Token(word, units(word), marks, word)


def changes(known: Words, old: Sequence[Node], new: Sequence[Node]) -> list[Replaced | Remarked]:
    """What turns the old blocks into the new ones, in order; the type of the first block apart."""
    a, b = stream(old), stream(new)
    same = token_matches(known, a, b)
    found: list[Replaced | Remarked] = []
    i = j = 0
    for match in [*same, Match(len(a.tokens), len(b.tokens), 0)]:
        if i < match.old or j < match.new:
            found += _replaced(a, b, (i, match.old), (j, match.new))
        found += _remarked(a, b, match)
        i, j = match.old + match.size, match.new + match.size
    return found


def token_matches(known: Words, old: Stream, new: Stream) -> list[Match]:
    """The tokens that two streams have in common, whatever their marks."""
    a, b = (known.vocabulary.spell([token.key for token in one.tokens]) for one in (old, new))
    texts, new_texts = ([token.text for token in one.tokens] for one in (old, new))
    old_words, new_words = ([i for i, token in enumerate(one.tokens) if token.is_word] for one in (old, new))
    if a == b or not (old_words or new_words):
        return matches(a, b)
    begins = {number for number, i in enumerate(old_words) if begins_sentence(texts, i)}
    words = [texts[i] or "" for i in old_words], [new_texts[j] or "" for j in new_words]
    runs = word_matches(known, *words, begins)
    pairs = [(old_words[run.old + k], new_words[run.new + k]) for run in runs for k in range(run.size)]
    return slid(beside(a, b, pairs), (a, texts), (b, new_texts))


def _replaced(old: Stream, new: Stream, olds: tuple[int, int], news: tuple[int, int]) -> Iterator[Replaced]:
    """One replacement without the letters that the words at its edges have in common."""
    start, end = _shared_edges(old.tokens[slice(*olds)], new.tokens[slice(*news)])
    change = Replaced(
        old.offsets[olds[0]] + start,
        old.offsets[olds[1]] - end,
        new.offsets[news[0]] + start,
        new.offsets[news[1]] - end,
    )
    if change.old_start < change.old_end or change.new_start < change.new_end:
        yield change


def _shared_edges(old: Sequence[Token], new: Sequence[Token]) -> tuple[int, int]:
    """How many units the first tokens share from their start, and the last ones to their end."""
    if not old or not new:
        return 0, 0
    start = _shared(old[0], new[0], 1)
    end = _shared(old[-1], new[-1], -1)
    # With a single token on one side the two ends must not overlap.
    room = min(sum(token.size for token in old), sum(token.size for token in new))
    return start, min(end, room - start) if start + end <= room else 0


def _shared(a: Token, b: Token, direction: int) -> int:
    if a.key != a.text or b.key != b.text or not same_marks(a.marks, b.marks):
        return 0
    x, y = str(a.key)[::direction], str(b.key)[::direction]
    shared = common_prefix(x, y)
    # Words that merely begin alike are others.
    return units(x[:shared]) if 2 * shared >= max(len(x), len(y)) else 0


def same_marks(a: Sequence[Mark], b: Sequence[Mark]) -> bool:
    if not a and not b:
        return True
    return len(a) == len(b) and all(x.eq(y) for x, y in zip(a, b, strict=True))


def _remarked(old: Stream, new: Stream, match: Match) -> Iterator[Remarked]:
    def marks(offset: int) -> tuple[tuple[Mark, ...], tuple[Mark, ...]]:
        return old.tokens[match.old + offset].marks, new.tokens[match.new + offset].marks

    def written(offset: int) -> tuple[str, ...]:
        return tuple(encode([mark.to_json() for mark in side]) for side in marks(offset))

    differing = (i for i in range(match.size) if not same_marks(*marks(i)))
    for _key, run in groupby(enumerate(differing), lambda item: (item[1] - item[0], written(item[1]))):
        numbers = [number for _count, number in run]
        before, after = marks(numbers[0])
        yield Remarked(
            old.offsets[match.old + numbers[0]],
            old.offsets[match.old + numbers[-1] + 1],
            tuple(mark for mark in before if not mark.is_in_set(list(after))),
            tuple(mark for mark in after if not mark.is_in_set(list(before))),
        )
