"""Differences, passages and exports of copies that were changed as much as copies can be."""

from __future__ import annotations

import random
from array import array
from collections.abc import Callable, Sequence
from functools import cache, partial
from itertools import chain

import pytest

from articles.documents.anchors import anchor_at, carry
from articles.documents.attribution import GONE, KEPT, STANDS, Delta
from articles.documents.compare import compare
from articles.documents.diff import diff_documents
from articles.documents.flat import flatten
from articles.documents.notes.settling import settle
from articles.documents.notes.source import Source
from articles.documents.notes.standing import find_standing
from articles.exporting import FORMATS, export
from articles.exporting.text import plain
from articles.exporting.verifying import verify
from tests.articles.documents.building import doc
from tests.articles.exporting.documents import publication
from tests.hostile.inputs import TEXTS
from tests.hostile.measuring import FLOOR, MOST, TIMES, cost, growth

WORDS = 1_500
Copy = list[list[str]]


def _words(chance: random.Random, count: int) -> list[str]:
    known = [f"{chance.choice('bdfgklmnprst')}{chance.choice('aeiou')}{number:x}" for number in range(2_000)]
    return chance.choices(known, [1 / (rank + 5) for rank in range(len(known))], k=count)


def _copy(chance: random.Random, count: int, length: int = 40) -> Copy:
    words = _words(chance, count)
    return [words[at : at + length] for at in range(0, count, length)]


def _edited(chance: random.Random, copy: Copy, share: float) -> Copy:
    return [
        [f"new{chance.random()}" if chance.random() < share else word for word in block] for block in copy
    ]


def _shuffled(chance: random.Random, copy: Copy) -> Copy:
    return chance.sample(copy, len(copy))


def _sentences(chance: random.Random, copy: Copy) -> Copy:
    parts = _shuffled(chance, [block[at : at + 10] for block in copy for at in range(0, len(block), 10)])
    return [list(chain(*parts[at : at + 4])) for at in range(0, len(parts), 4)]


def _one(copy: Copy) -> Copy:
    return [list(chain(*copy))]


