"""How steps moved positions, as few bytes: all that bringing a position to a later version needs of them."""

from __future__ import annotations

from collections.abc import Iterable

from prosemirror.transform import StepMap

from articles.documents.packing import pack, unpack


def pack_maps(maps: Iterable[StepMap]) -> bytes:
    """The maps of steps that follow each other."""
    kept = [step_map.ranges for step_map in maps]
    flat = [number for ranges in kept for number in ranges]
    return pack([len(ranges) // 3 for ranges in kept], flat[0::3], flat[1::3], flat[2::3])


def unpack_maps(data: bytes) -> list[StepMap]:
    """What :func:`pack_maps` was given."""
    counts, *columns = unpack(data)
    ranges = list(zip(*columns, strict=True))
    maps, at = [], 0
    for count in counts:
        maps.append(StepMap([number for one in ranges[at : at + count] for number in one]))
        at += count
    return maps
