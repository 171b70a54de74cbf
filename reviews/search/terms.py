"""What somebody looks for: words that all have to be there, "phrases", and -words that must not.

The last word is looked for by its beginning, as long as it is being typed: a space behind it ends it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from reviews.models import SearchEntry
from reviews.search.folding import words_in

Kind = SearchEntry.Kind
LONGEST_SEARCH: Final = 200
"""Characters that are read of what is typed."""
MOST_WORDS: Final = 12
SHORTEST_BEGINNING: Final = 2
"""Letters from which a word is looked for by its beginning."""

_PART: Final = re.compile('(?P<minus>(?<!\\S)-)?(?:"(?P<quoted>[^"]*)(?P<end>"?)|(?P<plain>[^\\s"]+))')


@dataclass(frozen=True)
class Term:
    """Words that stand together in this order; mostly one."""

    words: tuple[str, ...]
    is_beginning: bool = False
    is_excluded: bool = False

    @property
    def is_phrase(self) -> bool:
        return len(self.words) > 1


@dataclass(frozen=True)
class Terms:
    """All of what is looked for. Empty when nothing of what was typed is a word."""

    terms: tuple[Term, ...] = ()

    @property
    def wanted(self) -> tuple[Term, ...]:
        return tuple(term for term in self.terms if not term.is_excluded)

    @property
    def excluded(self) -> tuple[Term, ...]:
        return tuple(term for term in self.terms if term.is_excluded)

    @property
    def phrases(self) -> tuple[Term, ...]:
        return tuple(term for term in self.terms if term.is_phrase)


def read(typed: str) -> Terms:
    """The terms of what somebody typed; at most so many characters and words are read."""
    typed = typed[:LONGEST_SEARCH]
    terms: list[Term] = []
    room = MOST_WORDS
    for part in _PART.finditer(typed):
        text = part["plain"] if part["plain"] is not None else part["quoted"]
        words = tuple(word.folded for word in words_in(text))[:room]
        if not words:
            continue
        room -= len(words)
        is_last = part.end() == len(typed) and part["plain"] is not None and text[-1:].isalnum()
        is_beginning = is_last and len(words) == 1 and len(words[0]) >= SHORTEST_BEGINNING
        terms.append(Term(words, is_beginning and not part["minus"], bool(part["minus"])))
    return Terms(tuple(dict.fromkeys(terms)))


# --- as databases are asked. Words hold letters and digits alone, so that nothing has to be escaped.


def as_tsquery(terms: Terms, kinds: Iterable[Kind]) -> str:
    """For PostgreSQL: all wanted terms in these kinds, and none of those excluded. Phrases as their words."""
    letters = sorted(kinds)

    def asked(word: str, *, beginning: bool) -> str:
        return "(" + "|".join(f"'{kind}{word}'{':*' if beginning else ''}" for kind in letters) + ")"

    parts = [asked(word, beginning=term.is_beginning) for term in terms.wanted for word in term.words]
    parts += ["!" + asked(term.words[0], beginning=False) for term in _plainly_excluded(terms)]
    return "&".join(parts)


def as_fts5(terms: Terms, kinds: Iterable[Kind]) -> str:
    """The same for SQLite."""
    letters = sorted(kinds)

    def asked(word: str, *, beginning: bool) -> str:
        return "(" + " OR ".join(f'"{kind}{word}"{"*" if beginning else ""}' for kind in letters) + ")"

    parts = [asked(word, beginning=term.is_beginning) for term in terms.wanted for word in term.words]
    without = [asked(term.words[0], beginning=False) for term in _plainly_excluded(terms)]
    found = " AND ".join(parts)
    return f"({found}) NOT ({' OR '.join(without)})" if without else found


def _plainly_excluded(terms: Terms) -> list[Term]:
    return [term for term in terms.excluded if not term.is_phrase]


def as_folded(term: Term, kind: Kind) -> str:
    """A phrase as it stands in the folded words of a kind."""
    return " " + " ".join(f"{kind.value}{word}" for word in term.words) + " "
