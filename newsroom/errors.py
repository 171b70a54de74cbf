"""The base class of all refusals of the domain. Pure Python, because the document packages import it too."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar


class DomainError(Exception):
    """A refusal that a person can read.

    ``message`` is one sentence that says what is wrong and, where it helps, what to do next.
    Nothing has been written when it is raised: every act is a single transaction.
    """

    status: ClassVar[int] = 422
    """The HTTP status."""

    retry_after: timedelta | None = None
    """When waiting helps: the time after which the same may be tried again."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


class NotAllowed(DomainError):
    """This person may not do this here."""

    status = 403


class NotFound(DomainError):
    """The object does not exist, or this person may not know of it."""

    status = 404


class NotVisible(NotFound):
    """The object exists, and this person may not know of it. The answer is that of :class:`NotFound`."""


class AddressChanged(NotFound):
    """The object is at another address now: ``present`` takes the place of ``former`` in it."""

    def __init__(self, message: str, *, former: str, present: str) -> None:
        super().__init__(message)
        self.former, self.present = former, present


class Conflict(DomainError):
    """The object changed meanwhile, or its state does not allow this."""

    status = 409
