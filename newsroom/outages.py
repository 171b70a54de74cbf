"""Temporary failures of the database, the disk or a directory, each with one sentence for the person waiting.

:func:`outage` tells such a failure from a defect of Copydesk by the error code of SQLite, PostgreSQL or the
operating system. Web requests are then answered 503; a worker leaves the work to the next run.
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from enum import Enum
from typing import ClassVar

import psycopg
from django.db import InterfaceError
from django.utils.translation import gettext_lazy as _
from psycopg_pool import PoolTimeout

from newsroom import postgresql
from newsroom.errors import DomainError


class Fault(Enum):
    """Kinds of failure. The value is the number of seconds after which another try may help."""

    AWAY = 5
    BUSY = 2
    FULL = 30
    READ_ONLY = 20
    DAMAGED = 60


SENTENCES = {
    Fault.AWAY: _("Copydesk can’t reach its database right now. Try again in a moment."),
    Fault.BUSY: _("Copydesk is busy right now. Try again in a moment."),
    Fault.FULL: _("Not saved: the server’s disk is full. Tell an administrator."),
    Fault.READ_ONLY: _("Not saved: the server’s storage is read-only. Tell an administrator."),
    Fault.DAMAGED: _("Copydesk’s database is damaged. An administrator has to restore a backup."),
}
ADVICE = {
    Fault.DAMAGED: (
        "The database is damaged (%(reason)s): stop Copydesk, and put a backup back with "
        "manage.py restore FROM."
    ),
    Fault.FULL: "The disk is full (%(reason)s): free some space, and Copydesk resumes by itself.",
    Fault.READ_ONLY: "The database cannot be written to (%(reason)s): check the permissions of its files.",
    Fault.BUSY: "The database is busy (%(reason)s): try again.",
    Fault.AWAY: (
        "The database cannot be reached (%(reason)s): check that it runs and that DATABASE_URL is correct."
    ),
}
"""For the operator, in a log or at the command line."""


class Unavailable(DomainError):
    """The request is valid, but cannot be served now. Nothing was written."""

    status: ClassVar[int] = 503

    def __init__(self, fault: Fault, reason: str) -> None:
        super().__init__(str(SENTENCES[fault]))
        self.fault = fault
        self.retry_after = timedelta(seconds=fault.value)
        self.reason = reason

    @property
    def advice(self) -> str:
        return ADVICE[self.fault] % {"reason": self.reason}


SQLITE_CODES = (
    (Fault.BUSY, ("SQLITE_BUSY", "SQLITE_LOCKED")),
    (Fault.FULL, ("SQLITE_FULL",)),
    (Fault.READ_ONLY, ("SQLITE_READONLY", "SQLITE_PERM")),
    (Fault.DAMAGED, ("SQLITE_CORRUPT", "SQLITE_NOTADB")),
    (Fault.AWAY, ("SQLITE_CANTOPEN", "SQLITE_IOERR", "SQLITE_NOMEM", "SQLITE_PROTOCOL")),
)
"""Prefixes of error code names (https://www.sqlite.org/rescode.html). SQLITE_ERROR means wrong SQL."""
POSTGRESQL_CODES = (
    (Fault.READ_ONLY, ("25006",)),
    (Fault.FULL, ("53100",)),
    (Fault.BUSY, ("40001", "40P01", "53", "55P03", "57014")),
    (Fault.DAMAGED, ("XX001", "XX002")),
    (Fault.AWAY, ("08", "57", "58")),
)
"""Prefixes of SQLSTATE codes, of which the first match counts (PostgreSQL's documentation, appendix A)."""
OS_CODES = {
    errno.ENOSPC: Fault.FULL,
    errno.EDQUOT: Fault.FULL,
    errno.EFBIG: Fault.FULL,
    errno.EROFS: Fault.READ_ONLY,
    errno.EACCES: Fault.READ_ONLY,
    errno.EPERM: Fault.READ_ONLY,
    errno.EMFILE: Fault.BUSY,
    errno.ENFILE: Fault.BUSY,
    errno.EIO: Fault.AWAY,
}


def outage(error: BaseException | None) -> Unavailable | None:
    """The outage behind an error: it passes, or the operator can repair it. ``None`` for other errors."""
    if isinstance(error, DomainError):  # it has its own sentence, whatever it was raised from
        return error if isinstance(error, Unavailable) else None
    for one in _causes(error):
        if fault := _fault(one):
            return Unavailable(fault, _reason(one))
    return None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """The error and its causes. Django raises its errors from those of the driver."""
    while error is not None:
        yield error
        error = error.__cause__


def _fault(error: BaseException) -> Fault | None:
    match error:
        case sqlite3.Error():
            return _by_prefix(SQLITE_CODES, getattr(error, "sqlite_errorname", None) or "")
        case psycopg.InterfaceError():
            return Fault.AWAY
        case psycopg.Error():
            if error.sqlstate:
                return _by_prefix(POSTGRESQL_CODES, error.sqlstate)
            return Fault.AWAY if isinstance(error, psycopg.OperationalError) else None
        case InterfaceError():
            return Fault.AWAY if error.__cause__ is None else None
        case OSError():
            return OS_CODES.get(error.errno or 0)
    return None


def _by_prefix(table: tuple[tuple[Fault, tuple[str, ...]], ...], code: str) -> Fault | None:
    return next((fault for fault, prefixes in table if code.startswith(prefixes)), None)


def _reason(error: BaseException) -> str:
    if isinstance(error, PoolTimeout) and postgresql.last_connection_error:
        return postgresql.last_connection_error
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
