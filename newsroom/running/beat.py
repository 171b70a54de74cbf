"""The schedule of tasks, on the monotonic clock and without a file.

Celery's own schedulers store the wall-clock time of each task's last run, one of them in a file: when a clock
is set back by a day, nothing runs for a day. This one runs every task when beat starts, and then at its
interval in seconds. Every task of Copydesk may run again at any time.
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
        """Send the tasks that are due. Returns the seconds until the next one is."""
        for name, entry in self.schedule.items():
            now = time.monotonic()
            if now >= self._next.get(name, now):
                self._next[name] = now + entry.schedule.run_every.total_seconds()
                self.apply_entry(entry, producer=self.producer)
        return max(0.0, min(self._next.values()) - time.monotonic())

    def apply_entry(self, entry: beat.ScheduleEntry, producer: Any = None) -> None:
        """Send one task. A task that the broker refuses is sent again at its next interval."""
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
