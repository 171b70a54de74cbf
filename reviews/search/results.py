"""A page of results: the stories found, each with the words around what was looked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from articles.access import Actor
from articles.models import Article
from newsroom.sql import compiled
from reviews import reading
from reviews.models import SearchEntry
from reviews.search.excerpts import Excerpt, Piece, excerpt, marked
from reviews.search.finding import Search, find

PER_PAGE: Final = 20


@dataclass(frozen=True)
class Result:
    """One story with its headline; ``article`` is annotated by :func:`reviews.reading.with_counts`."""

    article: Article
    headline: Sequence[Piece]
    excerpt: Excerpt | None

    @property
    def address(self) -> str:
        """Where the words are: the thread of the query, or the story."""
        story = self.article.get_absolute_url()
        number = self.excerpt.number if self.excerpt else None
        return f"{story}#query-{number}" if number else story


@dataclass(frozen=True)
class Page:
    """Some of the results. ``is_capped``: there are more stories than were looked at."""

    results: Sequence[Result] = ()
    count: int = 0
    is_capped: bool = False
    number: int = 1
    pages: int = 1

    @property
    def first(self) -> int:
        """The number of the first result of this page among all."""
        return (self.number - 1) * PER_PAGE + 1

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.number < self.pages else None


def page_of_results(actor: Actor | AnonymousUser, search: Search, *, number: int = 1) -> Page:
    """One page, the last where there is none of that number; four statements at most."""
    found = find(actor, search)
    pages = max(1, -(-len(found.ids) // PER_PAGE))
    number = min(max(number, 1), pages)
    shown = found.ids[(number - 1) * PER_PAGE : number * PER_PAGE]
    return Page(_results(shown, search), len(found.ids), found.is_capped, number, pages)


def _results(ids: Sequence[int], search: Search) -> list[Result]:
    if not ids:
        return []
    articles = {article.pk: article for article in reading.stories_with_counts(ids)}
    entries = {entry.pk: entry for entry in _texts(ids)}
    return [
        Result(
            articles[pk],
            marked(str(articles[pk]), search.terms),
            excerpt(entries[pk], search.terms, search.kinds),
        )
        for pk in ids
        if pk in articles and pk in entries
    ]


@compiled
def _texts(keys: Sequence[int]) -> QuerySet[SearchEntry]:
    return SearchEntry.objects.filter(pk__in=keys).only("texts", "folded")
