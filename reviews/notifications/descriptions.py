"""Descriptions of people (``Q``) that differ only in whom they name: one statement serves them all."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from itertools import islice
from typing import Any

from django.db.models import Q

_NAMED = "pk__in"


def shape_of(description: Q) -> Hashable | None:
    """Equal for descriptions that differ only in whom they name; ``None`` where one holds a statement."""
    children: list[Hashable] = []
    for child in description.children:
        shape = _shape_of_child(child)
        if shape is None:
            return None
        children.append(shape)
    return description.connector, description.negated, tuple(children)


def _shape_of_child(child: Any) -> Hashable | None:
    if isinstance(child, Q):
        return shape_of(child)
    if not isinstance(child, tuple):
        return None
    name, value = child
    if _names_people(name, value):
        return name, len(value)
    return (name, value) if isinstance(value, str | bool) else None


def ids_in(description: Q) -> list[int]:
    """Whom it names, in the order of its parts."""
    found: list[int] = []
    for child in description.children:
        if isinstance(child, Q):
            found += ids_in(child)
        elif isinstance(child, tuple) and _names_people(*child):
            found += child[1]
    return found


def with_ids(description: Q, ids: Iterator[int]) -> Q:
    """The same with as many other people as it names, taken from ``ids``."""
    children = [_child_with_ids(child, ids) for child in description.children]
    return Q.create(children, connector=description.connector, negated=description.negated)


def _child_with_ids(child: Any, ids: Iterator[int]) -> Any:
    if isinstance(child, Q):
        return with_ids(child, ids)
    if isinstance(child, tuple) and _names_people(*child):
        return child[0], tuple(islice(ids, len(child[1])))
    return child


def _names_people(name: str, value: Any) -> bool:
    return name == _NAMED and isinstance(value, set | frozenset | tuple)
