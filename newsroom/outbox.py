"""Rows that say what to send, and the claims by which one worker at a time sends it.

A claim is a lease with a token. Only the holder of the token marks a row. The lease is short, and is renewed
while the worker lives (:func:`renewed`). So another worker takes over from a dead one within half a minute,
however long sending takes. A worker that was only delayed finds its token gone, and stops sending.
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
from typing import Any, TypeVar
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, connections, transaction
from django.db.models import Q, QuerySet

from newsroom.models import Leased
from newsroom.outages import outage

logger = logging.getLogger(__name__)

LEASE: timedelta = settings.CLAIM_LEASE
RENEWALS_PER_LEASE = 4
"""Several, so that one late renewal does not end a claim."""
STUCK_AFTER = timedelta(minutes=5)
"""A claim is not renewed for longer, so that a thread that hangs does not keep it for ever."""
CLOCK_SKEW = timedelta(minutes=5)
"""The clocks of machines that work together may differ by this much."""
FURTHEST_LEASE = timedelta(minutes=15)
"""A lease that ends later was written with a wrong clock, and counts as abandoned."""
MOST_ATTEMPTS = 12
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=10), timedelta(hours=12)
ERROR_LENGTH = 500
MOST_CORRECTED = 1_000
"""Rows corrected by one sweep. The next one goes on."""

Clock = Callable[[], datetime]
State = Leased.State
Row = TypeVar("Row", bound=Leased)


@dataclass(frozen=True)
class Claim:
    """Rows that this worker holds until the lease runs out."""

    model: type[Leased]
    ids: tuple[int, ...]
    token: UUID | None

    @property
    def rows(self) -> QuerySet[Any]:
        """The rows that this claim still holds."""
        mine = self.model._default_manager.filter(pk__in=self.ids, lease_token=self.token)
        return mine.filter(state=State.SENDING)


# --- what may be claimed, and claiming it


def is_abandoned(now: datetime) -> Q:
    """Rows that a dead worker claimed."""
    is_over = Q(lease_until__lt=now) | Q(lease_until__gt=now + FURTHEST_LEASE)
    return is_over & Q(state=State.SENDING)


def is_claimable(now: datetime, *, until: datetime | None = None) -> Q:
    """Rows that are due, or will be by ``until``, and those that a dead worker claimed."""
    return is_abandoned(now) | Q(state=State.PENDING, not_before__lte=until or now)


def claim(rows: QuerySet[Any], ids: Sequence[int], *, now: datetime, **changes: Any) -> Claim | None:
    """Claim the rows of these ids that are still among ``rows``. ``None`` when other workers took them all.

    ``changes`` are written to them by the same statement.
    """
    token = uuid4()
    count = rows.filter(pk__in=ids).update(
        state=State.SENDING, lease_until=now + LEASE, lease_token=token, **changes
    )
    return Claim(rows.model, tuple(ids), token) if count else None


def claim_next(due: QuerySet[Any], *, now: datetime, limit: int = 1, **changes: Any) -> Claim | None:
    """Claim the first ``limit`` rows of ``due`` that no other worker is claiming at the moment."""
    with transaction.atomic():
        free = due
        if connection.features.has_select_for_update_skip_locked:
            free = due.select_for_update(skip_locked=True, of=("self",))
        ids = tuple(free.values_list("pk", flat=True)[:limit])
        return claim(due.order_by(), ids, now=now, **changes) if ids else None


def send_one_by_one(
    take: Callable[[datetime], Row | None],
    send: Callable[[Row, QuerySet[Any], datetime], bool],
    *,
    seconds: float,
    clock: Clock,
) -> bool:
    """Send what is due, for about so many seconds. Returns whether time was up before all was sent.

    ``take`` claims the next row. ``send`` gets it, with the rows of its claim that are still held, and the
    time; it marks them, and returns whether others can be sent, too.
    """
    end = time.monotonic() + seconds
    while row := take(clock()):
        claim = Claim(type(row), (row.pk,), row.lease_token)
        with renewed(claim, clock):
            goes_on = send(row, claim.rows, clock())
        if not goes_on:
            break
        if time.monotonic() >= end:
            return True
    return False


# --- ending a claim


def release(rows: QuerySet[Any], *, not_before: datetime | None = None) -> int:
    """Release rows that were not sent."""
    later = {"not_before": not_before} if not_before else {}
    return rows.update(state=State.PENDING, lease_until=None, lease_token=None, **later)


def mark_sent(rows: QuerySet[Any], *, now: datetime) -> int:
    """Mark rows as sent. Returns how many: 0 when another worker holds them by now."""
    return rows.update(state=State.SENT, sent_at=now, lease_until=None, lease_token=None, last_error="")


def mark_failed(rows: QuerySet[Any], *, reason: str, is_over: bool, not_before: datetime) -> int:
    """Record why rows were not sent. They are tried again at ``not_before``, or never if ``is_over``."""
    return rows.update(
        state=State.DEAD if is_over else State.PENDING,
        not_before=not_before,
        lease_until=None,
        lease_token=None,
        last_error=reason[:ERROR_LENGTH],
    )


def retry_dead(rows: QuerySet[Any], *, now: datetime, **changes: Any) -> int:
    """Have rows that had failed for good tried again from the first attempt. Returns how many there were."""
    fresh = {"attempts": 0, "not_before": now, "lease_until": None, "lease_token": None}
    return rows.filter(state=State.DEAD).update(state=State.PENDING, **fresh, **changes)


def backoff(attempts: int) -> timedelta:
    """The pause after so many attempts: from ten seconds to half a day, two days in all."""
    pause: timedelta = FIRST_PAUSE * 3 ** (attempts - 1)
    return min(LONGEST_PAUSE, pause)


# --- renewing claims while the worker lives


@contextmanager
def renewed(claim: Claim, clock: Clock) -> Iterator[None]:
    """In this block the claim does not run out, unless the process dies or hangs."""
    _heartbeat.add(claim, clock)
    try:
        yield
    finally:
        _heartbeat.remove(claim)


def renew(claim: Claim, *, now: datetime) -> int:
    """Extend the lease. Returns for how many rows; rows that are being marked at the moment are skipped."""
    rows = claim.rows
    if not connection.features.has_select_for_update_skip_locked:
        return rows.update(lease_until=now + LEASE)
    with transaction.atomic():
        free = list(rows.select_for_update(skip_locked=True).values_list("pk", flat=True))
        return rows.filter(pk__in=free).update(lease_until=now + LEASE)


class _Heartbeat:
    """A thread that renews the claims of the other threads of its process. It ends when there are none."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._claims: dict[UUID | None, tuple[Claim, Clock, float]] = {}
        self._is_beating = False

    def add(self, claim: Claim, clock: Clock) -> None:
        with self._lock:
            self._claims[claim.token] = claim, clock, time.monotonic() + STUCK_AFTER.total_seconds()
            if not self._is_beating:
                self._is_beating = True
                threading.Thread(target=self._beat, name="leases", daemon=True).start()

    def remove(self, claim: Claim) -> None:
        with self._lock:
            self._claims.pop(claim.token, None)

    def _beat(self) -> None:
        while True:
            time.sleep(LEASE.total_seconds() / RENEWALS_PER_LEASE)
            with self._lock:
                claims = list(self._claims.values())
                if not claims:
                    self._is_beating = False
                    return
            self._renew(claims)

    def _renew(self, claims: Sequence[tuple[Claim, Clock, float]]) -> None:
        try:
            for one, clock, ends_at in claims:
                if time.monotonic() < ends_at:
                    renew(one, now=clock())
        except Exception as error:  # the lease may run out then, but the thread has to go on
            unavailable = outage(error)
            logger.warning("Claims were not renewed. %s", unavailable.advice if unavailable else error)
        finally:
            connections.close_all()


