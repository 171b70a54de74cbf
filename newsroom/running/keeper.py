"""Sees to it that no program outlives its supervisor, however that one ends.

A process of its own that only reads a pipe. The supervisor says which process groups it started and which
are gone; when the pipe closes and some are left, the supervisor was killed, and the keeper ends them in
order, the broker last. Works the same on Linux and macOS and reaches grandchildren. Standard library only:
it starts in a few milliseconds.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from collections.abc import Iterable

GRACE_SECONDS = 5.0
POLL = 0.05


def exists(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def send(group: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)


def end(groups: Iterable[int]) -> None:
    """Ask, wait, and insist."""
    left = list(groups)
    for group in left:
        send(group, signal.SIGTERM)
    deadline = time.monotonic() + GRACE_SECONDS
    while any(map(exists, left)) and time.monotonic() < deadline:
        time.sleep(POLL)
    for group in left:
        send(group, signal.SIGKILL)


def main() -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    groups: list[int] = []
    for line in sys.stdin:
        word, group = line.split()
        if word == "started":
            groups.append(int(group))
        elif int(group) in groups:
            groups.remove(int(group))
    first, rest = groups[:1], groups[1:]
    end(reversed(rest))
    end(first)


if __name__ == "__main__":
    main()
