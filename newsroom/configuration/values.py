"""Single values of the environment: flags, lists, lengths of time, hours and time zones.

Each reader takes the environment, and raises ImproperlyConfigured with one sentence for what it cannot read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import time, timedelta
from zoneinfo import ZoneInfo

from django.core.exceptions import ImproperlyConfigured

DURATION = re.compile(r"(?P<number>[0-9]{1,4})\s*(?P<unit>[smhd]?)")
UNITS = {
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
}


def given(environ: Mapping[str, str], name: str) -> str:
    """The value without the space around it; what is blank is not given."""
    return environ.get(name, "").strip()


def flag(environ: Mapping[str, str], name: str) -> bool:
    return given(environ, name).lower() in {"1", "true", "yes", "on"}


def names(environ: Mapping[str, str], name: str) -> list[str]:
    return [part.strip() for part in environ.get(name, "").split(",") if part.strip()]


def time_zone(environ: Mapping[str, str]) -> str:
    name = given(environ, "TIME_ZONE") or "UTC"
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ImproperlyConfigured("TIME_ZONE cannot be read: write a name such as Europe/Berlin.") from error
    return name


def duration(environ: Mapping[str, str], name: str, default: str) -> timedelta:
    """A length of time such as ``90s``, ``3m``, ``24h`` or ``2d``; ``0`` is none."""
    found = _duration_of(given(environ, name) or default)
    if found is None:
        raise ImproperlyConfigured(f"{name} cannot be read: write a time such as 90s, 3m or 24h.")
    return found


def times(environ: Mapping[str, str], name: str, default: str) -> tuple[timedelta, ...]:
    """Lengths of time, separated by commas, the longest first. Nothing but a comma is none."""
    said = [part.strip() for part in (given(environ, name) or default).split(",") if part.strip()]
    return tuple(sorted((duration({name: part}, name, part) for part in said), reverse=True))


def steps(environ: Mapping[str, str], name: str, default: str) -> tuple[timedelta | float, ...]:
    """Steps before a moment, separated by commas: lengths of time, and parts such as ``50%`` of the time
    there is (read as a fraction). Nothing but a comma is none."""
    said = [part.strip() for part in (given(environ, name) or default).split(",") if part.strip()]
    found = [_part_of(part) if part.endswith("%") else _duration_of(part) for part in said]
    if None in found:
        raise ImproperlyConfigured(f"{name} cannot be read: write steps such as 50%,24h,4h.")
    return tuple(step for step in found if step is not None)


def time_of_day(environ: Mapping[str, str], name: str, default: str) -> time | None:
    """An hour such as ``08:00``; ``off`` is none."""
    said = given(environ, name) or default
    if said == "off":
        return None
    try:
        return time.fromisoformat(said)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} cannot be read: write an hour such as 08:00, or off.") from error


def _part_of(said: str) -> float | None:
    number = said[:-1].strip()
    return int(number) / 100 if number.isascii() and number.isdecimal() and 0 < int(number) < 100 else None


def _duration_of(said: str) -> timedelta | None:
    match = DURATION.fullmatch(said)
    if match is None or not (match["unit"] or int(match["number"]) == 0):
        return None
    return int(match["number"]) * UNITS.get(match["unit"], timedelta())
