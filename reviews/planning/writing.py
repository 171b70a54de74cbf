"""Stories that are written here: they begin with an empty page, and are filed when their words are there."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from articles import locking
from articles.documents.text import published_fields
from articles.editing import edits, filing
from articles.history import revisions
from articles.models import Article, Revision
from newsroom.errors import Conflict
from newsroom.models import Desk, User
from reviews import access
from reviews.models import Event
from reviews.notifications import events
from reviews.workflow import intake, signoff

Planning = Article.Planning
_UNNAMED: Final = re.compile(r"untitled(-\d+)?")


class NotFiled(Conflict):
    """This story cannot be filed now."""


def open_blank(*, desk: Desk, by: User, now: datetime) -> Article:
    """An empty page on the desk for this person: the one on which they have not typed yet, or a new one.

    There is at most one, in no list until something is typed on it; so none has to be deleted, ever. Raises
    :class:`~newsroom.errors.NotAllowed`.
    """
    try:
        with transaction.atomic():
            return _untouched(desk, by) or _blank(desk, by, now)
    except IntegrityError:  # the same person, in another window
        if found := _untouched(desk, by):
            return found
        raise


def may_file(person: User, article: Article) -> bool:
    """File what is being written: whoever edits it."""
    return access.may_edit(person, article) and article.is_open and article.is_being_written


def file_story(*, article: Article, by: User, now: datetime) -> None:
    """File a story that was written here: the people of the stage where it is are notified.

    Its slug follows its headline now, if it had none to be made of. Raises :class:`NotFiled` and
    :class:`~newsroom.errors.NotAllowed`.
    """
    with transaction.atomic():
        document = locking.lock_with_desk(article)
        edits.require_editable(article, by=by)
        if not article.is_being_written:
            raise NotFiled(signoff.planned_sentence(article) if article.is_planned else _("Filed already."))
        fields = published_fields(document.published())
        if not all(
            any(one.text.strip() for one in fields if one.name == name) for name in ("headline", "body")
        ):
            raise NotFiled(_("Write a headline and some copy before you file the story."))
        round = signoff.current_round(article)
        revisions.freeze(article=article, document=document, reason=Revision.Reason.STAGE, by=by, now=now)
        if _UNNAMED.fullmatch(article.slug):
            filing.set_slug(article, filing.free_slug(article.headline), now=now)
        filing.set_planning(article, Planning.FILED, now=now)
        if round.stage is not None:
            events.record(
                kind=Event.Kind.STAGE_DUE, article=article, actor=by, round=round, stage=round.stage, now=now
            )
        signoff.announce(article)


def _untouched(desk: Desk, by: User) -> Article | None:
    return Article.objects.filter(planning=Planning.BLANK, created_by=by, desk=desk).first()


def _blank(desk: Desk, by: User, now: datetime) -> Article:
    return intake.file_copy(
        imported=intake.blank_copy(desk), desk=desk, author=by, planning=Planning.BLANK, by=by, now=now
    ).article
