"""Rows that say what is to be sent, and the claims by which one worker at a time sends it.

A claim is a lease with a token. Only the holder of the token marks a row. The lease is short, and renewed for
as long as the worker lives (:func:`renewed`): what a dead one held is somebody else's within half a minute,
however long sending takes. A worker that was only held up finds its token gone and sends no more of it.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, connections, transaction
from django.db.models import Q, QuerySet

from newsroom.models import Leased
from newsroom.outages import outage

logger = logging.getLogger(__name__)

LEASE: timedelta = settings.CLAIM_LEASE
RENEWALS = 4
"""In the time of a lease: a late one ends no claim."""
STUCK_AFTER = timedelta(minutes=5)
"""Nothing is claimed for longer: a thread that hangs for ever must not keep its claim for ever."""
CLOCKS_DIFFER = timedelta(minutes=5)
"""What the clocks of machines that work together may be apart."""
FURTHEST_LEASE = timedelta(minutes=15)
"""A lease that ends later was taken by a clock that was wrong, and nobody holds it."""
MOST_ATTEMPTS = 12
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=10), timedelta(hours=12)
ERROR_LENGTH = 500
MOST_CORRECTED = 1_000
"""At a time; the next sweep goes on."""

Clock = Callable[[], datetime]
State = Leased.State


@dataclass(frozen=True)
class Claim:
    """Rows that are ours until the lease runs out."""

    of: type[Leased]
    ids: tuple[int, ...]
    token: UUID | None

    @property
    def rows(self) -> QuerySet[Any]:
        """Those that are still ours."""
        mine = self.of._default_manager.filter(pk__in=self.ids, lease_token=self.token)
        return mine.filter(state=State.SENDING)


# --- what may be claimed, and claiming it


def is_left(now: datetime) -> Q:
    """What a dead worker left."""
    is_over = Q(lease_until__lt=now) | Q(lease_until__gt=now + FURTHEST_LEASE)
    return is_over & Q(state=State.SENDING)


def is_claimable(now: datetime, *, until: datetime | None = None) -> Q:
    """What is due (or will be, ``until`` then) and what a dead worker left."""
    return is_left(now) | Q(state=State.PENDING, not_before__lte=until or now)


def claim(rows: QuerySet[Any], ids: Sequence[int], *, now: datetime, **changes: Any) -> Claim | None:
    """Claim those of the rows that are ``rows`` at this moment; ``None`` when somebody else was quicker with
    all. ``changes`` are made to them in the same statement."""
    token = uuid4()
    taken = rows.filter(pk__in=ids).update(
        state=State.SENDING, lease_until=now + LEASE, lease_token=token, **changes
    )
    return Claim(rows.model, tuple(ids), token) if taken else None


def claim_next(due: QuerySet[Any], *, now: datetime, limit: int = 1, **changes: Any) -> Claim | None:
    """Claim the first ``limit`` rows of ``due`` that nobody else is claiming just now."""
    with transaction.atomic():
        free = due
        if connection.features.has_select_for_update_skip_locked:
            free = due.select_for_update(skip_locked=True, of=("self",))
        ids = tuple(free.values_list("pk", flat=True)[:limit])
        return claim(due.order_by(), ids, now=now, **changes) if ids else None


# --- what becomes of it


def release(rows: QuerySet[Any], *, not_before: datetime | None = None) -> int:
    """Let go of rows that were not sent after all."""
    later = {"not_before": not_before} if not_before else {}
    return rows.update(state=State.PENDING, lease_until=None, lease_token=None, **later)


def mark_sent(rows: QuerySet[Any], *, now: datetime) -> int:
    """Say that they were sent. 0 when they are somebody else's by now."""
    return rows.update(state=State.SENT, sent_at=now, lease_until=None, lease_token=None, last_error="")


def mark_failed(rows: QuerySet[Any], *, reason: str, is_over: bool, not_before: datetime) -> int:
    """Say why they were not sent, and try again then, or never."""
    return rows.update(
        state=State.DEAD if is_over else State.PENDING,
        not_before=not_before,
        lease_until=None,
        lease_token=None,
        last_error=reason[:ERROR_LENGTH],
    )


