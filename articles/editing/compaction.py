"""Letting go of the steps of a log that nobody needs any more.

What people ask of old steps is how they moved positions, whose they were, and who put, wrote and removed
what: that is put into segments (:class:`~articles.models.LogSegment`), a few bytes a step. Segments are made
soon, so that who wrote a text is not read off its whole log; the steps themselves stay for those who come
back with words of their own, and go when they are old or very many. Every revision, and every answer about
one, stays the same.

All of it is done in small pieces, each of which may be interrupted or done by two at once.
"""

from __future__ import annotations

import json
import logging
import time
import zlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from articles.documents.attribution import Delta, pack_deltas
from articles.documents.digest import canonical_json
from articles.documents.origins import units_of
from articles.documents.stepmaps import pack_maps
from articles.documents.steps import read_step
from articles.editing import edits
from articles.history import origins, revisions, segments
from articles.history.origins import Reading
from articles.history.segments import pack_records
from articles.models import Article, Document, LogSegment, StepBatch

logger = logging.getLogger(__name__)

SEGMENT = 1_000
"""Steps of a segment, and those of the batch that it ends with."""
UNREAD = 1_500
"""Steps from which on the end of a log is put into a segment."""
STEP_RETENTION = timedelta(days=7)
"""How long steps are kept for editors that were away."""
RETAINED_STEPS = 20_000
"""How many steps of a log are kept, however new they are."""
ROWS = 500
"""Rows that are deleted in one transaction."""


class InconsistentLog(Exception):
    """The account of a log and the text that its steps lead to differ."""


def compact(*, now: datetime, seconds: float) -> bool:
    """Compact what there is to compact, for about so many seconds. Says whether there is more."""
    end = time.monotonic() + seconds
    for pk in list(_due(now).values_list("pk", flat=True)):
        try:
            while compact_piece(pk, now=now):
                if time.monotonic() >= end:
                    return True
        except Exception:
            # What is wrong with one log is no reason to let the others grow. Nothing of it was let go of.
            logger.exception("The log of document %s could not be compacted", pk)
    return False


def compact_piece(pk: int, *, now: datetime) -> bool:
    """Make one segment of a log, or let go of some of its steps. False when there was nothing to do."""
    document = Document.objects.only("version", "edited_at", "compacted", "log_start").get(pk=pk)
    waits = document.version - document.compacted
    if waits >= UNREAD or (waits and document.edited_at < now - STEP_RETENTION):
        add_segment(document)
        return True
    return _let_go(pk) or _raise_start(document, now=now)


def _due(now: datetime) -> QuerySet[Document]:
    old = Q(end__lte=OuterRef("version") - RETAINED_STEPS) | Q(newest_at__lt=now - STEP_RETENTION)
    made = LogSegment.objects.filter(old, document=OuterRef("pk"), end__gt=OuterRef("log_start"))
    left = StepBatch.objects.filter(
        document=OuterRef("pk"), first_version__lt=OuterRef("log_start"), can_undo=False
    )
    return Document.objects.filter(
        Q(version__gte=F("compacted") + UNREAD)
        | Q(version__gt=F("compacted"), edited_at__lt=now - STEP_RETENTION)
        | Exists(made)
        | Exists(left)
    )


def add_segment(document: Document) -> None:
    """Read on from the last segment, and keep what was read as the next one.

    The steps are read without a lock: those that are there never change.
    """
    article = Article.objects.get(pk=document.pk)
    kept = origins.revision_marks(document.pk)
    reading = Reading.resumed(document.pk, kept, document.compacted)
    first = reading.version
    reading.account.watch()
    marks = {one.version for one in kept}
    batches: list[StepBatch] = []
    deltas: list[tuple[int, Delta]] = []
    # Up to the version that was read before the revisions: those of versions before it are all among them.
    end = min(first + SEGMENT, document.version)
    log = document.batches.filter(first_version__gte=first, first_version__lt=end)
    for batch in log.order_by("first_version"):
        reading.follow(batch)
        batches.append(batch)
        if reading.version in marks:
            _require_agreement(reading, segments.units_at(document.pk, reading.version))
            deltas.append(_delta(reading))
    if not deltas or deltas[-1][0] != reading.version:
        deltas.append(_delta(reading))
    content = canonical_json(revisions.document_at(article, reading.version))
    _require_agreement(reading, units_of(json.loads(content)["content"]))
    segment = LogSegment(
        document=document,
        first_version=first,
        end=reading.version,
        newest_at=batches[-1].created_at,
        moves=pack_maps(read_step(step).get_map() for batch in batches for step in batch.steps),
        acts=pack_records([origins.record_of(batch) for batch in batches]),
        deltas=pack_deltas(deltas),
        attribution=reading.account.attribution.packed(),
        content=zlib.compress(content.encode()),
        memory=reading.account.memory(),
    )
    _keep(segment, _with_inverses(article, batches))


def _require_agreement(reading: Reading, units: str) -> None:
    """What is read off the log has to be the text that is kept, before anything is let go of."""
    if reading.account.units != units:
        raise InconsistentLog(f"The log and the text of {reading.document_id}@{reading.version} differ.")


def _delta(reading: Reading) -> tuple[int, Delta]:
    delta = reading.account.delta()
    reading.account.watch()
    return reading.version, delta


def _with_inverses(article: Article, batches: Sequence[StepBatch]) -> list[StepBatch]:
    """Those that a button takes back, now with the steps that do."""
    found = [batch for batch in batches if batch.can_undo and batch.inverse is None]
    for batch in found:
        batch.inverse = [step.to_json() for step in edits.inverse_of_batch(article, batch)]
    return found


def _keep(segment: LogSegment, undoable: Sequence[StepBatch]) -> None:
    with transaction.atomic():
        document = Document.objects.select_for_update().only("compacted").get(pk=segment.document_id)
        if document.compacted != segment.first_version:
            return  # somebody else was quicker
        segment.save()
        StepBatch.objects.bulk_update(undoable, ["inverse"])
        Document.objects.filter(pk=document.pk).update(compacted=segment.end)


def _raise_start(document: Document, *, now: datetime) -> bool:
    """Have the log begin behind the segments whose steps are old, or too many. Whether it does now."""
    old = Q(end__lte=document.version - RETAINED_STEPS) | Q(newest_at__lt=now - STEP_RETENTION)
    rows = document.segments.filter(old, end__gt=document.log_start).order_by("end")
    start = rows.values_list("end", flat=True).last()
    if start is None:
        return False
    with transaction.atomic():
        Document.objects.select_for_update().only("pk").get(pk=document.pk)
        Document.objects.filter(pk=document.pk, log_start__lt=start).update(log_start=start)
        LogSegment.objects.filter(document_id=document.pk, end__lt=start).exclude(memory=b"").update(
            content=b"", memory=b""
        )
    return True


def _let_go(pk: int) -> bool:
    """Delete some steps from before the beginning of a log. Whether there were any."""
    with transaction.atomic():
        start = Document.objects.select_for_update().values_list("log_start", flat=True).get(pk=pk)
        rows = StepBatch.objects.filter(document_id=pk, first_version__lt=start, can_undo=False)
        ids = list(rows.values_list("pk", flat=True)[:ROWS])
        StepBatch.objects.filter(pk__in=ids).delete()
    return bool(ids)
