"""Compacts logs: deletes the steps that nobody needs any more.

People need of old steps how they moved positions, and who inserted, wrote and removed which words. Segments
(:class:`~articles.models.LogSegment`) store that in a few bytes a step. They are made soon, so that
authorship is not computed from the whole log. The steps themselves stay for editors that reconnect with
unsent edits, and are deleted when they are old or very many. Every revision, and every answer about one,
stays the same.

The work is done in small pieces. Each may be interrupted, or done by two workers at once.
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

STEPS_PER_SEGMENT = 1_000
"""A segment has so many steps, and the rest of the batch with which it ends."""
MOST_UNCOMPACTED = 1_500
"""With more steps the end of a log is put into a segment."""
STEP_RETENTION = timedelta(days=7)
"""How long steps are kept for editors that were offline."""
RETAINED_STEPS = 20_000
"""At most so many steps of a log are kept, however new they are."""
ROWS_PER_DELETION = 500
"""Rows deleted in one transaction."""


class InconsistentLog(Exception):
    """The account of a log differs from the text to which its steps lead."""


def compact(*, now: datetime, seconds: float) -> bool:
    """Compact logs for about so many seconds. Returns whether there is more to do."""
    end = time.monotonic() + seconds
    for pk in list(_due(now).values_list("pk", flat=True)):
        try:
            while compact_piece(pk, now=now):
                if time.monotonic() >= end:
                    return True
        except Exception:
            # A faulty log must not stop the others. Nothing of it was deleted.
            logger.exception("The log of document %s could not be compacted", pk)
    return False


def compact_piece(pk: int, *, now: datetime) -> bool:
    """Make one segment of a log, or delete some of its steps. False when there was nothing to do."""
    document = Document.objects.only("version", "edited_at", "compacted", "log_start").get(pk=pk)
    uncompacted = document.version - document.compacted
    if uncompacted >= MOST_UNCOMPACTED or (uncompacted and document.edited_at < now - STEP_RETENTION):
        add_segment(document)
        return True
    return _delete_steps(pk) or _advance_start(document, now=now)


def _due(now: datetime) -> QuerySet[Document]:
    old = Q(end__lte=OuterRef("version") - RETAINED_STEPS) | Q(newest_at__lt=now - STEP_RETENTION)
    made = LogSegment.objects.filter(old, document=OuterRef("pk"), end__gt=OuterRef("log_start"))
    left = StepBatch.objects.filter(
        document=OuterRef("pk"), first_version__lt=OuterRef("log_start"), can_undo=False
    )
    return Document.objects.filter(
        Q(version__gte=F("compacted") + MOST_UNCOMPACTED)
        | Q(version__gt=F("compacted"), edited_at__lt=now - STEP_RETENTION)
        | Exists(made)
        | Exists(left)
    )


def add_segment(document: Document) -> None:
    """Read the log from the end of the last segment on, and save the result as the next segment.

    The steps are read without a lock, because existing steps never change.
    """
    article = Article.objects.get(pk=document.pk)
    marks = origins.revision_marks(document.pk)
    reading = Reading.resumed(document.pk, marks, document.compacted)
    first = reading.version
    reading.account.watch()
    marked_versions = {one.version for one in marks}
    batches: list[StepBatch] = []
    deltas: list[tuple[int, Delta]] = []
    # Up to the document's version, which was read before the revisions: all of older versions are among them.
    end = min(first + STEPS_PER_SEGMENT, document.version)
    log = document.batches.filter(first_version__gte=first, first_version__lt=end)
    for batch in log.order_by("first_version"):
        reading.follow(batch)
        batches.append(batch)
        if reading.version in marked_versions:
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
    _save(segment, _with_inverses(article, batches))


def _require_agreement(reading: Reading, units: str) -> None:
    """Require that the log gives the stored text, before anything is deleted."""
    if reading.account.units != units:
        raise InconsistentLog(f"The log and the text of {reading.document_id}@{reading.version} differ.")


def _delta(reading: Reading) -> tuple[int, Delta]:
    delta = reading.account.delta()
    reading.account.watch()
    return reading.version, delta


def _with_inverses(article: Article, batches: Sequence[StepBatch]) -> list[StepBatch]:
    """The batches that a button can undo, with the steps that undo them."""
    found = [batch for batch in batches if batch.can_undo and batch.inverse is None]
    for batch in found:
        batch.inverse = [step.to_json() for step in edits.inverse_of_batch(article, batch)]
    return found


def _save(segment: LogSegment, undoable: Sequence[StepBatch]) -> None:
    with transaction.atomic():
        document = Document.objects.select_for_update().only("compacted").get(pk=segment.document_id)
        if document.compacted != segment.first_version:
            return  # another worker was quicker
        segment.save()
        StepBatch.objects.bulk_update(undoable, ["inverse"])
        Document.objects.filter(pk=document.pk).update(compacted=segment.end)


def _advance_start(document: Document, *, now: datetime) -> bool:
    """Move the log's start behind segments whose steps are old, or too many. Returns whether it moved."""
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


def _delete_steps(pk: int) -> bool:
    """Delete some steps from before a log's start. Returns whether there were any."""
    with transaction.atomic():
        start = Document.objects.select_for_update().values_list("log_start", flat=True).get(pk=pk)
        rows = StepBatch.objects.filter(document_id=pk, first_version__lt=start, can_undo=False)
        ids = list(rows.values_list("pk", flat=True)[:ROWS_PER_DELETION])
        StepBatch.objects.filter(pk__in=ids).delete()
    return bool(ids)
