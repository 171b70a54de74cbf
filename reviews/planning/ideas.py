"""Ideas: stories that somebody proposes before anybody writes them."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from articles.editing import filing
from articles.models import Article
from articles.models.article import LONGEST_BRIEF
from newsroom.errors import DomainError
from newsroom.models import Desk, User
from reviews.workflow import intake, signoff


class IdeaRefused(DomainError):
    """An idea has a headline, and a brief of bounded length."""


def propose(
    *, desk: Desk, headline: str, brief: str = "", deadline: datetime | None = None, by: User, now: datetime
) -> Article:
    """Put an idea on a desk, by whoever may file there. Nobody is its author yet.

    Raises :class:`IdeaRefused` and :class:`~newsroom.errors.NotAllowed`.
    """
    headline = " ".join(headline.split())
    if not headline:
        raise IdeaRefused(_("Enter a headline; a working one will do."))
    require_brief(brief)
    with transaction.atomic():
        filed = filing.create_article(
            desk=desk,
            author=None,
            doc=intake.blank_copy(desk, headline).doc,
            direction=desk.direction,
            deadline=deadline,
            planning=Article.Planning.IDEA,
            brief=brief.strip(),
            by=by,
            now=now,
        )
        signoff.open_round(article=filed.article, number=1, by=by, now=now)
    return filed.article


def require_brief(brief: str) -> None:
    """Raise :class:`IdeaRefused` for a brief that is too long."""
    if len(brief) > LONGEST_BRIEF:
        raise IdeaRefused(_("A brief has at most %(count)d characters.") % {"count": LONGEST_BRIEF})