def begin_again(rows: QuerySet[Any], *, now: datetime, **changes: Any) -> int:
    """Have rows that were given up tried from the beginning. Says how many there were."""
    again = {"attempts": 0, "not_before": now, "lease_until": None, "lease_token": None}
    return rows.filter(state=State.DEAD).update(state=State.PENDING, **again, **changes)


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts: from ten seconds to half a day, two days in all."""
    pause: timedelta = FIRST_PAUSE * 3 ** (attempts - 1)
    return min(LONGEST_PAUSE, pause)


# --- for as long as the worker lives


@contextmanager
def renewed(claim: Claim, clock: Clock) -> Iterator[None]:
    """While this lasts the claim does not run out, unless the process dies, or stands still."""
    _heartbeat.hold(claim, clock)
    try:
        yield
    finally:
        _heartbeat.let_go(claim)


def renew(claim: Claim, *, now: datetime) -> int:
    """Begin the lease anew. Says for how many rows; those that are being marked just now are left out."""
    rows = claim.rows
    if not connection.features.has_select_for_update_skip_locked:
        return rows.update(lease_until=now + LEASE)
    with transaction.atomic():
        free = list(rows.select_for_update(skip_locked=True).values_list("pk", flat=True))
        return rows.filter(pk__in=free).update(lease_until=now + LEASE)


class _Heartbeat:
    """A thread of the process that renews what its other threads hold, and ends when they hold nothing."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: dict[UUID | None, tuple[Claim, Clock, float]] = {}
        self._is_beating = False

    def hold(self, claim: Claim, clock: Clock) -> None:
        with self._lock:
            self._held[claim.token] = claim, clock, time.monotonic() + STUCK_AFTER.total_seconds()
            if not self._is_beating:
                self._is_beating = True
                threading.Thread(target=self._beat, name="leases", daemon=True).start()

    def let_go(self, claim: Claim) -> None:
        with self._lock:
            self._held.pop(claim.token, None)

    def _beat(self) -> None:
        while True:
            time.sleep(LEASE.total_seconds() / RENEWALS)
            with self._lock:
                held = list(self._held.values())
                if not held:
                    self._is_beating = False
                    return
            self._renew(held)

    def _renew(self, held: Sequence[tuple[Claim, Clock, float]]) -> None:
        try:
            for one, clock, ends_at in held:
                if time.monotonic() < ends_at:
                    renew(one, now=clock())
        except Exception as error:  # the lease may run out then: better than that nobody renews any
            unavailable = outage(error)
            logger.warning("Claims were not renewed. %s", unavailable.advice if unavailable else error)
        finally:
            connections.close_all()


_heartbeat = _Heartbeat()


# --- clocks that were wrong


def unbelievable(now: datetime, pauses: Sequence[timedelta]) -> Q:
    """Rows that wait for longer than they can have been told to: the clock was ahead that said so.

    ``pauses[n]`` is the longest after ``n`` attempts, the last also after more.
    """
    furthest = now + CLOCKS_DIFFER
    exactly = [Q(attempts=n, not_before__gt=furthest + pause) for n, pause in enumerate(pauses)]
    return reduce(or_, exactly, Q(attempts__gte=len(pauses), not_before__gt=furthest + pauses[-1]))


def pauses_from(first: timedelta) -> list[timedelta]:
    """For :func:`unbelievable`: ``first`` before an attempt, and at least as long after one."""
    return [first, *(max(first, pause_after(attempts)) for attempts in range(1, MOST_ATTEMPTS + 1))]


def correct(rows: QuerySet[Any], *, now: datetime, pauses: Sequence[timedelta]) -> int:
    """Have done now what waits for a moment that is not believed. Says how much.

    A lease that ends later than any we give is cut short; a worker that lives, and whose clock is ahead of
    ours, renews it before that.
    """
    was_written_later = Q(attempts=0, created_at__gt=now + CLOCKS_DIFFER)
    waiting = rows.filter(unbelievable(now, pauses) | was_written_later, state=State.PENDING)
    leased = rows.filter(state=State.SENDING, lease_until__gt=now + 2 * LEASE)
    ids = list(waiting.values_list("pk", flat=True)[:MOST_CORRECTED])  # reading waits for nobody on SQLite
    if ids:
        rows.filter(pk__in=ids, created_at__gt=now).update(created_at=now)
        rows.filter(pk__in=ids, state=State.PENDING).update(not_before=now)
    if leased.exists():
        leased.update(lease_until=now + LEASE / 2)
    return len(ids)
