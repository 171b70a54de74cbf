"""Calls to other programs after commit, which may fail.

What matters is committed already, so such a call may neither raise nor keep a page waiting.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import transaction

PAUSE = 5.0
"""Seconds without a further try once the other side failed to answer."""


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


def after_commit(call: Callable[[], object]) -> None:
    """Call ``call`` once the transaction has committed; at once outside of one.

    One that equals another of the same transaction is called once. What it raises is logged.
    """
    waiting = transaction.get_connection().run_on_commit
    if not any(function == call for _, function, *_ in waiting):
        transaction.on_commit(call, robust=True)
