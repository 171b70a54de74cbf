"""What one row of the outbox tells its reader of."""

from __future__ import annotations

from dataclasses import dataclass

from reviews.models import Event, Notification, Query


@dataclass(frozen=True)
class Act:
    """``queries`` are the reader's own, with their threads; none for an event about no query."""

    row: Notification
    queries: tuple[Query, ...]

    @property
    def event(self) -> Event:
        return self.row.event
