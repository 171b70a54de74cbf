"""What the worker does for articles, on the schedule of :mod:`newsroom.celery`."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from articles.editing import compaction
from newsroom.messaging.jobs import enqueue

SECONDS = 2.0
"""How long one task is at it: short, so that stopping the worker is quick and mail gets its turn."""


@shared_task(name="articles.compact", ignore_result=True)
def compact() -> None:
    """Let go of what logs hold that nobody needs any more; with more left, go on in a task of its own."""
    if compaction.compact(now=timezone.now(), seconds=SECONDS):
        enqueue("articles.compact")
