"""Work that a test keeps going for as long as it wants to look on."""

from __future__ import annotations

import os
import time
from pathlib import Path

from newsroom.errors import Conflict


def wait_for(begun: str, end: str) -> int:
    """Say that it began, go on until it is to end, and say in which process."""
    Path(begun).touch()
    while not Path(end).exists():
        time.sleep(0.02)
    return os.getpid()


def refuse() -> None:
    raise Conflict("Not now.")


def die() -> None:
    os._exit(3)
