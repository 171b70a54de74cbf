"""The outbox: rows wait, one worker claims those that make a mail, sends it and marks them.

Claims are those of :mod:`newsroom.outbox`, and the holder makes sure of a row just before each mail. So a
mail is never lost, and goes twice only if the machine dies between the mail server's "accepted"
and our commit, and then with the same Message-ID. Which rows make a mail is said in
:mod:`reviews.notifications.batching`; once it was tried, they stay together.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from newsroom.messaging.jobs import enqueue
from newsroom.models import User
from newsroom.outbox import (
    LEASE,
    MOST_ATTEMPTS,
    Claim,
    Clock,
    backoff,
    backoffs,
    claim,
    claim_next,
    correct_clocks,
    is_claimable,
    mark_failed,
    mark_sent,
    release,
    renewed,
    retry_dead,
)
from reviews import sql
from reviews.models import Digest, Hours, Notification
from reviews.notifications import batching, bounces, digest_data, mail_data
from reviews.notifications.batching import Mailing
from reviews.notifications.digest_data import DigestData
from reviews.notifications.events import mail_domain
from reviews.notifications.mail import digest, rendering, smtp
from reviews.notifications.mail.smtp import DeliveryFailed
from reviews.notifications.mail_data import ArticleMail

BATCH = 40
TRIES = 3
"""Looks at the outbox that found only what another worker had by then."""
QUIET_FOR = timedelta(hours=25)
"""No longer lie the quiet hours of a person before their end; clocks may be set back by one in between."""

State = Notification.State
Post = ArticleMail | DigestData
"""What can be sent: a mail about an article, or a digest."""


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
        sending = Sending(claim, clock)
        with renewed(claim, clock):
            continues = sending.work(_loaded(claim, now=clock()), until=end)
        sent, failed = sent + sending.sent, failed + sending.failed
        if not continues:
            give_back(claim)
            return Drained(sent, failed, more=not sending.is_server_down)  # the sweep tries again
    smtp.disconnect()
    return Drained(sent, failed, more=False)


def _loaded(claim: Claim, *, now: datetime) -> Sequence[Post]:
    return digest_data.load(claim.rows, now=now) if claim.model is Digest else mail_data.load(claim.rows)


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
    with transaction.atomic():
        due = _nobody_elses(batching.due(now, limit))
        mails = batching.complete(due, now)
        ids = [pk for mail in mails for pk in mail.ids]
        free = batching.claimable(now, until=now + settings.MAIL_WINDOW)
        message_ids = batching.message_ids(mails, domain=mail_domain())
        return bool(due), claim(free, ids, now=now, message_id=message_ids)


def take_digests(*, now: datetime, limit: int = BATCH) -> Claim | None:
    """The same for digests, each of which is a mail."""
    due = Digest.objects.filter(is_claimable(now)).order_by("not_before", "pk")
    return claim_next(due, now=now, limit=limit)


def give_back(claim: Claim, ids: Iterable[int] | None = None) -> None:
    """Let go of what was claimed and not sent: all of it, or these rows."""
    release(claim.rows if ids is None else claim.rows.filter(pk__in=ids))


def retry(ids: Iterable[int], *, now: datetime) -> int:
    """Have mails that were given up tried again from the beginning. Says how many there were.

    ``ids`` are rows; whatever was to go in the same mail goes with them.
    """
    with transaction.atomic():
        dead = Notification.objects.filter(state=State.DEAD)
        mails = set(dead.filter(pk__in=list(ids)).values_list("message_id", flat=True))
        _begin_again(dead.filter(message_id__in=mails), now=now)
    return len(mails)


def retry_digests(ids: Iterable[int], *, now: datetime) -> int:
    """The same for digests. What they say is how things stand when they leave."""
    with transaction.atomic():
        return _begin_again(Digest.objects.filter(pk__in=list(ids), state=State.DEAD), now=now)


def _begin_again(rows: QuerySet[Any], *, now: datetime) -> int:
    count = retry_dead(rows, now=now)
    if count:
        enqueue("reviews.deliver")
    return count


def correct_times(*, now: datetime) -> None:
    """Send what waits for a moment that only a clock that was ahead can have named."""
    quiet = Hours.objects.filter(quiet_from__isnull=False).values("person")
    for rows, reader, first in (
        (
            Notification.objects.all(),
            "recipient",
            max(settings.MAIL_WINDOW, settings.MAIL_WINDOW_NEAR_DEADLINE),
        ),
        (Digest.objects.all(), "person", timedelta()),
    ):
        among = {f"{reader}__in": quiet}
        correct_clocks(rows.exclude(**among), now=now, pauses=backoffs(first))
        correct_clocks(rows.filter(**among), now=now, pauses=backoffs(QUIET_FOR))


def _nobody_elses(mails: Iterable[Mailing]) -> list[Mailing]:
    """Those of people whose mail nobody else is claiming just now. SQLite lets one write at a time anyway."""
    found = list(mails)
    if not found or not connection.features.has_select_for_update_skip_locked:
        return found
    people = User.objects.filter(pk__in={mail.recipient for mail in found}).order_by()
    locked = set(people.select_for_update(skip_locked=True, no_key=True).values_list("pk", flat=True))
    return [mail for mail in found if mail.recipient in locked]


@dataclass
class Sending:
    """The mails of a claim, one after the other.

    ``left`` is the mail that the server has and whose rows do not say so yet: the statement that holds on to
    the next says it. So there is one statement a mail, and never more than one mail that could go twice.
    """

    claim: Claim
    clock: Clock
    left: ArticleMail | None = None
    sent: int = 0
    failed: int = 0
    is_server_down: bool = False

    def work(self, posts: Iterable[Post], *, until: float) -> bool:
        """Send them. False when time is up or the mail server is down, with the rest left as it was."""
        for post in posts:
            if time.monotonic() >= until or self.is_server_down:
                self._mark()
                return False
            try:
                self._deliver(post)
            except DeliveryFailed as failure:
                self.failed += 1
                self.is_server_down = failure.server_down
        self._mark()
        return not self.is_server_down

    def _deliver(self, post: Post) -> None:
        """One mail on its way, unless there is nothing to send after all, or it is somebody else's by now.

        Raises what went wrong, noted.
        """
        until = None if post.is_settled else post.held_until(self.clock())
        if post.is_settled or until:
            self._mark()
        if post.is_settled:
            _settle(self._rows(post), post)
        elif until:
            release(self._rows(post), not_before=until)
        elif not self._hold(post):  # some went with their event: what is left is another mail
            give_back(self.claim, post.ids)
        else:
            self._try(post)

    def _rows(self, post: Post) -> QuerySet[Any]:
        """Those of it that are still ours. Built when they are asked for: most mails never do."""
        return self.claim.rows.filter(pk__in=post.ids)

    def _try(self, post: Post) -> None:
        try:
            _attempt(post, now=self.clock())
        except DeliveryFailed as failure:
            _note_failure(self._rows(post), post.attempts + 1, failure, now=self.clock())
            if failure.wrong_address:
                about = post.article if isinstance(post, ArticleMail) else None
                bounces.stop(post.reader, reason=failure.reason, article=about, now=self.clock())
            raise
        if isinstance(post, ArticleMail):
            self.left = post
        else:
            self.sent += _note_digest(self._rows(post), post, now=self.clock())

    def _hold(self, post: Post) -> bool:
        """Count an attempt and begin the lease anew; what left before is marked. Says whether all of it
        is still ours."""
        left, changed = self.left, self._write(post.ids)
        if changed == len(post.ids) + (len(left.ids) if left else 0):
            self.sent += left is not None
            return True
        held = self.claim.rows.filter(pk__in=post.ids).count()
        self.sent += changed > held
        return held == len(post.ids)

    def _mark(self) -> None:
        """Say of the mail that left last that it did."""
        if self.left is not None:
            self.sent += self._write(()) > 0

    def _write(self, held: Sequence[int]) -> int:
        """Mark the mail before and hold the next, in one statement. Rows of the mail before that it did not
        report were settled earlier. Returns how many rows were ours."""
        left, self.left = self.left, None
        reported, left_ids = (left.reported, left.ids) if left else ((), ())
        now = self.clock()
        return sql.mark_and_hold(
            self.claim.model,
            self.claim.token,
            held=held,
            reported=reported,
            left=left_ids,
            lease_until=now + LEASE,
            now=now,
        )


def _settle(ours: QuerySet[Any], post: Post) -> None:
    """Nothing is left to say. What waited for a digest that is not written was settled as well."""
    with transaction.atomic():
        if ours.update(state=State.OVERTAKEN, lease_until=None, lease_token=None):
            _close_news(post, ())


def _note_digest(ours: QuerySet[Digest], post: DigestData, *, now: datetime) -> bool:
    """It is sent, and with it the news it spoke of."""
    with transaction.atomic():
        if not mark_sent(ours, now=now):
            return False
        values = {"state": State.SENT, "sent_at": now, "message_id": post.row.message_id}
        Notification.objects.filter(pk__in=post.news, state=State.DIGEST).update(**values)
        _close_news(post, post.news)
    return True


def _close_news(post: Post, reported: Iterable[int]) -> None:
    """What waited for this digest and is not in it any more was settled before."""
    if not isinstance(post, ArticleMail):
        waited = Notification.objects.filter(pk__in=post.held, state=State.DIGEST)
        waited.exclude(pk__in=reported).update(state=State.OVERTAKEN)


def _attempt(post: Post, *, now: datetime) -> None:
    """Anything that keeps the mail from leaving comes out as :class:`DeliveryFailed`."""
    if post.attempts >= MOST_ATTEMPTS:
        raise DeliveryFailed(_("The worker crashed on every attempt to send this."), permanent=True)
    if post.refused:
        raise DeliveryFailed(post.refused, permanent=True)
    smtp.attempt(
        lambda: rendering.render(post) if isinstance(post, ArticleMail) else digest.render(post),
        of=f"{type(post).__name__} {post.ids}",
        article_id=post.article_id,
        now=now,
    )


def _note_failure(ours: QuerySet[Any], attempts: int, failure: DeliveryFailed, *, now: datetime) -> None:
    is_over = failure.permanent or attempts >= MOST_ATTEMPTS
    mark_failed(ours, reason=failure.reason, is_over=is_over, not_before=now + backoff(attempts))
