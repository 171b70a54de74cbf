"""The outbox of mails about accounts, in a queue of its own: who waits for a link does not wait for digests.

Claims are those of :mod:`newsroom.outbox`. A sent row forgets its facts, as its link is a secret.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from newsroom.messaging.jobs import enqueue
from newsroom.models import AccountMail
from newsroom.outbox import (
    MOST_ATTEMPTS,
    Clock,
    backoff,
    backoffs,
    claim_next,
    correct_clocks,
    is_claimable,
    mark_failed,
    mark_sent,
    retry_dead,
    send_one_by_one,
)
from reviews.notifications import bounces
from reviews.notifications.mail import account, smtp
from reviews.notifications.mail.smtp import DeliveryFailed

KEPT = timedelta(days=30)
KEPT_FAILED = timedelta(days=7)
"""Shorter, because they still hold their links."""
State = AccountMail.State


def drain(*, seconds: float, clock: Clock = timezone.now) -> bool:
    """Send what is due, for about so many seconds. Returns whether time was up before all was sent."""
    is_more = send_one_by_one(_claim_next_due, _send, seconds=seconds, clock=clock)
    if not is_more:
        smtp.disconnect()
    return is_more


def is_due(*, now: datetime) -> bool:
    return AccountMail.objects.filter(is_claimable(now)).exists()


def correct_times(*, now: datetime) -> None:
    """Make rows due now whose times a wrong clock wrote."""
    correct_clocks(AccountMail.objects.all(), now=now, pauses=backoffs(timedelta()))


def retry(ids: Iterable[int], *, now: datetime) -> int:
    """Have mails that failed tried again from the first attempt. Returns how many there were."""
    with transaction.atomic():
        count = retry_dead(AccountMail.objects.filter(pk__in=list(ids)), now=now)
        if count:
            enqueue("reviews.deliver_account_mail")
    return count


def delete_old(*, now: datetime) -> None:
    """Delete mails that were sent or given up long ago."""
    AccountMail.objects.filter(state=State.SENT, created_at__lt=now - KEPT).delete()
    AccountMail.objects.filter(state=State.DEAD, created_at__lt=now - KEPT_FAILED).delete()


def _claim_next_due(now: datetime) -> AccountMail | None:
    due = AccountMail.objects.filter(is_claimable(now)).order_by("not_before", "pk")
    claim = claim_next(due, now=now, attempts=F("attempts") + 1)
    return claim.rows.select_related("person").first() if claim else None


def _send(row: AccountMail, ours: QuerySet[AccountMail], now: datetime) -> bool:
    """Send it, or record why not. ``False`` when the mail server is down, so that others would fail too."""
    try:
        _attempt(row, now=now)
    except DeliveryFailed as failure:
        is_over = failure.permanent or row.attempts >= MOST_ATTEMPTS
        mark_failed(ours, reason=failure.reason, is_over=is_over, not_before=now + backoff(row.attempts))
        if failure.wrong_address and row.person and row.person.email.lower() == row.address.lower():
            bounces.stop(row.person, reason=failure.reason, now=now)
        return not failure.server_down
    with transaction.atomic():
        ours.update(facts={})
        mark_sent(ours, now=now)
    return True


def _attempt(row: AccountMail, *, now: datetime) -> None:
    """Raises :class:`DeliveryFailed` for anything that keeps the mail from being sent."""
    if row.person and (not row.person.is_active or row.person.is_shut_out):
        raise DeliveryFailed(_("This person’s account is no longer active."), permanent=True)
    if row.good_until and row.good_until <= now:
        raise DeliveryFailed(_("The link expired before the email could be sent."), permanent=True)
    if row.attempts > MOST_ATTEMPTS:
        raise DeliveryFailed(_("The worker crashed on every attempt to send this."), permanent=True)
    smtp.attempt(lambda: account.render(row), of=f"Account mail {row.pk}", article_id=None, now=now)
