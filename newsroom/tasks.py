"""What the worker does for the kernel, on the schedule of :mod:`newsroom.celery`."""

from __future__ import annotations

from celery import shared_task
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from newsroom.limiting import limits


@shared_task(name="newsroom.forget", ignore_result=True)
def forget() -> None:
    """Let go of sessions that have run out and of limits that have grown back."""
    SessionStore.clear_expired()
    limits.forget(now=timezone.now())
