"""Changing what a query is: its kind, its words, and by when it is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from newsroom.errors import Conflict
from newsroom.models import User
from reviews import access
from reviews.models import Event, Query
from reviews.models.facts import Changed
from reviews.notifications import events
from reviews.queries.asking import due, kind_of
from reviews.queries.threads import (
    QUESTION_LENGTH,
    announce,
    lock,
    mentioned,
    named,
    require_open,
    required,
    save,
)


@dataclass(frozen=True)
class Changes:
    """What a query is to be from now on. ``question`` is ``None`` where its words stay what they are."""

    kind: str
    due_at: datetime | None
    question: str | None = None


def change(*, query: Query, to: Changes, by: User, now: datetime) -> None:
    """Make these changes to a query that is open. Nothing is written, and nobody notified, of what stays.

    Whose turn the query is, and who is named in it, are notified of other words and of another due time.
    Raises :class:`~newsroom.errors.Conflict`, :class:`~newsroom.errors.NotAllowed` and
    :class:`~reviews.queries.threads.QueryRefused`.
    """
    with transaction.atomic():
        lock(query)
        access.require(
            access.may_direct(by, query), _("Only the person who asked, or a desk editor, can change this.")
        )
        require_open(query.article)
        if not query.is_open:
            raise Conflict(_("This query is resolved. Reopen it to change it."))
        changed = [*_kind(query, to.kind), *_due(query, to.due_at, now=now)]
        reworded = _question(query, to.question, by=by, now=now)
        if not (changed or reworded):
            return
        save(query, *changed, *reworded, now=now)
        if reworded or "due_at" in changed:
            events.record(
                kind=Event.Kind.CHANGED,
                article=query.article,
                actor=by,
                query=query,
                facts=Changed(
                    mentioned=named(query) if reworded else (), is_due="due_at" in changed and not reworded
                ),
                now=now,
            )
        announce(query.article)


def _kind(query: Query, kind: str) -> list[str]:
    if kind_of(kind) == query.kind:
        return []
    query.kind = kind
    return ["kind"]


def _due(query: Query, due_at: datetime | None, *, now: datetime) -> list[str]:
    if due_at == query.due_at:
        return []
    query.due_at = due(due_at, now=now)
    return ["due_at"]


def _question(query: Query, question: str | None, *, by: User, now: datetime) -> list[str]:
    if question is None or question.strip() == query.question:
        return []
    access.require(access.may_reword(by, query), _("Only the person who asked can reword this."))
    if query.replies.exists():
        raise Conflict(_("This query has been answered. Reply to it, or ask a new one."))
    query.question = required(question, QUESTION_LENGTH, _("Write a question."))
    query.mentions = mentioned(query.question, query.article, by=by, now=now)
    return ["question", "mentions"]
