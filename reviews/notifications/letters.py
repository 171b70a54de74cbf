"""Rows of the outbox with everything their mails are made of: all the reading that delivery does."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Min, QuerySet

from reviews.models import Event, Notification, Query
from reviews.notifications import rules
from reviews.notifications.events import subject_now


@dataclass(frozen=True)
class Act:
    """What one row tells its reader of. ``queries`` are the reader's own, with their threads."""

    row: Notification
    queries: tuple[Query, ...]


@dataclass(frozen=True)
class Letter:
    """A mail before it has words. ``subject`` names the article's mail thread."""

    act: Act
    subject: str
    reader_has_part: bool

    @property
    def row(self) -> Notification:
        return self.act.row


def load(rows: QuerySet[Notification]) -> list[Letter]:
    """The letters of these rows, oldest first. Five statements, however many rows."""
    loaded = acts(
        rows.annotate(has_part=rules.has_part(person="recipient", desk="event__article__desk")).order_by(
            "not_before", "pk"
        )
    )
    subjects = _subjects({act.row.event.article_id for act in loaded})
    return [
        Letter(
            act=act,
            subject=subjects.get(act.row.event.article_id) or subject_now(act.row.event.article),
            reader_has_part=_may_read(act.row),
        )
        for act in loaded
    ]


def acts(rows: QuerySet[Notification]) -> list[Act]:
    """What these rows tell of, in their order. Four statements, however many rows."""
    loaded = list(rows.select_related("recipient", "event__article__desk", "event__actor", "event__stage"))
    wanted = {row.pk: _query_ids(row) for row in loaded}
    queries = _queries({pk for ids in wanted.values() for pk in ids})
    return [Act(row, tuple(queries[pk] for pk in wanted[row.pk] if pk in queries)) for row in loaded]


def _may_read(row: Notification) -> bool:
    """``row`` is annotated with ``has_part``."""
    has_part: bool = row.has_part  # type: ignore[attr-defined]
    return row.recipient.is_active and (has_part or row.recipient.is_superuser)


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
