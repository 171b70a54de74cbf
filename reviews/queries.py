"""Asking, answering, resolving and directing queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from articles import editing, passages, revisions
from articles.access import Actor
from articles.documents.notes import answers
from articles.models import Anchor, Article, Document, Revision
from newsroom.errors import Conflict, NotFound
from newsroom.models import User
from reviews import access, visits
from reviews.contributions import (
    QUESTION_LENGTH,
    QueryRefused,
    announce,
    lock,
    named,
    placing,
    proposal,
    require_one_paragraph,
    require_open,
    required,
    save,
    write,
)
from reviews.mentions import Mentions, mentions_in
from reviews.models import Attachment, Event, InboundMail, Placing, Query, Reply, Visit
from reviews.notifications import events


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
    proposed: str = ""
    mentions: Mentions = field(default_factory=dict)


def find(actor: Actor, article: Article, number: int) -> Query:
    """The query of that number, for somebody who sees the article."""
    query = (
        article.queries.with_revisions(article)
        .select_related("anchor", "suggestion__author", "asked_by", "assigned_to__hours", "resolved_by")
        .filter(number=number)
        .first()
    )
    if query is None or not access.may_see(actor, article):
        raise NotFound(_("“%(article)s” has no query %(number)s.") % {"article": article, "number": number})
    query.article = article
    return query


def addressee(article: Article, email: str) -> User | None:
    """Who has this address on the article's desk; nobody for an empty one."""
    if not email:
        return None
    person = article.desk.people.filter(is_active=True, email__iexact=email.replace("\x00", "")).first()
    if person is None:
        raise QueryRefused(_("Nobody on this desk has the address %(email)s.") % {"email": email})
    return person


def find_reply(query: Query, pk: int) -> Reply:
    """A reply in the thread of a query."""
    reply = query.replies.filter(pk=pk).first()
    if reply is None:
        raise NotFound(_("There is no such reply to query %(number)s.") % {"number": query.number})
    return reply


def find_file(query: Query, pk: int) -> Attachment:
    """A file that came with a reply of this query, for somebody who sees the query."""
    found = Attachment.objects.filter(pk=pk, reply__query=query).first()
    if found is None:
        raise NotFound(_("This query has no such file."))
    return found


def ask(
    *,
    article: Article,
    by: User,
    start: int = 0,
    end: int = 0,
    version: int = 0,
    words: str = "",
    question: str,
    kind: str = Query.Kind.WORDING,
    blocking: bool = True,
    assigned_to: User | None = None,
    proposed: str = "",
    now: datetime,
) -> Query:
    """Ask about the words from ``start`` to ``end`` as they stood at ``version``.

    The passage is carried to the current version first. Who has no editor names the ``words``, which
    the copy has in one place. Without an addressee the author is
    asked; an author who asks leaves it to the desk. ``proposed`` are words to put in place of the
    passage; with them a question is not needed. Raises :class:`QueryRefused`.
    """
    access.require(
        access.may_comment(by, article, now=now),
        _("Only the author, the readers and the editors of the desk ask queries here."),
    )
    proposed = proposal(proposed)
    question = question if question.strip() or not proposed else _("Would these words be better?")
    question = required(question, QUESTION_LENGTH, _("Type the question first."))
    asked = Asked(
        question=question,
        kind=_kind(kind),
        blocking=blocking,
        asked_by=by,
        assigned_to=assigned_to or (article.author if article.author_id != by.pk else None),
        proposed=proposed,
        mentions=mentions_in(question, article),
    )
    _require_part(article, asked.assigned_to, now=now)
    with transaction.atomic():
        document = editing.lock(article)
        require_open(article)
        if words:
            start, end = passages.place_of_words(document, words)
            version = document.version
        anchor = editing.anchor_since(document, start=start, end=end, version=version)
        if asked.proposed:
            require_one_paragraph(anchor.quote)
        (query,) = add(article=article, document=document, asked=[(asked, anchor)], revision=None, now=now)
        events.record(
            kind=Event.Kind.ASKED, article=article, actor=by, query=query, facts=named(query), now=now
        )
        visits.keep_act(by=by, article=article, kind=Visit.Kind.COMMENTED, query=query, now=now)
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
        query = Query(
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
            proposed=question.proposed,
            replaces=anchor.quote if question.proposed else "",
            mentions=question.mentions,
        )
        query.revision_number = query.newest_revision = revision.number if revision else None
        save(query, now=now)
        Reply.objects.bulk_create(
            Reply(query=query, written_as=_("typed into the copy"), body=body, created_at=now)
            for body in question.replies
        )
        queries.append(query)
    if queries:
        Placing.objects.bulk_create(
            placing(query, Placing.Act.ASKED, version=document.version, by=query.asked_by, now=now)
            for query in queries
        )
        announce(article)
    return queries


