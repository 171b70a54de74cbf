"""How the outbox of webhooks stands, for monitoring."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Min, Q

from newsroom.web.metrics import Gauge
from reviews.models import Delivery

State = Delivery.State


def webhooks(now: datetime) -> Iterator[Gauge]:
    """The figures of the whole installation's webhooks. One statement."""
    waits = Q(state__in=(State.PENDING, State.SENDING))
    found = (
        Delivery.objects.exclude(state=State.SENT)
        .order_by()
        .aggregate(
            waiting=Count("pk", filter=waits),
            retried=Count("pk", filter=Q(state=State.PENDING, attempts__gt=0)),
            given_up=Count("pk", filter=Q(state=State.DEAD)),
            oldest=Min("created_at", filter=waits),
        )
    )
    oldest = found.pop("oldest")
    yield Gauge("copydesk_webhooks", "Webhook messages not delivered, by state.", found, label="state")
    yield Gauge(
        "copydesk_webhook_oldest_seconds",
        "Age of the oldest webhook message, in seconds.",
        {"": max(0.0, (now - oldest).total_seconds()) if oldest else 0.0},
    )
