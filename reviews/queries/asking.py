"""Asking: how a question becomes a query."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from articles import locking
from articles.documents.spans import Span
from articles.editing import passages
from articles.history import revisions
from articles.models import Anchor, Article, Document, Revision
from newsroom.models import User
from reviews import access, guest_sessions
from reviews.models import Event, Placing, Query, Reply, Visit, facts
from reviews.notifications import events
from reviews.people.mentions import Mentions
from reviews.queries.threads import (
    QUESTION_LENGTH,
    QueryRefused,
    ThreadMessage,
    announce,
    mentioned,
    named,
    placing,
    proposal,
    require_open,
    require_part,
    require_passage,
    required,
    save,
)


@dataclass(frozen=True)
class Asked:
    """A question with everything that goes with it, before it has a row.

    ``replies`` were typed behind it, ``thread`` is what others said to it elsewhere; ``asked_at`` is when it
    was asked, if that was before now.
    """

    question: str
    kind: str = Query.Kind.WORDING
    blocking: bool = True
    asked_by: User | None = None
    asked_as: str = ""
    assigned_to: User | None = None
    convention: str = ""
    remark: str = ""
    replies: tuple[str, ...] = ()
    thread: tuple[ThreadMessage, ...] = ()
    asked_at: datetime | None = None
    resolved: bool = False
    proposed: str = ""
    mentions: Mentions = field(default_factory=dict)
    due_at: datetime | None = None


def ask(
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
) -> Query:
    """Ask about the words that the query is to stand ``on``, where they are now; about the whole story
    without any.

    Without an addressee whom the question names first is asked, else the author; an author who asks leaves it
    to the desk. ``due_at``: by when an answer is needed. ``proposed`` are words
    to put in place of the passage; with them a question is not needed. Raises :class:`QueryRefused`, and as
    :func:`~articles.editing.passages.anchor_on`.
    """
    with transaction.atomic():
        document = locking.lock(article)
        access.require(
            access.may_comment(by, article, now=now),
            _("Only the author or a desk editor or reader can ask queries here."),
        )
        require_open(article)
        proposed = proposal(proposed)
        question = question_of(question, proposed)
        mentions = mentioned(question, article, by=by, now=now)
        asked = Asked(
            question=question,
            kind=kind_of(kind),
            blocking=blocking,
            asked_by=by,
            assigned_to=assigned_to or addressee_of(mentions, article, by=by),
            proposed=proposed,
            due_at=due(due_at, now=now),
            mentions=mentions,
        )
        require_part(article, asked.assigned_to, now=now)
        anchor = passages.anchor_on(document, on) if on else None
        if asked.proposed:
            require_passage(anchor)
        (query,) = add(article=article, document=document, asked=[(asked, anchor)], revision=None, now=now)
        events.record(
            kind=Event.Kind.ASKED,
            article=article,
            actor=by,
            query=query,
            facts=facts.Asked(mentioned=named(query)),
            now=now,
        )
        guest_sessions.keep_act(by=by, article=article, kind=Visit.Kind.COMMENTED, query=query, now=now)
    return query


def add(
    *,
    article: Article,
    document: Document,
    asked: Sequence[tuple[Asked, Anchor | None]],
    revision: Revision | None,
    now: datetime,
) -> list[Query]:
    """Write queries with the replies they came with. The caller holds the lock on the document."""
    revision = revision or revisions.latest(article)
    newest = article.queries.aggregate(newest=Max("number"))["newest"] or 0
    queries = []
    for number, (question, anchor) in enumerate(asked, start=newest + 1):
        query = Query(
            article=article,
            number=number,
            anchor=anchor,
            revision=revision,
            question=question.question,
            kind=question.kind,
            blocking=question.blocking,
            state=_state(question),
            remark=question.remark[:300],
            convention=question.convention,
            asked_by=question.asked_by,
            asked_as=question.asked_as[:120],
            assigned_to=question.assigned_to,
            asked_at=question.asked_at or now,
            resolved_at=now if question.resolved else None,
            proposed=question.proposed,
            replaces=anchor.quote if anchor and question.proposed else "",
            mentions=question.mentions,
            due_at=question.due_at,
        )
        query.revision_number = query.newest_revision = revision.number if revision else None
        save(query, now=now)
        Reply.objects.bulk_create(_replies(query, question, now))
        queries.append(query)
    if queries:
        Placing.objects.bulk_create(
            placing(
                query, query.anchor, Placing.Act.ASKED, version=document.version, by=query.asked_by, now=now
            )
            for query in queries
            if query.anchor
        )
        announce(article)
    return queries


def _state(question: Asked) -> str:
    if question.resolved:
        return Query.State.RESOLVED
    answered = bool(question.replies or question.thread) and not question.remark
    return Query.State.ANSWERED if answered else Query.State.OPEN


def _replies(query: Query, question: Asked, now: datetime) -> Iterator[Reply]:
    for body in question.replies:
        yield Reply(query=query, written_as=_("in the draft"), body=body, created_at=now)
    for message in question.thread:
        yield Reply(
            query=query,
            author=message.author,
            written_as="" if message.author else message.written_as[:120],
            body=message.body,
            created_at=message.written_at or now,
        )


def addressee(article: Article, email: str) -> User | None:
    """Who has this address on the article's desk; nobody for an empty one. Raises :class:`QueryRefused`."""
    if not email:
        return None
    person = article.desk.speakers().filter(email__iexact=email.replace("\x00", "")).first()
    if person is None:
        raise QueryRefused(_("No one on this desk has the address %(email)s.") % {"email": email})
    return person


def question_of(question: str, proposed: str) -> str:
    """The question as it is kept; wording that is suggested needs none. Raises :class:`QueryRefused`."""
    question = question if question.strip() or not proposed else _("Would these words be better?")
    return required(question, QUESTION_LENGTH, _("Write a question."))


def addressee_of(mentions: Mentions, article: Article, *, by: User) -> User | None:
    """Who is asked where nobody was chosen: whom the question names first, else the author, unless they
    ask."""
    first = next(iter(mentions.values()), [])
    if len(first) == 1 and first[0] != by.pk:
        return User.objects.get(pk=first[0])
    return article.author if article.author_id != by.pk else None


def due(due_at: datetime | None, *, now: datetime) -> datetime | None:
    """A time by which a query is due. Raises :class:`QueryRefused` for one that is past."""
    if due_at is not None and due_at <= now:
        raise QueryRefused(_("The due time is past. Choose a later one."))
    return due_at


def kind_of(kind: str) -> str:
    """A kind of query. Raises :class:`QueryRefused`."""
    if kind not in Query.Kind.values:
        raise QueryRefused(_("“%(kind)s” is not a kind of query.") % {"kind": kind})
    return kind