def reply(
    *,
    query: Query,
    by: User,
    body: str,
    proposed: str = "",
    mail: InboundMail | None = None,
    now: datetime,
) -> Reply:
    """Add to the thread. Somebody else's reply answers the query, unless it does not answer.

    The asker's own further words make it a question again. ``proposed`` are words to put in place
    of the passage; with them nothing else need be said. ``mail``: the one the reply came in.
    """
    _require_reply(query, by, now=now)
    with transaction.atomic():
        lock(query)
        return _reply(query, by=by, body=body, proposed=proposal(proposed), mail=mail, now=now)


def _reply(
    query: Query, *, by: User, body: str, proposed: str = "", mail: InboundMail | None = None, now: datetime
) -> Reply:
    written = write(query, by=by, body=body, proposed=proposed, mail=mail, now=now)
    if query.is_open:
        _judge(query, by=by, body=written.body or written.proposed, now=now)
    events.record(
        kind=Event.Kind.REPLIED,
        article=query.article,
        actor=by,
        query=query,
        reply=written,
        facts=named(written),
        now=now,
    )
    visits.keep_act(
        by=by, article=query.article, kind=Visit.Kind.REPLIED, query=query, reply=written, now=now
    )
    announce(query.article)
    return written


def _require_reply(query: Query, by: User, *, now: datetime) -> None:
    access.require(
        access.may_answer(by, query, now=now),
        _("Only the author, the person asked and the desk's editors and readers reply."),
    )


def _judge(query: Query, *, by: User, body: str, now: datetime) -> None:
    """Note whether this reply answers. A reply that changes nothing leaves no trace in the history."""
    before = query.state, query.remark
    own = by.pk == query.asked_by_id
    query.remark = "" if own else answers(query.question, body)[:300]
    query.state = Query.State.OPEN if own or query.remark else Query.State.ANSWERED
    if (query.state, query.remark) != before:
        save(query, "state", "remark", now=now)


def resolve(*, query: Query, by: User, body: str = "", now: datetime) -> None:
    """Close the question, with a last word if there is one. Resolving twice changes nothing."""
    access.require(
        access.may_resolve(by, query),
        _("A query is resolved by who asked it, or by an editor or reader of the desk."),
    )
    if body.strip():
        _require_reply(query, by, now=now)
    close(query=query, by=by, body=body, now=now)


def close(*, query: Query, by: Actor, body: str = "", now: datetime) -> None:
    """As :func:`resolve`, for an act that has asked already whether this person may do it."""
    with transaction.atomic():
        lock(query)
        if not query.is_open:
            if by is not None and body.strip():
                _reply(query, by=by, body=body, now=now)
            return
        written = write(query, by=by, body=body, now=now) if by is not None and body.strip() else None
        _close(query, by=by, reply=written, now=now)


