"""The schedule of tasks, on a clock that is never set: it cannot be ahead, and no file of it can break.

Celery's own schedulers remember by the time of day when a task last ran, and one keeps that in a file: set a
clock back by a day, and nothing runs for a day. Here every task runs when beat starts, and then every so many
seconds; each of ours may be run again at any time.
"""

from __future__ import annotations

import logging
import time
from typing import Any

from celery import beat

logger = logging.getLogger(__name__)


class Scheduler(beat.Scheduler):  # type: ignore[misc]
    """Named in ``CELERY_BEAT_SCHEDULER``. Entries have intervals, in seconds."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._next: dict[str, float] = {}
        self._is_broker_away = False
        super().__init__(*args, **kwargs)

    def tick(self, **_unused: Any) -> float:
        """Send what is due; the seconds until something will be."""
        for name, entry in self.schedule.items():
            now = time.monotonic()
            if now >= self._next.get(name, now):
                self._next[name] = now + entry.schedule.run_every.total_seconds()
                self.apply_entry(entry, producer=self.producer)
        return max(0.0, min(self._next.values()) - time.monotonic())

    def apply_entry(self, entry: beat.ScheduleEntry, producer: Any = None) -> None:
        """Send one task; one that the broker does not take is due again in its turn."""
        try:
            self.apply_async(entry, producer=producer, advance=False)
        except beat.SchedulingError as error:
            if not self._is_broker_away:
                logger.warning(
                    "The broker is not accepting tasks (%s): they will be sent once it does.", error
                )
            self._is_broker_away = True
        else:
            self._is_broker_away = False
