"""Tasks for articles, on the schedule of :mod:`newsroom.celery`."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from articles import assets, uploads
from articles.editing import compaction
from newsroom.messaging.jobs import enqueue

TASK_SECONDS = 2.0
"""How long one task runs. It is short, so that the worker stops quickly and mail does not wait."""


@shared_task(name="articles.compact", ignore_result=True)
def compact() -> None:
    """Compact logs for a while. If there is more to do, enqueue another task."""
    if compaction.compact(now=timezone.now(), seconds=TASK_SECONDS):
        enqueue("articles.compact")


@shared_task(name="articles.read_uploads", ignore_result=True)
def read_uploads() -> None:
    """Read the files that took too long for the request that brought them."""
    if uploads.work(seconds=TASK_SECONDS):
        enqueue("articles.read_uploads")


@shared_task(name="articles.forget_uploads", ignore_result=True)
def forget_uploads() -> None:
    """Delete uploads that nobody filed."""
    uploads.forget_old(now=timezone.now())


@shared_task(name="articles.forget_images", ignore_result=True)
def forget_images() -> None:
    """Delete the files of images that no story has any more."""
    assets.forget_unused(now=timezone.now())
