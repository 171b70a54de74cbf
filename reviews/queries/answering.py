"""Answering, resolving and directing queries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from articles.access import Actor
from articles.documents.notes import answers
from articles.models import Article
from newsroom.errors import NotFound
from newsroom.models import User
from reviews import access, guest_sessions
from reviews.models import Attachment, Event, InboundMail, Invitation, Query, Reply, Visit
from reviews.models.facts import Assigned, Reopened, Replied, Resolved
from reviews.notifications import events
from reviews.queries.threads import (
    REPLY_LENGTH,
    ThreadMessage,
    announce,
    lock,
    named,
    proposal,
    require_open,
    require_part,
    required,
    save,
    write,
)

_RESOLUTION = (
    *("state", "resolved_at", "resolved_by", "remark"),
    *("is_accepted", "accepted_in", "closed_with_suggestion"),
)
"""The fields that a resolution, and the way back from it, may change."""


def find(actor: Actor, article: Article, number: int) -> Query:
    """The query of that number, for somebody who sees the article. Raises :class:`NotFound`."""
    query = (
        article.queries.with_revisions(article.pk)
        .select_related("anchor", "suggestion__author", "asked_by__hours", "assigned_to__hours")
        .select_related("resolved_by", "article__author__hours")
        .filter(number=number)
        .first()
    )
    if query is None or not access.may_see(actor, article):
        raise NotFound(_("“%(article)s” has no query %(number)s.") % {"article": article, "number": number})
    article.author = query.article.author  # with the hours
    query.article = article
    return query


def find_reply(query: Query, pk: int) -> Reply:
    """A reply in the thread of a query. Raises :class:`NotFound`."""
    reply = query.replies.filter(pk=pk).first()
    if reply is None:
        raise NotFound(_("Query %(number)s has no such reply.") % {"number": query.number})
    return reply


def find_file(query: Query, pk: int) -> Attachment:
    """A file that came with a reply of this query, for somebody who sees the query."""
    return _file(Attachment.objects.filter(reply__query=query), pk)


def find_guest_file(invitation: Invitation, number: int, pk: int) -> Attachment:
    """A file in the thread of that number, for the guest who was invited."""
    theirs = access.guest_files(invitation.person, invitation.article)
    return _file(theirs.filter(reply__query__number=number), pk)


def _file(files: QuerySet[Attachment], pk: int) -> Attachment:
    found = files.exclude(file="").filter(pk=pk).first()
    if found is None:
        raise NotFound(_("This query has no such file."))
    return found


def reply(
    *,
    query: Query,
    by: User,
    body: str,
    proposed: str = "",
    mail: InboundMail | None = None,
    doubt: str = "",
    assign_to: User | None = None,
    now: datetime,
) -> Reply:
    """Add to the thread. Somebody else's reply answers the query, unless it does not answer.

    The asker's own further words make it a question again. ``proposed`` are words to put in place
    of the passage; with them nothing else need be said. ``mail``: the one the reply came in. ``doubt``: why
    it may be no answer, in a sentence: then an open query stays open, and an answered one answered.
    ``assign_to``: who is to answer it from now on.
    """
    with transaction.atomic():
        lock(query)
        _require_reply(query, by, now=now)
        written = _reply(
            query, by=by, body=body, proposed=proposal(proposed), mail=mail, doubt=doubt, now=now
        )
        if assign_to is not None and query.is_open:
            assign(query=query, to=assign_to, by=by, now=now)
        return written


def _reply(
    query: Query,
    *,
    by: User,
    body: str,
    proposed: str = "",
    mail: InboundMail | None = None,
    doubt: str = "",
    now: datetime,
) -> Reply:
    written = write(query, by=by, body=body, proposed=proposed, mail=mail, now=now)
    if query.is_open:
        _apply_answer(query, by=by, body=written.body or written.proposed, doubt=doubt, now=now)
    events.record(
        kind=Event.Kind.REPLIED,
        article=query.article,
        actor=by,
        query=query,
        reply=written,
        facts=Replied(mentioned=named(written)),
        now=now,
    )
    guest_sessions.keep_act(
        by=by, article=query.article, kind=Visit.Kind.REPLIED, query=query, reply=written, now=now
    )
    announce(query.article)
    return written


def add_returned(*, query: Query, message: ThreadMessage, by: User, now: datetime) -> Reply:
    """Add what somebody wrote in a file that came back, under their name, or as an outsider.

    ``by`` brings the file, and may. The caller holds the lock on the story.
    """
    body = required(message.body, REPLY_LENGTH, _("Write a reply."))
    written = Reply.objects.create(
        query=query,
        author=message.author,
        written_as="" if message.author else message.written_as[:120],
        body=body,
        created_at=message.written_at or now,
    )
    if query.is_open:
        _apply_answer(query, by=message.author, body=body, now=now)
    events.record(
        kind=Event.Kind.REPLIED,
        article=query.article,
        actor=message.author or by,
        query=query,
        reply=written,
        facts=Replied(mentioned=()),
        now=now,
    )
    announce(query.article)
    return written


def _require_reply(query: Query, by: User, *, now: datetime) -> None:
    access.require(access.may_answer(by, query, now=now), _who_replies(query, by))


def _who_replies(query: Query, by: User) -> str:
    """To a guest, who replies as long as there is something to answer, it is the moment that matters."""
    if not by.is_guest:
        return _("Only the author, the assignee, or a desk editor or reader can reply.")
    if query.is_open and query.article.is_open:
        return _("This query is no longer assigned to you. Go back to see your queries.")
    return _(
        "Query %(number)s has been closed, so your reply wasn’t sent. If it still matters,"
        " write to the person who invited you."
    ) % {"number": query.number}


def _apply_answer(query: Query, *, by: User | None, body: str, doubt: str = "", now: datetime) -> None:
    """Note whether this reply answers. A reply that changes nothing leaves no trace in the history."""
    before = query.state, query.remark
    own = by is not None and by.pk == query.asked_by_id
    if doubt:
        if query.state == Query.State.OPEN and not own and query.remark != doubt[:300]:
            query.remark = doubt[:300]
            save(query, "remark", now=now)
        return
    query.remark = "" if own else answers(query.question, body)[:300]
    query.state = Query.State.OPEN if own or query.remark else Query.State.ANSWERED
    if (query.state, query.remark) != before:
        save(query, "state", "remark", now=now)


def resolve(*, query: Query, by: User, body: str = "", now: datetime) -> None:
    """Close the question, with a last word if there is one. Resolving twice changes nothing."""
    with transaction.atomic():
        lock(query)
        access.require(
            access.may_resolve(by, query),
            _(
                "Only the person who asked, or a desk editor or reader, can resolve this. You can"
                " reply instead."
            ),
        )
        if body.strip():
            _require_reply(query, by, now=now)
        _close(query, by=by, body=body, now=now)


def close(*, query: Query, by: Actor, body: str = "", with_suggestion: bool = False, now: datetime) -> None:
    """As :func:`resolve`, for an act that has asked already whether this person may do it.

    ``with_suggestion`` when it is because the suggestion went that the query discusses.
    """
    with transaction.atomic():
        lock(query)
        _close(query, by=by, body=body, with_suggestion=with_suggestion, now=now)


def _close(query: Query, *, by: Actor, body: str, with_suggestion: bool = False, now: datetime) -> None:
    if not query.is_open:
        if by is not None and body.strip():
            _reply(query, by=by, body=body, now=now)
        return
    written = write(query, by=by, body=body, now=now) if by is not None and body.strip() else None
    mark_resolved(query, by=by, reply=written, with_suggestion=with_suggestion, now=now)


def mark_resolved(
    query: Query,
    *,
    by: Actor,
    reply: Reply | None = None,
    with_suggestion: bool = False,
    now: datetime,
) -> None:
    """Write that it is resolved, with a last word if any. The caller holds the lock on the story."""
    query.resolved_at, query.resolved_by = now, by
    query.closed_with_suggestion = with_suggestion
    _write_resolved(query, by=by, reply=reply, now=now)


def _write_resolved(query: Query, *, by: Actor, reply: Reply | None = None, now: datetime) -> None:
    query.state, query.remark = Query.State.RESOLVED, ""
    save(query, *_RESOLUTION, now=now)
    events.record(
        kind=Event.Kind.RESOLVED,
        article=query.article,
        actor=by,
        query=query,
        reply=reply,
        facts=Resolved(mentioned=named(reply) if reply else ()),
        now=now,
    )
    announce(query.article)


def reopen(*, query: Query, by: User, now: datetime) -> None:
    """Ask again: the way back from a resolution. What left is past asking until a correction opens."""
    with transaction.atomic():
        lock(query)
        access.require(
            access.may_reply(by, query),
            _("Only the author, the assignee, or a desk editor or reader can reopen this."),
        )
        _open_again(query, by=by, now=now)


def open_again(*, query: Query, by: Actor, now: datetime) -> None:
    """As :func:`reopen`, for an act that has asked already whether this person may do it."""
    with transaction.atomic():
        lock(query)
        _open_again(query, by=by, now=now)


def _open_again(query: Query, *, by: Actor, now: datetime) -> None:
    require_open(query.article)
    if not query.is_open:
        _mark_open(query, by=by, now=now)


def mark_resolved_again(query: Query, *, by: Actor, now: datetime) -> None:
    """Write that it is resolved, by whom and when it was before it was reopened.

    The caller holds the lock on the story.
    """
    before = query.history.filter(state=Query.State.RESOLVED).order_by("history_date", "history_id").last()
    query.resolved_at = before.resolved_at if before else now
    query.resolved_by = before.resolved_by if before else by
    _write_resolved(query, by=by, now=now)


def mark_unresolved(query: Query, *, by: Actor, facts: Reopened | None = None, now: datetime) -> None:
    """Write that it is as open, or as answered, as before its resolution.

    The caller holds the lock on the story.
    """
    before = query.history.exclude(state=Query.State.RESOLVED).order_by("history_date", "history_id").last()
    state, remark = (before.state, before.remark) if before else (Query.State.OPEN, "")
    _mark_open(query, state=state, remark=remark, by=by, facts=facts, now=now)


def _mark_open(
    query: Query,
    *,
    state: str = Query.State.OPEN,
    remark: str = "",
    by: Actor,
    facts: Reopened | None = None,
    now: datetime,
) -> None:
    query.state, query.resolved_at, query.resolved_by = state, None, None
    query.remark = remark
    query.accepted_in, query.closed_with_suggestion = None, False
    query.replies.exclude(accepted_in=None).update(accepted_in=None)
    save(query, *_RESOLUTION, now=now)
    events.record(
        kind=Event.Kind.REOPENED, article=query.article, actor=by, query=query, facts=facts, now=now
    )
    announce(query.article)


def assign(*, query: Query, to: User | None, by: User, now: datetime) -> None:
    """Give a query to somebody with a part in the desk, or to nobody in particular."""
    with transaction.atomic():
        lock(query)
        access.require(
            access.may_direct(by, query), _("Only the person who asked, or a desk editor, can reassign this.")
        )
        require_part(query.article, to, now=now)
        if query.assigned_to_id == (to.pk if to else None):
            return
        facts = Assigned(before=query.assigned_to_id)
        query.assigned_to = to
        save(query, "assigned_to", now=now)
        events.record(
            kind=Event.Kind.ASSIGNED, article=query.article, actor=by, query=query, facts=facts, now=now
        )
        announce(query.article)


def hand_over(queries: Sequence[Query], *, to: User, now: datetime) -> None:
    """Make these theirs, in the transaction and under the lock of an act that tells them so itself."""
    for query in queries:
        query.assigned_to = to
        save(query, "assigned_to", now=now)
    if queries:
        announce(queries[0].article)


def set_blocking(*, query: Query, blocking: bool, by: User, now: datetime) -> None:
    """Say whether the copy may leave while this is open. Of what left that can no longer be said."""
    with transaction.atomic():
        lock(query)
        access.require(
            access.may_direct(by, query),
            _("Only the person who asked, or a desk editor, can change whether this blocks release."),
        )
        require_open(query.article)
        query.blocking = blocking
        save(query, "blocking", now=now)
        announce(query.article)
