"""The kinds of values that the environment gives: flags, lists, lengths of time, hours, time zones.

Each is a type for pydantic, which raises what is wrong behind the name of the variable, and never the value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import time, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ImproperlyConfigured
from pydantic import BeforeValidator, ConfigDict, StringConstraints, TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

DURATION = re.compile(r"(?P<number>[0-9]{1,4})\s*(?P<unit>[smhd]?)")
UNITS = {
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
}


def unreadable(write: str) -> PydanticCustomError:
    """The error of a value that means nothing. ``write``: what to write in its place."""
    return PydanticCustomError("unreadable", "cannot be read: {write}.", {"write": write})


def kind(read: Callable[[str], Any]) -> BeforeValidator:
    """Has a variable read by that function of its text, which may raise :func:`unreadable`."""
    return BeforeValidator(read)


def listed(said: str) -> list[str]:
    return [part.strip() for part in said.split(",") if part.strip()]


def _flag(said: str) -> bool:
    return said.lower() in {"1", "true", "yes", "on"}


def _time_zone(said: str) -> str:
    try:
        ZoneInfo(said)
    except (KeyError, ValueError, OSError):
        raise unreadable("write a name such as Europe/Berlin") from None
    return said


def _duration(said: str) -> timedelta:
    found = _duration_of(said)
    if found is None:
        raise unreadable("write a time such as 90s, 3m or 24h")
    return found


def _times(said: str) -> tuple[timedelta, ...]:
    return tuple(sorted(map(_duration, listed(said)), reverse=True))


def _steps(said: str) -> tuple[timedelta | float, ...]:
    found = [_part_of(part) if part.endswith("%") else _duration_of(part) for part in listed(said)]
    if None in found:
        raise unreadable("write steps such as 50%,24h,4h")
    return tuple(step for step in found if step is not None)


def _time_of_day(said: str) -> time | None:
    if said == "off":
        return None
    try:
        return time.fromisoformat(said)
    except ValueError:
        raise unreadable("write an hour such as 08:00, or off") from None


def _part_of(said: str) -> float | None:
    number = said[:-1].strip()
    return int(number) / 100 if number.isascii() and number.isdecimal() and 0 < int(number) < 100 else None


def _duration_of(said: str) -> timedelta | None:
    match = DURATION.fullmatch(said)
    if match is None or not (match["unit"] or int(match["number"]) == 0):
        return None
    return int(match["number"]) * UNITS.get(match["unit"], timedelta())


Text = Annotated[str, StringConstraints(strip_whitespace=True)]
Flag = Annotated[bool, kind(_flag)]
"""On for 1, true, yes and on; anything else is off."""
Names = Annotated[list[str], kind(listed)]
TimeZone = Annotated[str, kind(_time_zone)]
Duration = Annotated[timedelta, kind(_duration)]
"""A length of time such as ``90s``, ``3m``, ``24h`` or ``2d``; ``0`` is none."""
Times = Annotated[tuple[timedelta, ...], kind(_times)]
"""Lengths of time, separated by commas, the longest first. Nothing but a comma is none."""
Steps = Annotated[tuple[timedelta | float, ...], kind(_steps)]
"""Steps before a moment, separated by commas: lengths of time, and parts such as ``50%`` of the time there is
(read as a fraction). Nothing but a comma is none."""
TimeOfDay = Annotated[time | None, kind(_time_of_day)]
"""An hour such as ``08:00``; ``off`` is none."""


def given(environ: Mapping[str, str], name: str) -> str:
    """The value without the space around it; what is blank is not given."""
    return environ.get(name, "").strip()


HIDING = ConfigDict(hide_input_in_errors=True)
"""A value may be a secret: no error and no traceback shows it."""


def one(kind: Any, environ: Mapping[str, str], name: str, default: str = "") -> Any:
    """A single variable, read as a value of this kind. Raises ImproperlyConfigured with one sentence."""
    try:
        return TypeAdapter(kind, config=HIDING).validate_python(given(environ, name) or default)
    except ValidationError as error:
        raise ImproperlyConfigured(f"{name} {error.errors(include_input=False)[0]['msg']}") from None


def flag(environ: Mapping[str, str], name: str) -> bool:
    return _flag(given(environ, name))


def names(environ: Mapping[str, str], name: str) -> list[str]:
    return listed(environ.get(name, ""))


def time_zone(environ: Mapping[str, str]) -> str:
    found: str = one(TimeZone, environ, "TIME_ZONE", "UTC")
    return found


def duration(environ: Mapping[str, str], name: str, default: str) -> timedelta:
    found: timedelta = one(Duration, environ, name, default)
    return found


def times(environ: Mapping[str, str], name: str, default: str) -> tuple[timedelta, ...]:
    found: tuple[timedelta, ...] = one(Times, environ, name, default)
    return found


def steps(environ: Mapping[str, str], name: str, default: str) -> tuple[timedelta | float, ...]:
    found: tuple[timedelta | float, ...] = one(Steps, environ, name, default)
    return found


def time_of_day(environ: Mapping[str, str], name: str, default: str) -> time | None:
    found: time | None = one(TimeOfDay, environ, name, default)
    return found
