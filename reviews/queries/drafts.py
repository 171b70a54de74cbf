"""Queries that somebody writes now and files later, all at once.

As long as it is a draft nobody else knows of it: no event, no announcement, no history.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from articles import locking
from articles.documents.spans import Span
from articles.editing import passages
from articles.models import Anchor, Article
from newsroom.errors import NotFound
from newsroom.models import User
from reviews import access
from reviews.models import DraftQuery, Query
from reviews.notifications import events
from reviews.queries import asking
from reviews.queries.asking import Asked
from reviews.queries.threads import (
    QueryRefused,
    mentioned,
    proposal,
    require_open,
    require_part,
    require_passage,
)

MOST_DRAFTS = 100
"""Drafts of one person on one story."""


def keep(
    *,
    article: Article,
    by: User,
    on: Span | None,
    question: str,
    kind: str = Query.Kind.WORDING,
    blocking: bool = True,
    assigned_to: User | None = None,
    proposed: str = "",
    due_at: datetime | None = None,
    now: datetime,
) -> DraftQuery:
    """Keep a question that is not to be asked yet; the arguments are those of :func:`asking.ask`.

    Raises as that does, and :class:`QueryRefused` for too many.
    """
    with transaction.atomic():
        document = locking.lock(article)
        _require(article, by)
        if DraftQuery.objects.of(by, article).count() >= MOST_DRAFTS:
            raise QueryRefused(_("You have %(count)d drafts here. Send them first.") % {"count": MOST_DRAFTS})
        proposed = proposal(proposed)
        question = asking.question_of(question, proposed)
        require_part(article, assigned_to, now=now)
        anchor = passages.anchor_on(document, on) if on else None
        if proposed:
            require_passage(anchor)
        return DraftQuery.objects.create(
            article=article,
            author=by,
            anchor=anchor,
            question=question,
            kind=asking.kind_of(kind),
            blocking=blocking,
            assigned_to=assigned_to,
            proposed=proposed,
            due_at=asking.due(due_at, now=now),
            created_at=now,
        )


def find(person: User, article: Article, pk: int) -> DraftQuery:
    """A draft of one's own. Raises :class:`~newsroom.errors.NotFound`, for somebody else's, too."""
    draft = DraftQuery.objects.of(person, article).filter(pk=pk).first()
    if draft is None:
        raise NotFound(_("You have no such draft."))
    draft.article = article
    return draft


def discard(*, draft: DraftQuery, by: User) -> None:
    """Throw away a draft of one's own. Raises :class:`~newsroom.errors.NotFound`."""
    with transaction.atomic():
        locking.lock(draft.article)
        _delete(find(by, draft.article, draft.pk))


def file_all(*, article: Article, by: User, now: datetime) -> list[Query]:
    """Ask all that this person has drafted on a story: one transaction, and one mail to each who is asked.

    Raises :class:`QueryRefused` where there is nothing, or a draft is assigned to somebody who left.
    """
    with transaction.atomic():
        document = locking.lock(article)
        _require(article, by)
        drafts = list(DraftQuery.objects.of(by, article))
        if not drafts:
            raise QueryRefused(_("You have no drafts on this story."))
        questions = [_asked(draft, article, by=by, now=now) for draft in drafts]
        anchors = [draft.anchor for draft in drafts]
        for draft in drafts:
            draft.anchor = None
            draft.delete()
        pairs = list(zip(questions, anchors, strict=True))
        queries = asking.add(article=article, document=document, asked=pairs, revision=None, now=now)
        events.record_filed(article=article, actor=by, queries=queries, together=True, now=now)
        return queries


def _require(article: Article, by: User) -> None:
    access.require(
        access.may_ask(by, article), _("Only the author or a desk editor or reader can ask queries here.")
    )
    require_open(article)


def _asked(draft: DraftQuery, article: Article, *, by: User, now: datetime) -> Asked:
    require_part(article, draft.assigned_to, now=now)
    mentions = mentioned(draft.question, article, by=by, now=now)
    return Asked(
        question=draft.question,
        kind=draft.kind,
        blocking=draft.blocking,
        asked_by=by,
        assigned_to=draft.assigned_to or asking.addressee_of(mentions, article, by=by),
        proposed=draft.proposed if draft.anchor and draft.anchor.state != Anchor.State.DETACHED else "",
        due_at=draft.due_at,
        mentions=mentions,
    )


def _delete(draft: DraftQuery) -> None:
    if draft.anchor is None:
        draft.delete()
    else:
        draft.anchor.delete()
