"""Which stories have what somebody looks for, among those that they may see.

Stories are found newest first, and at most the newest 500: counting all that "the" is in would take longer
than anybody reads. The best match is found among these. A phrase is looked for in the newest 2,000 stories
that have all of its words.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final

from django.contrib.auth.models import AnonymousUser
from django.db import connection, models
from django.db.models import BooleanField, Case, IntegerField, Q, QuerySet, When
from django.db.models.expressions import RawSQL
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.access import Actor, visible_articles
from articles.models import Article
from reviews.models import SearchEntry
from reviews.search import terms as asked
from reviews.search.terms import Terms

Kind = SearchEntry.Kind
MOST: Final = 500
MOST_WITH_PHRASE_WORDS: Final = 2_000
LONGEST_NAME: Final = 200

POSTGRESQL: Final = '"reviews_searchentry"."vector" @@ %s::tsquery'
SQLITE: Final = (
    '"reviews_searchentry"."article_id" IN '
    "(SELECT rowid FROM reviews_searchwords WHERE reviews_searchwords MATCH %s)"
)


class Where(models.TextChoices):
    """What of a story is searched."""

    HEADLINES = "headline", _("Headlines")
    COPY = "copy", _("Copy")
    QUERIES = "query", _("Queries")
    REPLIES = "reply", _("Replies")
    RELEASED = "released", _("Released copy")


KINDS: Final[dict[str, frozenset[Kind]]] = {
    "": frozenset(Kind),
    Where.HEADLINES: frozenset({Kind.HEADLINE}),
    Where.COPY: frozenset({Kind.HEADLINE, Kind.STANDFIRST, Kind.COPY}),
    Where.QUERIES: frozenset({Kind.QUERY}),
    Where.REPLIES: frozenset({Kind.REPLY}),
    Where.RELEASED: frozenset({Kind.RELEASED}),
}
RANKS: Final = (
    frozenset({Kind.HEADLINE}),
    frozenset({Kind.HEADLINE, Kind.STANDFIRST, Kind.PEOPLE}),
    frozenset({Kind.HEADLINE, Kind.STANDFIRST, Kind.PEOPLE, Kind.COPY}),
)
"""Where the best matches have all the words, best first."""


@dataclass(frozen=True)
class Search:
    """What is looked for. Empty filters narrow nothing; dates are days of filing, both included."""

    terms: Terms
    where: str = ""
    desk: str = ""
    stage: str = ""
    state: str = ""
    author: int | None = None
    filed_from: date | None = None
    filed_to: date | None = None
    best_first: bool = False

    @property
    def kinds(self) -> frozenset[Kind]:
        return KINDS[self.where]


@dataclass(frozen=True)
class Found:
    """The keys of the stories found, in order, and whether there are more than were looked at."""

    ids: list[int] = field(default_factory=list)
    is_capped: bool = False


def find(actor: Actor | AnonymousUser, search: Search, *, most: int = MOST) -> Found:
    """The stories this person sees that have all of what is looked for: one statement, and one for the best.

    Nothing is found when nothing is looked for, or only what must not be there.
    """
    if not search.terms.wanted:
        return Found()
    entries = SearchEntry.objects.filter(_has(search.terms, search.kinds))
    stories = _narrowed(visible_articles(actor), search)
    if stories.query.where:  # of all stories nothing has to be asked
        entries = entries.filter(article__in=stories.order_by().values("pk"))
    if search.terms.phrases:
        having_words = entries.order_by("-pk").values("pk")[:MOST_WITH_PHRASE_WORDS]
        entries = SearchEntry.objects.filter(_has_phrases(search), pk__in=having_words)
    ids = list(entries.order_by("-pk").values_list("pk", flat=True)[: most + 1])
    is_capped, ids = len(ids) > most, ids[:most]
    return Found(_best_first(ids, search) if search.best_first and ids else ids, is_capped)


def _narrowed(stories: QuerySet[Article], search: Search) -> QuerySet[Article]:
    if search.desk:
        stories = stories.filter(desk__slug=search.desk)
    if search.stage:
        stories = stories.filter(rounds__closed_at=None, rounds__stage__name=search.stage)
    if search.state:
        stories = stories.filter(state=search.state)
    if search.author is not None:
        stories = stories.filter(author=search.author)
    if search.filed_from:
        stories = stories.filter(created_at__gte=_begin(search.filed_from))
    if search.filed_to:
        stories = stories.filter(created_at__lt=_begin(search.filed_to + timedelta(days=1)))
    return stories


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _has(terms: Terms, kinds: Collection[Kind]) -> RawSQL:
    """Whether an entry has the words of all terms in these kinds."""
    if connection.vendor == "postgresql":
        sql, match = POSTGRESQL, asked.as_tsquery(terms, kinds)
    else:
        sql, match = SQLITE, asked.as_fts5(terms, kinds)
    return RawSQL(sql, [match], output_field=BooleanField())  # noqa: S611 - both are constants


def _has_phrases(search: Search) -> Q:
    """Whether an entry has each phrase in one of the kinds, and none of those excluded."""
    every = Q()
    for term in search.terms.phrases:
        anywhere = Q()
        for kind in search.kinds:
            anywhere |= Q(folded__contains=asked.as_folded(term, kind))
        every &= ~anywhere if term.is_excluded else anywhere
    return every


def _best_first(ids: list[int], search: Search) -> list[int]:
    """First those that have all words in the headline, then near it, then in the copy, then the others."""
    places = dict.fromkeys(kinds & search.kinds for kinds in RANKS)
    ranks = [When(_has(search.terms, kinds), then=rank) for rank, kinds in enumerate(places) if kinds]
    if not ranks:
        return ids
    among = SearchEntry.objects.filter(pk__in=ids)
    ranked = among.annotate(rank=Case(*ranks, default=len(RANKS), output_field=IntegerField()))
    return list(ranked.order_by("rank", "-pk").values_list("pk", flat=True))
