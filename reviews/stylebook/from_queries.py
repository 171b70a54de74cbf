"""A query that was asked and answered, as an entry of the stylebook."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from articles.documents.style.model import Level, Settled
from articles.documents.style.validation import TEXT_LENGTH
from newsroom.errors import Conflict, NotFound
from newsroom.models import Desk, User
from newsroom.shortening import shortened
from reviews import access
from reviews.models import Query

ABOUT_WORDS = (Query.Kind.WORDING, Query.Kind.STYLE)
"""The kinds of queries whose answers are made house style."""


@dataclass(frozen=True)
class Draft:
    """What the form of an entry begins with: the words that were asked about, the answer, and the thread."""

    query: Query
    pattern: str
    suggestion: str
    reason: str
    settled: Settled
    level: Level = Level.WARNING


def is_about_words(query: Query) -> bool:
    """Whether its answer can be house style: it is about wording or style, and about certain words."""
    return query.kind in ABOUT_WORDS and bool(query.quote.strip())


def draft_of(query: Query, by: User) -> Draft:
    """The entry that a resolved query suggests. One statement for its replies.

    Raises :class:`Conflict` where the query is open or about no words, and
    :class:`~newsroom.errors.NotAllowed` for who writes no style.
    """
    access.require(
        access.may_write_style(by, query.article.desk),
        _("Only an editor of the desk can change its stylebook."),
    )
    if query.state != Query.State.RESOLVED or query.resolved_at is None:
        raise Conflict(_("Resolve the query first."))
    if not is_about_words(query):
        raise Conflict(_("Only a query about wording or style can become house style."))
    replies = list(query.replies.order_by("created_at", "pk"))
    proposals = [reply.proposed for reply in reversed(replies) if reply.proposed] + [query.proposed]
    thread = " – ".join([query.question, *(reply.body for reply in replies if reply.body)])
    return Draft(
        query=query,
        pattern=" ".join(query.quote.split()),
        suggestion=next(filter(None, proposals), ""),
        reason=shortened(" ".join(thread.split()), TEXT_LENGTH),
        settled=Settled(
            query=query.number,
            story=query.article.slug,
            on=timezone.localdate(query.resolved_at),
        ),
    )


def on_desk(query: Query, desk: Desk) -> Query:
    """The query, where it is of a story on this desk. Raises :class:`NotFound`."""
    if query.article.desk_id != desk.pk:
        raise NotFound(_("There is no such query on this desk."))
    return query
