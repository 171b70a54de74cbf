"""The data directory and the files in it, which are for their owner alone."""

from __future__ import annotations

import contextlib
import os
import secrets
import sqlite3
import stat
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from newsroom.configuration.values import given, names

KEY_FILE = "secret-key"
DATABASE_FILE = "copydesk.sqlite3"
OTHERS = stat.S_IRWXG | stat.S_IRWXO
PRIVATE_DIRECTORY, PRIVATE_FILE = 0o700, 0o600
MARKS = (KEY_FILE, DATABASE_FILE, "up.lock")
"""Files by which a directory is known for a data directory of ours."""


def var_path(environ: Mapping[str, str], base: Path) -> Path:
    return Path(given(environ, "COPYDESK_VAR") or base / "var").expanduser().absolute()


def var_directory(environ: Mapping[str, str], base: Path) -> Path:
    """Where everything lives that the run writes. One that others may look into is closed to them, if it
    is ours to close; else it is refused."""
    path = var_path(environ, base)
    try:
        path.mkdir(mode=PRIVATE_DIRECTORY, parents=True, exist_ok=True)
        if path.stat().st_mode & OTHERS:
            _close(path)
    except OSError as error:
        raise ImproperlyConfigured(
            f"{path} cannot be used ({error.strerror}): set COPYDESK_VAR to a directory of your own."
        ) from error
    return path


def _close(path: Path) -> None:
    """Take the rights of others, but never of a directory that holds other things than ours."""
    ours = any((path / name).exists() for name in MARKS) or not any(path.iterdir())
    if not ours or path.stat().st_uid != os.geteuid():
        raise ImproperlyConfigured(
            f"Other accounts can look into {path}: "
            f"set COPYDESK_VAR to a directory of your own, such as {path / 'copydesk'}."
        )
    path.chmod(PRIVATE_DIRECTORY)


def close_all(var: Path) -> None:
    """Take from others whatever rights they have to anything in the data directory, where it is ours."""
    for folder, folders, files in os.walk(var):
        for name in [*folders, *files]:
            with contextlib.suppress(FileNotFoundError):
                _take_rights(Path(folder) / name)


def _take_rights(path: Path) -> None:
    status = path.lstat()
    if status.st_mode & OTHERS and status.st_uid == os.geteuid() and not stat.S_ISLNK(status.st_mode):
        path.chmod(stat.S_IMODE(status.st_mode) & ~OTHERS)


class PrivateConnection(sqlite3.Connection):
    """Opens a database whose file is for its owner alone from the moment it is there; what SQLite puts
    beside it takes its rights from there. One that cannot be made is left to SQLite to complain of."""

    def __init__(self, database: str | Path, *args: Any, **kwargs: Any) -> None:
        if not str(database).startswith((":", "file:")):
            with contextlib.suppress(OSError):
                _make_private(Path(database))
        super().__init__(database, *args, **kwargs)


def _make_private(path: Path) -> None:
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, PRIVATE_FILE))
    except FileExistsError:
        _take_rights(path)


def secret_key(environ: Mapping[str, str], var: Path) -> str:
    """The key given, or one made once and kept, readable by this account only."""
    if given(environ, "SECRET_KEY"):
        return environ["SECRET_KEY"]
    kept = var / KEY_FILE
    try:
        if not kept.exists() or not kept.stat().st_size:  # a power cut left it empty: nothing is lost by it
            _make_key(kept)
        _take_rights(kept)
        return kept.read_text(encoding="ascii").split()[0]
    except OSError as error:
        raise ImproperlyConfigured(f"{kept} cannot be used ({error.strerror}).") from error
    except (UnicodeError, IndexError) as error:
        raise ImproperlyConfigured(
            f"{kept} is damaged: put it back from a backup, or delete it to have a new key made."
        ) from error


def _make_key(kept: Path) -> None:
    with tempfile.NamedTemporaryFile("w", dir=kept.parent, prefix="secret-key-") as fresh:
        fresh.write(secrets.token_urlsafe(50))
        fresh.flush()
        os.fsync(fresh.fileno())
        if kept.exists():
            kept.unlink()
        with contextlib.suppress(FileExistsError):  # another process was quicker: its key counts
            os.link(fresh.name, kept)


def former_keys(environ: Mapping[str, str], var: Path) -> list[str]:
    """Earlier keys, the latest first: what was signed with them still holds. Those that were given, or those
    that are kept behind the key that was made here."""
    kept = var / KEY_FILE
    own = [] if given(environ, "SECRET_KEY") or not kept.exists() else kept.read_text().split()[1:]
    return [*names(environ, "SECRET_KEY_FALLBACKS"), *own]


def rotate_key(var: Path) -> None:
    """Make a new key and keep the earlier ones behind it, in one step that leaves the old file or the new."""
    kept = var / KEY_FILE
    before = kept.read_text().split() if kept.exists() else []
    keep_keys([secrets.token_urlsafe(50), *before], var)


def keep_keys(keys: Iterable[str], var: Path) -> None:
    """Have these keys be those that are kept, the one in use first."""
    with tempfile.NamedTemporaryFile("w", dir=var, prefix="secret-key-", delete=False) as fresh:
        fresh.write("\n".join(keys))
        fresh.flush()
        os.fsync(fresh.fileno())
    Path(fresh.name).replace(var / KEY_FILE)
