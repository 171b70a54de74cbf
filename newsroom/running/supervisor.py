"""Starts programs, starts them again when they die, and stops them in order within five seconds."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from newsroom.running.children import Child, Leash, Program
from newsroom.running.console import Console

POLL = 0.2
GRACE_SECONDS = 3.8
"""Seconds in which tasks and requests under way may end by themselves."""
INSISTING = 0.4
STOPPING_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Supervisor:
    """Holds programs in the order in which they were started."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._leash = Leash()
        self._children: list[Child] = []
        self.stopping = threading.Event()

    @contextmanager
    def signals(self) -> Iterator[None]:
        """While this lasts, Ctrl-C and its relatives ask for an orderly stop; a second one kills."""
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
        child = Child(program, self._console, self._leash)
        child.start()
        self._children.append(child)
        return child

    def watch(self) -> None:
        """Until asked to stop: start again what died, after a pause that grows with every quick death."""
        while not self.stopping.wait(POLL):
            self.look_after()

    def look_after(self) -> None:
        """Start again what died and has waited long enough."""
        for child in self._children:
            self._look_after(child)

    def _look_after(self, child: Child) -> None:
        if child.restart_at is not None:
            if time.monotonic() >= child.restart_at:
                if done := child.program.mend():
                    self._console.say(done)
                child.start()
        elif not child.running:
            pause = child.clear_up()
            self._console.say(f"{child.program.name} stopped unexpectedly; restarting in {pause:.0f} s.")

    def stop(self) -> None:
        """Everything that was started is gone when this returns, after five seconds at the latest.

        In the order of their start; but the foundation goes when the others have ended.
        """
        self.stopping.set()
        self._stop([child for child in self._children if not child.program.foundation], GRACE_SECONDS)
        self._stop([child for child in self._children if child.program.foundation], INSISTING)
        self._children = []
        self._leash.drop()

    def _stop(self, children: list[Child], timeout: float) -> None:
        for child in children:
            child.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + timeout
        late = [child for child in children if not child.wait(deadline)]
        for child in late:
            child.silent = True  # what a program says when it is cut off helps nobody
            child.send_signal(child.program.insist or signal.SIGKILL)
        deadline = time.monotonic() + INSISTING
        for child in late:
            child.wait(deadline)
        for child in children:
            child.finish()
