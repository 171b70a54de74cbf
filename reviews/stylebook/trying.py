"""What an entry would find, before it goes live: in pasted text, and in the desk's newest stories."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from articles.documents.style.model import Entry, Finding
from articles.documents.style.rules import Rules
from articles.documents.style.validation import check_entry
from newsroom.models import Desk
from reviews.models import SearchEntry
from reviews.stylebook.compiled import of_stylebook

MOST_CHARACTERS: Final = 20_000
"""Of a text that is tried."""
MOST_STORIES: Final = 1_000
MOST_EXCERPTS: Final = 20
AROUND: Final = 60
"""Characters of an excerpt on each side of the words."""
SECONDS: Final = 3.0
"""After these no further story is looked into; how many were is said."""
_KINDS: Final = {SearchEntry.Kind.STANDFIRST.value, SearchEntry.Kind.COPY.value}


@dataclass(frozen=True)
class Piece:
    """A stretch of a text, and what is found there, if anything."""

    text: str
    found: Finding | None = None


@dataclass(frozen=True)
class Excerpt:
    """Words that an entry finds in a story, with what is around them."""

    slug: str
    headline: str
    before: str
    words: str
    after: str
    suggestion: str | None


@dataclass(frozen=True)
class PastHits:
    """What an entry finds in ``stories`` stories: ``hits`` places, in ``hit_stories`` of them."""

    stories: int
    hit_stories: int
    hits: int
    excerpts: tuple[Excerpt, ...]
    is_cut: bool


def in_text(rules: Rules, text: str) -> list[list[Piece]]:
    """The lines of a text, each in pieces. What is longer than :data:`MOST_CHARACTERS` is left out."""
    return [list(_pieces(rules, line)) for line in text[:MOST_CHARACTERS].splitlines()]


def alone(entry: Entry) -> Rules:
    """The entry by itself, in every language, whether it is live or not, and without its examples.

    Raises :class:`~articles.documents.style.model.EntryRefused` where it cannot work.
    """
    bare = replace(entry, active=True, language="", wrong=(), right=())
    check_entry(bare)
    return Rules([bare])


def _pieces(rules: Rules, line: str) -> Iterator[Piece]:
    at = 0
    for found in rules.in_text(line):
        start, end = (_offset(line, unit) for unit in (found.place.start, found.place.end))
        if start < at:
            continue
        if start > at:
            yield Piece(line[at:start])
        yield Piece(line[start:end], found)
        at = end
    if line[at:]:
        yield Piece(line[at:])


def _offset(text: str, unit: int) -> int:
    """The character at a UTF-16 unit."""
    if text.isascii():
        return unit
    return len(text.encode("utf-16-le", "surrogatepass")[: 2 * unit].decode("utf-16-le", "ignore"))


def in_past_stories(desk: Desk, entry: Entry) -> PastHits:
    """What an entry finds in the newest stories of its desk. One statement; it ends after :data:`SECONDS`.

    Raises :class:`~articles.documents.style.model.EntryRefused` where it cannot work.
    """
    rules, until = alone(entry), time.monotonic() + SECONDS
    stories = hit_stories = hits = 0
    excerpts: list[Excerpt] = []
    is_cut = False
    for slug, headline, text in _texts(desk, entry.language):
        found = rules.in_text(text)
        stories += 1
        hit_stories += bool(found)
        hits += len(found)
        if found and len(excerpts) < MOST_EXCERPTS:
            excerpts.append(_excerpt(slug, headline, text, found[0]))
        if time.monotonic() > until:
            is_cut = True
            break
    return PastHits(stories, hit_stories, hits, tuple(excerpts), is_cut)


def _texts(desk: Desk, language: str) -> Iterator[tuple[str, str, str]]:
    """Slug, headline and printed words of the newest stories in a language, or in all."""
    rows = SearchEntry.objects.filter(article__desk=desk).order_by("-article")[:MOST_STORIES]
    columns = ("article__slug", "article__headline", "article__language", "texts")
    for slug, headline, spoken, texts in rows.values_list(*columns).iterator(chunk_size=50):
        if language in ("", of_stylebook(spoken)):
            yield slug, headline, "\n".join([headline, *(text for kind, _n, text in texts if kind in _KINDS)])


def _excerpt(slug: str, headline: str, text: str, found: Finding) -> Excerpt:
    start, end = _offset(text, found.place.start), _offset(text, found.place.end)
    before, after = text[max(start - AROUND, 0) : start], text[end : end + AROUND]
    return Excerpt(
        slug=slug,
        headline=headline,
        before=before.rpartition("\n")[2],
        words=text[start:end],
        after=after.partition("\n")[0],
        suggestion=found.suggestion,
    )
