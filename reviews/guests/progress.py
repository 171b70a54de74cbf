"""How far a guest is with the queries they were asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from newsroom.models import User
from reviews.models import Query


@dataclass(frozen=True)
class Progress:
    """``waiting``: open queries for them to answer; ``answered``: open ones they wrote an answer to."""

    waiting: int
    answered: int

    @property
    def total(self) -> int:
        return self.waiting + self.answered


def progress(queries: Iterable[Query], guest: User) -> Progress:
    """A query that somebody else has answered still waits for the guest who was asked: what counts is whether
    they wrote. One that was asked again after their answer waits, too.

    The queries have their article and their replies.
    """
    mine = [query for query in queries if query.is_open and query.assigned_to_id == guest.pk]
    waiting = sum(query.state == Query.State.OPEN or not _wrote(query, guest) for query in mine)
    return Progress(waiting, len(mine) - waiting)


def _wrote(query: Query, guest: User) -> bool:
    return any(reply.author_id == guest.pk for reply in query.replies.all())
