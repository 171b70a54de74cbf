"""The log of a document: the steps since a version, and what they did to positions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from prosemirror.transform import Mapping

from articles.documents.steps import read_step
from articles.models import Article, Document
from newsroom.errors import DomainError


class InvalidVersion(DomainError):
    """A version number that this document never had."""


@dataclass(frozen=True)
class Log:
    """Steps that follow each other up to ``version``, with the client each came from."""

    version: int
    steps: list[object]
    client_ids: list[str]


@dataclass(frozen=True)
class Logged:
    """A batch as the log has it."""

    first_version: int
    steps: list[object]
    client_id: str


def since(document: Document, version: int) -> Log:
    """What follows ``version``. Raises :class:`InvalidVersion`."""
    return follow(document, batches_since(document, version), version)


def steps_since(*, article: Article, version: int) -> Log:
    """The steps after ``version``, for an editor that has fallen behind."""
    return since(Document.objects.only("version").get(pk=article.pk), version)


def follow(document: Document, batches: Sequence[Logged], version: int) -> Log:
    """What follows ``version`` of these batches, which are those since it or since an older one."""
    if not 0 <= version <= document.version:
        raise InvalidVersion(_("The editor is at a version this copy never had. Reload the page."))
    log = Log(version, [], [])
    for batch in batches:
        fresh = batch.steps[max(0, version - batch.first_version) :]
        log.steps.extend(fresh)
        log.client_ids.extend([batch.client_id] * len(fresh))
    return replace(log, version=version + len(log.steps))


def piece(document: Document, version: int, most: int) -> Log:
    """The first steps that follow ``version``: ``most`` of them, and the rest of the last batch."""
    return follow(document, batches_since(document, version, version + most), version)


def batches_since(document: Document, version: int, until: int | None = None) -> list[Logged]:
    """Those that begin before ``until``. As a rule, what an editor has ends where a batch does.

    One statement; none for the version there is.
    """
    if not 0 <= version < document.version:
        return []
    rows = document.batches.order_by("first_version").values_list("first_version", "steps", "client_id")
    later = rows.filter(first_version__gte=version)
    found = list(later if until is None else later.filter(first_version__lt=until))
    if not found or found[0][0] > version:
        found[:0] = rows.filter(first_version__lt=version).reverse()[:1]
    return [Logged(*row) for row in found]


def mapping_since(document: Document, version: int) -> Mapping:
    """Where positions at ``version`` are now."""
    return Mapping([read_step(step).get_map() for step in since(document, version).steps])
