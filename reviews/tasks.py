"""What the worker does for reviews. Jobs name these tasks by string; the sweep is on the schedule."""

from __future__ import annotations

import logging

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from newsroom.messaging.jobs import enqueue
from reviews.inbound import fetching, receiving, responses
from reviews.notifications import account_mail, outbox
from reviews.schedule import digests, handovers, reminders
from reviews.search import indexing
from reviews.webhooks import outbox as webhooks
from reviews.workflow import signoff

logger = logging.getLogger(__name__)

SECONDS = 2.0
"""How long one task sends: short, so that stopping the worker is quick and others get their turn."""


@shared_task(name="reviews.deliver", ignore_result=True)
def deliver() -> None:
    """Send what is due; with more left, go on in a task of its own."""
    if outbox.drain(seconds=SECONDS).more:
        enqueue("reviews.deliver")


@shared_task(name="reviews.deliver_account_mail", ignore_result=True)
def deliver_account_mail() -> None:
    """Send mails about accounts, in a task of its own: who waits for a link does not wait for other mail."""
    if account_mail.drain(seconds=SECONDS):
        enqueue("reviews.deliver_account_mail")


@shared_task(name="reviews.take_mail", ignore_result=True)
def take_mail() -> None:
    """Take the answers that came in by mail, and answer those that need it; with more left, go on."""
    is_more = receiving.work(seconds=SECONDS).more
    if responses.drain(seconds=SECONDS) or is_more:
        enqueue("reviews.take_mail")


@shared_task(name="reviews.fetch_mail", ignore_result=True)
def fetch_mail() -> None:
    """Look into the folder that answers arrive in."""
    if settings.INBOUND is None or settings.INBOUND.imap is None:
        return
    try:
        fetching.fetch(settings.INBOUND.imap, now=timezone.now())
    except fetching.BROKEN as error:
        logger.warning(fetching.why_closed(settings.INBOUND.imap, error))


@shared_task(name="reviews.forget_mail", ignore_result=True)
def forget_mail() -> None:
    """Let go of what messages held that were refused long ago, and of old mails about accounts."""
    receiving.delete_old(now=timezone.now())
    account_mail.delete_old(now=timezone.now())


@shared_task(name="reviews.sweep", ignore_result=True)
def sweep() -> None:
    """Pick up what a lost job, a dead worker or a wrong clock left, and say which sign-offs went stale."""
    try:
        for queue in (outbox, account_mail, webhooks, responses, receiving):
            queue.correct_times(now=timezone.now())
        signoff.announce_stale(now=timezone.now())
    finally:
        if webhooks.is_due(now=timezone.now()):
            enqueue("reviews.deliver_webhooks")
        if account_mail.is_due(now=timezone.now()):
            enqueue("reviews.deliver_account_mail")
        try:
            deliver()
        finally:
            take_mail()


@shared_task(name="reviews.watch_deadlines", ignore_result=True)
def watch_deadlines() -> None:
    """Remind who has to answer, and tell the desk what holds its stories up."""
    try:
        reminders.escalate(now=timezone.now())
    finally:
        reminders.remind(now=timezone.now())


@shared_task(name="reviews.deliver_webhooks", ignore_result=True)
def deliver_webhooks() -> None:
    """Post what is due, in a task of its own: mail does not wait for a slow receiver."""
    if webhooks.drain(seconds=SECONDS):
        enqueue("reviews.deliver_webhooks")


@shared_task(name="reviews.forget_webhooks", ignore_result=True)
def forget_webhooks() -> None:
    """Let go of what webhooks were told long ago."""
    webhooks.delete_old(now=timezone.now())


@shared_task(name="reviews.tell_deputies", ignore_result=True)
def notify_deputies() -> None:
    """Say what waits for those who stand in for somebody from now on."""
    handovers.notify(now=timezone.now())


@shared_task(name="reviews.write_digests", ignore_result=True)
def write_digests() -> None:
    """Write the digests of those for whom it is morning."""
    digests.write(now=timezone.now())


@shared_task(name="reviews.index_story", ignore_result=True)
def index_story(article: int) -> None:
    """Read one story for search, after an act on it."""
    indexing.index([article])


@shared_task(name="reviews.refresh_search", ignore_result=True)
def refresh_search() -> None:
    """Read the stories that changed lately for search: copy that is being typed, and what a lost job left."""
    if indexing.refresh(now=timezone.now(), seconds=SECONDS):
        enqueue("reviews.refresh_search")


@shared_task(name="reviews.refresh_all_search", ignore_result=True)
def refresh_all_search() -> None:
    """Read every story that search does not have as it is, such as all of them after an upgrade."""
    if indexing.refresh_all(seconds=SECONDS):
        enqueue("reviews.refresh_all_search")
