"""Which block of a new text is which block of the old one: first those that are equal, then those alike."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

from rapidfuzz.distance import Indel

from articles.documents.sequences import Candidate, Vocabulary, common, heaviest_chain, matches, words

SAME_BLOCK: Final = 0.45
"""The least share of common words that makes two blocks the same block, edited."""
SAME_PART: Final = 0.8
"""The least share of a short block's words found in a long one that makes it a part of that one."""
MOVED_BLOCK: Final = 0.8
"""The least share of common words that makes a block elsewhere the same block, moved."""
_FEWEST_WORDS = 6
_SHORT = 40
_ALL_PAIRS = 2_500
_ALL_CELLS = 100_000_000
"""Words times words of all these pairs."""
_RARE = 8
_LIKELIEST = 4


@dataclass(frozen=True)
class Sketch:
    """What alignment needs to know of a block: ``key`` is equal for equal blocks, ``words`` is spelled."""

    key: Hashable
    kind: Hashable
    text: str
    words: str


Pair = tuple[int | None, int | None]


def sketch(vocabulary: Vocabulary, *, key: Hashable, kind: Hashable, text: str) -> Sketch:
    """``kind`` says what a block can be matched with: only with its like."""
    return Sketch(key, kind, text, vocabulary.spell(words(text)))


def align(old: Sequence[Sketch], new: Sequence[Sketch]) -> list[Pair]:
    """Every block of both texts once, in order: matched (i, j), gone (i, None) or come (None, j)."""
    keys = Vocabulary()
    equal = matches(keys.spell(block.key for block in old), keys.spell(block.key for block in new))
    pairs: list[Pair] = []
    old_at = new_at = 0
    for match in [*equal, None]:
        old_to, new_to = (match.old, match.new) if match else (len(old), len(new))
        pairs += _gap(old, new, range(old_at, old_to), range(new_at, new_to))
        if match:
            pairs += zip(range(old_to, old_to + match.size), range(new_to, new_to + match.size), strict=True)
            old_at, new_at = old_to + match.size, new_to + match.size
    return pairs


def _gap(old: Sequence[Sketch], new: Sequence[Sketch], olds: range, news: range) -> Iterator[Pair]:
    chain = heaviest_chain(_alike(old, new, olds, news)) if olds and news else []
    i, j = olds.start, news.start
    for old_to, new_to, _weight in [*chain, (olds.stop, news.stop, 0.0)]:
        yield from ((gone, None) for gone in range(i, old_to))
        yield from ((None, come) for come in range(j, new_to))
        if old_to < olds.stop:
            yield old_to, new_to
        i, j = old_to + 1, new_to + 1


def _alike(old: Sequence[Sketch], new: Sequence[Sketch], olds: range, news: range) -> Iterator[Candidate]:
    for i, j in likely_pairs(old, new, olds, news):
        if weight := _likeness(old[i], new[j]):
            yield i, j, weight


def _likeness(old: Sketch, new: Sketch) -> float:
    """The number of words two blocks share when that makes them the same block, otherwise 0."""
    if old.kind != new.kind:
        return 0.0
    if old.key == new.key or old.text == new.text:
        return len(old.words) + 1.0
    shared = common(old.words, new.words)
    shorter = min(len(old.words), len(new.words))
    if 2 * shared >= SAME_BLOCK * (len(old.words) + len(new.words)) and shared:
        return float(shared)
    if shorter >= _FEWEST_WORDS and shared >= SAME_PART * shorter:
        return float(shared)
    # A heading of two words has none left when one is corrected.
    if max(len(old.text), len(new.text)) <= _SHORT and _spelled_alike(old.text, new.text):
        return 0.5
    return 0.0


def _spelled_alike(old: str, new: str) -> bool:
    return bool(old and new) and Indel.normalized_similarity(old, new) >= SAME_PART


def likely_pairs(
    old: Sequence[Sketch], new: Sequence[Sketch], olds: Sequence[int], news: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """The pairs worth comparing: all when there are few, otherwise those that share rare words."""
    cells = sum(len(old[i].words) for i in olds) * sum(len(new[j].words) for j in news)
    if len(olds) * len(news) <= _ALL_PAIRS and cells <= _ALL_CELLS:
        yield from product(olds, news)
        return
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for i in olds:
        for word in set(old[i].words or "\0"):
            holders[word].append(i)
    rare = {word: blocks for word, blocks in holders.items() if len(blocks) <= _RARE}
    for j in news:
        shared = Counter(i for word in set(new[j].words or "\0") for i in rare.get(word, ()))
        yield from ((i, j) for i, _count in shared.most_common(_LIKELIEST))


def moved_pairs(old: Sequence[Sketch], new: Sequence[Sketch]) -> list[tuple[int, int]]:
    """Of blocks that went and blocks that came, those that are the same block in another place.

    A block with a look-alike of equal standing is left alone.
    """
    likeness: dict[tuple[int, int], float] = {}
    for i, j in likely_pairs(old, new, range(len(old)), range(len(new))):
        if share := _moved_share(old[i], new[j]):
            likeness[i, j] = share
    best_of_old, best_of_new = _best(likeness, 0), _best(likeness, 1)
    return [(i, j) for i, j in likeness if best_of_old[i] == (i, j) and best_of_new[j] == (i, j)]


def _moved_share(old: Sketch, new: Sketch) -> float:
    if min(len(old.words), len(new.words)) < _FEWEST_WORDS:
        return float(old.text == new.text and bool(old.words))
    share = 2 * common(old.words, new.words) / (len(old.words) + len(new.words))
    return share if share >= MOVED_BLOCK else 0.0


def _best(likeness: dict[tuple[int, int], float], side: int) -> dict[int, tuple[int, int] | None]:
    """For every block on one side the pair it prefers, or None when two are equally good."""
    best: dict[int, tuple[int, int] | None] = {}
    top: dict[int, float] = {}
    for pair, share in likeness.items():
        block = pair[side]
        if share > top.get(block, 0.0):
            best[block], top[block] = pair, share
        elif share == top[block]:
            best[block] = None
    return best
