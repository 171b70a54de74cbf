"""Rows for the outbox of webhooks, written in the transaction of the act they tell of."""

from __future__ import annotations

from datetime import datetime

from newsroom.messaging import jobs
from reviews.models import Delivery, Endpoint, Event

TASK = "reviews.deliver_webhooks"


def enqueue(event: Event, *, desk: int | None = None) -> None:
    """Write a row for each endpoint of the article's desk, or of another, that wants events of this kind.

    One statement, and one more where there are such endpoints.
    """
    wanted = endpoints_of(event.kind, event.article.desk_id if desk is None else desk)
    if not wanted:
        return
    at = event.happened_at
    Delivery.objects.bulk_create(
        Delivery(endpoint=endpoint, event=event, not_before=at, created_at=at) for endpoint in wanted
    )
    jobs.enqueue(TASK)


def endpoints_of(kind: str, desk_id: int) -> list[Endpoint]:
    """The endpoints of a desk that want events of this kind now."""
    active = Endpoint.objects.filter(desk=desk_id, is_active=True).only("kinds", "url").order_by("pk")
    return [endpoint for endpoint in active if kind in endpoint.kinds]


def enqueue_trial(endpoint: Endpoint, *, now: datetime) -> Delivery:
    """A delivery that says only that it arrived. It goes out at once, whether the endpoint rests or not."""
    Endpoint.objects.filter(pk=endpoint.pk).update(paused_until=None, failures=0)
    delivery = Delivery.objects.create(endpoint=endpoint, not_before=now, created_at=now)
    jobs.enqueue(TASK)
    return delivery
