"""Asking, answering, resolving and directing queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from articles import editing, revisions
from articles.access import Actor
from articles.documents.notes import answers
from articles.models import Anchor, Article, Document, Revision, topic_of
from newsroom import live
from newsroom.errors import Conflict, DomainError, NotFound
from newsroom.models import User, renew
from reviews import access
from reviews.models import Event, Query, Reply
from reviews.notifications import events

QUESTION_LENGTH = 4000
REPLY_LENGTH = 8000


class QueryRefused(DomainError):
    """What was asked or answered cannot be kept like this."""


@dataclass(frozen=True)
class Asked:
    """A question with everything that goes with it, before it has a row."""

    question: str
    kind: str = Query.Kind.WORDING
    blocking: bool = True
    asked_by: User | None = None
    asked_as: str = ""
    assigned_to: User | None = None
    convention: str = ""
    remark: str = ""
    replies: tuple[str, ...] = ()


def find(actor: Actor, article: Article, number: int) -> Query:
    """The query of that number, for somebody who sees the article."""
    query = (
        article.queries.select_related("anchor", "asked_by", "assigned_to", "resolved_by")
        .filter(number=number)
        .first()
    )
    if query is None or not access.may_see(actor, article):
        raise NotFound(_("“%(article)s” has no query %(number)s.") % {"article": article, "number": number})
    query.article = article
    return query


def ask(
    *,
    article: Article,
    by: User,
    start: int,
    end: int,
    version: int,
    question: str,
    kind: str = Query.Kind.WORDING,
    blocking: bool = True,
    assigned_to: User | None = None,
    now: datetime,
) -> Query:
    """Ask about the words from ``start`` to ``end`` as they stood at ``version``.

    The passage is carried to the current version first. Without an addressee the author is
    asked; an author who asks leaves it to the desk. Raises :class:`QueryRefused`.
    """
    access.require(
        access.may_ask(by, article),
        _("Only the author, the readers and the editors of the desk ask queries here."),
    )
    asked = Asked(
        question=_required(question, QUESTION_LENGTH, _("Type the question first.")),
        kind=_kind(kind),
        blocking=blocking,
        asked_by=by,
        assigned_to=assigned_to or (article.author if article.author_id != by.pk else None),
    )
    _require_part(article, asked.assigned_to)
    with transaction.atomic():
        document = editing.lock(article)
        _require_open(article)
        anchor = editing.anchor_since(document, start=start, end=end, version=version)
        (query,) = add(article=article, document=document, asked=[(asked, anchor)], revision=None, now=now)
        events.record(kind=Event.Kind.ASKED, article=article, actor=by, query=query, now=now)
    return query


def add(
    *,
    article: Article,
    document: Document,
    asked: Sequence[tuple[Asked, Anchor]],
    revision: Revision | None,
    now: datetime,
) -> list[Query]:
    """Write queries with the replies they came with. The caller holds the lock on the document."""
    revision = revision or revisions.latest(article)
    newest = article.queries.aggregate(newest=Max("number"))["newest"] or 0
    queries = []
    for number, (question, anchor) in enumerate(asked, start=newest + 1):
        answered = bool(question.replies) and not question.remark
        query = Query.objects.create(
            article=article,
            number=number,
            anchor=anchor,
            revision=revision,
            question=question.question,
            kind=question.kind,
            blocking=question.blocking,
            state=Query.State.ANSWERED if answered else Query.State.OPEN,
            remark=question.remark[:300],
            convention=question.convention,
            asked_by=question.asked_by,
            asked_as=question.asked_as[:120],
            assigned_to=question.assigned_to,
            asked_at=now,
        )
        Reply.objects.bulk_create(
            Reply(query=query, written_as=_("typed into the copy"), body=body, created_at=now)
            for body in question.replies
        )
        queries.append(query)
    if queries:
        _announce(article)
    return queries


def reply(*, query: Query, by: User, body: str, now: datetime) -> Reply:
    """Add to the thread. Somebody else's reply answers the query, unless it does not answer.

    The asker's own further words make it a question again.
    """
    access.require(
        access.may_reply(by, query),
        _("Only the author, the person asked and the desk's editors and readers reply."),
    )
    body = _required(body, REPLY_LENGTH, _("Type a reply first."))
    with transaction.atomic():
        _lock(query)
        written = Reply.objects.create(query=query, author=by, body=body, created_at=now)
        if query.is_open:
            _judge(query, by=by, body=body)
        events.record(
            kind=Event.Kind.REPLIED, article=query.article, actor=by, query=query, reply=written, now=now
        )
        _announce(query.article)
    return written


def _judge(query: Query, *, by: User, body: str) -> None:
    """Note whether this reply answers. A reply that changes nothing leaves no trace in the history."""
    before = query.state, query.remark
    own = by.pk == query.asked_by_id
    query.remark = "" if own else answers(query.question, body)[:300]
    query.state = Query.State.OPEN if own or query.remark else Query.State.ANSWERED
    if (query.state, query.remark) != before:
        query.save(update_fields=["state", "remark"])


def resolve(*, query: Query, by: User, now: datetime) -> None:
    """Close the question. Resolving what is resolved changes nothing."""
    access.require(
        access.may_resolve(by, query),
        _("A query is resolved by who asked it, or by an editor or reader of the desk."),
    )
    close(query=query, by=by, now=now)


def close(*, query: Query, by: User, now: datetime) -> None:
    """As :func:`resolve`, for an act that has asked already whether this person may do it."""
    with transaction.atomic():
        _lock(query)
        if not query.is_open:
            return
        query.state, query.resolved_at, query.resolved_by = Query.State.RESOLVED, now, by
        query.remark = ""
        query.save(update_fields=["state", "resolved_at", "resolved_by", "remark"])
        events.record(kind=Event.Kind.RESOLVED, article=query.article, actor=by, query=query, now=now)
        _announce(query.article)


def reopen(*, query: Query, by: User, now: datetime) -> None:
    """Ask again: the way back from a resolution. What left is past asking until a correction opens."""
    access.require(
        access.may_reply(by, query),
        _("Only the author, the person asked and the desk's editors and readers reopen."),
    )
    with transaction.atomic():
        _lock(query)
        _require_open(query.article)
        if query.is_open:
            return
        query.state, query.resolved_at, query.resolved_by = Query.State.OPEN, None, None
        query.save(update_fields=["state", "resolved_at", "resolved_by"])
        events.record(kind=Event.Kind.REOPENED, article=query.article, actor=by, query=query, now=now)
        _announce(query.article)


def assign(*, query: Query, to: User | None, by: User, now: datetime) -> None:
    """Give a query to somebody with a part in the desk, or to nobody in particular."""
    access.require(access.may_direct(by, query), _("A query is reassigned by who asked it or by an editor."))
    _require_part(query.article, to)
    with transaction.atomic():
        _lock(query)
        if query.assigned_to_id == (to.pk if to else None):
            return
        query.assigned_to = to
        query.save(update_fields=["assigned_to"])
        events.record(kind=Event.Kind.ASSIGNED, article=query.article, actor=by, query=query, now=now)
        _announce(query.article)


def set_blocking(*, query: Query, blocking: bool, by: User) -> None:
    """Say whether the copy may leave while this is open."""
    access.require(
        access.may_direct(by, query), _("Who asked, or an editor, says whether a query blocks release.")
    )
    with transaction.atomic():
        _lock(query)
        query.blocking = blocking
        query.save(update_fields=["blocking"])
        _announce(query.article)


def _announce(article: Article) -> None:
    """Have open pages look at the threads again."""
    live.publish(topic_of(article.pk), "queries")


def _lock(query: Query) -> None:
    """Lock the query's row and renew what an act decides on."""
    renew(query, Query.objects.select_for_update().get(pk=query.pk))


def _require_open(article: Article) -> None:
    if not article.is_open:
        raise Conflict(
            _("“%(article)s” is %(state)s. Open a correction to ask about it.")
            % {"article": article, "state": article.get_state_display()}
        )


def _require_part(article: Article, person: User | None) -> None:
    if person is not None and not access.may_see(person, article):
        raise QueryRefused(_("%(person)s has no part in this desk.") % {"person": person})


def _required(text: str, limit: int, empty: str) -> str:
    # JSON can spell half a character, which cannot be kept: a question mark stands for it.
    text = text.replace("\x00", "").encode("utf-8", "replace").decode().strip()
    if not text:
        raise QueryRefused(empty)
    if len(text) > limit:
        raise QueryRefused(_("That is too long: at most %(limit)s characters.") % {"limit": limit})
    return text


def _kind(kind: str) -> str:
    if kind not in Query.Kind.values:
        raise QueryRefused(_("“%(kind)s” is not a kind of query.") % {"kind": kind})
    return kind
