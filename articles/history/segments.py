"""Reads the compacted part of a log: position maps, acts, and attributions."""

from __future__ import annotations

import json
import zlib
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _
from prosemirror.transform import StepMap

from articles.documents.attribution import Attribution, Delta, unpack_deltas
from articles.documents.origins import FILED, units_of
from articles.documents.packing import Column, pack, unpack
from articles.documents.stepmaps import unpack_maps
from articles.models import LogSegment, Revision
from newsroom.errors import NotFound

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)


class BatchRecord(NamedTuple):
    """The record of a batch: the version it led to, its author (0 for the program), and its time.

    ``is_edit``: it changed the copy, and did not replace it by a file or a restored revision.
    """

    end: int
    author: int
    at: datetime
    is_edit: bool


class BatchRecords:
    """The records of the batches up to a version. There may be very many, so each is made on first use."""

    def __init__(self) -> None:
        self.authors: set[int] = set()
        self._ends: list[int] = []
        """The last version of each part."""
        self._parts: list[list[Column]] = []

    def add(self, records: Sequence[BatchRecord]) -> None:
        """Append the next records."""
        self.add_packed(pack_records(records))

    def add_packed(self, data: bytes) -> None:
        """As :meth:`add`, for records that :func:`pack_records` packed."""
        part = unpack(data)
        if part[0]:
            self._parts.append(part)
            self._ends.append(part[0][-1])
            self.authors.update(part[1])

    def __getitem__(self, end: int) -> BatchRecord:
        """The record of the batch that led to this version."""
        ends, authors, moments, are_edits = self._parts[bisect_left(self._ends, end)]
        at = bisect_left(ends, end)
        if ends[at] != end:
            raise KeyError(end)
        return BatchRecord(end, authors[at], _EPOCH + moments[at] * _TICK, bool(are_edits[at]))


def pack_records(records: Sequence[BatchRecord]) -> bytes:
    return pack(
        [record.end for record in records],
        [record.author for record in records],
        [(record.at - _EPOCH) // _TICK for record in records],
        [record.is_edit for record in records],
        plain=True,
    )


def maps_between(document_id: int, first: int, last: int) -> list[StepMap]:
    """The maps of the compacted steps from one version to another."""
    rows = LogSegment.objects.filter(document_id=document_id, end__gt=first, first_version__lt=last)
    maps: list[StepMap] = []
    for at, moves in rows.order_by("first_version").values_list("first_version", "moves"):
        maps += unpack_maps(bytes(moves))[max(0, first - at) : last - at]
    return maps


def records_until(document_id: int, version: int) -> BatchRecords:
    """The compacted batches up to a version, and some that follow. One statement."""
    found = BatchRecords()
    rows = LogSegment.objects.filter(document_id=document_id, first_version__lt=version)
    for acts in rows.order_by("first_version").values_list("acts", flat=True):
        found.add_packed(bytes(acts))
    return found


def newest(document_id: int, version: int) -> LogSegment | None:
    """The last segment that ends at or before a version."""
    rows = LogSegment.objects.filter(document_id=document_id, end__lte=version)
    return rows.defer("moves", "acts", "deltas").order_by("first_version").last()


def content_of(segment: LogSegment) -> str:
    """The text at the end of a segment, as canonical JSON; empty when the segment does not store it."""
    return zlib.decompress(bytes(segment.content)).decode() if segment.content else ""


def units_at_end(segment: LogSegment) -> str:
    content = content_of(segment)
    if not content:
        return units_at(segment.document_id, segment.end)
    return units_of(json.loads(content)["content"])


def units_at(document_id: int, version: int) -> str:
    """The units of the text at a version that has a revision."""
    contents = Revision.objects.filter(article_id=document_id, version=version).values_list(
        "content", flat=True
    )
    content = contents.first()
    if content is None:
        raise version_gone()
    return units_of(json.loads(content)["content"])


def attribution_at(document_id: int, version: int) -> Attribution:
    """The acts that inserted and wrote each position, at a version with a revision or at a segment's end."""
    if version == FILED:
        return Attribution.single(len(units_at(document_id, FILED)), FILED)
    base = newest(document_id, version)
    start = base.end if base else FILED
    found = Attribution.unpacked(bytes(base.attribution)) if base else attribution_at(document_id, FILED)
    for delta in deltas_between(document_id, start, version):
        found = delta.attributed(found)
    return found


def deltas_between(document_id: int, first: int, last: int) -> Iterator[Delta]:
    """The changes of the text from one version to another, revision by revision.

    Raises :class:`~newsroom.errors.NotFound` when one of the versions has no revision.
    """
    rows = LogSegment.objects.filter(document_id=document_id, end__gt=first, first_version__lt=last)
    at = first
    for start, deltas in rows.order_by("first_version").values_list("first_version", "deltas"):
        for version, delta in unpack_deltas(bytes(deltas)):
            if start == at and version <= last:
                yield delta
                at = version
            start = version
    if at != last:
        raise version_gone()


def version_gone() -> NotFound:
    return NotFound(_("That version of the copy is no longer available."))