CHANGES: dict[str, Callable[[random.Random, int], tuple[Copy, Copy]]] = {
    "40 % of the words": lambda r, n: ((c := _copy(r, n)), _edited(r, c, 0.4)),
    "70 % of the words": lambda r, n: ((c := _copy(r, n)), _edited(r, c, 0.7)),
    "all paragraphs shuffled": lambda r, n: ((c := _copy(r, n)), _shuffled(r, c)),
    "shuffled and edited": lambda r, n: ((c := _copy(r, n)), _edited(r, _shuffled(r, c), 0.15)),
    "all sentences shuffled": lambda r, n: ((c := _copy(r, n)), _sentences(r, c)),
    "paragraphs turned round": lambda r, n: ((c := _copy(r, n)), c[::-1]),
    "another text": lambda r, n: (_copy(r, n), _copy(r, n)),
    "one paragraph, 40 % of its words": lambda r, n: ((c := _one(_copy(r, n))), _edited(r, c, 0.4)),
    "one paragraph, another text": lambda r, n: (_one(_copy(r, n)), _one(_copy(r, n))),
    "one paragraph turned round": lambda r, n: ((c := _one(_copy(r, n))), [c[0][::-1]]),
    "all paragraphs joined": lambda r, n: ((c := _copy(r, n)), _one(c)),
    "one paragraph divided": lambda r, n: (_one(c := _copy(r, n)), c),
    "short paragraphs joined": lambda r, n: ((c := _copy(r, n, 6)), _one(c)),
    "short paragraphs shuffled": lambda r, n: ((c := _copy(r, n, 6)), _shuffled(r, c)),
    "equal paragraphs": lambda r, n: (
        [["the", "same", "words"]] * (n // 10),
        [["the", "other", "words"]] * (n // 10),
    ),
    "every other paragraph new": lambda r, n: (
        (c := _copy(r, n // 2)),
        [block for pair in zip(c, _copy(r, n // 2), strict=True) for block in pair],
    ),
    "one word and another": lambda r, n: ([["a"] * n], [["a", "b"] * (n // 2)]),
}


@cache
def pair(change: str, count: int):
    before, after = CHANGES[change](random.Random(7), count)
    return tuple(doc(*(" ".join(block) + "." for block in copy)) for copy in (before, after))


def passages_in(document, count=60):
    chance = random.Random(3)
    flat = flatten(document)
    starts = sorted(chance.sample(range(1, len(flat.text) - 40), count))
    places = ((flat.position(at), flat.position(at + chance.choice((3, 9, 25)), end=True)) for at in starts)
    return [anchor_at(document, start, end) for start, end in places if start < end]


def differing(change: str, count: int) -> None:
    diff_documents(*pair(change, count))


def comparing(change: str, count: int) -> None:
    compare(*pair(change, count))


def following(change: str, count: int, passages: Sequence, difference) -> None:
    carry(passages, difference)


def checking(change: str, count: int) -> None:
    before, after = pair(change, count)
    verify(publication(before), plain(publication(after)), filename="a.txt")


@pytest.mark.parametrize("work", [differing, comparing, checking], ids=lambda work: work.__name__)
@pytest.mark.parametrize("change", CHANGES)
def test_four_times_the_copy_is_no_more_than_linear_work(change, work):
    pair(change, WORDS), pair(change, TIMES * WORDS)
    assert growth(partial(work, change, WORDS), partial(work, change, TIMES * WORDS)) <= MOST


@pytest.mark.parametrize("change", CHANGES)
def test_passages_are_carried_in_linear_work(change):
    works = []
    for count in (WORDS, TIMES * WORDS):
        before, after = pair(change, count)
        difference = diff_documents(before, after)
        works.append(partial(following, change, count, passages_in(before), difference))
    # What was joined or divided is matched up to a size only, and looked for passage by passage beyond that.
    assert growth(*works, floor=0.05) <= MOST


def test_what_is_left_of_a_text_is_followed_in_linear_work():
    """Every other position went, each by an act of its own."""

    def work(count):
        runs = array("i", [KEPT, GONE] * count), array("i", [1] * 2 * count)
        delta = Delta(*runs, array("i", range(count)), array("i"), array("i"))
        places, fates = array("i", range(2 * count)), array("i", [STANDS]) * (2 * count)
        return partial(delta.carried, places, fates)

    assert growth(work(20_000), work(TIMES * 20_000)) <= MOST


@pytest.mark.parametrize("fmt", FORMATS)
def test_copies_are_exported_in_linear_work(fmt):
    for name, make in TEXTS.items():
        works = []
        for size in (1_500, TIMES * 1_500):
            words = " ".join(make(size).split()) or "a"
            works.append(partial(export, publication(doc(words)), fmt))
        ratio = growth(*works)
        assert ratio <= MOST, f"{ratio:.0f} times the work for {name}"


@pytest.mark.parametrize("sign", ["*", "_", "\\", "[a](b)", "\u2028", "&lt;"])
def test_what_means_something_in_markdown_is_little_more_work_than_words(sign):
    size = 200_000
    signs, words = (publication(doc(text * (size // len(text)))) for text in (sign, "word "))
    took = [min(cost(partial(export, one, "markdown")) for _again in range(5)) for one in (signs, words)]
    assert took[0] <= 5 * took[1] + FLOOR


def test_notes_without_end_are_settled_in_linear_work():
    works = [partial(settle, Source("TK " * count, "markdown")) for count in (2_000, TIMES * 2_000)]
    assert growth(*works) <= MOST


def test_notes_that_stand_in_a_copy_are_found_in_linear_work():
    for name, make in TEXTS.items():
        works = []
        for size in (1_500, TIMES * 1_500):
            document = doc(" ".join(make(size).split()) or "a")
            works.append(partial(find_standing, document, [(0, document.content.size)]))
        ratio = growth(*works)
        assert ratio <= MOST + 4, f"{ratio:.0f} times the work for {name}"
