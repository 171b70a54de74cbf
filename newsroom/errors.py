"""The one root of everything the domain refuses. Pure Python: the document packages import it too."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar


class DomainError(Exception):
    """A refusal a person can read.

    ``message`` is one sentence that says what is wrong and, where it helps, what to do next.
    Nothing has been written when one is raised: every act is a single transaction.
    """

    status: ClassVar[int] = 422
    """What it is in HTTP."""

    retry_after: timedelta | None = None
    """After which time the same may be tried again, when waiting helps."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


class NotAllowed(DomainError):
    """This person may not do this here."""

    status = 403


class NotFound(DomainError):
    """There is no such thing, or this person may not know of it."""

    status = 404


class Conflict(DomainError):
    """The thing changed meanwhile, or is in a state in which this cannot be done."""

    status = 409
