"""What the worker does for reviews. Kicks name these tasks by string; the sweep is on the schedule."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from newsroom.jobs import kick
from reviews import deadlines, signoff
from reviews.notifications import outbox

SECONDS = 2.0
"""How long one task sends: short, so that stopping the worker is quick and others get their turn."""


@shared_task(name="reviews.deliver", ignore_result=True)
def deliver() -> None:
    """Send what is due; with more left, go on in a task of its own."""
    if outbox.drain(seconds=SECONDS).more:
        kick("reviews.deliver")


@shared_task(name="reviews.sweep", ignore_result=True)
def sweep() -> None:
    """Pick up what a lost kick or a dead worker left, and say which sign-offs went stale."""
    try:
        signoff.announce_stale(now=timezone.now())
    finally:
        deliver()


@shared_task(name="reviews.watch_deadlines", ignore_result=True)
def watch_deadlines() -> None:
    """Remind who has to answer, and tell the desk what holds its stories up."""
    try:
        deadlines.press(now=timezone.now())
    finally:
        deadlines.remind(now=timezone.now())
