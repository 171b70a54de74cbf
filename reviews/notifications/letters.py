"""Rows of the outbox with everything their mails are made of: all the reading that delivery does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Min, QuerySet

from reviews.models import Event, Notification, Query
from reviews.notifications import rules
from reviews.notifications.events import subject_now


@dataclass(frozen=True)
class Letter:
    """A row, loaded. ``subject`` names the article's mail thread; ``queries`` are the reader's own."""

    row: Notification
    subject: str
    queries: tuple[Query, ...]
    reader_has_part: bool


def load(rows: QuerySet[Notification]) -> list[Letter]:
    """The letters of these rows, oldest first. Five statements, however many rows."""
    loaded = list(
        rows.select_related("recipient", "event__article__desk", "event__actor", "event__stage")
        .annotate(has_part=rules.has_part(person="recipient", desk="event__article__desk"))
        .order_by("not_before", "pk")
    )
    subjects = _subjects({row.event.article_id for row in loaded})
    wanted = {row.pk: _query_ids(row) for row in loaded}
    queries = _queries({pk for ids in wanted.values() for pk in ids})
    return [
        Letter(
            row=row,
            subject=subjects.get(row.event.article_id) or subject_now(row.event.article),
            queries=tuple(queries[pk] for pk in wanted[row.pk] if pk in queries),
            reader_has_part=row.recipient.is_active and (row.has_part or row.recipient.is_superuser),
        )
        for row in loaded
    ]


def _query_ids(row: Notification) -> list[int]:
    """The queries a row tells of; of copy that came in with many, only its reader's own."""
    if row.event.query_id is not None:
        return [row.event.query_id]
    told: dict[str, list[int]] = row.event.facts.get("told", {})
    return told.get(str(row.recipient_id), [])


def _queries(ids: Iterable[int]) -> dict[int, Query]:
    queries = Query.objects.select_related("anchor", "asked_by").prefetch_related("replies__author")
    return queries.in_bulk(list(ids))


def _subjects(article_ids: Iterable[int]) -> dict[int, str]:
    """The subject of each article's thread: that of its first event."""
    first = (
        Event.objects.filter(article__in=article_ids)
        .order_by()
        .values("article")
        .annotate(first=Min("pk"))
        .values("first")
    )
    found = Event.objects.filter(pk__in=first).values_list("article_id", "facts")
    return {article_id: facts.get("subject", "") for article_id, facts in found}
