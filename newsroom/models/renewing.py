"""Updates a model instance from a fresh one."""

from __future__ import annotations

from typing import TypeVar

from django.db import models

M = TypeVar("M", bound=models.Model)


def renew(stale: M, fresh: M) -> None:
    """Copy the fields of ``fresh`` to ``stale``. Loaded related objects stay, unless they changed."""
    for field in stale._meta.concrete_fields:
        setattr(stale, field.attname, getattr(fresh, field.attname))
