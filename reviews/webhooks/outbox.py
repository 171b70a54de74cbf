"""The outbox of webhooks: a row for each event and endpoint, claimed, posted and marked.

As with mails a claim is a lease with a token: a worker that dies lets it run out. An endpoint may get
one event twice, when the machine dies between its answer and our commit, and then with the same number.
An endpoint that fails rests as a whole, longer each time.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from newsroom.jobs import kick
from reviews.models import Delivery, Endpoint
from reviews.notifications.outbox import pause_after
from reviews.webhooks import payload, posting
from reviews.webhooks.posting import PostFailed
from reviews.webhooks.writing import TASK

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
"""Longer than one exchange may take, looking up the host included."""
MOST_ATTEMPTS = 12
LONGEST_REST = timedelta(hours=1)
LONGEST_WAIT = timedelta(days=2)
ERROR_LENGTH = 500
MOST_FORGOTTEN = 10_000
"""At a time, so that nothing waits for it; the next turn goes on."""

Clock = Callable[[], datetime]
State = Delivery.State


@dataclass(frozen=True)
class Claim:
    """One delivery that is ours until the lease runs out."""

    delivery: Delivery
    token: UUID

    @property
    def rows(self) -> QuerySet[Delivery]:
        """It, while it is still ours."""
        return Delivery.objects.filter(pk=self.delivery.pk, lease_token=self.token, state=State.SENDING)


def drain(*, seconds: float, clock: Clock = timezone.now) -> bool:
    """Post what is due, for about so many seconds. Says whether there is more to do."""
    end = time.monotonic() + seconds
    while claim := take(now=clock()):
        _deliver(claim, clock)
        if time.monotonic() >= end:
            return is_due(now=clock())
    return False


def is_due(*, now: datetime) -> bool:
    return any(due.exists() for due in _due(now))


def take(*, now: datetime) -> Claim | None:
    """Claim the delivery that waits longest; ``None`` when none is due."""
    token = uuid4()
    with transaction.atomic():
        for due in _due(now):
            if connection.features.has_select_for_update_skip_locked:
                due = due.select_for_update(skip_locked=True, of=("self",))
            for pk in due.values_list("pk", flat=True)[:1]:
                Delivery.objects.filter(pk=pk).update(
                    state=State.SENDING,
                    lease_until=now + LEASE,
                    lease_token=token,
                    attempts=F("attempts") + 1,
                )
                return Claim(_loaded(pk), token)
    return None


def retry(ids: Iterable[int], *, now: datetime) -> int:
    """Have deliveries that were given up tried again from the beginning. Says how many there were."""
    with transaction.atomic():
        dead = Delivery.objects.filter(pk__in=list(ids), state=State.DEAD)
        Endpoint.objects.filter(deliveries__in=dead).update(resting_until=None, failures=0)
        count = dead.update(
            state=State.PENDING,
            attempts=0,
            not_before=now,
            created_at=now,
            lease_until=None,
            lease_token=None,
        )
        if count:
            kick(TASK)
    return count


def forget_old(*, now: datetime) -> int:
    """Let go of deliveries that were taken long ago (``WEBHOOK_KEPT``). Says how many there were.

    Of each endpoint the last stays, which says since when nothing was told; so do those given up.
    """
    if not settings.WEBHOOK_KEPT:
        return 0
    taken = Delivery.objects.filter(state=State.SENT)
    later = taken.filter(endpoint=OuterRef("endpoint"), sent_at__gt=OuterRef("sent_at"))
    old = taken.filter(Exists(later), sent_at__lt=now - settings.WEBHOOK_KEPT).order_by("sent_at")
    return Delivery.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:MOST_FORGOTTEN])).delete()[0]


def _due(now: datetime) -> tuple[QuerySet[Delivery], QuerySet[Delivery]]:
    """What a dead worker left, then what waits, at endpoints that do not rest."""
    awake = Q(endpoint__resting_until=None) | Q(endpoint__resting_until__lte=now)
    left = Delivery.objects.filter(state=State.SENDING, lease_until__lt=now)
    waiting = Delivery.objects.filter(awake, state=State.PENDING, not_before__lte=now)
    return left.order_by("lease_until"), waiting.order_by("not_before", "pk")


def _loaded(pk: int) -> Delivery:
    related = (
        "endpoint__desk",
        "event__article__desk",
        "event__actor",
        "event__stage",
        "event__query__anchor",
    )
    return Delivery.objects.select_related(*related).get(pk=pk)


def _deliver(claim: Claim, clock: Clock) -> None:
    """One try, and what came of it."""
    try:
        _attempt(claim, now=clock())
    except PostFailed as failure:
        _note_failure(claim, failure, now=clock())
        return
    claim.rows.update(state=State.SENT, sent_at=clock(), lease_until=None, lease_token=None, last_error="")
    Endpoint.objects.filter(pk=claim.delivery.endpoint_id).exclude(failures=0, resting_until=None).update(
        failures=0, resting_until=None
    )


def _attempt(claim: Claim, *, now: datetime) -> None:
    """Write the body if there is none yet, and post it; whatever goes wrong is a :class:`PostFailed`."""
    delivery, endpoint = claim.delivery, claim.delivery.endpoint
    if delivery.attempts > MOST_ATTEMPTS:
        raise PostFailed(_("The worker died at every attempt to send this."), permanent=True)
    if not endpoint.is_active:
        raise PostFailed(_("This webhook was switched off."), permanent=True)
    if delivery.event is not None and delivery.event.article.desk_id != endpoint.desk_id:
        raise PostFailed(_("The article is no longer on the desk of this webhook."), permanent=True)
    try:
        if not delivery.body:
            delivery.body = payload.body_of(delivery)
            claim.rows.update(body=delivery.body)
        posting.post(endpoint.url, delivery.body, _headers(delivery, now=now))
    except PostFailed:
        raise
    except Exception as error:
        logger.exception("Webhook delivery %s cannot be posted.", delivery.public_id)
        raise PostFailed(f"{type(error).__name__}: {error}", permanent=not delivery.body) from error


def _headers(delivery: Delivery, *, now: datetime) -> dict[str, str]:
    timestamp = int(now.timestamp())
    signature = payload.sign(delivery.body, secret=delivery.endpoint.secret, timestamp=timestamp)
    return {
        "User-Agent": "Copydesk",
        "Copydesk-Id": str(delivery.public_id),
        "Copydesk-Timestamp": str(timestamp),
        "Copydesk-Signature": signature,
    }


def _note_failure(claim: Claim, failure: PostFailed, *, now: datetime) -> None:
    """The delivery waits, or is given up; its endpoint rests, so that the others wait with it."""
    delivery, endpoint = claim.delivery, claim.delivery.endpoint
    is_old = now - delivery.created_at > LONGEST_WAIT
    is_over = failure.permanent or delivery.attempts >= MOST_ATTEMPTS or is_old
    rest = min(LONGEST_REST, pause_after(endpoint.failures + 1))
    until = now + max(rest, timedelta(seconds=failure.wait))
    ours = claim.rows.update(
        state=State.DEAD if is_over else State.PENDING,
        not_before=until,
        lease_until=None,
        lease_token=None,
        last_error=failure.reason[:ERROR_LENGTH],
    )
    if ours and not failure.permanent:
        Endpoint.objects.filter(pk=endpoint.pk).update(failures=F("failures") + 1, resting_until=until)
