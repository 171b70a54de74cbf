"""How the outbox stands: for monitoring and for the administration's first page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q, QuerySet

from newsroom.models import AccountMail
from newsroom.web.metrics import Gauge
from reviews.models import Digest, Notification

State = Notification.State
UNSENT = (State.PENDING, State.SENDING, State.DEAD)


@dataclass(frozen=True)
class OutboxGauge:
    """What did not go out. ``due`` mails could go out now, the oldest since ``oldest_due``.

    ``stuck`` ones were in the hands of a worker that died, ``retried`` ones failed at least once.
    """

    waiting: int
    due: int
    retried: int
    sending: int
    stuck: int
    given_up: int
    oldest_due: datetime | None

    def seconds_waited(self, now: datetime) -> float:
        """For how long the oldest mail has been due; 0 when none is."""
        return max(0.0, (now - self.oldest_due).total_seconds()) if self.oldest_due else 0.0


def measure_outbox(
    rows: QuerySet[Notification] | QuerySet[Digest] | QuerySet[AccountMail], *, now: datetime
) -> OutboxGauge:
    """Count these rows, mails of any kind, by state. One statement, which reads only unsent rows."""
    waits, is_due = Q(state=State.PENDING), Q(state=State.PENDING, not_before__lte=now)
    found = (
        rows.filter(state__in=UNSENT)
        .order_by()
        .aggregate(
            waiting=Count("pk", filter=waits),
            due=Count("pk", filter=is_due),
            retried=Count("pk", filter=waits & Q(attempts__gt=0)),
            sending=Count("pk", filter=Q(state=State.SENDING)),
            stuck=Count("pk", filter=Q(state=State.SENDING, lease_until__lt=now)),
            given_up=Count("pk", filter=Q(state=State.DEAD)),
            oldest_due=Min("not_before", filter=is_due),
        )
    )
    return OutboxGauge(**found)


def outbox(now: datetime) -> Iterator[Gauge]:
    """The figures of the whole installation's mail. One statement for each kind."""
    yield from _gauges("mail", measure_outbox(Notification.objects.all(), now=now), now)
    yield from _gauges("digest", measure_outbox(Digest.objects.all(), now=now), now)
    yield from _gauges("account mail", measure_outbox(AccountMail.objects.all(), now=now), now)


def _gauges(name: str, found: OutboxGauge, now: datetime) -> Iterator[Gauge]:
    metric = f"copydesk_{name.replace(' ', '_')}"
    yield Gauge(
        f"{metric}s",
        f"{name.capitalize()}s not sent, by state.",
        {
            "waiting": found.waiting,
            "due": found.due,
            "retried": found.retried,
            "sending": found.sending,
            "stuck": found.stuck,
            "given_up": found.given_up,
        },
        label="state",
    )
    yield Gauge(
        f"{metric}_oldest_due_seconds",
        f"Age of the oldest {name} that is due, in seconds.",
        {"": found.seconds_waited(now)},
    )
