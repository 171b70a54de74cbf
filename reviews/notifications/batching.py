"""Which rows of the outbox make one mail: acts that follow each other closely, to one person, on one article.

Each row waits for the window after its act. When the first of them is due, those go with it that would be
due within another window: so a mail leaves one window after its first act, and what is held for longer
stays held. Rows that were tried together stay together and go by themselves: somebody may have that mail.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import uuid4

from django.conf import settings
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable

from newsroom.outbox import is_abandoned, is_claimable
from reviews.models import Event, Notification

State = Notification.State
ROWS_A_MAIL = 3
"""How many rows are looked at for each mail that is wanted."""

ACROSS = {Event.Kind.PRESSING: 0, Event.Kind.STANDS_IN: -1, Event.Kind.DEPUTY: -2}
"""Kinds of which one mail reports all stories, with what replaces the article in the key of that mail."""
Key = tuple[int, int] | str


class Row(NamedTuple):
    pk: int
    recipient: int
    article: int
    kind: str
    message_id: str
    attempts: int
    last_error: str

    @property
    def is_fresh(self) -> bool:
        """Never tried, so that others may still join it."""
        may_join = self.kind in ACROSS or settings.MAIL_WINDOW
        return bool(may_join) and not self.attempts and not self.last_error

    @property
    def key(self) -> Key:
        """What the rows of one mail have in common."""
        if not self.is_fresh:
            return self.message_id
        return self.recipient, ACROSS.get(Event.Kind(self.kind), self.article)


@dataclass(frozen=True)
class Mailing:
    """The rows of one mail, the oldest first."""

    rows: tuple[Row, ...]

    @property
    def key(self) -> Key:
        return self.rows[0].key

    @property
    def recipient(self) -> int:
        return self.rows[0].recipient

    @property
    def ids(self) -> list[int]:
        return [row.pk for row in self.rows]


def claimable(now: datetime, *, until: datetime | None = None) -> QuerySet[Notification]:
    return Notification.objects.filter(is_claimable(now, until=until))


def due(now: datetime, limit: int) -> list[Mailing]:
    """Up to ``limit`` mails with something due: what a dead worker left first, then what waits longest.

    Two statements, as each state has an index of its own. The mails may lack rows.
    """
    left = Notification.objects.filter(is_abandoned(now)).order_by("lease_until")
    waits = Notification.objects.filter(state=State.PENDING, not_before__lte=now).order_by("not_before", "pk")
    most = limit * ROWS_A_MAIL
    return _grouped(row for rows in (left, waits) for row in _read(rows[:most]))[:limit]


def complete(mails: Iterable[Mailing], now: datetime) -> list[Mailing]:
    """The mails with all their rows. One statement."""
    keys = [mail.key for mail in mails]
    fresh = [key for key in keys if not isinstance(key, str)]
    tried = [key for key in keys if isinstance(key, str)]
    if not keys:
        return []
    together = Q(attempts=0, last_error="", recipient__in={recipient for recipient, _ in fresh}) & (
        Q(event__article__in={article for _, article in fresh}) | Q(event__kind__in=ACROSS)
    )
    rows = claimable(now, until=now + settings.MAIL_WINDOW).filter(together | Q(message_id__in=tried))
    found = {mail.key: mail for mail in _grouped(_read(rows))}
    return [found[key] for key in keys if key in found]


def message_ids(mails: Iterable[Mailing], *, domain: str) -> Combinable:
    """For an update of all their rows: a Message-ID for each mail that is made now; others keep theirs."""
    whens = [
        When(pk__in=mail.ids, then=Value(f"<{uuid4().hex}@{domain}>"))
        for mail in mails
        if mail.rows[0].is_fresh
    ]
    return Case(*whens, default=F("message_id")) if whens else F("message_id")


def _read(rows: QuerySet[Notification]) -> Iterator[Row]:
    fields = (
        *("pk", "recipient_id", "event__article_id", "event__kind"),
        *("message_id", "attempts", "last_error"),
    )
    return (Row(*row) for row in rows.values_list(*fields))


def _grouped(rows: Iterable[Row]) -> list[Mailing]:
    mails: dict[Key, list[Row]] = {}
    for row in rows:
        mails.setdefault(row.key, []).append(row)
    return [Mailing(tuple(sorted(rows))) for rows in mails.values()]
