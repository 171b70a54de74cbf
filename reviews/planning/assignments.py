"""Assignments: an editor asks somebody to write an idea, who accepts or declines."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from articles import access as story_access
from articles import locking
from articles.announcing import announce
from articles.editing import edits
from articles.models import Article
from newsroom.errors import Conflict, DomainError
from newsroom.models import User
from reviews import access
from reviews.models import Event
from reviews.models.facts import Answered, Assignment
from reviews.notifications import events
from reviews.planning.ideas import require_brief

Planning = Article.Planning
LONGEST_REASON = 1_000  # characters


class AssignmentRefused(Conflict):
    """The state of the story does not allow this."""


class ReasonRefused(DomainError):
    """Whoever declines says why, in a sentence or two."""


def may_assign(person: User, article: Article) -> bool:
    """Editors of the desk, as long as nobody is writing the story."""
    return story_access.may_manage(person, article) and article.is_open and article.is_planned


def may_answer(person: User, article: Article) -> bool:
    """Whoever it is assigned to, as long as they may write on the desk."""
    is_asked = article.planning == Planning.ASSIGNED and article.author_id == person.pk
    return is_asked and article.is_open and story_access.may_file(person, article.desk)


def assign(
    *,
    article: Article,
    writer: User,
    brief: str,
    deadline: datetime | None,
    target_words: int | None,
    by: User,
    now: datetime,
) -> None:
    """Ask somebody to write an idea, with a brief, a deadline and a length. Whoever takes it themselves has
    accepted. Somebody who was asked before and has not answered is told that they need not.

    Raises :class:`AssignmentRefused`, :class:`~reviews.planning.ideas.IdeaRefused` and
    :class:`~newsroom.errors.NotAllowed`.
    """
    require_brief(brief)
    with transaction.atomic():
        locking.lock(article)
        access.require(story_access.may_manage(by, article), _("Only a desk editor can assign a story."))
        edits.require_open(article)
        if not article.is_planned:
            raise AssignmentRefused(_("This story is being written already. Change its author in Details."))
        if not story_access.may_file(writer, article.desk):
            raise AssignmentRefused(
                _("%(person)s doesn’t write on %(desk)s. Choose someone else.")
                % {"person": writer, "desk": article.desk}
            )
        former = article.author_id if article.planning == Planning.ASSIGNED else None
        article.author, article.brief = writer, brief.strip()
        article.deadline, article.target_words = deadline, target_words
        article.byline = article.byline or writer.name
        _become(article, Planning.WRITING if writer.pk == by.pk else Planning.ASSIGNED, now=now)
        facts = Assignment(
            former=former if former != writer.pk else None,
            brief=article.brief if writer.pk != by.pk else "",
        )
        events.record(kind=Event.Kind.ASSIGNMENT, article=article, actor=by, facts=facts, now=now)


def accept(*, article: Article, by: User, now: datetime) -> None:
    """Take an assignment: the story is being written from now on, and who assigned it is notified.

    Raises :class:`~newsroom.errors.NotAllowed`.
    """
    with transaction.atomic():
        _lock_to_answer(article, by)
        _become(article, Planning.WRITING, now=now)
        facts = Answered(assigned_by=_assigned_by(article))
        events.record(kind=Event.Kind.ACCEPTED, article=article, actor=by, facts=facts, now=now)


def decline(*, article: Article, reason: str, by: User, now: datetime) -> None:
    """Turn an assignment down: the idea is open again, and who assigned it is notified, with the reason.

    Raises :class:`ReasonRefused` and :class:`~newsroom.errors.NotAllowed`.
    """
    reason = " ".join(reason.split())
    if not reason or len(reason) > LONGEST_REASON:
        raise ReasonRefused(_("Say why in %(count)d characters or fewer.") % {"count": LONGEST_REASON})
    with transaction.atomic():
        _lock_to_answer(article, by)
        article.author = None
        if article.byline == by.name:
            article.byline = ""
        _become(article, Planning.IDEA, now=now)
        facts = Answered(assigned_by=_assigned_by(article), reason=reason)
        events.record(kind=Event.Kind.DECLINED, article=article, actor=by, facts=facts, now=now)


def last_refusal(article: Article) -> Event | None:
    """Who declined an idea last, and why. One statement, and none for what is no idea."""
    if article.planning != Planning.IDEA:
        return None
    declined = article.events.filter(kind=Event.Kind.DECLINED).select_related("actor")
    found: Event | None = declined.order_by("-pk").first()
    return found


def _lock_to_answer(article: Article, by: User) -> None:
    locking.lock(article)
    edits.require_open(article)
    access.require(
        may_answer(by, article), _("Only the person this story is assigned to can accept or decline it.")
    )


def _become(article: Article, planning: Planning, *, now: datetime) -> None:
    article.planning, article.updated_at = planning, now
    article.digest = article.digest_with(article.document.content)
    article.save()
    announce(article, "article")


def _assigned_by(article: Article) -> int | None:
    """Who assigned it last."""
    assigned = article.events.filter(kind=Event.Kind.ASSIGNMENT).order_by("-pk")
    found: int | None = assigned.values_list("actor", flat=True).first()
    return found
