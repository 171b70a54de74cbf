"""Calls to other programs after commit. They may fail, but neither raise nor keep a page waiting.

The data is committed already, so a failed call loses nothing.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from django.db import transaction

PAUSE_SECONDS = 5.0
"""After a failure no call is tried for this long."""


@dataclass
class Breaker:
    """A circuit breaker. It blocks calls for a while after one failed: an outage delays only one page."""

    pause: float = PAUSE_SECONDS
    _until: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def allows(self) -> bool:
        """True when a call may be tried. After a pause only the first thread that asks may."""
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
    """Call ``call`` once the transaction has committed, or at once outside of a transaction.

    Equal calls of one transaction are made once. Exceptions are logged.
    """
    waiting = transaction.get_connection().run_on_commit
    if not any(function == call for _, function, *_ in waiting):
        transaction.on_commit(call, robust=True)
