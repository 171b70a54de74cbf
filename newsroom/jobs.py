"""Kicks: telling the worker, after commit, that there is something to do.

A kick is a courtesy, never a promise. The row that says what is to be done is already committed; a kick
that gets lost costs the seconds until the next sweep. So a kick may fail, but it may neither raise nor
keep a page waiting.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass, field

from celery import Celery
from django.db import transaction

from newsroom.celery import app

logger = logging.getLogger(__name__)

PAUSE = 5.0
"""Seconds without a further try once the broker failed to answer."""


@dataclass
class Breaker:
    """Holds back tries for a while after one failed, so that an outage costs one wait and not one a page."""

    pause: float = PAUSE
    _until: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def allows(self) -> bool:
        """True when a try is due. Of several threads that find the pause over, one is let through."""
        with self._lock:
            now = time.monotonic()
            if now < self._until:
                return False
            if self._until:
                self._until = now + self.pause
            return True

    def failed(self) -> None:
        with self._lock:
            self._until = time.monotonic() + self.pause

    def succeeded(self) -> None:
        with self._lock:
            self._until = 0.0


breaker = Breaker()


@dataclass(frozen=True)
class Kick:
    """One task with its arguments; equal kicks of one transaction are one."""

    task: str
    args: tuple[str | int, ...]

    def __call__(self) -> None:
        send(app, self)


def send(celery: Celery, kick: Kick) -> bool:
    """Publish, or give up at once. Says whether the broker took it."""
    if not breaker.allows():
        return False
    try:
        celery.send_task(kick.task, args=kick.args, ignore_result=True)
    except Exception as error:
        breaker.failed()
        logger.warning("The broker took no kick for %s (%s); the sweep will find it.", kick.task, error)
        return False
    breaker.succeeded()
    return True


def kick(task_name: str, *args: str | int) -> None:
    """Have ``task_name`` run with ``args`` once the transaction has committed; at once outside of one.

    The task is named by string so that the domain that writes rows need not import the one that works on
    them. Repeating a kick in a transaction adds nothing. Never raises.
    """
    wanted = Kick(task_name, args)
    waiting = transaction.get_connection().run_on_commit
    if any(function == wanted for _, function, *_ in waiting):
        return
    transaction.on_commit(wanted, robust=True)
