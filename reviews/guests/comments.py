"""A guest's comment: a query about words of the copy that they name by quoting them."""

from __future__ import annotations

from datetime import datetime

from articles.documents.spans import Span
from newsroom.models import User
from reviews import access
from reviews.models import Invitation, Query
from reviews.queries import asking


def comment(*, invitation: Invitation, words: str, body: str, now: datetime) -> Query:
    """Ask the inviter about these words, which stand in the copy exactly once.

    It blocks release like any query; an editor may lift that.
    Raises :class:`~articles.documents.anchors.AnchorError`.
    """
    article = invitation.article
    inviter: User | None = invitation.invited_by
    if inviter is not None and not access.may_be_asked(inviter, article, now=now):
        inviter = None
    return asking.ask(
        article=article,
        by=invitation.person,
        on=Span.reading(words),
        question=body,
        kind=Query.Kind.FACT,
        assigned_to=inviter,
        now=now,
    )
