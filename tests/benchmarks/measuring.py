"""Timing one thing often, and keeping the middle of it."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One row of the report. Times are milliseconds of server time; ``aim`` is an upper bound."""

    what: str
    median: float
    slowest_tenth: float
    runs: int
    aim: float | None = None
    statements: int | None = None
    note: str = ""


def timed(
    what: str,
    act: Callable[[], object],
    *,
    runs: int = 60,
    warm_up: int = 5,
    aim: float | None = None,
    prepare: Callable[[], object] | None = None,
    statements: Callable[[], int] | None = None,
    note: str = "",
) -> Figure:
    """Run ``act`` until the figure is steady; ``prepare`` runs before each and does not count."""
    taken = []
    for turn in range(runs + warm_up):
        if prepare is not None:
            prepare()
        gc.disable()
        begun = time.perf_counter()
        act()
        elapsed = (time.perf_counter() - begun) * 1000
        gc.enable()
        if turn >= warm_up:
            taken.append(elapsed)
    taken.sort()
    figure = Figure(
        what=what,
        median=statistics.median(taken),
        slowest_tenth=taken[int(len(taken) * 0.9)],
        runs=runs,
        aim=aim,
        statements=statements() if statements else None,
        note=note,
    )
    print(f"{what}: {figure.median:.1f} ms")
    return figure
