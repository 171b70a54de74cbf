"""What a result shows: the headline and the words around what was found, with the hits marked."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from reviews.models import SearchEntry
from reviews.search.folding import Word, words_in
from reviews.search.terms import Term, Terms

Kind = SearchEntry.Kind
BEFORE: Final = 70
LENGTH: Final = 240
"""Characters of an excerpt, and of it before the first hit; a little fewer, since words stay whole."""


class Piece(NamedTuple):
    """A part of a text, and whether it was looked for."""

    text: str
    is_hit: bool


class Hit(NamedTuple):
    """Where in a text a term is, in characters."""

    start: int
    end: int
    term: Term


@dataclass(frozen=True)
class Excerpt:
    """Words of one text. ``number`` is that of the query whose thread they are of."""

    kind: Kind
    number: int | None
    pieces: Sequence[Piece]
    is_from_start: bool
    is_to_end: bool

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


def marked(text: str, terms: Terms) -> list[Piece]:
    """The whole text, with its hits."""
    return _cut(text, 0, len(text), hits(text, terms))


def excerpt(entry: SearchEntry, terms: Terms, kinds: Collection[Kind]) -> Excerpt | None:
    """The words around the first hit in the text that has most of the terms, of those of these kinds.

    Where none has any, as when all is in the headline, the beginning of the copy; nothing without one.
    """
    best: tuple[int, Kind, int | None, str, list[Hit]] | None = None
    having = {kind for kind in kinds if _has_any(entry, terms, kind)}
    for kind, number, text in entry.texts:
        if kind not in having:
            continue
        found = hits(text, terms)
        count = len({hit.term for hit in found})
        if count > (best[0] if best else 0):
            best = count, Kind(kind), number, text, found
        if count == len(terms.wanted):
            break
    if best:
        return _around(*best[1:])
    beginning = next((text for text in entry.texts if text[0] in (Kind.STANDFIRST, Kind.COPY)), None)
    return _around(Kind(beginning[0]), None, beginning[2], []) if beginning else None


def _has_any(entry: SearchEntry, terms: Terms, kind: Kind) -> bool:
    """Whether any term begins in a text of this kind: to look through each word takes much longer."""
    return any(f" {kind.value}{term.words[0]}" in entry.folded for term in terms.wanted)


def hits(text: str, terms: Terms) -> list[Hit]:
    """Where in the text the wanted terms are, in order; none overlaps another."""
    words = list(words_in(text))
    phrases = [term for term in terms.wanted if term.is_phrase]
    single = {term.words[0]: term for term in terms.wanted if not term.is_phrase}
    beginnings = [term for term in single.values() if term.is_beginning]
    found: list[Hit] = []
    end = 0
    for at, word in enumerate(words):
        if word.start < end:
            continue
        term = next((one for one in phrases if _stands(one, words, at)), None) or single.get(word.folded)
        if term is None:
            term = next((one for one in beginnings if word.folded.startswith(one.words[0])), None)
        if term is not None:
            end = words[at + len(term.words) - 1].end
            found.append(Hit(word.start, end, term))
    return found


def _stands(phrase: Term, words: Sequence[Word], at: int) -> bool:
    """Whether the words from ``at`` on are those of the phrase."""
    if words[at].folded != phrase.words[0]:
        return False
    return tuple(word.folded for word in words[at : at + len(phrase.words)]) == phrase.words


def _around(kind: Kind, number: int | None, text: str, found: list[Hit]) -> Excerpt:
    """About :data:`LENGTH` characters of the text from a little before the first hit, of whole words."""
    first = found[0] if found else Hit(0, 0, Term(()))
    start = _line_start(text, first.start)
    if first.start - start > BEFORE:
        start = _next_word(text, first.start - BEFORE, first.start)
    end = len(text)
    if end - start > LENGTH:
        end = max(_last_word(text, start, start + LENGTH), first.end)
    pieces = _cut(text, start, end, found)
    return Excerpt(kind, number, pieces, start == 0, end == len(text))


def _line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _next_word(text: str, at: int, most: int) -> int:
    """Behind the first space from ``at`` on; ``at`` itself when there is none before ``most``."""
    space = text.find(" ", at, most)
    return space + 1 if space >= 0 else at


def _last_word(text: str, start: int, at: int) -> int:
    """Before the last space up to ``at``; ``at`` itself when there is none."""
    space = text.rfind(" ", start, at + 1)
    return space if space > start else at


def _cut(text: str, start: int, end: int, found: Sequence[Hit]) -> list[Piece]:
    """The text from ``start`` to ``end``, in pieces that are hits and pieces that are none."""
    pieces: list[Piece] = []
    for hit in found:
        if hit.start >= start and hit.end <= end:
            pieces += Piece(text[start : hit.start], False), Piece(text[hit.start : hit.end], True)
            start = hit.end
    pieces.append(Piece(text[start:end], False))
    return [piece for piece in pieces if piece.text]
