"""Who put and who wrote each position of a document, and how that goes from one version to another.

A position is one UTF-16 unit of text, or one border of a node, as in :mod:`articles.documents.origins`.
Acts are numbers.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from articles.documents.packing import Column, pack, unpack

STANDS: Final = -1
"""In place of an act: nobody removed this. In place of a position: this was not there before."""
KEPT, GONE, NEW = range(3)


@dataclass(frozen=True)
class Attribution:
    """For each position of a document, the act that put it there and the act that wrote it first."""

    acts: Column
    origins: Column

    @classmethod
    def single(cls, size: int, act: int) -> Attribution:
        """Everything by one act."""
        return cls(array("i", [act]) * size, array("i", [act]) * size)

    def packed(self) -> bytes:
        return pack(self.acts, self.origins)

    @classmethod
    def unpacked(cls, data: bytes) -> Attribution:
        return cls(*unpack(data, "i"))


@dataclass(frozen=True)
class Delta:
    """What became of each position from one version to another, and by which act.

    ``kinds`` and ``lengths`` are runs of positions that were kept, are gone, or are new, in the order of both
    texts. ``fates`` has the act for each that is gone; ``acts`` and ``origins`` those of each that is new.
    """

    kinds: Column
    lengths: Column
    fates: Column
    acts: Column
    origins: Column

    @classmethod
    def between(cls, places: Column, fates: Column, after: Attribution) -> Delta:
        """Of a text whose positions stood at ``places`` in the one before, whose positions met ``fates``."""
        delta = cls(*(array("i") for _column in range(5)))
        at = 0
        for start, end in _runs(places):
            if places[start] == STANDS:
                delta.kinds.append(NEW)
                delta.acts.extend(after.acts[start:end])
                delta.origins.extend(after.origins[start:end])
            else:
                delta._lose(fates[at : places[start]])
                delta.kinds.append(KEPT)
                at = places[end - 1] + 1
            delta.lengths.append(end - start)
        delta._lose(fates[at:])
        return delta

    def _lose(self, fates: Column) -> None:
        if fates:
            self.kinds.append(GONE)
            self.lengths.append(len(fates))
            self.fates.extend(fates)

    def attributed(self, before: Attribution) -> Attribution:
        """The attribution after it."""
        acts, origins = array("i"), array("i")
        at = new = 0
        for kind, length in zip(self.kinds, self.lengths, strict=True):
            if kind == NEW:
                acts.extend(self.acts[new : new + length])
                origins.extend(self.origins[new : new + length])
                new += length
                continue
            if kind == KEPT:
                acts.extend(before.acts[at : at + length])
                origins.extend(before.origins[at : at + length])
            at += length
        return Attribution(acts, origins)

    def carried(self, places: Column, fates: Column) -> Column:
        """Where each position after it stood in an older text, given that for those before it.

        The fates of the older text's positions that are gone with it are written into ``fates``.
        """
        found = array("i")
        at = gone = 0
        for kind, length in zip(self.kinds, self.lengths, strict=True):
            if kind == NEW:
                found.extend(array("i", [STANDS]) * length)
                continue
            if kind == KEPT:
                found.extend(places[at : at + length])
            else:
                lost = self.fates[gone : gone + length]
                for place, fate in zip(places[at : at + length], lost, strict=True):
                    if place != STANDS:
                        fates[place] = fate
                gone += length
            at += length
        return found


def _runs(places: Column) -> Iterator[tuple[int, int]]:
    """Stretches of positions that are all new, or stood one behind the other."""
    start, size = 0, len(places)
    while start < size:
        end, first = start + 1, places[start]
        if first == STANDS:
            while end < size and places[end] == STANDS:
                end += 1
        else:
            while end < size and places[end] == first + end - start:
                end += 1
        yield start, end
        start = end


def pack_deltas(deltas: Sequence[tuple[int, Delta]]) -> bytes:
    """Deltas that follow each other, each with the version that it leads to."""
    versions, runs = [version for version, _delta in deltas], [delta for _version, delta in deltas]
    columns = (
        (one.kinds for one in runs),
        (one.lengths for one in runs),
        (one.fates for one in runs),
        (one.acts for one in runs),
        (one.origins for one in runs),
    )
    return pack(versions, [len(one.kinds) for one in runs], *map(chain.from_iterable, columns))


def unpack_deltas(data: bytes) -> Iterator[tuple[int, Delta]]:
    """What :func:`pack_deltas` was given."""
    versions, counts, kinds, lengths, fates, acts, origins = unpack(data, "i")
    run = gone = new = 0
    for version, count in zip(versions, counts, strict=True):
        here = slice(run, run + count)
        sizes = [0, 0, 0]
        for kind, length in zip(kinds[here], lengths[here], strict=True):
            sizes[kind] += length
        lost, put = slice(gone, gone + sizes[GONE]), slice(new, new + sizes[NEW])
        yield (
            version,
            Delta(kinds[here], lengths[here], fates[lost], acts[put], origins[put]),
        )
        run, gone, new = here.stop, lost.stop, put.stop
