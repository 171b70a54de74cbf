"""``manage.py restore``: restores all of a backup, or nothing."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from newsroom import configuration
from newsroom.backups import archive, postgresql, sqlite
from newsroom.backups.archive import BackupDamaged, Manifest, Progress, refusals
from newsroom.backups.databases import migrate_forward, require_known
from newsroom.errors import Conflict

STAGING_PREFIX = "restoring-"
ENGINES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


class DatabaseOccupied(Conflict):
    """The restore would replace existing data."""


class OtherEngine(Conflict):
    """The backup is of another database engine."""


@dataclass(frozen=True)
class Restored:
    """``settled``: how many rows ``settle`` changed. ``has_keys``: earlier signatures are still valid."""

    manifest: Manifest
    settled: int
    has_keys: bool


def restore(
    source: Path,
    *,
    occupied: Callable[[], str],
    settle: Callable[[Manifest], int],
    progress: Progress,
) -> Restored:
    """Replace the present data by the backup. The caller has claimed the data directory.

    ``occupied`` returns a sentence about the present data, or ``""``. ``settle`` is called on the restored
    rows before anybody else sees them, and returns how many it changed. Raises :class:`DatabaseOccupied`.
    """
    var = Path(settings.VAR)
    for leftover in var.glob(f"{STAGING_PREFIX}*"):  # of a restore that was killed
        shutil.rmtree(leftover, ignore_errors=True)
    with refusals(var), tempfile.TemporaryDirectory(dir=var, prefix=STAGING_PREFIX) as name:
        unpacked = Path(name)
        progress(_("the archive"))
        manifest = _read(source, unpacked)
        _require_fitting(manifest)
        keys = _keys(unpacked)
        if contents := occupied():
            raise DatabaseOccupied(_("%(there)s Add --force to replace all of it.") % {"there": contents})
        progress(_("the database"))
        with _attachments(unpacked), _database(manifest, unpacked, progress):
            settled = _bring_up_to_date(manifest, settle)
        return Restored(manifest, settled, has_keys=_adopt_keys(keys))


def _bring_up_to_date(manifest: Manifest, settle: Callable[[Manifest], int]) -> int:
    try:
        migrate_forward()
        return settle(manifest)
    except DatabaseError as error:
        raise archive.damaged(error) from error


def _read(source: Path, unpacked: Path) -> Manifest:
    if not source.is_file():
        raise BackupDamaged(_("There is no file “%(name)s”.") % {"name": source})
    try:
        with source.open("rb"):
            pass
    except OSError as error:
        raise BackupDamaged(
            _("“%(name)s” cannot be read: %(reason)s.") % {"name": source, "reason": error.strerror}
        ) from error
    return archive.read(source, into=unpacked)


def _require_fitting(manifest: Manifest) -> None:
    if manifest.engine != connection.vendor:
        names = {"its": ENGINES.get(manifest.engine, manifest.engine), "ours": ENGINES[connection.vendor]}
        raise OtherEngine(
            _("This is a backup of %(its)s, and the database here is %(ours)s: see DATABASE_URL.") % names
        )
    require_known(manifest.migrations)


def _database(manifest: Manifest, unpacked: Path, progress: Progress) -> AbstractContextManager[None]:
    if connection.vendor == "sqlite":
        return sqlite.restored(manifest, unpacked)
    return postgresql.restored(manifest, unpacked, progress)


@contextlib.contextmanager
def _attachments(unpacked: Path) -> Iterator[None]:
    """Add the files of the backup, and delete the old ones when the block has succeeded.

    Their names are random, so that none replaces another.
    """
    media, fresh = Path(settings.MEDIA_ROOT), unpacked / archive.FILES
    wanted = {file.relative_to(fresh) for file in _files(fresh)}
    added = [name for name in wanted if not (media / name).exists()]
    try:
        for name in added:
            (media / name).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            (fresh / name).rename(media / name)
        yield
    except BaseException:
        for name in added:
            (media / name).unlink(missing_ok=True)
        raise
    for file in _files(media):
        if file.relative_to(media) not in wanted:
            file.unlink()


def _files(directory: Path) -> list[Path]:
    return [path for path in directory.rglob("*") if path.is_file()] if directory.is_dir() else []


def _keys(unpacked: Path) -> dict[str, Any]:
    try:
        keys: dict[str, Any] = json.loads((unpacked / archive.KEYS).read_bytes())
        if not isinstance(keys["secret_key"], str) or not isinstance(keys["fallbacks"], list):
            raise TypeError("keys of another kind")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise archive.damaged(error) from error
    return keys


def _adopt_keys(keys: dict[str, Any]) -> bool:
    """Store the backup's keys. False when the environment names other keys, which are used then."""
    own = [str(key) for key in (keys["secret_key"], *keys["fallbacks"])]
    if os.environ.get("SECRET_KEY") or any(key.split() != [key] for key in own):
        return set(own) <= {settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS}
    configuration.keep_keys(own, Path(settings.VAR))
    return True
