"""How mail that came in stands, for monitoring."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Min, Q

from newsroom.web.metrics import Gauge
from reviews.models import InboundMail

State = InboundMail.State


def inbound(now: datetime) -> Iterator[Gauge]:
    """One statement, which looks only at what waits or is quarantined."""
    unsettled = InboundMail.objects.filter(state__in=[State.WAITING, State.QUARANTINED]).order_by()
    found = unsettled.aggregate(
        waiting=Count("pk", filter=Q(state=State.WAITING)),
        retried=Count("pk", filter=Q(state=State.WAITING, attempts__gt=0)),
        put_aside=Count("pk", filter=Q(state=State.QUARANTINED)),
        oldest=Min("received_at", filter=Q(state=State.WAITING)),
    )
    oldest = found.pop("oldest")
    yield Gauge("copydesk_answers", "Email replies not read, by state.", found, label="state")
    yield Gauge(
        "copydesk_answer_oldest_seconds",
        "Age of the oldest email reply waiting to be read, in seconds.",
        {"": max(0.0, (now - oldest).total_seconds()) if oldest else 0.0},
    )
