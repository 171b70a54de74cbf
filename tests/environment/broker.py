"""A real broker for one test process, on a socket of its own."""

from __future__ import annotations

import atexit
import subprocess
from pathlib import Path

from newsroom.running import broker
from newsroom.running.children import Reaper


def start(directory: Path, reaper: Reaper) -> str:
    """Start one in ``directory``; its address."""
    endpoint = directory / "test-broker.sock"
    process = subprocess.Popen(
        broker.server_command(endpoint=endpoint, data=directory / "test-broker"),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    reaper.watch(process.pid)
    atexit.register(_stop, process, reaper)
    broker.wait_until_it_answers(endpoint)
    return f"unix://{endpoint}"


class Restartable:
    """A broker of one test's own, to be stopped, frozen and started again on the same data."""

    def __init__(self, directory: Path) -> None:
        self.endpoint, self.data = directory / "socket", directory
        self.url = f"unix://{self.endpoint}"
        self.celery_url = f"redis+socket://{self.endpoint}"
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(broker.server_command(endpoint=self.endpoint, data=self.data))
        broker.wait_until_it_answers(self.endpoint)

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()

    def restart(self) -> None:
        self.stop()
        self.start()


def _stop(process: subprocess.Popen[bytes], reaper: Reaper) -> None:
    process.kill()
    process.wait()
    reaper.forget(process.pid)


def described() -> str:
    return f"broker: {broker.server_program()}"
