"""The outbox: rows wait, one worker claims those that make a mail, sends it and marks them.

A claim is a lease with a token. Only the holder of the token may mark a row, and holds on to it
just before each mail; a worker that dies lets its lease run out, and somebody else sends. So a
mail is never lost, and goes twice only if the machine dies between the mail server's "accepted"
and our commit, and then with the same Message-ID. Which rows make a mail is said in
:mod:`reviews.notifications.mailings`; once it was tried, they stay together.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from newsroom.jobs import kick
from newsroom.models import User
from reviews.models import Digest, Notification
from reviews.notifications import delivery, letters, mailings, morning_mail, mornings, rendering, returns
from reviews.notifications.delivery import DeliveryFailed
from reviews.notifications.events import mail_domain
from reviews.notifications.letters import Letter
from reviews.notifications.mailings import Mailing
from reviews.notifications.mornings import Morning

logger = logging.getLogger(__name__)

BATCH = 20
TRIES = 3
"""Looks at the outbox that found only what another worker had by then."""
LEASE = timedelta(minutes=2)
"""Longer than a mail server may take over one mail, each of its answers being waited for 10 s at most."""
MOST_ATTEMPTS = 12
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=10), timedelta(hours=12)
ERROR_LENGTH = 500

Clock = Callable[[], datetime]
State = Notification.State
Post = Letter | Morning
"""What can be sent: a mail about an article, or a digest."""


@dataclass(frozen=True)
class Claim:
    """Rows that are ours until the lease runs out."""

    token: UUID
    ids: tuple[int, ...]
    of: type[Notification] | type[Digest] = Notification

    @property
    def rows(self) -> QuerySet[Any]:
        """Those that are still ours."""
        mine = self.of._default_manager.filter(pk__in=self.ids, lease_token=self.token)
        return mine.filter(state=State.SENDING)


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
    while claim := take(now=clock()) or take_digests(now=clock()):
        for post in _loaded(claim, now=clock()):
            if time.monotonic() >= end:
                give_back(claim)
                return Drained(sent, failed, more=True)
            try:
                sent += _deliver(post, claim, clock)
            except DeliveryFailed as failure:
                failed += 1
                if failure.server_down:  # the sweep tries again
                    give_back(claim)
                    return Drained(sent, failed, more=False)
    delivery.hang_up()
    return Drained(sent, failed, more=False)


def _loaded(claim: Claim, *, now: datetime) -> Sequence[Post]:
    return mornings.load(claim.rows, now=now) if claim.of is Digest else letters.load(claim.rows)


def take(*, now: datetime, limit: int = BATCH) -> Claim | None:
    """Claim the rows of up to ``limit`` mails that are due, or ``None`` when there is nothing to send.

    From here on the rows of a mail share its Message-ID. Of workers that come at once, one has a person's
    mails, so that none of them is torn in two.
    """
    for _again in range(TRIES):
        seen, claim = _take(now, limit)
        if claim or not seen:
            return claim
    return None


def _take(now: datetime, limit: int) -> tuple[bool, Claim | None]:
    """A claim, and whether there was anything to claim: another worker may have had it while we waited."""
    token = uuid4()
    with transaction.atomic():
        due = _nobody_elses(mailings.due(now, limit))
        mails = mailings.complete(due, now)
        ids = tuple(pk for mail in mails for pk in mail.ids)
        taken = (
            mailings.claimable(now, until=now + settings.MAIL_WINDOW)
            .filter(pk__in=ids)
            .update(
                state=State.SENDING,
                lease_until=now + LEASE,
                lease_token=token,
                message_id=mailings.message_ids(mails, domain=mail_domain()),
            )
        )
    return bool(due), Claim(token, ids) if taken else None


def take_digests(*, now: datetime, limit: int = BATCH) -> Claim | None:
    """The same for digests, each of which is a mail."""
    token = uuid4()
    with transaction.atomic():
        due = Digest.objects.filter(mailings.is_claimable(now)).order_by("not_before", "pk")
        if connection.features.has_select_for_update_skip_locked:
            due = due.select_for_update(skip_locked=True)
        ids = tuple(due.values_list("pk", flat=True)[:limit])
        rows = Digest.objects.filter(mailings.is_claimable(now), pk__in=ids)
        taken = rows.update(state=State.SENDING, lease_until=now + LEASE, lease_token=token) if ids else 0
    return Claim(token, ids, Digest) if taken else None


def give_back(claim: Claim, ids: Iterable[int] | None = None) -> None:
    """Let go of what was claimed and not sent: all of it, or these rows."""
    rows = claim.rows if ids is None else claim.rows.filter(pk__in=ids)
    rows.update(state=State.PENDING, lease_until=None, lease_token=None)


def retry(ids: Iterable[int], *, now: datetime) -> int:
    """Have mails that were given up tried again from the beginning. Says how many there were.

    ``ids`` are rows; whatever was to go in the same mail goes with them.
    """
    with transaction.atomic():
        dead = Notification.objects.filter(state=State.DEAD)
        mails = set(dead.filter(pk__in=list(ids)).values_list("message_id", flat=True))
        dead.filter(message_id__in=mails).update(
            state=State.PENDING, attempts=0, not_before=now, lease_until=None, lease_token=None
        )
        if mails:
            kick("reviews.deliver")
    return len(mails)


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts: from ten seconds to half a day, two days in all."""
    pause: timedelta = FIRST_PAUSE * 3 ** (attempts - 1)
    return min(LONGEST_PAUSE, pause)