_heartbeat = _Heartbeat()


# --- clocks that were wrong


def is_implausible(now: datetime, pauses: Sequence[timedelta]) -> Q:
    """Rows whose ``not_before`` is later than any pause allows: the clock that wrote it was ahead.

    ``pauses[n]`` is the longest pause after ``n`` attempts. The last one counts for more attempts, too.
    """
    furthest = now + CLOCK_SKEW
    exactly = [Q(attempts=n, not_before__gt=furthest + pause) for n, pause in enumerate(pauses)]
    return reduce(or_, exactly, Q(attempts__gte=len(pauses), not_before__gt=furthest + pauses[-1]))


def backoffs(first: timedelta) -> list[timedelta]:
    """The pauses for :func:`is_implausible`: ``first`` before an attempt, and at least that after each."""
    return [first, *(max(first, backoff(attempts)) for attempts in range(1, MOST_ATTEMPTS + 1))]


def correct_clocks(rows: QuerySet[Any], *, now: datetime, pauses: Sequence[timedelta]) -> int:
    """Make rows due now whose times a wrong clock wrote. Returns how many there were.

    A lease that ends later than leases can is shortened. A living worker whose clock is ahead renews it
    before it ends.
    """
    was_written_later = Q(attempts=0, created_at__gt=now + CLOCK_SKEW)
    waiting = rows.filter(is_implausible(now, pauses) | was_written_later, state=State.PENDING)
    leased = rows.filter(state=State.SENDING, lease_until__gt=now + 2 * LEASE)
    ids = list(waiting.values_list("pk", flat=True)[:MOST_CORRECTED])  # reads take no lock on SQLite
    if ids:
        rows.filter(pk__in=ids, created_at__gt=now).update(created_at=now)
        rows.filter(pk__in=ids, state=State.PENDING).update(not_before=now)
    if leased.exists():
        leased.update(lease_until=now + LEASE / 2)
    return len(ids)
