"""A supervised program, and the process that runs it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from newsroom.running import reaper
from newsroom.running.console import Console

PROJECT = Path(__file__).resolve().parents[2]
STABLE_SECONDS = 60.0
"""A program that ran this long counts as stable, so that its next restart is not delayed."""
LONGEST_PAUSE_SECONDS = 30.0
PRIVATE_UMASK = 0o077
"""Only this account can read what the programs write."""


@dataclass(frozen=True)
class Program:
    """A program to start, and how to stop it.

    ``second_signal``: sent to a program that ignored the first signal, before it is killed.
    ``ignored_output``: parts of lines that it prints on every ordinary start or stop, which are not shown.
    ``stops_last``: the others depend on it, so it is stopped after them.
    ``repair``: called before a restart, to remove a cause of the failure. Returns a sentence, or ``""``.
    """

    name: str
    command: list[str]
    environ: Mapping[str, str]
    second_signal: signal.Signals | None = None
    inherited_fds: tuple[int, ...] = ()
    stops_last: bool = False
    ignored_output: tuple[str, ...] = ()
    repair: Callable[[], str] = lambda: ""


@dataclass
class Child:
    """Starts a program in its own session, so that Ctrl-C in the terminal reaches only the supervisor."""

    program: Program
    console: Console
    reaper: Reaper
    failures: int = 0
    restart_at: float | None = None
    is_muted: bool = False
    _process: subprocess.Popen[bytes] = field(init=False)
    _started_at: float = field(init=False)

    def start(self) -> None:
        self.restart_at = None
        self._started_at = time.monotonic()
        self._process = subprocess.Popen(
            self.program.command,
            env=dict(self.program.environ),
            cwd=PROJECT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=self.program.inherited_fds,
            umask=PRIVATE_UMASK,
        )
        self.reaper.watch(self._process.pid)
        threading.Thread(target=self._relay, args=(self._process,), daemon=True).start()

    def _relay(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None  # noqa: S101 - a pipe, as asked for above
        with process.stdout as lines:
            for line in lines:
                text = line.decode(errors="replace").rstrip()
                if (
                    text
                    and not self.is_muted
                    and not any(words in text for words in self.program.ignored_output)
                ):
                    self.console.relay(self.program.name, text)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._process.poll() is None

    def clean_up(self) -> float:
        """Clean up after a process that ended by itself. Returns the seconds to wait before the next start.

        It kills what is left of the process group. The pause doubles with every quick failure.
        """
        reaper.signal_group(self.pid, signal.SIGKILL)
        self.reaper.forget(self.pid)
        ran_well = time.monotonic() - self._started_at > STABLE_SECONDS
        self.failures = 1 if ran_well else self.failures + 1
        pause: float = min(LONGEST_PAUSE_SECONDS, 2.0 ** (self.failures - 1))
        self.restart_at = time.monotonic() + pause
        return pause

    def send_signal(self, number: signal.Signals) -> None:
        if self.running:
            self._process.send_signal(number)

    def wait(self, deadline: float) -> bool:
        """True when it ended before ``deadline`` on the monotonic clock."""
        try:
            self._process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            return False
        return True

    def kill(self) -> None:
        """Kill what is left of the process group."""
        if self.restart_at is not None:  # the process ended, and was cleaned up
            return
        reaper.signal_group(self.pid, signal.SIGKILL)
        self._process.wait()
        self.reaper.forget(self.pid)


class Reaper:
    """Starts the reaper, and names the process groups it ends if this process is killed."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-E", "-S", str(Path(reaper.__file__))],
            stdin=subprocess.PIPE,
            start_new_session=True,
            text=True,
            env={"PATH": os.environ.get("PATH", "")},
        )

    def watch(self, group: int) -> None:
        self._write(f"started {group}\n")

    def forget(self, group: int) -> None:
        self._write(f"ended {group}\n")

    def close(self) -> None:
        assert self._process.stdin is not None  # noqa: S101
        self._process.stdin.close()
        self._process.wait()

    def _write(self, line: str) -> None:
        assert self._process.stdin is not None  # noqa: S101
        try:
            self._process.stdin.write(line)
            self._process.stdin.flush()
        except BrokenPipeError:  # somebody killed the reaper; the supervisor still stops its programs itself
            pass