def _nobody_elses(mails: Iterable[Mailing]) -> list[Mailing]:
    """Those of people whose mail nobody else is claiming just now. SQLite lets one write at a time anyway."""
    found = list(mails)
    if not found or not connection.features.has_select_for_update_skip_locked:
        return found
    people = User.objects.filter(pk__in={mail.recipient for mail in found}).order_by()
    locked = set(people.select_for_update(skip_locked=True, no_key=True).values_list("pk", flat=True))
    return [mail for mail in found if mail.recipient in locked]


def _deliver(post: Post, claim: Claim, clock: Clock) -> bool:
    """One mail on its way. False when there is nothing to send after all, or when it is somebody
    else's by now; raises what went wrong, noted."""
    ours = claim.rows.filter(pk__in=post.ids)
    if post.is_settled:
        _settle(ours, post)
        return False
    if until := post.held_until(clock()):
        ours.update(state=State.PENDING, not_before=until, lease_until=None, lease_token=None)
        return False
    held = ours.update(lease_until=clock() + LEASE, attempts=F("attempts") + 1)
    if held < len(post.ids):  # some went with their event: what is left is another mail
        give_back(claim, post.ids)
        return False
    try:
        _attempt(post, now=clock())
    except DeliveryFailed as failure:
        _note_failure(ours, post.attempts + 1, failure, now=clock())
        if failure.wrong_address:
            about = post.article if isinstance(post, Letter) else None
            returns.stop(post.reader, reason=failure.reason, article=about, now=clock())
        raise
    return _note_sent(ours, post, now=clock())


def _settle(ours: QuerySet[Any], post: Post) -> None:
    """Nothing is left to say. What waited for a digest that is not written was settled as well."""
    with transaction.atomic():
        if ours.update(state=State.OVERTAKEN, lease_until=None, lease_token=None):
            _close_news(post, ())


def _note_sent(ours: QuerySet[Any], post: Post, *, now: datetime) -> bool:
    """What the mail spoke of is sent, the rest of its rows was settled before."""
    state: Any = State.SENT
    sent_at: Any = now
    if len(post.told) < len(post.ids):
        is_told = Q(pk__in=post.told)
        state = Case(When(is_told, then=Value(State.SENT)), default=Value(State.OVERTAKEN))
        sent_at = Case(When(is_told, then=Value(now)), default=None)
    done = {"state": state, "sent_at": sent_at, "lease_until": None, "lease_token": None, "last_error": ""}
    if isinstance(post, Letter):
        return bool(ours.update(**done))
    with transaction.atomic():
        if not ours.update(**done):
            return False
        told = {"state": State.SENT, "sent_at": now, "message_id": post.row.message_id}
        Notification.objects.filter(pk__in=post.news, state=State.DIGEST).update(**told)
        _close_news(post, post.news)
    return True


def _close_news(post: Post, told: Iterable[int]) -> None:
    """What waited for this digest and is not in it any more was settled before."""
    if not isinstance(post, Letter):
        waited = Notification.objects.filter(pk__in=post.held, state=State.DIGEST)
        waited.exclude(pk__in=told).update(state=State.OVERTAKEN)


def _attempt(post: Post, *, now: datetime) -> None:
    """Render and deliver; anything that goes wrong comes out as :class:`DeliveryFailed`."""
    if post.attempts >= MOST_ATTEMPTS:
        raise DeliveryFailed(_("The worker died at every attempt to send this."), permanent=True)
    if post.refused:
        raise DeliveryFailed(post.refused, permanent=True)
    try:
        mail = rendering.render(post) if isinstance(post, Letter) else morning_mail.render(post)
    except Exception as error:
        logger.exception("%s %s cannot be rendered.", type(post).__name__, post.ids)
        raise DeliveryFailed(f"{type(error).__name__}: {error}", permanent=True) from error
    try:
        delivery.deliver(mail, article_id=post.article_id, now=now)
    except DeliveryFailed:
        raise
    except Exception as error:
        logger.exception("%s %s cannot be delivered.", type(post).__name__, post.ids)
        raise DeliveryFailed(f"{type(error).__name__}: {error}", permanent=False) from error


def _note_failure(ours: QuerySet[Any], attempts: int, failure: DeliveryFailed, *, now: datetime) -> None:
    is_over = failure.permanent or attempts >= MOST_ATTEMPTS
    ours.update(
        state=State.DEAD if is_over else State.PENDING,
        not_before=now + pause_after(attempts),
        lease_until=None,
        lease_token=None,
        last_error=failure.reason[:ERROR_LENGTH],
    )
