"""Tasks of the kernel, on the schedule of :mod:`newsroom.celery`."""

from __future__ import annotations

from celery import shared_task
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from newsroom.limiting import limits


@shared_task(name="newsroom.forget", ignore_result=True)
def forget() -> None:
    """Delete expired sessions and limits that are unused again."""
    SessionStore.clear_expired()
    limits.forget(now=timezone.now())
