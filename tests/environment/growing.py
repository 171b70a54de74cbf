"""What a process holds: its documents, its rows in memory, and the size of what modules and classes keep."""

from __future__ import annotations

import gc
import sys
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from functools import _lru_cache_wrapper
from typing import Any
from weakref import WeakKeyDictionary, WeakSet, WeakValueDictionary

from django.db.models import Model
from prosemirror.model import Node

SIZED = (dict, set, list, deque, bytearray, WeakKeyDictionary, WeakSet, WeakValueDictionary)
OURS = ("articles", "newsroom", "reviews", "prosemirror")
NOT_OF_THE_APPLICATION = ("_pytest", "pytest", "tests", "coverage", "hypothesis", "pluggy", "execnet")
OF_THE_TEST_CLIENT = frozenset({"weakref.finalize._registry"})
"""Django's test client connects signals anew for each request; a server does not."""


def live_objects() -> Counter[str]:
    """How many there are of each class that the application or its engine makes; of nodes, the documents."""
    gc.collect()
    found: Counter[str] = Counter()
    for one in gc.get_objects():
        kind = type(one)
        if isinstance(one, Node):
            found["document"] += one.type.name == "doc"
        elif str(kind.__module__).partition(".")[0] in OURS or issubclass(kind, Model):
            found[f"{kind.__module__}.{kind.__qualname__}"] += 1
    return found


def kept_by_modules() -> dict[str, int]:
    """The size of every container and cache that a module or a class of one keeps, in all libraries."""
    return {name: size for name, size in _kept() if name not in OF_THE_TEST_CLIENT}


def _kept() -> Iterator[tuple[str, int]]:
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in NOT_OF_THE_APPLICATION:
            continue
        for holder, values in _holders(name, vars(module)):
            for key, value in values:
                yield from _sizes(f"{holder}.{key}", value)


def _holders(name: str, values: Mapping[str, Any]) -> Iterator[tuple[str, list[tuple[str, Any]]]]:
    yield name, list(values.items())
    for value in list(values.values()):
        if isinstance(value, type) and getattr(value, "__module__", None) == name:
            yield f"{name}.{value.__qualname__}", list(vars(value).items())


def _sizes(name: str, value: Any) -> Iterator[tuple[str, int]]:
    # By type: asking some lazy modules whether they are anything imports them.
    kind = type(value)
    if issubclass(kind, classmethod | staticmethod):
        yield from _sizes(name, value.__func__)
    elif issubclass(kind, _lru_cache_wrapper):
        if value.cache_info().maxsize is None:
            yield name, value.cache_info().currsize
    elif issubclass(kind, SIZED):
        yield name, len(value)


def grown(before: Mapping[str, int], after: Mapping[str, int], *, by: int) -> dict[str, tuple[int, int]]:
    """What has grown by so many or more."""
    return {
        name: (before.get(name, 0), size) for name, size in after.items() if size - before.get(name, 0) >= by
    }
