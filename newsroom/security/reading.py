"""Reading the security log: filtered, page by page, and as files."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from asgiref.sync import sync_to_async
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone

from newsroom import comma_separated
from newsroom.models import User
from newsroom.security.models import SecurityEvent

PAGE = 100
"""Events on a page."""
CHUNK = 500
"""Events that one statement reads for a file."""
MOST_PEOPLE = 200
"""Accounts whose events are shown together."""
COLUMNS = ("moment", "kind", "person", "by", "address", "client", "facts")


@dataclass(frozen=True)
class Filters:
    """``who`` is a part of the name or the address of an account, or the whole of another address that was
    typed or of a network address; days are those of the newsroom."""

    kind: str = ""
    who: str = ""
    since: date | None = None
    until: date | None = None


def events(filters: Filters) -> QuerySet[SecurityEvent]:
    """The events that are left, newest first. One statement where they are of somebody."""
    rows = SecurityEvent.objects.order_by("-pk")
    if filters.kind:
        rows = rows.filter(kind=filters.kind)
    if filters.who:
        rows = rows.filter(pk__in=_of(filters.who))
    if filters.since:
        rows = rows.filter(moment__gte=_midnight(filters.since))
    if filters.until and filters.until < date.max:
        rows = rows.filter(moment__lt=_midnight(filters.until + timedelta(days=1)))
    return rows


def _of(who: str) -> QuerySet[SecurityEvent, int]:
    """The keys of somebody's events, by indexes alone: the log is long, and the accounts are few.

    A union, as SQLite reads the whole log for conditions that are joined by OR and ordered by key.
    """
    accounts = User.objects.filter(Q(name__icontains=who) | Q(email__icontains=who)).order_by("pk")
    found = list(accounts.values_list("pk", flat=True)[:MOST_PEOPLE])
    rows = SecurityEvent.objects.order_by().alias(typed=Lower("address")).values_list("pk", flat=True)
    conditions = (Q(by__in=found), Q(typed=who.lower()), Q(client=who))
    return rows.filter(person__in=found).union(*(rows.filter(one) for one in conditions), all=True)


def page_of(filters: Filters, *, before: int | None) -> tuple[list[SecurityEvent], int | None]:
    """The events before the one with this key, and the key from which older ones follow. One statement."""
    rows = events(filters) if before is None else events(filters).filter(pk__lt=before)
    found = list(rows[: PAGE + 1])
    return found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else None


async def as_csv(filters: Filters) -> AsyncIterator[str]:
    """Comma-separated values (RFC 4180), chunk by chunk."""
    yield comma_separated.as_csv([COLUMNS])
    async for rows in _chunks(filters):
        yield comma_separated.as_csv(map(_cells, rows))


async def as_json_lines(filters: Filters) -> AsyncIterator[str]:
    """One JSON object a line (jsonlines.org), chunk by chunk."""
    async for rows in _chunks(filters):
        yield "".join(json.dumps(_object(event), ensure_ascii=False) + "\n" for event in rows)


FORMATS: dict[str, tuple[Callable[[Filters], AsyncIterator[str]], str]] = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "jsonl": (as_json_lines, "application/jsonl; charset=utf-8"),
}
"""The end of a file's name → what writes it, and its content type."""


async def _chunks(filters: Filters) -> AsyncIterator[list[SecurityEvent]]:
    """All events, a statement for each chunk, so that no file needs more memory than one."""
    before: int | None = None
    while True:
        rows = await sync_to_async(_chunk)(filters, before)
        if rows:
            yield rows
        if len(rows) < CHUNK:
            return
        before = rows[-1].pk


def _chunk(filters: Filters, before: int | None) -> list[SecurityEvent]:
    rows = events(filters) if before is None else events(filters).filter(pk__lt=before)
    return list(rows[:CHUNK])


def _object(event: SecurityEvent) -> dict[str, object]:
    return {
        "moment": event.moment.astimezone(UTC).isoformat(),
        "kind": event.kind,
        "person": event.person_name,
        "person_id": event.person_id,
        "by": event.by_name,
        "by_id": event.by_id,
        "address": event.address,
        "client": event.client,
        "facts": event.facts,
    }


def _cells(event: SecurityEvent) -> list[str]:
    facts = "; ".join(f"{name}: {value}" for name, value in event.facts.items())
    moment = event.moment.astimezone(UTC).isoformat()
    return [moment, event.kind, event.person_name, event.by_name, event.address, event.client, facts]


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
