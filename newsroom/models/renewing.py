"""Bringing an instance up to date with its row."""

from __future__ import annotations

from typing import TypeVar

from django.db import models

M = TypeVar("M", bound=models.Model)


def renew(stale: M, fresh: M) -> None:
    """Give ``stale`` the values of ``fresh``; related objects it has loaded stay, unless they changed."""
    for field in stale._meta.concrete_fields:
        setattr(stale, field.attname, getattr(fresh, field.attname))
