"""The patterns of entries as RE2 has them.

RE2 takes time that grows with the text alone, whatever the pattern: it has no look-around and no
backreferences. Its ``\\b`` knows English letters only, so that the borders of words are looked at here. Of a
set of patterns it says which match, and not where. Syntax: https://github.com/google/re2/wiki/Syntax.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import re2

from articles.documents.style.letters import (
    ALEFS,
    APOSTROPHES,
    HYPHENS,
    PARTICLES,
    TASHKEEL,
    in_word,
    is_arabic,
    one_alef,
)
from articles.documents.style.model import Case, Entry, EntryRefused, Form

PATTERN_LENGTH: Final = 300
"""Characters of a pattern."""
_PROGRAM_SIZE: Final = 12_000
"""Instructions of RE2; a class of all letters takes some 1,200."""
_SEARCHES: Final = 100
"""So many times a free pattern is searched in one block: each search may read all that is left."""
_MEMORY: Final = 64 << 20
_SPACE: Final = r"[ \x{a0}\x{202f}\x{2009}\n]{1,3}"
_LETTER: Final = r"\pL\pN\pM_"

_LAST: Final = {"ة": "[ةه]", "ه": "[ةه]", "ى": "[ىي]", "ي": "[ىي]"}
"""Letters that are written for each other at the end of a word."""

Span = tuple[int, int]

_UNSUPPORTED: Final = (
    (
        re.compile(r"\(\?<?[=!]"),
        "uses look-around, which can’t be searched in linear time. Use exceptions instead.",
    ),
    (
        re.compile(r"\\[1-9]|\(\?P="),
        "refers back to a group, which can’t be searched in linear time. Write the words out.",
    ),
    (re.compile(r"\(\?>|[*+?}]\+"), "uses a possessive group. Leave out the extra sign."),
    (
        re.compile(r"\(\?\(|\(\?R|\(\?&"),
        "uses a condition or a recursion, which can’t be searched in linear time.",
    ),
)
_REASONS: Final = {
    "missing )": "has a “(” that is never closed.",
    "unexpected )": "has a “)” that was never opened.",
    "missing ]": "has a “[” that is never closed.",
    "no argument for repetition": "repeats nothing: a “*”, “+” or “?” needs something before it.",
    "invalid repetition size": "repeats something more than 1,000 times.",
    "bad repetition operator": "repeats a repetition.",
    "trailing \\": "ends with “\\”.",
    "invalid escape sequence": "has a “\\” before a letter that means nothing.",
    "pattern too large": "is too large. Repeat fewer things, or make several entries of it.",
    "invalid character class range": "has a range in “[…]” that isn’t one.",
}


def options(*, ignore_case: bool = False, memory: int = 8 << 20) -> Any:
    """The options of RE2 that everything here uses."""
    chosen = re2.Options()
    chosen.log_errors = False
    chosen.case_sensitive = not ignore_case
    chosen.max_mem = memory
    return chosen


@lru_cache(maxsize=4096)
def compiled(source: str) -> Any:
    """The expression for bytes of UTF-8. Raises ``re2.error``."""
    return re2.compile(source.encode(), options())


def source(entry: Entry) -> str:
    """The expression that finds the words of an entry, whatever is around them."""
    core = _of_words(entry.pattern) if entry.form is Form.WORDS else _without_borders(entry.pattern)
    return f"(?i:{core})" if entry.case is Case.ANY else f"(?:{core})"


def _without_borders(pattern: str) -> str:
    """Borders of words are implied, and those that RE2 knows are none in most languages."""
    return pattern.removeprefix(r"\b").removesuffix(r"\b")


def words_source(words: str, *, ignore_case: bool = True) -> str:
    """As :func:`source`, for plain words."""
    return f"(?i:{_of_words(words)})" if ignore_case else f"(?:{_of_words(words)})"


def _of_words(pattern: str) -> str:
    return "|".join(_of_phrase(part) for part in pattern.split("|") if part.strip())


def _of_phrase(phrase: str) -> str:
    words = unicodedata.normalize("NFC", phrase).split()
    return _SPACE.join(_of_word(word, is_first=not at) for at, word in enumerate(words))


def _of_word(word: str, *, is_first: bool) -> str:
    if not is_arabic(word):
        return "".join(map(_of_character, word))
    letters = one_alef(word)
    prefix = ""
    if is_first:
        prefix = f"({PARTICLES})" if not letters.startswith("ال") else "((?:[وف])?(?:[بك]?ال|لل))"
        letters = letters.removeprefix("ال")
    parts = [*map(_of_arabic, letters[:-1]), _LAST.get(letters[-1:]) or _of_arabic(letters[-1:])]
    return prefix + "".join(part + f"[{TASHKEEL}]{{0,3}}" for part in parts)


def _of_arabic(letter: str) -> str:
    return f"[{ALEFS}]" if letter == "ا" else _of_character(letter)


def _of_character(character: str) -> str:
    if character in APOSTROPHES:
        return f"[{APOSTROPHES}]"
    if character in HYPHENS:
        return r"[\-‐‑]"
    apart = unicodedata.normalize("NFD", character)
    return re2.escape(character) if apart == character else f"(?:{re2.escape(character)}|{re2.escape(apart)})"


def check_pattern(entry: Entry) -> None:
    """Refuse a pattern that is empty, too long or none, with the reason. Raises :class:`EntryRefused`."""
    if not entry.pattern.strip(" |"):
        raise EntryRefused("Enter the words that the entry finds.")
    if len(entry.pattern) > PATTERN_LENGTH:
        raise EntryRefused(
            f"A pattern can have at most {PATTERN_LENGTH} characters. Make several entries of it."
        )
    try:
        if entry.form is Form.RE2:
            compiled(entry.pattern)  # by itself, as what is put around it may close what it leaves open
        expression = compiled(source(entry))
    except re2.error as error:
        raise EntryRefused(f"The pattern {_problem(entry.pattern, str(error))}") from error
    if expression.programsize > _PROGRAM_SIZE:
        raise EntryRefused("The pattern is too large. Repeat fewer things, or make several entries of it.")
    if expression.search(b"") is not None:
        raise EntryRefused(
            "The pattern also finds nothing at all. Leave out what makes every part of it optional."
        )


def _problem(pattern: str, error: str) -> str:
    for unsupported, sentence in _UNSUPPORTED:
        if unsupported.search(pattern):
            return sentence
    text = error.removeprefix("b'").removesuffix("'").replace("\\\\", "\\")
    for beginning, sentence in _REASONS.items():
        if text.startswith(beginning):
            return sentence
    return "isn’t an expression that RE2 knows. Check its signs."


@dataclass(frozen=True, slots=True)
class Hit:
    """A range of characters, and the bytes of the groups of the pattern."""

    start: int
    end: int
    groups: tuple[bytes | None, ...]


class Searcher:
    """Finds one pattern as whole words in a text."""

    def __init__(self, source: str, *, is_free: bool) -> None:
        self._source = source
        self._is_free = is_free

    def hits(self, text: str, encoded: bytes, offset_of: Callable[[int], int]) -> Iterator[Hit]:
        """The ranges in order; ``encoded`` is the text, and ``offset_of`` turns its bytes into characters."""
        if not self._is_free:
            # Words have a bounded length, so that each search goes on where the last one ended.
            for match in compiled(self._source).finditer(encoded):
                start, end = offset_of(match.start()), offset_of(match.end())
                if is_whole(text, start, end):
                    yield Hit(start, end, match.groups())
            return
        found = list(_searched(compiled(self._source), encoded, offset_of, 0))
        whole = [hit for hit in found if is_whole(text, hit.start, hit.end)]
        if len(whole) < len(found):
            # Another way of matching at the same place may end where the word does.
            bounded = f"(?:^|[^{_LETTER}])({self._source})(?:$|[^{_LETTER}])"
            whole += _searched(compiled(bounded), encoded, offset_of, 1)
        last = 0
        for hit in sorted(whole, key=lambda hit: (hit.start, -hit.end)):
            if hit.start >= last:
                yield hit
                last = hit.end


def _searched(expression: Any, encoded: bytes, offset_of: Callable[[int], int], group: int) -> Iterator[Hit]:
    at = 0
    for _ in range(_SEARCHES):
        match = expression.search(encoded, at)
        if match is None:
            return
        first, last = match.span(group)
        yield Hit(offset_of(first), offset_of(last), match.groups()[group:])
        at = max(last, at + 1)


def is_whole(text: str, start: int, end: int) -> bool:
    """Whether no word goes on over either end of the range."""
    if start >= end:
        return False
    before = start > 0 and in_word(text[start - 1]) and in_word(text[start])
    return not before and not (end < len(text) and in_word(text[end]) and in_word(text[end - 1]))


class PatternSet:
    """Which of many patterns match a text, found in one pass over it."""

    def __init__(self, sources: list[str]) -> None:
        """Raises ``re2.error`` when one of them is none, or when they are too large together."""
        self._count = len(sources)
        self._set = re2.Set.SearchSet(options(memory=_MEMORY))
        for text in sources:
            self._set.Add(text)
        self._set.Add("")  # always matches, so that a set that ran out of memory is known
        self._set.Compile()

    def matching(self, encoded: bytes) -> list[int]:
        """The numbers of the patterns that match, in order; all of them when RE2 cannot say."""
        found = self._set.Match(encoded) or []
        if self._count not in found:
            return list(range(self._count))
        return sorted(number for number in found if number != self._count)
