"""Starts programs, restarts those that die, and stops all in order within five seconds."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from newsroom.running.children import Child, Program, Reaper
from newsroom.running.console import Console

POLL_SECONDS = 0.2
GRACE_SECONDS = 3.8
"""Running tasks and requests may finish within this time."""
KILL_WAIT_SECONDS = 0.4
STOPPING_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Supervisor:
    """Holds programs in the order in which they were started."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._reaper = Reaper()
        self._children: list[Child] = []
        self.stopping = threading.Event()

    @contextmanager
    def signals(self) -> Iterator[None]:
        """In this block Ctrl-C, SIGTERM and SIGHUP ask for an orderly stop. A second one kills."""
        before = {number: signal.signal(number, self._on_signal) for number in STOPPING_SIGNALS}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        if self.stopping.is_set():
            for child in self._children:
                child.send_signal(signal.SIGKILL)
        self.stopping.set()

    def start(self, program: Program) -> Child:
        child = Child(program, self._console, self._reaper)
        child.start()
        self._children.append(child)
        return child

    def watch(self) -> None:
        """Restart programs that die, until asked to stop. The pause grows with every quick failure."""
        while not self.stopping.wait(POLL_SECONDS):
            self.restart_dead()

    def restart_dead(self) -> None:
        """Restart the programs that died and whose pause is over."""
        for child in self._children:
            self._restart_if_dead(child)

    def _restart_if_dead(self, child: Child) -> None:
        if child.restart_at is not None:
            if time.monotonic() >= child.restart_at:
                if report := child.program.repair():
                    self._console.write_line(report)
                child.start()
        elif not child.running:
            pause = child.clean_up()
            self._console.write_line(
                f"{child.program.name} stopped unexpectedly; restarting in {pause:.0f} s."
            )

    def stop(self) -> None:
        """Stop all programs within five seconds, in the order of their start.

        Those that stop last are stopped when the others have ended.
        """
        self.stopping.set()
        self._stop([child for child in self._children if not child.program.stops_last], GRACE_SECONDS)
        self._stop([child for child in self._children if child.program.stops_last], KILL_WAIT_SECONDS)
        self._children = []
        self._reaper.close()

    def _stop(self, children: list[Child], timeout: float) -> None:
        for child in children:
            child.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + timeout
        late = [child for child in children if not child.wait(deadline)]
        for child in late:
            child.is_muted = True  # the output of an interrupted program is of no use
            child.send_signal(child.program.second_signal or signal.SIGKILL)
        deadline = time.monotonic() + KILL_WAIT_SECONDS
        for child in late:
            child.wait(deadline)
        for child in children:
            child.kill()
