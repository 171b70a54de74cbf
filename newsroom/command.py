"""The base of the management commands. Each does one act, and prints one sentence when it is refused."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.db import Error as DatabaseFailure
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from newsroom.errors import Conflict, DomainError
from newsroom.models import User
from newsroom.models.newsroom import newsrooms_defaults
from newsroom.outages import outage

REFUSED = 1
BAD_INPUT = 2
NOT_SET_UP = "The database is not set up yet: run manage.py up once, or manage.py migrate."


class UnusableInput(DomainError):
    """A file or person that the command line names cannot be used."""


class ActCommand(BaseCommand):
    """Runs :meth:`act`, and exits with 0 when it was done.

    It exits with 1 when the state of things forbids the act, and with 2 when the input cannot be used. Then
    one sentence goes to standard error, and nothing is written.

    ``opens_database`` is false for a command that has something to see to first: there the newsroom, whose
    language and time zone the others use, is not asked for.
    """

    opens_database = True

    def act(self, **options: Any) -> int:
        """Do the command's act. Returns the exit code."""
        raise NotImplementedError

    def show_progress(self, text: str) -> None:
        """Rewrite the progress line on a terminal. A log gets nothing."""
        if self.stdout.isatty():
            self.stdout.write(f"\r\x1b[K{text[:78]}", ending="")
            self.stdout.flush()

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            with newsrooms_defaults() if self.opens_database else nullcontext():
                code = self.act(**options)
        except DomainError as error:
            self.stderr.write(str(error))
            code = REFUSED if isinstance(error, Conflict) else BAD_INPUT
        except (DatabaseFailure, OSError) as error:
            unavailable = outage(error)
            if unavailable is None and not _lacks_tables():
                raise
            self.stderr.write(unavailable.advice if unavailable else NOT_SET_UP)
            code = REFUSED
        if code:
            sys.exit(code)


def _lacks_tables() -> bool:
    """Whether the database lacks migrations."""
    try:
        executor = MigrationExecutor(connection)
        return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except DatabaseFailure:
        return False


def read_file(name: str, *, limit: int | None = None) -> bytes:
    """The bytes of a file. Raises :class:`UnusableInput` when it cannot be read.

    It reads at most one byte past ``limit``, so that a caller who checks the size sees the excess.
    """
    path = Path(name)
    try:
        with path.open("rb") as file:
            return file.read(-1 if limit is None else limit + 1)
    except IsADirectoryError as error:
        raise UnusableInput(_("“%(name)s” is a folder, not a file.") % {"name": name}) from error
    except FileNotFoundError as error:
        raise UnusableInput(_("There is no file “%(name)s”.") % {"name": name}) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UnusableInput(
            _("“%(name)s” cannot be read: %(reason)s.") % {"name": name, "reason": reason}
        ) from error


def write_file(name: str, content: str | bytes) -> None:
    """Write bytes, or a text as UTF-8. Raises :class:`UnusableInput` when the file cannot be written."""
    try:
        Path(name).write_bytes(content.encode() if isinstance(content, str) else content)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UnusableInput(
            _("“%(name)s” cannot be written: %(reason)s.") % {"name": name, "reason": reason}
        ) from error


def find_person(email: str) -> User:
    """The active person with that address, but no guest: guests do nothing at the command line.

    Raises :class:`UnusableInput`.
    """
    person = User.objects.at_work().filter(email__iexact=email, is_guest=False).first()
    if person is None:
        raise UnusableInput(_("No one here has the address “%(email)s”.") % {"email": email})
    return person
