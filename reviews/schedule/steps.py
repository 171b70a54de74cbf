"""How long before a deadline people are reminded and warned: as their desk chose, else the newsroom."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta
from functools import lru_cache
from typing import Final

from django.conf import settings
from pydantic import TypeAdapter

from newsroom.configuration.values import Steps

Step = timedelta | float
"""A time before the deadline, or the part that is left of the time to answer, between 0 and 1."""

NONE: Final = ","
REMINDERS: Final = ("50%", "24h", "12h", "4h", "1h", "30m")
ESCALATIONS: Final = ("24h", "4h", "2h", "1h", "30m", "15m")
"""What a desk can choose from, beside what the newsroom has."""
_STEPS: Final[TypeAdapter[tuple[Step, ...]]] = TypeAdapter(Steps)


def reminder_steps(chosen: str) -> tuple[Step, ...]:
    """When who has to answer is reminded. ``chosen``: ``Desk.reminders``."""
    return _read(chosen) if chosen else tuple(settings.REMINDERS)


def escalation_steps(chosen: str) -> tuple[timedelta, ...]:
    """When the desk, and at the last step its slot, are warned. ``chosen``: ``Desk.escalations``."""
    steps = _read(chosen) if chosen else settings.ESCALATIONS
    return tuple(step for step in steps if isinstance(step, timedelta))


def written(keys: Collection[str], newsrooms: Sequence[Step]) -> str:
    """What the desk's row says for these steps: blank where they are the newsroom's.

    Raises :class:`ValueError` for a step that cannot be read.
    """
    ordered = sorted(set(keys), key=lambda key: _order(_step(key)))
    if set(map(_step, ordered)) == set(newsrooms):
        return ""
    return ",".join(ordered) or NONE


def keys(steps: Collection[Step]) -> list[str]:
    """The steps as a desk's row has them, such as ``50%`` and ``4h``, the longest time first."""
    return [_key(step) for step in sorted(steps, key=_order)]


def offered(options: Collection[str], *more: Collection[Step]) -> list[str]:
    """The options with those that hold already, the longest time first."""
    return keys({_step(option) for option in options}.union(*more))


@lru_cache(maxsize=256)
def _read(text: str) -> tuple[Step, ...]:
    return _STEPS.validate_python(text)


def _step(key: str) -> Step:
    found = _read(key)
    if len(found) != 1:
        raise ValueError(key)
    return found[0]


def _key(step: Step) -> str:
    if isinstance(step, float):
        return f"{step:.0%}"
    seconds = round(step.total_seconds())
    for unit, length in (("d", 86_400), ("h", 3_600), ("m", 60)):
        if seconds % length == 0 and (unit != "d" or seconds > length):
            return f"{seconds // length}{unit}"
    return f"{seconds}s"


def _order(step: Step) -> tuple[bool, float]:
    return (False, -step) if isinstance(step, float) else (True, -step.total_seconds())
