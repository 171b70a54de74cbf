"""Backups of SQLite, whose newest rows are in its write-ahead log and not in its file."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.db import connection
from django.utils.translation import gettext as _

from newsroom.backups.archive import DATABASE, Manifest, Progress, damaged
from newsroom.backups.databases import default_database
from newsroom.errors import Conflict

PAGES_PER_STEP = 4096
"""Pages copied between two reports of progress."""
BUSY_TIMEOUT_MS = 20_000


class DatabaseInUse(Conflict):
    """Another process uses the database."""


def copy(staging: Path, progress: Progress) -> dict[str, Path]:
    """Copy the database as of one moment, while others write; member → file.

    An open transaction keeps the snapshot: the copy does not see later writes, and blocks nobody.
    """
    target = staging / DATABASE
    name = connection.settings_dict["NAME"]
    with (
        _opened(f"file:{quote(str(name))}?mode=rw") as source,
        _opened(f"file:{quote(str(target))}") as fresh,
    ):
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_master").fetchone()

        def report(status: int, remaining: int, total: int) -> None:
            progress(f"{100 * (total - remaining) // max(total, 1)} %")

        source.backup(fresh, pages=PAGES_PER_STEP, progress=report)
        source.execute("ROLLBACK")
        fresh.execute("PRAGMA journal_mode=DELETE")
        _check(fresh)
    return {DATABASE: target}


def describe(staging: Path) -> dict[str, Any]:
    """The manifest's fields about the copy."""
    with _opened(f"file:{quote(str(staging / DATABASE))}?mode=ro") as fresh:
        return {
            "rows": _rows(fresh),
            "migrations": fresh.execute("SELECT app, name FROM django_migrations ORDER BY id").fetchall(),
        }


def select(staging: Path, sql: str) -> list[tuple[Any, ...]]:
    """Rows of the copy."""
    with _opened(f"file:{quote(str(staging / DATABASE))}?mode=ro") as fresh:
        return fresh.execute(sql).fetchall()


@contextlib.contextmanager
def restored(manifest: Manifest, unpacked: Path) -> Iterator[None]:
    """In this block the restored copy is the default database; at its end it replaces the old one."""
    fresh = unpacked / DATABASE
    if not fresh.is_file():
        raise damaged(f"{DATABASE} is missing")
    target = Path(connection.settings_dict["NAME"])
    try:
        with _opened(f"file:{quote(str(fresh))}?mode=rw") as opened:
            _check(opened)
            if _rows(opened) != manifest.rows:
                raise damaged("its rows are not those that were counted")
    except sqlite3.DatabaseError as error:
        raise damaged(error) from error
    with default_database({**connection.settings_dict, "NAME": str(fresh)}):
        yield
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA journal_mode=DELETE")
    _close_old(target)
    replacement = target.with_name(f"{target.name}.restored")
    shutil.move(fresh, replacement)  # from another disk, perhaps
    with replacement.open("rb") as file:
        os.fsync(file.fileno())
    replacement.replace(target)


def _close_old(target: Path) -> None:
    """Make sure that nobody has the old database open, and that none of its log is left for the new one."""
    if not target.exists():
        return
    with _opened(f"file:{quote(str(target))}?mode=rw") as old:
        old.execute("PRAGMA busy_timeout=3000")
        try:
            mode = old.execute("PRAGMA journal_mode=DELETE").fetchone()[0]
        except sqlite3.OperationalError:
            mode = "locked"
        except sqlite3.DatabaseError:  # not a database at all
            mode = "delete"
    if mode != "delete":
        raise DatabaseInUse(_("The database is in use: stop Copydesk first, and run this again."))
    for suffix in ("-wal", "-shm"):
        Path(f"{target}{suffix}").unlink(missing_ok=True)


@contextlib.contextmanager
def _opened(uri: str) -> Iterator[sqlite3.Connection]:
    with contextlib.closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as opened:
        opened.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        yield opened


def _check(opened: sqlite3.Connection) -> None:
    if (result := opened.execute("PRAGMA integrity_check(1)").fetchone()[0]) != "ok":
        raise damaged(result)


def _rows(opened: sqlite3.Connection) -> dict[str, int]:
    names = [
        name
        for (name,) in opened.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        )
    ]
    return {name: opened.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}  # noqa: S608
