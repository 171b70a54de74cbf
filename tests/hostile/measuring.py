"""How the work for a large input compares with that for a small one, in one run and on one machine."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

FLOOR: Final = 0.004
"""Seconds of CPU below which the larger input is quick enough, however it grows: clocks are coarse there."""
TIMES: Final = 4
"""The larger input is so many times the smaller one; what is quadratic costs sixteen times as much."""
MOST: Final = 8.0


def cost(work: Callable[[], object]) -> float:
    """Seconds of this process's own CPU time."""
    start = time.process_time()
    work()
    return time.process_time() - start


def growth(small: Callable[[], object], large: Callable[[], object], *, floor: float = FLOOR) -> float:
    """How many times as much the large input costs; 0 when it costs next to nothing.

    What disturbs a measurement makes it longer: before anything is said to grow too fast both are taken
    again, and the shortest of all count.
    """
    larger = cost(large)
    if larger < floor:
        return 0.0
    smaller, ratio = cost(small), 0.0
    for _ in range(4):
        smaller = min(smaller, cost(small))
        ratio = larger / max(smaller, floor / 100)
        if ratio <= MOST:
            break
        larger = min(larger, cost(large))
    return ratio if larger >= floor else 0.0
