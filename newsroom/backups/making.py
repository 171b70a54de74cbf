"""``manage.py backup``: a copy of all data as of one moment, while people work on."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sqlite3
import tempfile
import tomllib
from collections.abc import Callable, Collection, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, OperationalError, connection, models
from django.utils.translation import gettext as _

from newsroom.backups import archive, postgresql, sqlite
from newsroom.backups.archive import BackupExists, Manifest, Progress, refusals
from newsroom.errors import Conflict

Select = Callable[[str], list[tuple[Any, ...]]]
"""Returns the rows of a statement, from the copy of the database."""


class NothingThere(Conflict):
    """No database to save."""


class FilesUnreadable(Conflict):
    """The database broke off while it was read."""


def make(target: Path, *, progress: Progress) -> tuple[Manifest, list[str]]:
    """Write a backup to ``target``. Returns its manifest and the names of missing attachments.

    Raises :class:`BackupExists`, :class:`FilesUnreadable` and :class:`NothingThere`.
    """
    if target.exists():
        raise BackupExists(_("“%(path)s” already exists: choose another name.") % {"path": target})
    try:
        tables = connection.introspection.table_names()
    except OperationalError:  # it cannot be reached
        raise
    except DatabaseError as error:
        raise FilesUnreadable(_unreadable(error)) from error
    if "django_migrations" not in tables:
        raise NothingThere(_("The database is not set up yet: there is nothing to save."))
    with (
        refusals(target),
        tempfile.TemporaryDirectory(dir=target.absolute().parent, prefix=".copydesk-backup-") as name,
    ):
        staging = Path(name)
        made_at = datetime.now(UTC)
        with database(staging, progress) as (sources, described, select):
            progress(_("the attachments"))
            files, missing = attachments(staging, described["rows"], select)
        keys = staging / archive.KEYS
        keys.write_text(
            json.dumps({"secret_key": settings.SECRET_KEY, "fallbacks": settings.SECRET_KEY_FALLBACKS})
        )
        manifest = Manifest(engine=connection.vendor, made_at=made_at, version=version(), **described)
        progress(_("the archive"))
        sources = {archive.KEYS: keys, **sources, **files}
        return archive.write(target, manifest, sources, staging), missing


@contextlib.contextmanager
def database(staging: Path, progress: Progress) -> Iterator[tuple[dict[str, Path], dict[str, Any], Select]]:
    """Copies of the database as it is now, the manifest's fields about them, and a function to query them.

    Raises :class:`FilesUnreadable`.
    """
    progress(_("the database"))
    try:
        if connection.vendor == "sqlite":
            sources = sqlite.copy(staging, progress)
            yield sources, sqlite.describe(staging), lambda query: sqlite.select(staging, query)
        else:
            with postgresql.snapshot():
                yield postgresql.copy(staging, progress), postgresql.describe(), postgresql.select
    except (sqlite3.Error, psycopg.Error, DatabaseError) as error:
        raise FilesUnreadable(_unreadable(error)) from error


def _unreadable(error: Exception) -> str:
    return _("The database cannot be read (%(reason)s).") % {"reason": str(error).splitlines()[0]}


def attachments(staging: Path, tables: Collection[str], select: Select) -> tuple[dict[str, Path], list[str]]:
    """Every file that a row of the copy names, as member → file, and the names of missing files.

    Files are written before their rows and never changed, so they need no snapshot.
    """
    found: dict[str, Path] = {}
    missing = []
    (staging / archive.FILES).mkdir()
    for model in apps.get_models():
        if model._meta.db_table not in tables:  # of a later version than the database
            continue
        for field in model._meta.concrete_fields:
            if isinstance(field, models.FileField):
                quoted = connection.ops.quote_name
                query = f"SELECT {quoted(str(field.column))} FROM {quoted(model._meta.db_table)}"  # noqa: S608
                for (name,) in select(query):
                    copy = staging / archive.FILES / str(len(found))
                    if name and _link_or_copy(Path(settings.MEDIA_ROOT) / name, copy):
                        found[f"{archive.FILES}/{name}"] = copy
                    elif name:
                        missing.append(name)
    return found, missing


def _link_or_copy(file: Path, copy: Path) -> bool:
    """Link or copy a file, in case it is deleted meanwhile. False when it does not exist."""
    try:
        os.link(file, copy)
    except FileNotFoundError:
        return False
    except OSError:  # on another disk
        shutil.copyfile(file, copy)
    return True


def version() -> str:
    """The project's version in pyproject.toml."""
    project: dict[str, Any] = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())
    return str(project["project"]["version"])
