"""The types of values in the environment: flags, lists, durations, times of day, time zones.

Each is a type for pydantic. Its errors name the variable and the problem, but never the value.
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
    """The error for a value that cannot be read. ``write``: what to write instead."""
    return PydanticCustomError("unreadable", "cannot be read: {write}.", {"write": write})


def read_by(read: Callable[[str], Any]) -> BeforeValidator:
    """Have ``read`` parse the text of a variable. It may raise :func:`unreadable`."""
    return BeforeValidator(read)


def split_list(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _flag(text: str) -> bool:
    return text.lower() in {"1", "true", "yes", "on"}


def _time_zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError):
        raise unreadable("write a name such as Europe/Berlin") from None
    return text


def _duration(text: str) -> timedelta:
    found = _duration_of(text)
    if found is None:
        raise unreadable("write a time such as 90s, 3m or 24h")
    return found


def _times(text: str) -> tuple[timedelta, ...]:
    return tuple(sorted(map(_duration, split_list(text)), reverse=True))


def _steps(text: str) -> tuple[timedelta | float, ...]:
    found = [_part_of(part) if part.endswith("%") else _duration_of(part) for part in split_list(text)]
    if None in found:
        raise unreadable("write steps such as 50%,24h,4h")
    return tuple(step for step in found if step is not None)


def _time_of_day(text: str) -> time | None:
    if text == "off":
        return None
    try:
        return time.fromisoformat(text)
    except ValueError:
        raise unreadable("write an hour such as 08:00, or off") from None


def _part_of(text: str) -> float | None:
    number = text[:-1].strip()
    return int(number) / 100 if number.isascii() and number.isdecimal() and 0 < int(number) < 100 else None


def _duration_of(text: str) -> timedelta | None:
    match = DURATION.fullmatch(text)
    if match is None or not (match["unit"] or int(match["number"]) == 0):
        return None
    return int(match["number"]) * UNITS.get(match["unit"], timedelta())


Text = Annotated[str, StringConstraints(strip_whitespace=True)]
Flag = Annotated[bool, read_by(_flag)]
"""True for 1, true, yes and on; false for anything else."""
Names = Annotated[list[str], read_by(split_list)]
TimeZone = Annotated[str, read_by(_time_zone)]
Duration = Annotated[timedelta, read_by(_duration)]
"""A duration such as ``90s``, ``3m``, ``24h`` or ``2d``; ``0`` is none."""
Times = Annotated[tuple[timedelta, ...], read_by(_times)]
"""Durations separated by commas, sorted with the longest first. A comma alone means none."""
Steps = Annotated[tuple[timedelta | float, ...], read_by(_steps)]
"""Steps before a deadline, separated by commas: durations, and parts such as ``50%`` of the available time,
which become fractions. A comma alone means none."""
TimeOfDay = Annotated[time | None, read_by(_time_of_day)]
"""An hour such as ``08:00``; ``off`` is none."""


def given(environ: Mapping[str, str], name: str) -> str:
    """The value of a variable without surrounding space; empty when it is not given."""
    return environ.get(name, "").strip()


HIDING = ConfigDict(hide_input_in_errors=True)
"""A value may be a secret, so no error and no traceback shows it."""


def read_variable(value_type: Any, environ: Mapping[str, str], name: str, default: str = "") -> Any:
    """One variable, parsed as ``value_type``. Raises ImproperlyConfigured with one sentence."""
    try:
        return TypeAdapter(value_type, config=HIDING).validate_python(given(environ, name) or default)
    except ValidationError as error:
        raise ImproperlyConfigured(f"{name} {error.errors(include_input=False)[0]['msg']}") from None


def flag(environ: Mapping[str, str], name: str) -> bool:
    return _flag(given(environ, name))


def names(environ: Mapping[str, str], name: str) -> list[str]:
    return split_list(environ.get(name, ""))


def duration(environ: Mapping[str, str], name: str, default: str) -> timedelta:
    found: timedelta = read_variable(Duration, environ, name, default)
    return found
