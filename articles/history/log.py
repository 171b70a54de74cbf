"""The log of a document: the steps since a version, and how they map positions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise

from django.utils.translation import gettext as _
from prosemirror.transform import Mapping, StepMap

from articles.documents.steps import read_step
from articles.history import segments
from articles.models import Article, Document, StepBatch
from newsroom.errors import Conflict, DomainError


class InvalidVersion(DomainError):
    """A version number that this document never had."""


class LogCompacted(Conflict):
    """The steps since a version were deleted, so an editor of that version cannot catch up."""

    def __init__(self) -> None:
        super().__init__(
            _("This page is too far out of date. Keep a copy of your recent changes, then reload the page.")
        )


@dataclass(frozen=True)
class Log:
    """Consecutive steps up to ``version``, with the client of each."""

    version: int
    steps: list[object]
    client_ids: list[str]


@dataclass(frozen=True)
class LoggedBatch:
    """A batch in the log."""

    first_version: int
    steps: list[object]
    client_id: str

    @property
    def end(self) -> int:
        """The version that it led to."""
        return self.first_version + len(self.steps)


def steps_since(*, article: Article, version: int, until: int | None = None) -> Log:
    """The steps after ``version``, for an editor that has fallen behind.

    ``until`` is a version that the copy had a moment ago, beyond which nothing is wanted. Raises
    :class:`InvalidVersion` and :class:`LogCompacted`.
    """
    document = Document.objects.only("version", "log_start").get(pk=article.pk)
    if until is not None:
        document.version = until
    return follow(document, batches_since(document, version, until), version)


def follow(document: Document, batches: Sequence[LoggedBatch], version: int) -> Log:
    """The steps after ``version`` in these batches, which begin at that version or before it.

    Raises :class:`InvalidVersion`.
    """
    if not 0 <= version <= document.version:
        raise InvalidVersion(_("The editor is out of step with the saved copy. Reload the page."))
    log = Log(version, [], [])
    for batch in batches:
        fresh = batch.steps[max(0, version - batch.first_version) :]
        log.steps.extend(fresh)
        log.client_ids.extend([batch.client_id] * len(fresh))
    return replace(log, version=version + len(log.steps))


def first_steps(document: Document, version: int, most: int) -> Log:
    """The first ``most`` steps after ``version``, and the rest of the last one's batch."""
    return follow(document, batches_since(document, version, version + most), version)


def batches_since(document: Document, version: int, until: int | None = None) -> list[LoggedBatch]:
    """The batches since ``version`` that begin before ``until``.

    One statement, as an editor's version is usually the end of a batch; none for the present version. Raises
    :class:`LogCompacted`.
    """
    if not 0 <= version < document.version:
        return []
    if version < document.log_start:
        raise LogCompacted
    found = _batches(document.pk, version, until)
    # Compaction may have deleted some since the document was read.
    if not found or found[0].first_version > version or not _is_whole(found):
        raise LogCompacted
    return found


def _batches(document_id: int, version: int, until: int | None) -> list[LoggedBatch]:
    """The batches in the log from ``version`` on, with the one that contains it."""
    rows = StepBatch.objects.filter(document_id=document_id).order_by("first_version")
    values = rows.values_list("first_version", "steps", "client_id")
    later = values.filter(first_version__gte=version)
    found = list(later if until is None else later.filter(first_version__lt=until))
    if not found or found[0][0] > version:
        found[:0] = values.filter(first_version__lt=version).reverse()[:1]
    return [LoggedBatch(*row) for row in found]


def _is_whole(batches: Sequence[LoggedBatch]) -> bool:
    return all(one.end == other.first_version for one, other in pairwise(batches))


def mapping_since(document: Document, version: int) -> Mapping:
    """The mapping of positions at ``version`` to the present ones. Raises :class:`InvalidVersion`."""
    if not 0 <= version <= document.version:
        raise InvalidVersion(_("The editor is out of step with the saved copy. Reload the page."))
    return Mapping(maps_between(document.pk, version, document.version))


def maps_between(document_id: int, first: int, last: int) -> list[StepMap]:
    """The map of each step from one version to another, whether the log still has the step or not."""
    if first >= last:
        return []
    found: list[list[StepMap]] = []
    at = last
    for batch in reversed(_batches(document_id, first, last)):
        if batch.end < at:  # what lies between was compacted
            break
        steps = batch.steps[max(0, first - batch.first_version) : at - batch.first_version]
        found.append([read_step(step).get_map() for step in steps])
        at = max(batch.first_version, first)
    compacted = segments.maps_between(document_id, first, at) if first < at else []
    return [*compacted, *chain.from_iterable(reversed(found))]
