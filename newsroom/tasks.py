"""Tasks of the kernel, on the schedule of :mod:`newsroom.celery`."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from celery import shared_task
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from newsroom.limiting import limits
from newsroom.security import log


@shared_task(name="newsroom.forget", ignore_result=True)
def forget() -> None:
    """Delete expired sessions with their rows, unused limits, and old events of the security log."""
    now = timezone.now()
    SessionStore.clear_expired()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    limits.forget(now=now)
    log.forget(now=now)
