"""Input that a pattern finds hard, made of the pattern itself: its openers, its closers and what it repeats.

A pattern costs more than linear time when it begins in many places and each time reads far before it fails.
So everything it can begin with is repeated, with what may follow and without what must; and whatever it
repeats is made long behind each beginning.
"""

from __future__ import annotations

import re
import re._constants as codes  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

_CATEGORIES: Final = {
    codes.CATEGORY_DIGIT: "7",
    codes.CATEGORY_NOT_DIGIT: "a",
    codes.CATEGORY_SPACE: " ",
    codes.CATEGORY_NOT_SPACE: "a",
    codes.CATEGORY_WORD: "a",
    codes.CATEGORY_NOT_WORD: " ",
}
_MOST_PIECES: Final = 24
_MOST_PUMPED: Final = 60
_SPOILERS: Final = ("", "\n", "\x01")
"""What comes last, to make a match fail at the very end."""

Tree = Any


def hostile(pattern: re.Pattern[Any], size: int) -> Iterator[str]:
    """Texts of about this many characters."""
    for piece in pieces(pattern):
        repeated = piece * (size // len(piece) + 1)
        yield from (repeated[:size] + spoiler for spoiler in _SPOILERS)
    for lead, unit, rest in islice(dict.fromkeys(pumped(pattern)), _MOST_PUMPED):
        body = unit * (size // len(unit) + 1)
        yield lead + body[:size] + rest
        yield lead + body[:size] + "\x01"


def pieces(pattern: re.Pattern[Any]) -> list[str]:
    """What is worth repeating: single characters, ways to begin, one whole match."""
    tree = _parsed(pattern)
    found = dict.fromkeys(_characters(tree))
    for sequence in _sequences(tree):
        samples = [_sample(node) for node in sequence]
        for end in range(1, len(samples) + 1):
            for start in {0, end - 1, max(end - 2, 0)}:
                found["".join(samples[start:end])] = None
    found.pop("", None)
    singles = [piece for piece in found if len(piece) == 1]
    longer = sorted((piece for piece in found if 1 < len(piece) <= 200), key=len)
    step = max(1, len(longer) // _MOST_PIECES)
    return [*singles[:_MOST_PIECES], *longer[::step]]


def pumped(pattern: re.Pattern[Any]) -> Iterator[tuple[str, str, str]]:
    """Each repetition with what leads there, and what would have to follow."""
    for sequence in _sequences(_parsed(pattern)):
        samples = [_sample(node) for node in sequence]
        for number, (code, value) in enumerate(sequence):
            if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT) and value[1] > 1:
                lead, rest = "".join(samples[:number]), "".join(samples[number + 1 :])
                for unit in dict.fromkeys([_sample_all(value[2]), *_characters(value[2])[:4]]):
                    if unit:
                        yield lead, unit, rest[:-1]


def _parsed(pattern: re.Pattern[Any]) -> Tree:
    return parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)


def _children(node: Tree) -> list[Tree]:
    code, value = node
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
        return [value[2]]
    if code is codes.SUBPATTERN:
        return [value[3]]
    if code is codes.BRANCH:
        return list(value[1])
    if code in (codes.ASSERT, codes.ASSERT_NOT):
        return [value[1]]
    if code is codes.ATOMIC_GROUP:
        return [value]
    if code is codes.GROUPREF_EXISTS:
        return [one for one in value[1:] if one is not None]
    return []


def _sequences(tree: Tree) -> Iterator[list[Tree]]:
    """Every sequence of nodes, however deep, with what stands before and behind it where it is grouped."""
    nodes = list(tree)
    yield nodes
    for number, node in enumerate(nodes):
        for child in _children(node):
            for inner in _sequences(child):
                yield [*nodes[:number], *inner, *nodes[number + 1 :]]


def _sample_all(tree: Tree) -> str:
    return "".join(_sample(node) for node in tree)


def _sample(node: Tree) -> str:
    """Something the node matches; as a rule the shortest that is not empty."""
    code, value = node
    if code is codes.LITERAL:
        return chr(value)
    if code is codes.NOT_LITERAL:
        return "a" if value != ord("a") else "b"
    if code is codes.ANY:
        return "a"
    if code is codes.IN:
        return _member(value)
    if code is codes.BRANCH:
        return _sample_all(value[1][0])
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
        return _sample_all(value[2]) * min(max(value[0], 1), 8)
    if code in (codes.SUBPATTERN, codes.ATOMIC_GROUP):
        return "".join(_sample_all(child) for child in _children(node))
    return ""


def _member(items: Tree) -> str:
    if items[0][0] is codes.NEGATE:
        excluded = re.compile("[" + "".join(re.escape(one) for one in _characters_in(items)) + "]")
        return next((one for one in "a 7.x\u05d0" if not excluded.match(one)), "\u05d0") if items[1:] else "a"
    return _characters_in(items)[0]


def _characters_in(items: Tree) -> list[str]:
    found: list[str] = []
    for code, value in items:
        if code is codes.LITERAL:
            found.append(chr(value))
        elif code is codes.RANGE:
            found += [chr(value[0]), chr(value[1])]
        elif code is codes.CATEGORY:
            found.append(_CATEGORIES[value])
    return found or ["a"]


def _characters(tree: Tree) -> list[str]:
    """Every character that the pattern names, and one of every class."""
    found: dict[str, None] = {}
    for node in tree:
        code, value = node
        if code is codes.LITERAL:
            found[chr(value)] = None
        elif code in (codes.IN, codes.NOT_LITERAL, codes.ANY):
            found[_sample(node)] = None
            if code is codes.IN and value[0][0] is not codes.NEGATE:
                found |= dict.fromkeys(_characters_in(value))
        for child in _children(node):
            found |= dict.fromkeys(_characters(child))
    return list(found)
