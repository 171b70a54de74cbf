"""The outbox: rows wait, one worker claims each, sends it and marks it.

A claim is a lease with a token. Only the holder of the token may mark a row, and holds on to it
just before each mail; a worker that dies lets its lease run out, and somebody else sends. So a
mail is never lost, and goes twice only if the machine dies between the mail server's "accepted"
and our commit, and then with the same Message-ID.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from newsroom.jobs import kick
from reviews.models import Notification
from reviews.notifications import delivery, letters, rendering
from reviews.notifications.delivery import DeliveryFailed
from reviews.notifications.letters import Letter

logger = logging.getLogger(__name__)

BATCH = 20
LEASE = timedelta(minutes=2)
"""Longer than a mail server may take over one mail, each of its answers being waited for 10 s at most."""
MOST_ATTEMPTS = 12
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=10), timedelta(hours=12)
ERROR_LENGTH = 500

Clock = Callable[[], datetime]
State = Notification.State


@dataclass(frozen=True)
class Claim:
    """Rows that are ours until the lease runs out."""

    token: UUID
    ids: tuple[int, ...]

    @property
    def rows(self) -> QuerySet[Notification]:
        """Those that are still ours."""
        return Notification.objects.filter(pk__in=self.ids, lease_token=self.token, state=State.SENDING)


@dataclass(frozen=True)
class Drained:
    """How a run went. ``more``: time was up before the outbox was empty."""

    sent: int
    failed: int
    more: bool


def drain(*, seconds: float, clock: Clock = timezone.now) -> Drained:
    """Send what is due, for about so many seconds."""
    end = time.monotonic() + seconds
    sent = failed = 0
    while claim := take(now=clock()):
        for letter in letters.load(claim.rows):
            if time.monotonic() >= end:
                give_back(claim)
                return Drained(sent, failed, more=True)
            try:
                sent += _deliver(letter, claim, clock)
            except DeliveryFailed as failure:
                failed += 1
                if failure.server_down:  # the sweep tries again
                    give_back(claim)
                    return Drained(sent, failed, more=False)
    delivery.hang_up()
    return Drained(sent, failed, more=False)


def take(*, now: datetime, limit: int = BATCH) -> Claim | None:
    """Claim up to ``limit`` rows that are due, or ``None`` when there is nothing to send."""
    token = uuid4()
    with transaction.atomic():
        ids = [row for due in _due(now) for row in _unlocked(due, limit)][:limit]
        due = Q(state=State.SENDING, lease_until__lt=now) | Q(state=State.PENDING, not_before__lte=now)
        taken = Notification.objects.filter(due, pk__in=ids).update(
            state=State.SENDING, lease_until=now + LEASE, lease_token=token
        )
    return Claim(token, tuple(ids)) if taken else None


def give_back(claim: Claim) -> None:
    """Let go of what was claimed and not tried."""
    claim.rows.update(state=State.PENDING, lease_until=None, lease_token=None)


def retry(ids: Iterable[int], *, now: datetime) -> int:
    """Have mails that were given up tried again from the beginning. Says how many there were."""
    with transaction.atomic():
        count = Notification.objects.filter(pk__in=list(ids), state=State.DEAD).update(
            state=State.PENDING, attempts=0, not_before=now, lease_until=None, lease_token=None
        )
        if count:
            kick("reviews.deliver")
    return count


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts: from ten seconds to half a day, two days in all."""
    pause: timedelta = FIRST_PAUSE * 3 ** (attempts - 1)
    return min(LONGEST_PAUSE, pause)


def _due(now: datetime) -> tuple[QuerySet[Notification], QuerySet[Notification]]:
    """What a dead worker left, then what waits. Two statements, as each has an index of its own."""
    return (
        Notification.objects.filter(state=State.SENDING, lease_until__lt=now).order_by("lease_until"),
        Notification.objects.filter(state=State.PENDING, not_before__lte=now).order_by("not_before", "pk"),
    )


def _unlocked(due: QuerySet[Notification], limit: int) -> list[int]:
    """Rows nobody else is claiming just now. SQLite, which has no row locks, lets one write at a time."""
    if connection.features.has_select_for_update_skip_locked:
        due = due.select_for_update(skip_locked=True)
    return list(due.values_list("pk", flat=True)[:limit])


def _deliver(letter: Letter, claim: Claim, clock: Clock) -> bool:
    """One letter on its way. False when it is somebody else's by now; raises what went wrong, noted."""
    row = letter.row
    ours = claim.rows.filter(pk=row.pk)
    if not ours.update(lease_until=clock() + LEASE, attempts=F("attempts") + 1):
        return False
    try:
        _attempt(letter, now=clock())
    except DeliveryFailed as failure:
        _note_failure(ours, row.attempts + 1, failure, now=clock())
        raise
    return bool(
        ours.update(state=State.SENT, sent_at=clock(), lease_until=None, lease_token=None, last_error="")
    )


def _attempt(letter: Letter, *, now: datetime) -> None:
    """Render and deliver; anything that goes wrong comes out as :class:`DeliveryFailed`."""
    if letter.row.attempts >= MOST_ATTEMPTS:
        raise DeliveryFailed(_("The worker died at every attempt to send this."), permanent=True)
    if not letter.reader_has_part:
        raise DeliveryFailed(_("This person no longer has a part in the desk."), permanent=True)
    try:
        mail = rendering.render(letter)
    except Exception as error:
        logger.exception("Notification %s cannot be rendered.", letter.row.pk)
        raise DeliveryFailed(f"{type(error).__name__}: {error}", permanent=True) from error
    try:
        delivery.deliver(mail, article_id=letter.row.event.article_id, now=now)
    except DeliveryFailed:
        raise
    except Exception as error:
        logger.exception("Notification %s cannot be delivered.", letter.row.pk)
        raise DeliveryFailed(f"{type(error).__name__}: {error}", permanent=False) from error


def _note_failure(
    ours: QuerySet[Notification], attempts: int, failure: DeliveryFailed, *, now: datetime
) -> None:
    is_over = failure.permanent or attempts >= MOST_ATTEMPTS
    ours.update(
        state=State.DEAD if is_over else State.PENDING,
        not_before=now + pause_after(attempts),
        lease_until=None,
        lease_token=None,
        last_error=failure.reason[:ERROR_LENGTH],
    )
