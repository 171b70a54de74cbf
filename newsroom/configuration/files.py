"""The data directory and its files, which only their owner may read."""

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
OTHERS_RIGHTS = stat.S_IRWXG | stat.S_IRWXO
PRIVATE_DIRECTORY, PRIVATE_FILE = 0o700, 0o600
MARKER_FILES = (KEY_FILE, DATABASE_FILE, "up.lock")
"""Files that show that a directory is a data directory of Copydesk."""


def var_path(environ: Mapping[str, str], base: Path) -> Path:
    return Path(given(environ, "COPYDESK_VAR") or base / "var").expanduser().absolute()


def var_directory(environ: Mapping[str, str], base: Path) -> Path:
    """The directory of all files that Copydesk writes. One that others may read is closed to them if it is
    ours. Raises :class:`~django.core.exceptions.ImproperlyConfigured` if it is not, or cannot be used."""
    path = var_path(environ, base)
    try:
        path.mkdir(mode=PRIVATE_DIRECTORY, parents=True, exist_ok=True)
        if path.stat().st_mode & OTHERS_RIGHTS:
            _close(path)
    except OSError as error:
        raise ImproperlyConfigured(
            f"{path} cannot be used ({error.strerror}): set COPYDESK_VAR to a directory of your own."
        ) from error
    return path


def _close(path: Path) -> None:
    """Take the rights of other accounts, but never from a directory with files that are not ours."""
    ours = any((path / name).exists() for name in MARKER_FILES) or not any(path.iterdir())
    if not ours or path.stat().st_uid != os.geteuid():
        raise ImproperlyConfigured(
            f"Other accounts can look into {path}: "
            f"set COPYDESK_VAR to a directory of your own, such as {path / 'copydesk'}."
        )
    path.chmod(PRIVATE_DIRECTORY)


def close_all(var: Path) -> None:
    """Take the rights of other accounts to anything in the data directory that belongs to this account."""
    for folder, folders, files in os.walk(var):
        for name in [*folders, *files]:
            with contextlib.suppress(FileNotFoundError):
                _take_rights(Path(folder) / name)


def _take_rights(path: Path) -> None:
    status = path.lstat()
    if status.st_mode & OTHERS_RIGHTS and status.st_uid == os.geteuid() and not stat.S_ISLNK(status.st_mode):
        path.chmod(stat.S_IMODE(status.st_mode) & ~OTHERS_RIGHTS)


class PrivateConnection(sqlite3.Connection):
    """Makes the file of a new database private before SQLite opens it. SQLite's files beside it inherit its
    rights. If the file cannot be made, SQLite reports the error."""

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
    """The key from the environment, or one that is made once and stored, readable by this account only.

    Raises :class:`~django.core.exceptions.ImproperlyConfigured` when its file cannot be used.
    """
    if given(environ, "SECRET_KEY"):
        return environ["SECRET_KEY"]
    key_file = var / KEY_FILE
    try:
        if not key_file.exists() or not key_file.stat().st_size:  # a power cut left it empty
            _make_key(key_file)
        _take_rights(key_file)
        return key_file.read_text(encoding="ascii").split()[0]
    except OSError as error:
        raise ImproperlyConfigured(f"{key_file} cannot be used ({error.strerror}).") from error
    except (UnicodeError, IndexError) as error:
        raise ImproperlyConfigured(
            f"{key_file} is damaged: put it back from a backup, or delete it to have a new key made."
        ) from error


def _make_key(key_file: Path) -> None:
    with tempfile.NamedTemporaryFile("w", dir=key_file.parent, prefix="secret-key-") as fresh:
        fresh.write(secrets.token_urlsafe(50))
        fresh.flush()
        os.fsync(fresh.fileno())
        if key_file.exists():
            key_file.unlink()
        with contextlib.suppress(FileExistsError):  # another process was quicker: its key counts
            os.link(fresh.name, key_file)


def former_keys(environ: Mapping[str, str], var: Path) -> list[str]:
    """Earlier keys, newest first, whose signatures are still valid: those from the environment, and those
    stored after the present key if it was made here."""
    key_file = var / KEY_FILE
    own = [] if given(environ, "SECRET_KEY") or not key_file.exists() else key_file.read_text().split()[1:]
    return [*names(environ, "SECRET_KEY_FALLBACKS"), *own]


def rotate_key(var: Path) -> None:
    """Make a new key, and store the earlier ones after it. The file is replaced in one step."""
    key_file = var / KEY_FILE
    before = key_file.read_text().split() if key_file.exists() else []
    keep_keys([secrets.token_urlsafe(50), *before], var)


def keep_keys(keys: Iterable[str], var: Path) -> None:
    """Store these keys, the present one first."""
    with tempfile.NamedTemporaryFile("w", dir=var, prefix="secret-key-", delete=False) as fresh:
        fresh.write("\n".join(keys))
        fresh.flush()
        os.fsync(fresh.fileno())
    Path(fresh.name).replace(var / KEY_FILE)
