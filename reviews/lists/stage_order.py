"""The stages of several desks as one row of names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def in_order(workflows: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """Each name once, so that every desk's stages are in its own order wherever desks agree.

    Where they contradict one another, the name comes first that is nearest to a beginning.
    """
    rows = [list(names) for names in workflows]
    first_place = {name: index for names in rows for index, name in reversed(list(enumerate(names)))}
    found: list[str] = []
    while rows := [names for names in rows if names]:
        behind = {name for names in rows for name in names[1:]}
        heads = [names[0] for names in rows]
        free = [name for name in heads if name not in behind]
        following = min(free or heads, key=lambda name: first_place[name])
        found.append(following)
        rows = [[name for name in names if name != following] for names in rows]
    return tuple(found)
