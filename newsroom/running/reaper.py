"""Ends the programs of a supervisor that was killed, so that none outlives it.

The reaper is a process that only reads a pipe. The supervisor writes which process groups it started and
which ended. When the pipe closes while some still run, the supervisor was killed: the reaper then ends them
in order, the broker last. It works the same on Linux and macOS, and reaches grandchildren. It needs the
standard library only, and starts in a few milliseconds.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from collections.abc import Iterable

GRACE_SECONDS = 5.0
POLL_SECONDS = 0.05


def group_exists(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def signal_group(group: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)


def terminate(groups: Iterable[int]) -> None:
    """Send SIGTERM, wait for the grace period, then send SIGKILL."""
    remaining = list(groups)
    for group in remaining:
        signal_group(group, signal.SIGTERM)
    deadline = time.monotonic() + GRACE_SECONDS
    while any(map(group_exists, remaining)) and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)
    for group in remaining:
        signal_group(group, signal.SIGKILL)


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
    terminate(reversed(rest))
    terminate(first)


if __name__ == "__main__":
    main()