def accept(*, query: Query, by: User, reply: Reply | None = None, now: datetime) -> None:
    """Put the words that were proposed, with the query or in ``reply``, in place of its passage.

    For whoever may edit: one edit in the log, and the query is resolved. Raises
    :class:`~articles.passages.PassageChanged` when the copy does not read as it did.
    """
    with transaction.atomic():
        document = editing.lock_for_edit(query.article, by=by)
        lock(query)
        if not query.is_open:
            raise Conflict(_("This query is resolved. Reopen it to accept the words."))
        written: Query | Reply = reply or query
        if not written.proposed or (reply is not None and reply.query_id != query.pk):
            raise QueryRefused(_("No words were proposed here."))
        anchor = document.anchors.get(pk=query.anchor_id)
        passages.replace_words(document, anchor, old=written.replaces, new=written.proposed, by=by, now=now)
        query.anchor = document.anchors.get(pk=query.anchor_id)
        written.is_accepted = True
        if reply is not None:
            reply.save(update_fields=["is_accepted"])
        _close(query, by=by, now=now)


def _close(query: Query, *, by: Actor, reply: Reply | None = None, now: datetime) -> None:
    query.state, query.resolved_at, query.resolved_by = Query.State.RESOLVED, now, by
    query.remark = ""
    save(query, "state", "resolved_at", "resolved_by", "remark", "is_accepted", now=now)
    events.record(
        kind=Event.Kind.RESOLVED,
        article=query.article,
        actor=by,
        query=query,
        reply=reply,
        facts=named(reply) if reply else None,
        now=now,
    )
    announce(query.article)


def reopen(*, query: Query, by: User, now: datetime) -> None:
    """Ask again: the way back from a resolution. What left is past asking until a correction opens."""
    access.require(
        access.may_reply(by, query),
        _("Only the author, the person asked and the desk's editors and readers reopen."),
    )
    open_again(query=query, by=by, now=now)


def open_again(*, query: Query, by: Actor, now: datetime) -> None:
    """As :func:`reopen`, for an act that has asked already whether this person may do it."""
    with transaction.atomic():
        lock(query)
        require_open(query.article)
        if query.is_open:
            return
        query.state, query.resolved_at, query.resolved_by = Query.State.OPEN, None, None
        save(query, "state", "resolved_at", "resolved_by", now=now)
        events.record(kind=Event.Kind.REOPENED, article=query.article, actor=by, query=query, now=now)
        announce(query.article)


def assign(*, query: Query, to: User | None, by: User, now: datetime) -> None:
    """Give a query to somebody with a part in the desk, or to nobody in particular."""
    access.require(access.may_direct(by, query), _("A query is reassigned by who asked it or by an editor."))
    _require_part(query.article, to, now=now)
    with transaction.atomic():
        lock(query)
        if query.assigned_to_id == (to.pk if to else None):
            return
        facts = {"from": query.assigned_to_id}
        query.assigned_to = to
        save(query, "assigned_to", now=now)
        events.record(
            kind=Event.Kind.ASSIGNED, article=query.article, actor=by, query=query, facts=facts, now=now
        )
        announce(query.article)


def hand_over(queries: Sequence[Query], *, to: User, now: datetime) -> None:
    """Make these theirs, in the transaction and under the locks of an act that tells them so itself."""
    for query in queries:
        query.assigned_to = to
        save(query, "assigned_to", now=now)
    if queries:
        announce(queries[0].article)


def set_blocking(*, query: Query, blocking: bool, by: User) -> None:
    """Say whether the copy may leave while this is open."""
    access.require(
        access.may_direct(by, query), _("Who asked, or an editor, says whether a query blocks release.")
    )
    with transaction.atomic():
        lock(query)
        query.blocking = blocking
        query.save(update_fields=["blocking"])
        announce(query.article)


def _require_part(article: Article, person: User | None, *, now: datetime) -> None:
    if person is not None and not access.may_be_asked(person, article, now=now):
        raise QueryRefused(_("%(person)s has no part in this desk.") % {"person": person})


def _kind(kind: str) -> str:
    if kind not in Query.Kind.values:
        raise QueryRefused(_("“%(kind)s” is not a kind of query.") % {"kind": kind})
    return kind
