"""Revisions: freezing, finding and comparing them, and the text at any version."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from articles import access, locking
from articles.access import Actor
from articles.documents import schema, stored
from articles.documents.compare import BlockChange
from articles.documents.steps import apply_logged
from articles.history import segments
from articles.models import Article, Document, Revision, StepBatch
from newsroom.errors import NotFound
from newsroom.subprocesses import in_subprocess

LONG_CHARACTERS = 250_000
"""From so many characters of JSON in two documents on, comparing them takes long."""
QUIET_PAUSE = timedelta(minutes=10)


def find(article: Article, number: int) -> Revision:
    """The revision of that number. Raises :class:`~newsroom.errors.NotFound`."""
    revision = article.revisions.select_related("created_by").filter(number=number).first()
    if revision is None:
        raise NotFound(
            _("“%(article)s” has no revision %(number)s.") % {"article": article, "number": number}
        )
    return revision


def latest(article: Article) -> Revision | None:
    return article.revisions.order_by("-number").first()


def freeze(
    *,
    article: Article,
    document: Document,
    reason: Revision.Reason,
    by: Actor,
    now: datetime,
    always: bool = False,
) -> Revision:
    """Make a revision of the present article, or return the newest one if that has the same content.

    ``always`` makes one even then. The caller holds the lock on the document.
    """
    newest = latest(article)
    is_current = newest is not None and (newest.digest, newest.version) == (article.digest, document.version)
    if newest is not None and is_current and not always:
        return newest
    revision = Revision.objects.create(
        article=article,
        number=newest.number + 1 if newest else 1,
        reason=reason,
        version=document.version,
        content=document.content,
        headline=article.headline,
        byline=article.byline,
        language=article.language,
        direction=article.direction,
        words=article.words,
        digest=article.digest,
        passages=list(document.anchors.values_list("pk", "start", "end", "state")),
        created_at=now,
        created_by=by,
    )
    Document.objects.filter(pk=document.pk).update(frozen_version=document.version)
    document.frozen_version = document.version
    return revision


def freeze_before_edit(*, article: Article, document: Document, by: Actor, now: datetime) -> None:
    """Freeze the copy before another person edits it, or after ten minutes without edits.

    The caller holds the lock on the document.
    """
    if document.version == document.frozen_version:
        return
    if changes_editors(document, by=by, now=now):
        reason = Revision.Reason.HANDOVER
    elif now - document.edited_at >= QUIET_PAUSE:
        reason = Revision.Reason.QUIET
    else:
        return
    freeze(article=article, document=document, reason=reason, by=document.edited_by, now=now)


def editors_after(document: Document, *, by: Actor, now: datetime) -> dict[str, int]:
    """``Document.recent_editors`` after an edit by this person: who edited within the last ten minutes."""
    since = int((now - QUIET_PAUSE).timestamp())
    recent = {editor: at for editor, at in document.recent_editors.items() if at > since}
    return {**recent, _editor_key(by): int(now.timestamp())}


def changes_editors(document: Document, *, by: Actor, now: datetime) -> bool:
    """Whether other people edited last. People who edit together count as one editor."""
    if document.edited_by_id == (by.pk if by else None):
        return False
    at = document.recent_editors.get(_editor_key(by))
    return at is None or at <= int((now - QUIET_PAUSE).timestamp())


def _editor_key(by: Actor) -> str:
    return str(by.pk) if by else ""


def keep(*, article: Article, by: Actor, now: datetime) -> Revision:
    """Freeze a revision at a person's request."""
    access.require(
        access.speaks_on(by, article.desk_id), _("You can read this story, but not save revisions of it.")
    )
    with transaction.atomic():
        document = locking.lock(article)
        return freeze(article=article, document=document, reason=Revision.Reason.KEPT, by=by, now=now)


def keep_sent(article: Article, *, by: Actor, now: datetime) -> Document:
    """Freeze the copy that a file for review is made of. Merging needs it whenever that file comes back, and
    the log may be gone by then.

    Returns the document, locked. The caller has a transaction, and checked whether the person may have it.
    """
    document = locking.lock(article)
    freeze(article=article, document=document, reason=Revision.Reason.SENT, by=by, now=now)
    return document


def difference(old: Revision | Article, new: Revision | Article) -> list[BlockChange]:
    """The word-level comparison of two states of one article."""
    return _compared(_content_of(old), _content_of(new))


def _compared(old: str, new: str) -> list[BlockChange]:
    """The comparison of two stored texts. Long ones are compared in a subprocess."""
    if len(old) + len(new) < LONG_CHARACTERS:
        return stored.compare_stored(old, new)
    return in_subprocess(stored.compare_stored, old, new)


def metadata_difference(old: Revision | Article, new: Revision | Article) -> list[tuple[str, str, str]]:
    """The details that changed: (field, before, after)."""
    labels = {"byline": _("Byline"), "language": _("Language"), "direction": _("Direction")}
    return [
        (label, getattr(old, field), getattr(new, field))
        for field, label in labels.items()
        if getattr(old, field) != getattr(new, field)
    ]


def difference_since(article: Article, version: int) -> tuple[list[BlockChange], list[tuple[str, str, str]]]:
    """The changes since a reader opened the copy at ``version``: of the text, and of the details."""
    if not 0 <= version <= article.document.version:
        return [], []
    seen = article.revisions.filter(version__lte=version).order_by("-number").first()
    try:
        old = stored.store(document_at(article, version))
    except NotFound:
        # The steps were deleted: the revision before shows all that the reader may have missed.
        if seen is None:
            return [], []
        old = seen.content
    changed = _compared(old, article.document.content)
    return changed, metadata_difference(seen, article) if seen else []


def document_at(article: Article, version: int) -> schema.Node:
    """The text at a version, with its suggestions.

    It is made from the nearest stored text before it, and the steps since. Raises
    :class:`~newsroom.errors.NotFound` for a version whose steps were deleted.
    """
    base = article.revisions.filter(version__lte=version).order_by("-version").first()
    doc, at = (base.parsed(), base.version) if base else (None, -1)
    if at < version and (segment := segments.newest(article.pk, version)) and segment.end > at:
        content = segments.content_of(segment)
        doc, at = (stored.load(content), segment.end) if content else (None, -1)
    if doc is None:
        raise segments.version_gone()
    batches = StepBatch.objects.filter(
        document_id=article.pk, first_version__gte=at, first_version__lt=version
    )
    for batch in batches.order_by("first_version"):
        if batch.first_version != at:
            break
        for step in batch.steps[: version - at]:
            doc = apply_logged(doc, step)
            at += 1
    if at != version:
        raise segments.version_gone()
    return doc


def _content_of(state: Revision | Article) -> str:
    return state.document.content if isinstance(state, Article) else state.content
