"""The index of search: when a story is read for it.

An act leaves a job that reads its story (``reviews.index_story``), and :func:`refresh` finds what nobody told
of: copy that is being typed, and jobs that were lost. An entry says what its story was when it was read, so
that a story that changes meanwhile is read again, whoever writes last.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet

from articles.models import Article
from reviews.models import Event, SearchEntry
from reviews.search.texts import Stories, folded

AT_ONCE: Final = 25
"""Stories that are read in one transaction."""
RECENTLY: Final = timedelta(minutes=15)
NEWEST_EVENTS: Final = 500


def refresh(*, now: datetime, seconds: float) -> bool:
    """Read the stories that changed lately, for about so many seconds. Says whether there is more."""
    newest = Event.objects.order_by("-pk").values("pk")[:NEWEST_EVENTS]
    behind = Event.objects.filter(pk__in=newest, article__search_entry__event__lt=F("pk"))
    recent = Article.objects.filter(updated_at__gt=now - RECENTLY).filter(_is_outdated())
    return _work(recent, seconds=seconds) or _work(
        Article.objects.filter(pk__in=behind.order_by().values("article")), seconds=seconds
    )


def refresh_all(*, seconds: float) -> bool:
    """Read every story that is not in the index as it is. Says whether there is more."""
    later = Event.objects.filter(article=OuterRef("pk"), pk__gt=OuterRef("search_entry__event"))
    return _work(Article.objects.filter(_is_outdated() | Exists(later)), seconds=seconds)


def rebuild() -> Iterator[int]:
    """Read every story anew, oldest first. Yields how many were read since the last time."""
    last = 0
    while ids := list(
        Article.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]
    ):
        yield index(ids)
        last = ids[-1]


def index(ids: Collection[int]) -> int:
    """Read these stories, in seven statements however many. Says how many there are."""
    with transaction.atomic():
        newest = Event.objects.filter(article__in=ids).order_by().values_list("article")
        events = dict(newest.annotate(Max("pk")))  # read first: what comes meanwhile is later
        stories = Stories(ids)
        entries = []
        for article in stories.articles:
            texts = stories.texts(article)
            words = folded(article.headline, texts)
            seen = {"changed_at": article.updated_at, "event": events.get(article.pk, 0)}
            entries.append(SearchEntry(article=article, texts=texts, folded=words, **seen))
        SearchEntry.objects.bulk_create(
            entries,
            update_conflicts=True,
            unique_fields=["article"],
            update_fields=["texts", "folded", "changed_at", "event"],
        )
    return len(entries)


def _is_outdated() -> Q:
    """For stories without an entry, or with one of before their last change."""
    same = SearchEntry.objects.filter(article=OuterRef("pk"), changed_at=OuterRef("updated_at"))
    return Q(~Exists(same))


def _work(outdated: QuerySet[Article], *, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while ids := list(outdated.order_by("-pk").values_list("pk", flat=True)[:AT_ONCE]):
        index(ids)
        if time.monotonic() >= end:
            return outdated.exists()
    return False
