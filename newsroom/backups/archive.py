"""The format of a backup: a compressed tar that begins with a manifest of its members.

``manifest.json`` names each member with its size and SHA-256. ``keys.json`` holds the secret keys,
``database.sqlite3`` a whole SQLite file or ``tables/NAME`` the rows of a PostgreSQL table, ``files/…`` the
attachments. Nothing else is read from an archive, and nothing is used before all of it was verified.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import json
import os
import re
import shutil
import tarfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from newsroom.errors import Conflict, DomainError

FORMAT = 1
MANIFEST, KEYS, DATABASE, TABLES, FILES = "manifest.json", "keys.json", "database.sqlite3", "tables", "files"
MEMBER = re.compile(r"keys\.json|database\.sqlite3|tables/\w+|files(/\w[\w.-]*)+", re.ASCII)
LARGEST_MANIFEST_BYTES = 64 * 1024 * 1024
CHUNK_BYTES = 1024 * 1024

Progress = Callable[[str], None]
"""Called with a few words about the present step."""


class BackupDamaged(DomainError):
    """The file is no backup, or was changed since it was written."""


class BackupExists(Conflict):
    """The file exists already. A backup overwrites nothing."""


class NoRoom(Conflict):
    """The disk is full, or nobody may write there."""


@dataclass(frozen=True)
class Member:
    """``size`` in bytes, ``sha256`` in hexadecimal."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """``migrations``: ``[app, name]`` of those applied. ``rows``: table → number of rows.

    ``columns`` and ``sequences`` (table → column → last number given) are PostgreSQL's.
    """

    engine: str
    made_at: datetime
    version: str
    migrations: list[tuple[str, str]]
    rows: dict[str, int]
    columns: dict[str, list[str]] = field(default_factory=dict)
    sequences: dict[str, dict[str, int]] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)

    def to_json(self) -> bytes:
        return json.dumps({"format": FORMAT, **asdict(self)}, default=str, indent=1).encode()

    @classmethod
    def from_json(cls, text: bytes) -> Manifest:
        """Read what :meth:`to_json` wrote. Raises :class:`BackupDamaged` when it does not have this shape."""
        try:
            data = json.loads(text)
            if data.pop("format") != FORMAT:
                raise BackupDamaged(_("This backup was made by a newer Copydesk: update this one first."))
            data["made_at"] = datetime.fromisoformat(data["made_at"])
            data["migrations"] = [(str(app), str(name)) for app, name in data["migrations"]]
            data["members"] = {str(name): Member(**member) for name, member in data["members"].items()}
            manifest = cls(**data)
            if not all(
                MEMBER.fullmatch(name) and member.size >= 0 for name, member in manifest.members.items()
            ):
                raise ValueError("names a member that no backup has")
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise damaged(error) from error
        return manifest


def damaged(why: object) -> BackupDamaged:
    reason = str(why).splitlines()[0] if str(why) else type(why).__name__
    return BackupDamaged(
        _("This is not a Copydesk backup, or it is damaged (%(reason)s).") % {"reason": reason}
    )


@contextlib.contextmanager
def refusals(path: Path) -> Iterator[None]:
    """Turn errors of the disk into a sentence. Raises :class:`NoRoom`."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise NoRoom(
            _("“%(path)s” cannot be written: %(reason)s.") % {"path": path, "reason": reason}
        ) from error


# --- writing


def write(target: Path, manifest: Manifest, sources: Mapping[str, Path], staging: Path) -> Manifest:
    """Write ``sources``, member → file, to ``target``, which appears complete or not at all.

    ``staging``: a directory on the same disk. The archive is read back before it gets its name.
    Raises :class:`BackupExists`.
    """
    with_members = Manifest(
        **{**vars(manifest), "members": {name: _member_of(path) for name, path in sources.items()}}
    )
    (staging / MANIFEST).write_bytes(with_members.to_json())
    written = staging / "archive"
    with (
        create(written) as file,
        gzip.GzipFile(filename="", fileobj=file, mode="wb", compresslevel=6) as packed,
        tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as tar,
    ):
        for name, path in {MANIFEST: staging / MANIFEST, **sources}.items():
            _add(tar, name, path)
    with written.open("rb") as file:
        os.fsync(file.fileno())
    read(written)
    try:
        os.link(written, target)
    except FileExistsError as error:
        raise BackupExists(_("“%(path)s” already exists: choose another name.") % {"path": target}) from error
    return with_members


def _member_of(path: Path) -> Member:
    with path.open("rb") as file:
        return Member(size=path.stat().st_size, sha256=hashlib.file_digest(file, "sha256").hexdigest())


def _add(tar: tarfile.TarFile, name: str, path: Path) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = path.stat().st_size, 0o600
    with path.open("rb") as file:
        tar.addfile(entry, file)


# --- reading


def read(source: Path, *, into: Path | None = None) -> Manifest:
    """Verify a whole archive, and unpack it ``into`` a directory when one is given.

    Raises :class:`BackupDamaged` for anything that :func:`write` did not write. The caller then discards what
    was unpacked.
    """
    try:
        with gzip.open(source) as stream:
            with tarfile.open(fileobj=stream, mode="r|") as tar:
                manifest = _manifest(tar)
                if into is not None:
                    _require_room(manifest, into)
                _read_members(tar, manifest, into)
            while stream.read(CHUNK_BYTES):  # to the end, where gzip's checksum is
                pass
    except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise damaged(error) from error
    return manifest


def _manifest(tar: tarfile.TarFile) -> Manifest:
    entry = tar.next()
    if entry is None or entry.name != MANIFEST or not entry.isreg() or entry.size > LARGEST_MANIFEST_BYTES:
        raise damaged("it does not begin with its manifest")
    return Manifest.from_json(_opened(tar, entry).read())


def _read_members(tar: tarfile.TarFile, manifest: Manifest, into: Path | None) -> None:
    remaining = dict(manifest.members)
    while entry := tar.next():
        wanted = remaining.pop(entry.name, None)
        if wanted is None or not entry.isreg() or entry.size != wanted.size:
            raise damaged(f"{entry.name!a} is not as the manifest says")
        if _unpack(_opened(tar, entry), into / entry.name if into else None) != wanted.sha256:
            raise damaged(f"{entry.name!a} is not what was written")
    if remaining:
        raise damaged(f"{min(remaining)} is missing")


def _opened(tar: tarfile.TarFile, entry: tarfile.TarInfo) -> IO[bytes]:
    opened = tar.extractfile(entry)
    assert opened is not None  # noqa: S101 - a regular file
    return opened


def _unpack(source: IO[bytes], target: Path | None) -> str:
    """Copy to ``target``, readable by this account alone. Returns the SHA-256 of the data."""
    digest = hashlib.sha256()
    with contextlib.ExitStack() as stack:
        out: IO[bytes] | None = None
        if target is not None:
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            out = stack.enter_context(create(target))
        while part := source.read(CHUNK_BYTES):
            digest.update(part)
            if out is not None:
                out.write(part)
    return digest.hexdigest()


def create(path: Path) -> IO[bytes]:
    """A new file that this account alone reads."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _require_room(manifest: Manifest, into: Path) -> None:
    needed = sum(member.size for member in manifest.members.values())
    if needed > shutil.disk_usage(into).free:
        raise NoRoom(_("Not enough disk space: the backup needs %(size)d MB.") % {"size": needed // 10**6})
