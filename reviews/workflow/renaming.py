"""The slug of a story: edited until the story is released, as it is in published addresses from then on."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from articles import locking
from articles.access import was_released
from articles.editing import filing
from articles.models import Article
from newsroom.errors import Conflict
from newsroom.models import User
from reviews import access


class SlugSettled(Conflict):
    """The slug cannot change any more."""


def may_rename(person: User, article: Article) -> bool:
    """Whoever edits the story, as long as it is in progress and was never released."""
    return access.may_edit(person, article) and article.is_open and not was_released(article)


def rename(*, article: Article, slug: str, by: User, now: datetime) -> None:
    """Give the story another slug. Links with the one before go on working.

    Raises :class:`SlugSettled`, :class:`~articles.editing.filing.SlugRefused` and
    :class:`~newsroom.errors.NotAllowed`.
    """
    with transaction.atomic():
        locking.lock(article)
        access.require(
            access.may_edit(by, article), _("Only the author or a desk editor can change the slug.")
        )
        if not may_rename(by, article):
            raise SlugSettled(_("The slug can’t change: the story was released, or is not in progress."))
        filing.set_slug(article, slug, now=now)
