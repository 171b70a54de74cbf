"""The programs that run as one Copydesk, and the address it listens at."""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import socket
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import TextIO

from newsroom.errors import Conflict
from newsroom.running import broker
from newsroom.running.children import Program

LAST_PORT = 65535
BACKLOG = 2048
WEB_DATABASE_TIMEOUT = "2s"
"""A request that waits longer for the database is answered 503. A worker waits longer."""
CONNECTION_OPTIONS = {
    "http": "newsroom.server.connections:Connection",
    "ws": "none",
    "h11-max-incomplete-event-size": str(32 * 1024),
}
"""uvicorn's options for connections. They bound time, number and the size of a request's head."""


class CannotListen(Conflict):
    """The address is in use, or is none of this machine."""


class AlreadyRunning(Conflict):
    """Another supervisor works on the same data."""


def address(host: str, port: int) -> str:
    """The URL at which a browser on this machine reaches a server that listens at ``host``."""
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{shown}:{port}"


def listen(host: str, port: int) -> socket.socket:
    """A listening socket for the web process to inherit. The port is bound before any program starts, and
    connections wait in the socket while a web process is restarted.

    TCP_NODELAY is set: uvicorn takes an inherited socket for a Unix socket and does not set it, so that each
    response on a persistent connection would wait 40 ms for the browser's delayed acknowledgement.
    Raises :class:`CannotListen`.
    """
    if not 0 <= port <= LAST_PORT:
        raise CannotListen(f"{port} is not a port: choose one from 1024 to {LAST_PORT}.")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise CannotListen(_why_not(error, host, port)) from error
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def _why_not(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} is in use: stop the program using it, or choose another with "
            f"python3 manage.py up --port {port + 1}."
        )
    if error.errno == errno.EACCES:
        return f"Port {port} needs root: choose one above 1023, such as python3 manage.py up --port 8000."
    return f"{host} is not an address of this machine ({error.strerror}): leave --host out to use 127.0.0.1."


def claim(var: Path, holder: str) -> TextIO:
    """Lock the data directory for as long as the returned file is open. ``holder``: who locks it, as shown.

    Raises :class:`AlreadyRunning`, which names the present holder.
    """
    lock = os.fdopen(os.open(var / "up.lock", os.O_CREAT | os.O_RDWR | os.O_APPEND, 0o600), "a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        with lock:
            lock.seek(0)
            present = lock.read().strip() or "another address"
        raise AlreadyRunning(
            f"Copydesk already runs on this data at {present}: "
            "stop it first, or set COPYDESK_VAR to another directory."
        ) from error
    lock.truncate(0)
    lock.write(holder)
    lock.flush()
    return lock


def environment(*, base: Mapping[str, str], var: Path, host: str, port: int) -> dict[str, str]:
    """The environment of every program: the data directory, and the base address for links in mails."""
    environ = {
        **base,
        "DJANGO_SETTINGS_MODULE": base.get("DJANGO_SETTINGS_MODULE", "newsroom.settings"),
        "COPYDESK_VAR": str(var),
        "PYTHONUNBUFFERED": "1",
    }
    if not base.get("ALLOWED_HOSTS"):
        environ.setdefault("COPYDESK_URL", address(host, port))
    return environ


def broker_program(*, endpoint: Path, var: Path, environ: Mapping[str, str]) -> Program:
    data = var / "broker"
    command = broker.server_command(endpoint=endpoint, data=data)
    ignored_output = ("Memory overcommit must be enabled", "signal-handler", "is now ready to exit")

    def repair() -> str:
        report = broker.set_aside(data)
        data.mkdir(mode=0o700, exist_ok=True)
        return report

    return Program("broker", command, environ, stops_last=True, ignored_output=ignored_output, repair=repair)


def web_program(*, listener: socket.socket, environ: Mapping[str, str]) -> Program:
    options = {
        "fd": str(listener.fileno()),
        "lifespan": "off",
        "log-level": "warning",
        "timeout-graceful-shutdown": "2",
        **CONNECTION_OPTIONS,
    }
    flags = [part for key, value in options.items() for part in (f"--{key}", value)]
    command = [sys.executable, "-m", "uvicorn", "newsroom.asgi:application", "--no-access-log", *flags]
    patience = environ.get("DATABASE_PATIENCE", WEB_DATABASE_TIMEOUT)
    own = {**environ, "DATABASE_PATIENCE": patience}
    return Program("web", command, own, inherited_fds=(listener.fileno(),))


def beat_program(*, environ: Mapping[str, str]) -> Program:
    command = [*_celery(), "beat", "--loglevel", "WARNING", "--pidfile", ""]
    return Program("beat", command, environ)


def worker_program(*, environ: Mapping[str, str], threads: int = 4) -> Program:
    """A worker with threads, because its tasks wait for mail servers and not for processors."""
    command = [
        *_celery(),
        *("worker", "--loglevel", "WARNING", "--pool", "threads", "--concurrency", str(threads)),
        *("--without-gossip", "--without-mingle", "--without-heartbeat"),
    ]
    # Celery's long warning about running as root matters for pickled tasks only.
    own = {**environ, "PYTHONWARNINGS": "ignore:You're running the worker", "CELERY_SKIP_CHECKS": "1"}
    return Program("worker", command, own, second_signal=signal.SIGQUIT, ignored_output=("Warm shutdown",))


def _celery() -> list[str]:
    return [sys.executable, "-m", "celery", "--quiet", "--app", "newsroom.celery"]


def serves(url: str, *, timeout: float = 1.0) -> bool:
    """True when the web process answers with any status."""
    try:
        urllib.request.urlopen(f"{url}/", timeout=timeout).close()  # noqa: S310 - our own http address
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True
