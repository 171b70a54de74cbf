"""Queries that somebody writes now and files later, all at once.

As long as it is a draft nobody else knows of it: no event, no announcement, no history.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from articles import locking
from articles.documents.spans import Span
from articles.editing import passages
from articles.models import Anchor, Article, topic_of
from newsroom.errors import NotFound
from newsroom.messaging import live
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


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What a draft says; each as an argument of :func:`asking.ask`."""

    question: str
    kind: str = Query.Kind.WORDING
    blocking: bool = True
    assigned_to: User | None = None
    proposed: str = ""
    due_at: datetime | None = None

    @classmethod
    def of(cls, draft: DraftQuery) -> Draft:
        """What one says now."""
        return cls(**{one.name: getattr(draft, one.name) for one in fields(cls)})


def keep(*, article: Article, by: User, on: Span | None, now: datetime, **says: Any) -> DraftQuery:
    """Keep a question that is not to be asked yet; the arguments are those of :func:`asking.ask`.

    Raises as that does, and :class:`QueryRefused` for too many.
    """
    with transaction.atomic():
        document = locking.lock(article)
        _require(article, by)
        if DraftQuery.objects.of(by, article).count() >= MOST_DRAFTS:
            raise QueryRefused(_("You have %(count)d drafts here. Send them first.") % {"count": MOST_DRAFTS})
        said = _checked(Draft(**says), article, now=now)
        anchor = passages.anchor_on(document, on) if on else None
        if said.proposed:
            require_passage(anchor)
        draft = DraftQuery.objects.create(
            article=article, author=by, anchor=anchor, created_at=now, **_columns(said)
        )
        _announce(article, by)
        return draft


def change(*, draft: DraftQuery, by: User, to: Draft, now: datetime) -> None:
    """Have a draft of one's own say something else about the same words.

    Raises as :func:`keep` does, and :class:`~newsroom.errors.NotFound`.
    """
    with transaction.atomic():
        locking.lock(draft.article)
        _require(draft.article, by)
        fresh = find(by, draft.article, draft.pk)
        said = _checked(to, draft.article, due_before=fresh.due_at, now=now)
        if said.proposed:
            require_passage(fresh.anchor)
        for name, value in _columns(said).items():
            setattr(draft, name, value)
        draft.save(update_fields=list(_columns(said)))
        _announce(draft.article, by)


def _checked(says: Draft, article: Article, *, due_before: datetime | None = None, now: datetime) -> Draft:
    """As it is kept. Raises :class:`QueryRefused`. ``due_before``: a time that may stay, though it passed."""
    require_part(article, says.assigned_to, now=now)
    proposed = proposal(says.proposed)
    return replace(
        says,
        proposed=proposed,
        question=asking.question_of(says.question, proposed),
        kind=asking.kind_of(says.kind),
        due_at=says.due_at if says.due_at == due_before else asking.due(says.due_at, now=now),
    )


def _columns(says: Draft) -> dict[str, Any]:
    return {one.name: getattr(says, one.name) for one in fields(says)}


def _announce(article: Article, author: User) -> None:
    """Have the author's other pages of the story look again; nobody else's."""
    live.publish(topic_of(article.pk), "queries", person=author.pk)


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
        _announce(draft.article, by)


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
