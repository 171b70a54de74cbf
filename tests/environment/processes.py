"""Programs of the product that tests start for real, on the rows the test sees."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import redis
import uvicorn
from django.conf import settings
from django.db import connection

from newsroom.asgi import pages
from newsroom.running import programs
from newsroom.running.children import PROJECT
from newsroom.running.reaper import signal_group
from newsroom.server.edge import Edge
from newsroom.server.streams import Streams
from tests.environment import database
from tests.environment.plugin import reaper

TIMEOUT = 120
"""Seconds after which something will never be: a bound, which only a machine that stands still comes near."""


def wait_until(condition: Callable[[], object], *, seconds: float = TIMEOUT) -> None:
    """Return once ``condition`` holds; fail when it never does."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, f"waited {seconds} s in vain"
        time.sleep(0.02)


def environment(**extra: str) -> dict[str, str]:
    """What a program is told so that it works on this test's database, broker and files."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "DATABASE_URL": database.url(connection.settings_dict),
        "COPYDESK_VAR": str(settings.VAR),
        "REDIS_URL": settings.REDIS_URL,
        **extra,
    }


class Worker:
    """A real ``celery worker`` process. ``include``: modules with tasks of the test's own."""

    def __init__(self, *, include: str = "", **environ: str) -> None:
        program = programs.worker_program(environ=environment(**environ))
        command = [*program.command, *(["--include", include] if include else [])]
        self._log = tempfile.TemporaryFile("w+")  # noqa: SIM115 - open as long as the worker runs
        self.process = subprocess.Popen(
            command,
            env=dict(program.environ),
            cwd=PROJECT,
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        reaper.watch(self.process.pid)

    @property
    def output(self) -> str:
        self._log.seek(0)
        return self._log.read()

    def wait_until_ready(self) -> None:
        """It waits for tasks when the broker sees it do so."""
        client = redis.Redis.from_url(settings.REDIS_URL)

        def waits_for_tasks() -> bool:
            assert self.process.poll() is None, self.output
            return any(entry["cmd"].startswith("brpop") for entry in client.client_list())

        try:
            wait_until(waits_for_tasks)
        finally:
            client.close()

    def kill(self) -> None:
        """As a power cut would."""
        signal_group(self.process.pid, signal.SIGKILL)
        self.process.wait()
        reaper.forget(self.process.pid)

    def dismiss(self) -> None:
        """The test is over, and what it still does matters to nobody."""
        self.kill()
        self._log.close()


class Web:
    """A web process of its own, as ``manage.py up`` starts it: its ``address``, ``process``, ``output``."""

    def __init__(self, listener: socket.socket, **environ: str) -> None:
        """``listener`` stays open: what is started again has the same address."""
        self.address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        self._program = programs.web_program(listener=listener, environ=environment(**environ))
        self._log = tempfile.TemporaryFile("w+")  # noqa: SIM115 - open as long as the process runs
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            self._program.command,
            env=dict(self._program.environ),
            cwd=PROJECT,
            pass_fds=self._program.inherited_fds,
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )
        wait_until(lambda: programs.serves(self.address))

    @property
    def output(self) -> str:
        self._log.seek(0)
        return self._log.read()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(60)

    def close(self) -> None:
        self._log.close()


@contextmanager
def web_process(**environ: str) -> Iterator[Web]:
    with programs.listen("127.0.0.1", 0) as listener:
        started = Web(listener, **environ)
        try:
            yield started
        finally:
            started.stop()
            started.close()


@contextmanager
def web(*, timeout: float = 0, **streams: float) -> Iterator[str]:
    """The application served by uvicorn from a thread; its address. ``streams``: how its streams behave;
    ``timeout``: seconds for a body that does not come.

    A thread, so that changed settings, cleared caches and mail kept by the test are the server's, too.
    """
    listener = programs.listen("127.0.0.1", 0)
    config = uvicorn.Config(
        Edge(Streams(pages, **streams), **({"timeout": timeout} if timeout else {})),
        lifespan="off",
        log_level="warning",
        timeout_graceful_shutdown=1,
        http=programs.CONNECTION_OPTIONS["http"],
        ws="none",
        h11_max_incomplete_event_size=int(programs.CONNECTION_OPTIONS["h11-max-incomplete-event-size"]),
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    wait_until(lambda: server.started)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()
        pages.close()
