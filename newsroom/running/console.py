"""One terminal for several programs: whole lines, each with the name of its program."""

from __future__ import annotations

import os
import sys
import threading
from typing import TextIO

COLOURS = (36, 33, 35, 32, 34)
WIDTH = 6


class Console:
    """Writes lines from several threads without mixing them. Only a terminal gets colours."""

    def __init__(self, out: TextIO | None = None) -> None:
        self._out = out or sys.stdout
        self._lock = threading.Lock()
        self._colours: dict[str, int] = {}
        self._coloured = self._out.isatty() and "NO_COLOR" not in os.environ

    def write_line(self, text: str) -> None:
        """A line of our own."""
        self._write(text)

    def relay(self, name: str, text: str) -> None:
        """A line that one of the programs wrote."""
        label = f"{name:>{WIDTH}}"
        if self._coloured:
            colour = self._colours.setdefault(name, COLOURS[len(self._colours) % len(COLOURS)])
            label = f"\x1b[{colour}m{label}\x1b[0m"
        self._write(f"{label} | {text}")

    def _write(self, line: str) -> None:
        with self._lock:
            try:
                self._out.write(line + "\n")
                self._out.flush()
            except (OSError, ValueError):  # the reader of our output went away: no reason to stop serving
                pass
