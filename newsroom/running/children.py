"""A program under supervision, and the process it is at the moment."""

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

from newsroom.running import keeper
from newsroom.running.console import Console

PROJECT = Path(__file__).resolve().parents[2]
LONG_ENOUGH = 60.0
"""Seconds after which a program counts as having run well, so that the next restart comes at once."""
LONGEST_PAUSE = 30.0
PRIVATE = 0o077
"""The umask of every program: what it writes is for this account alone."""


@dataclass(frozen=True)
class Program:
    """What to start and how to ask it to stop.

    ``insist``: a second signal for one that does not leave when asked, before it is killed.
    ``chatter``: what it says on every ordinary start or stop, which nobody needs to read.
    ``foundation``: the others lean on it, so it is stopped after them.
    ``mend``: called before it is started again, to do away with what it may have ended of; says what it did.
    """

    name: str
    command: list[str]
    environ: Mapping[str, str]
    insist: signal.Signals | None = None
    inherits: tuple[int, ...] = ()
    foundation: bool = False
    chatter: tuple[str, ...] = ()
    mend: Callable[[], str] = lambda: ""


@dataclass
class Child:
    """Starts a program in a session of its own, so that Ctrl-C in the terminal reaches only us."""

    program: Program
    console: Console
    leash: Leash
    failures: int = 0
    restart_at: float | None = None
    silent: bool = False
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
            pass_fds=self.program.inherits,
            umask=PRIVATE,
        )
        self.leash.hold(self._process.pid)
        threading.Thread(target=self._relay, args=(self._process,), daemon=True).start()

    def _relay(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None  # noqa: S101 - a pipe, as asked for above
        with process.stdout as lines:
            for line in lines:
                text = line.decode(errors="replace").rstrip()
                if text and not self.silent and not any(words in text for words in self.program.chatter):
                    self.console.relay(self.program.name, text)

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._process.poll() is None

    def clear_up(self) -> float:
        """Clear up behind a process that ended by itself; the seconds to wait before the next start.

        What it left behind in its group is killed, and the pause doubles with every quick death.
        """
        keeper.send(self.pid, signal.SIGKILL)
        self.leash.release(self.pid)
        ran_well = time.monotonic() - self._started_at > LONG_ENOUGH
        self.failures = 1 if ran_well else self.failures + 1
        pause: float = min(LONGEST_PAUSE, 2.0 ** (self.failures - 1))
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

    def finish(self) -> None:
        """Kill whatever is left of it."""
        if self.restart_at is not None:  # dead, and cleared up behind
            return
        keeper.send(self.pid, signal.SIGKILL)
        self._process.wait()
        self.leash.release(self.pid)


class Leash:
    """The supervisor's end of the pipe to the keeper, which ends every program should we be killed."""

    def __init__(self) -> None:
        self._keeper = subprocess.Popen(
            [sys.executable, "-E", "-S", str(Path(keeper.__file__))],
            stdin=subprocess.PIPE,
            start_new_session=True,
            text=True,
            env={"PATH": os.environ.get("PATH", "")},
        )

    def hold(self, group: int) -> None:
        self._write(f"started {group}\n")

    def release(self, group: int) -> None:
        self._write(f"ended {group}\n")

    def drop(self) -> None:
        assert self._keeper.stdin is not None  # noqa: S101
        self._keeper.stdin.close()
        self._keeper.wait()

    def _write(self, line: str) -> None:
        assert self._keeper.stdin is not None  # noqa: S101
        try:
            self._keeper.stdin.write(line)
            self._keeper.stdin.flush()
        except BrokenPipeError:  # somebody killed the keeper; we still stop our programs ourselves
            pass
