"""Suggestions and the queries that discuss them: what becomes of one becomes of the other.

A suggestion can be decided on by name, or go with the words it stands in. Whatever takes it out of the text
resolves its query in the same transaction; whatever brings it back opens the query again.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from articles import locking
from articles.access import Actor
from articles.change_phrases import sentence
from articles.documents.spans import Span
from articles.editing import protocol, suggestions
from articles.editing.protocol import Accepted, SentBatch
from articles.editing.suggestion_rows import SuggestionChanges
from articles.editing.suggestions import Choice, Decision
from articles.models import Article, Document, Suggestion
from newsroom.errors import Conflict
from newsroom.models import User
from reviews import access
from reviews.models import Event, Query
from reviews.models.facts import Decided, DecidedSuggestions
from reviews.notifications import events
from reviews.queries import answering, asking
from reviews.queries.threads import save

MOST_SHOWN = 3
"""Of one person's suggestions that are spelled out where somebody decided on many."""


class DiscussedAlready(Conflict):
    """The suggestion has its thread."""


def submit_batches(*, slug: str, sent: Sequence[SentBatch], now: datetime) -> list[Accepted]:
    """Accept batches of editors: the first of these, and those after it that can be written with it.

    Queries on suggestions follow those that are added or removed. Raises as
    :func:`articles.editing.protocol.accept` for the first batch, and :class:`~newsroom.errors.NotFound` when
    there is no such story.
    """
    with transaction.atomic():
        return _take(locking.lock_slug(slug), sent, now=now)


def _take(document: Document, sent: Sequence[SentBatch], *, now: datetime) -> list[Accepted]:
    accepted = protocol.accept(document, sent, now=now)
    follow(document.article, accepted[0].suggestions, by=sent[0].by, now=now)
    return accepted


def decide(*, article: Article, accept: bool, choice: Choice, by: Actor, now: datetime) -> Decision:
    """Accept or reject; the queries that discuss what was decided are resolved, and the authors of the
    suggestions are notified."""
    with transaction.atomic():
        decision = suggestions.decide(article=article, accept=accept, choice=choice, by=by, now=now)
        follow(article, SuggestionChanges(removed=decision.suggestions), by=by, now=now)
        _notify(article, decision, by=by, now=now)
    return decision


def undo(*, article: Article, version: int, by: Actor, now: datetime) -> SuggestionChanges:
    """Take a decision back; its queries are open again."""
    with transaction.atomic():
        renewed = suggestions.undo(article=article, version=version, by=by, now=now)
        follow(article, renewed, by=by, now=now)
    return renewed


def discuss(*, article: Article, key: str, remark: str, by: User, now: datetime) -> Query:
    """Begin the thread of a suggestion: a query on its words that does not block, for who suggested it.

    Whoever discusses their own leaves it to the author of the copy, or to the desk.
    Raises :class:`DiscussedAlready`.
    """
    with transaction.atomic():
        document = locking.lock(article)
        access.require(
            access.may_ask(by, article),
            _("Only the author or a desk editor or reader can discuss suggestions here."),
        )
        proposal = suggestions.find(article, key)
        discussed = Query.objects.filter(suggestion=proposal.suggestion).first()
        if discussed is not None:
            raise DiscussedAlready(
                _("This suggestion is discussed in query %(number)s. Reply there.")
                % {"number": discussed.number}
            )
        start, end = suggestions.words_of(document, proposal)
        query = asking.ask(
            article=article,
            by=by,
            on=Span(start, end, document.version),
            question=remark,
            blocking=False,
            assigned_to=proposal.suggestion.author if proposal.suggestion.author_id != by.pk else None,
            now=now,
        )
        query.suggestion = proposal.suggestion
        save(query, "suggestion", now=now)
    return query


def _notify(article: Article, decision: Decision, *, by: Actor, now: datetime) -> None:
    """One event for all of a decision; none when only their own author decided."""
    theirs: dict[int, list[Suggestion]] = {}
    for row in decision.suggestions:
        if row.author_id is not None and (by is None or row.author_id != by.pk):
            theirs.setdefault(row.author_id, []).append(row)
    if not theirs:
        return
    suggestions = {
        person: DecidedSuggestions(
            tuple(row.pk for row in rows), tuple(sentence(row) for row in rows[:MOST_SHOWN])
        )
        for person, rows in theirs.items()
    }
    facts = Decided(accepted=decision.accepted, suggestions=suggestions)
    events.record(kind=Event.Kind.DECIDED, article=article, actor=by, facts=facts, now=now)


def follow(article: Article, renewed: SuggestionChanges, *, by: Actor, now: datetime) -> None:
    """Resolve the queries that discuss suggestions that went; open those again whose suggestions came back.

    One statement when suggestions came or went, and none otherwise. Opened again is only what closed with its
    suggestion: somebody may have resolved the query before, or anew. The caller holds the lock on the story.
    """
    if not renewed:
        return
    removed = {row.pk for row in renewed.removed}
    discussed = article.queries.filter(
        suggestion__in=[row.pk for row in (*renewed.removed, *renewed.returned)]
    )
    for query in discussed.select_related("anchor", "asked_by", "assigned_to", "resolved_by"):
        query.article = article
        if query.suggestion_id in removed:
            answering.close(query=query, by=by, with_suggestion=True, now=now)
        elif query.closed_with_suggestion:
            answering.open_again(query=query, by=by, now=now)
