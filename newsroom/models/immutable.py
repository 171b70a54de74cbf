"""Rows that are written once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NoReturn, TypeVar

from django.db import models

from newsroom.errors import Conflict

M = TypeVar("M", bound=models.Model)


class CannotBeChanged(Conflict):
    """Somebody tried to change an immutable row."""


def _refuse(model: type[models.Model]) -> NoReturn:
    raise CannotBeChanged(f"A {model._meta.verbose_name} cannot be changed once it is written.")


class ImmutableQuerySet(models.QuerySet[M]):
    """Refuses ``update`` and ``bulk_update``, which do not call ``save``."""

    def update(self, **kwargs: Any) -> int:
        _refuse(self.model)

    def bulk_update(self, objs: Iterable[M], fields: Iterable[str], batch_size: int | None = None) -> int:
        _refuse(self.model)


class Immutable(models.Model):
    """A row that can be added, and deleted with the row it belongs to, but never changed."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            _refuse(type(self))
        super().save(*args, **kwargs)
