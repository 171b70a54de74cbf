"""The outbox of webhooks: a row for each event and endpoint, claimed, posted and marked.

Claims are those of :mod:`newsroom.outbox`. An endpoint may get
one event twice, when the machine dies between its answer and our commit, and then with the same number.
An endpoint that fails is paused as a whole, longer each time.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from newsroom.messaging.jobs import enqueue
from newsroom.outages import outage
from newsroom.outbox import (
    CLOCK_SKEW,
    LEASE,
    MOST_ATTEMPTS,
    Claim,
    Clock,
    backoff,
    claim_next,
    correct_clocks,
    is_abandoned,
    mark_failed,
    mark_sent,
    renewed,
    retry_dead,
)
from reviews.models import Delivery, Endpoint, Event
from reviews.notifications.webhook_rows import TASK
from reviews.webhooks import payload, posting, signing
from reviews.webhooks.posting import PostFailed

__all__ = ["LEASE", "correct_times", "delete_old", "drain", "is_due", "retry", "take"]

logger = logging.getLogger(__name__)

LONGEST_PAUSE = timedelta(hours=1)
LONGEST_WAIT = timedelta(days=2)
MOST_FORGOTTEN = 10_000
"""At a time, so that nothing waits for it; the next turn goes on."""

State = Delivery.State


def drain(*, seconds: float, clock: Clock = timezone.now) -> bool:
    """Post what is due, for about so many seconds. Says whether there is more to do."""
    end = time.monotonic() + seconds
    while claim := take(now=clock()):
        with renewed(claim, clock):
            _deliver(claim, clock)
        if time.monotonic() >= end:
            return is_due(now=clock())
    return False


def is_due(*, now: datetime) -> bool:
    return any(due.exists() for due in _due(now))


def take(*, now: datetime) -> Claim | None:
    """Claim the delivery that waits longest; ``None`` when none is due."""
    counted = F("attempts") + 1
    left, waiting = _due(now)
    return claim_next(left, now=now, attempts=counted) or claim_next(waiting, now=now, attempts=counted)


def retry(ids: Iterable[int], *, now: datetime) -> int:
    """Have deliveries that were given up tried again from the beginning. Says how many there were."""
    with transaction.atomic():
        dead = Delivery.objects.filter(pk__in=list(ids), state=State.DEAD)
        Endpoint.objects.filter(deliveries__in=dead).update(paused_until=None, failures=0)
        count = retry_dead(dead, now=now, created_at=now)
        if count:
            enqueue(TASK)
    return count


def delete_old(*, now: datetime) -> int:
    """Let go of deliveries that were taken long ago (``WEBHOOK_KEPT``), and of secrets that were replaced.
    Says how many deliveries there were.

    Of each endpoint the last stays, which says since when nothing was told; so do those given up.
    """
    replaced = Endpoint.objects.filter(former_secret_until__lte=now)
    replaced.update(former_secret="", former_secret_until=None)
    if not settings.WEBHOOK_KEPT:
        return 0
    taken = Delivery.objects.filter(state=State.SENT)
    later = taken.filter(endpoint=OuterRef("endpoint"), sent_at__gt=OuterRef("sent_at"))
    old = taken.filter(Exists(later), sent_at__lt=now - settings.WEBHOOK_KEPT).order_by("sent_at")
    return Delivery.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:MOST_FORGOTTEN])).delete()[0]


def correct_times(*, now: datetime) -> None:
    """Correct the times that only a clock that was ahead can have set, of deliveries and paused endpoints."""
    correct_clocks(Delivery.objects.all(), now=now, pauses=[timedelta(), LONGEST_PAUSE])
    too_long = Endpoint.objects.filter(paused_until__gt=now + LONGEST_PAUSE + CLOCK_SKEW)
    if too_long.exists():
        too_long.update(paused_until=now)


def _due(now: datetime) -> tuple[QuerySet[Delivery], QuerySet[Delivery]]:
    """What a dead worker left, then what waits, at endpoints that are not paused."""
    not_paused = Q(endpoint__paused_until=None) | Q(endpoint__paused_until__lte=now)
    left = Delivery.objects.filter(is_abandoned(now))
    waiting = Delivery.objects.filter(not_paused, state=State.PENDING, not_before__lte=now)
    return left.order_by("lease_until"), waiting.order_by("not_before", "pk")


def _deliver(claim: Claim, clock: Clock) -> None:
    """One try, and what came of it."""
    related = (
        *("endpoint__desk", "event__article__desk", "event__actor"),
        *("event__stage", "event__query__anchor"),
    )
    delivery = claim.rows.select_related(*related).first()
    if delivery is None:
        return
    try:
        _attempt(claim, delivery, now=clock())
    except PostFailed as failure:
        _note_failure(claim, delivery, failure, now=clock())
        return
    mark_sent(claim.rows, now=clock())
    Endpoint.objects.filter(pk=delivery.endpoint_id).exclude(failures=0, paused_until=None).update(
        failures=0, paused_until=None
    )


def _attempt(claim: Claim, delivery: Delivery, *, now: datetime) -> None:
    """Write the body if there is none yet, and post it; whatever goes wrong is a :class:`PostFailed`."""
    endpoint = delivery.endpoint
    if delivery.attempts > MOST_ATTEMPTS:
        raise PostFailed(_("The worker crashed on every attempt to send this."), permanent=True)
    if not endpoint.is_active:
        raise PostFailed(_("This webhook was turned off."), permanent=True)
    event = delivery.event
    has_moved = event is not None and event.article.desk_id != endpoint.desk_id
    if event is not None and has_moved and event.kind != Event.Kind.MOVED:
        raise PostFailed(_("The story is no longer on this webhook’s desk."), permanent=True)
    try:
        if not delivery.body:
            delivery.body = payload.body_of(delivery)
            claim.rows.update(body=delivery.body)
        posting.post(endpoint.url, delivery.body, _headers(delivery, now=now))
    except PostFailed:
        raise
    except Exception as error:
        if outage(error):  # which is no fault of the delivery, and would give it up
            raise
        logger.exception("Webhook delivery %s cannot be posted.", delivery.public_id)
        raise PostFailed(f"{type(error).__name__}: {error}", permanent=not delivery.body) from error


def _headers(delivery: Delivery, *, now: datetime) -> dict[str, str]:
    signed = signing.headers(
        str(delivery.public_id),
        delivery.body,
        secrets=delivery.endpoint.secrets(now=now),
        timestamp=int(now.timestamp()),
    )
    return {"User-Agent": "Copydesk", **signed}


def _note_failure(claim: Claim, delivery: Delivery, failure: PostFailed, *, now: datetime) -> None:
    """The delivery waits, or is given up; its endpoint is paused, so that the others wait with it."""
    endpoint = delivery.endpoint
    is_old = now - delivery.created_at > LONGEST_WAIT
    is_over = failure.permanent or delivery.attempts >= MOST_ATTEMPTS or is_old
    pause = min(LONGEST_PAUSE, backoff(endpoint.failures + 1))
    until = now + max(pause, timedelta(seconds=failure.wait))
    ours = mark_failed(claim.rows, reason=failure.reason, is_over=is_over, not_before=until)
    if ours and not failure.permanent:
        Endpoint.objects.filter(pk=endpoint.pk).update(failures=F("failures") + 1, paused_until=until)
