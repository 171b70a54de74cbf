"""The account of a document at a version, read from its log and from the segments of its compacted part."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Case, OuterRef, Subquery, When

from articles.documents.attribution import STANDS, Attribution
from articles.documents.origins import FILED, Account
from articles.history import segments
from articles.history.segments import BatchRecord, BatchRecords
from articles.models import Document, Revision, StepBatch

_WHOLE_TEXT_KINDS = (StepBatch.Kind.FILED, StepBatch.Kind.RESTORED)
"""Kinds of batches that replace the whole copy."""


@dataclass(frozen=True)
class RevisionMark:
    """A revision's version in the log, and for a restored one the version that it restored."""

    number: int
    version: int
    reason: str
    source: int | None


@dataclass(frozen=True)
class AccountWithRecords:
    """An account, and the batches that led to it."""

    account: Account
    records: BatchRecords


def revision_marks(article_id: int) -> list[RevisionMark]:
    """One statement."""
    earlier = Revision.objects.filter(
        article=OuterRef("article"), content=OuterRef("content"), version__lt=OuterRef("version")
    )
    source = Subquery(earlier.order_by("number").values("version")[:1])
    rows = (
        Revision.objects.filter(article_id=article_id)
        .order_by("number")
        .annotate(source=Case(When(reason=Revision.Reason.RESTORED, then=source)))
        .values_list("number", "version", "reason", "source")
    )
    return [RevisionMark(*row) for row in rows]


def read(
    document: Document, version: int, marks: Sequence[RevisionMark], *, watch_from: int | None = None
) -> AccountWithRecords:
    """The account at a version. Its fates have the text that was removed since ``watch_from``.

    Raises :class:`~newsroom.errors.NotFound` for a version whose steps were deleted, unless there is a
    revision of it. A fixed number of statements, however long the log is.
    """
    pk = document.pk
    if version < document.log_start:
        account = Account(segments.units_at(pk, version), segments.attribution_at(pk, version))
        if watch_from is not None:
            _watch(account, pk, watch_from, version)
        return AccountWithRecords(account, segments.records_until(pk, version))
    reading = Reading.resumed(pk, marks, version) if document.compacted else Reading.filed(pk, marks)
    records = segments.records_until(pk, reading.version) if document.compacted else BatchRecords()
    if watch_from is not None and watch_from < reading.version:
        _watch(reading.account, pk, watch_from, reading.version)
    elif watch_from == reading.version:
        reading.account.watch()
    records.add(reading.read_until(version, watch_from=watch_from))
    return AccountWithRecords(reading.account, records)


def record_of(batch: StepBatch) -> BatchRecord:
    """The record of a batch that is kept after compaction."""
    end = batch.first_version + batch.count
    return BatchRecord(end, batch.author_id or 0, batch.created_at, batch.kind not in _WHOLE_TEXT_KINDS)


def _watch(account: Account, document_id: int, first: int, last: int) -> None:
    """Watch the text of an older version, whose steps are compacted."""
    units = segments.units_at(document_id, first)
    places, fates = array("i", range(len(units))), array("i", [STANDS]) * len(units)
    for delta in segments.deltas_between(document_id, first, last):
        places = delta.carried(places, fates)
    account.watch_older(units, places, fates)


class Reading:
    """A walk along the log from a version on. Restored words keep their first authors."""

    def __init__(
        self, document_id: int, account: Account, marks: Iterable[RevisionMark], *, version: int
    ) -> None:
        self.document_id, self.account, self.version = document_id, account, version
        self._begun = version
        self._sources = {one.version: one.source for one in marks if one.source is not None}
        self._wanted = set(self._sources.values())
        self._copies: dict[int, Attribution] = {}
        self._arrive(version)

    @classmethod
    def filed(cls, document_id: int, marks: Iterable[RevisionMark]) -> Reading:
        """Read from the beginning of the log."""
        return cls(document_id, Account(segments.units_at(document_id, FILED)), marks, version=FILED)

    @classmethod
    def resumed(cls, document_id: int, marks: Iterable[RevisionMark], version: int) -> Reading:
        """Read on from the last segment that ends at or before a version whose steps are in the log."""
        base = segments.newest(document_id, version)
        if base is None:
            return cls.filed(document_id, marks)
        if not base.memory:
            raise segments.version_gone()
        account = Account(segments.units_at_end(base), Attribution.unpacked(bytes(base.attribution)))
        account.remember(bytes(base.memory))
        return cls(document_id, account, marks, version=base.end)

    def read_until(self, version: int, *, watch_from: int | None = None) -> list[BatchRecord]:
        """Read on to a version. Returns the records of the batches up to it. One statement."""
        log = StepBatch.objects.filter(
            document_id=self.document_id, first_version__gte=self.version, first_version__lt=version
        )
        records = []
        for batch in log.order_by("first_version"):
            self.follow(batch, until=version, watch_from=watch_from)
            records.append(record_of(batch))
        if self.version != version:
            raise segments.version_gone()
        return records

    def follow(self, batch: StepBatch, *, until: int | None = None, watch_from: int | None = None) -> None:
        """Read the next batch of the log, or its steps up to ``until``."""
        end = batch.first_version + batch.count
        steps = batch.steps if until is None else batch.steps[: until - batch.first_version]
        if batch.first_version != self.version:
            raise segments.version_gone()
        for at, step in enumerate(steps, start=batch.first_version + 1):
            self.account.follow(step, act=end, client=batch.client_id)
            self._arrive(at)
            if at == watch_from:
                self.account.watch()
        source = self._sources.get(end)
        if source is not None and batch.kind == StepBatch.Kind.RESTORED and self.version == end:
            found = self._attribution_at(source)
            if len(found.origins) == len(self.account.units):
                self.account.credit(end, found.origins)

    def _attribution_at(self, version: int) -> Attribution:
        if version not in self._copies:
            self._copies[version] = segments.attribution_at(self.document_id, version)
        return self._copies[version]

    def _arrive(self, version: int) -> None:
        self.version = version
        if version in self._wanted:
            self._copies[version] = Attribution(self.account.acts[:], self.account.origins[:])
