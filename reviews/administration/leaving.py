"""People who leave the newsroom, and come back: what waits for them is handed on first, and their names stay.

An account is deactivated and never deleted, so what its person asked, wrote, signed and released keeps its
name. Nobody can act with it from then on, and whoever comes back has their history.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from articles.access import may_manage, speaks_on
from articles.editing import details
from articles.models import Article
from newsroom.access import privileges
from newsroom.accounts import browsers
from newsroom.accounts.staff import invitations
from newsroom.errors import Conflict, DomainError
from newsroom.models import Membership, StaffInvitation, User
from reviews import access
from reviews.administration import people
from reviews.models import Hours, Query, Stage
from reviews.preferences import calendar_feed
from reviews.queries import answering
from reviews.schedule import handovers


class LeavingRefused(DomainError):
    """This account cannot be deactivated, or its work cannot be handed on, like this."""


@dataclass(frozen=True)
class HandOver:
    """What leaving will do. ``queries`` are those assigned to the person, the oldest first.

    ``answered`` counts the answers they would have judged: the desk's editors do it from now on, and take the
    queries on ``stories``, which stay the person's unless they get another author. ``only_signer`` are
    required stages that nobody else signs. ``stood_in_for`` are people whose deputy they are. ``invited``
    counts their open invitations, which are withdrawn.
    """

    queries: tuple[Query, ...]
    answered: int
    stories: tuple[Article, ...]
    only_signer: tuple[Stage, ...]
    stood_in_for: tuple[User, ...]
    invited: int

    @property
    def is_empty(self) -> bool:
        return not (self.queries or self.answered or self.stories or self.only_signer or self.stood_in_for)


def preview(person: User, *, by: User) -> HandOver:
    """What leaving will hand on, for somebody who may deactivate the account.

    Raises :class:`~newsroom.errors.NotFound`, :class:`~newsroom.errors.NotAllowed` and
    :class:`LeavingRefused`.
    """
    _require_may(person, by=by)
    in_progress = Query.objects.filter(article__state=Article.State.OPEN)
    answered = in_progress.filter(asked_by=person, state=Query.State.ANSWERED).count()
    stories = Article.objects.filter(author=person, state=Article.State.OPEN)
    stories = stories.select_related("desk", "author")
    stood_in_for = User.objects.filter(hours__deputy=person, is_active=True).order_by("name")
    return HandOver(
        queries=tuple(
            _assigned(person).select_related("article__desk", "article__author").order_by("asked_at", "pk")
        ),
        answered=answered,
        stories=tuple(stories.order_by("pk")),
        only_signer=tuple(_only_signer(person)),
        stood_in_for=tuple(stood_in_for),
        invited=StaffInvitation.objects.open().filter(invited_by=person).count(),
    )


def heirs(person: User) -> QuerySet[User]:
    """Who can take over somebody's queries: the people who may speak on one of their desks, by name."""
    desks = Membership.objects.filter(user=person).values("desk")
    colleagues = User.objects.filter(is_active=True, is_guest=False, memberships__in=_speaking(desks))
    return colleagues.exclude(pk=person.pk).distinct().order_by("name")


def find_heir(person: User, pk: int) -> User:
    """One of the :func:`heirs`. Raises :class:`LeavingRefused` for anybody else."""
    found = heirs(person).filter(pk=pk).first()
    if found is None:
        raise LeavingRefused(_("Choose someone on one of their desks to take over."))
    return found


def leave(
    person: User, *, by: User, heir: User | None = None, author: User | None = None, now: datetime
) -> HandOver:
    """Deactivate an account once what waits for it is handed on. Returns what was handed on.

    Queries assigned to the person go to ``heir`` on the desks where they may take them, and elsewhere, or
    without an heir, to the story's author or the desk's editors. Stories in progress get ``author`` on the
    desks where that person may write, and elsewhere, or without one, stay the leaver's. Whose deputy they
    were has none, and is notified. Their invitations of others are withdrawn, their calendar link and their
    sessions end.

    Raises :class:`~newsroom.errors.NotFound`, :class:`~newsroom.errors.NotAllowed` and
    :class:`LeavingRefused`.
    """
    with transaction.atomic():
        # Two administrators who deactivate each other wait here, and one finds their own account inactive.
        locked = {row.pk: row for row in _lock_all(person, by)}
        row, by = locked[person.pk], locked[by.pk]
        handed_on = preview(row, by=by)
        for one in (heir, author):
            if one is not None:
                find_heir(row, one.pk)
        row.is_active = False  # first, so that nothing below notifies them
        row.save(update_fields=["is_active"])
        if author is not None:
            for story in handed_on.stories:
                _give(story, author, by=by, now=now)
        queries = _assigned(row).select_related("article__desk", "article__author")
        for query in queries.order_by("article", "pk"):
            _hand_on(query, heir, by=by, now=now)
        _end_deputies(row, now=now)
        invitations.withdraw_all_by(row, now=now)
        calendar_feed.switch_off(row)
        browsers.end(row, but=None)
    person.is_active = False
    return handed_on


def come_back(person: User, *, by: User, now: datetime) -> None:
    """Activate an account again, with the password, roles and history it had.

    Raises :class:`~newsroom.errors.NotFound`, :class:`~newsroom.errors.NotAllowed` and
    :class:`~newsroom.errors.Conflict`.
    """
    with transaction.atomic():
        row = User.objects.select_for_update(no_key=True).get(pk=person.pk)
        people.find_person(by, row.pk)
        privileges.require_edit(by, row)
        if row.is_active:
            raise Conflict(_("%(person)s’s account is active already.") % {"person": row})
        row.is_active = True
        row.save(update_fields=["is_active"])
    person.is_active = True


def _require_may(person: User, *, by: User) -> None:
    people.find_person(by, person.pk)
    privileges.require_edit(by, person)
    if not by.is_active:
        raise LeavingRefused(_("Your account was deactivated meanwhile."))
    if person.pk == by.pk:
        raise LeavingRefused(_("You can’t deactivate your own account. Ask another administrator."))
    if not person.is_active:
        raise LeavingRefused(_("%(person)s has left already.") % {"person": person})


def _lock_all(*accounts: User) -> Iterator[User]:
    """In one order, whoever leaves."""
    keys = {account.pk for account in accounts}
    yield from User.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")


def _assigned(person: User) -> QuerySet[Query]:
    """The queries they were to answer, in stories that are in progress."""
    open_ = Query.objects.filter(state=Query.State.OPEN, article__state=Article.State.OPEN)
    return open_.filter(assigned_to=person)


def _speaking(desks: QuerySet[Any]) -> QuerySet[Membership]:
    return Membership.objects.speaking().filter(desk__in=desks)


def _only_signer(person: User) -> list[Stage]:
    """Two statements, however many stages there are."""
    stages = (
        Stage.objects.required().signed_by(person).select_related("desk").order_by("desk__name", "position")
    )
    others = (
        Membership.objects.speaking()
        .filter(user__is_active=True, user__is_guest=False)
        .filter(
            desk__in={stage.desk_id for stage in stages}, user__groups__in={one.group_id for one in stages}
        )
        .exclude(user=person)
    )
    remaining = Counter(others.values_list("desk", "user__groups"))
    return [stage for stage in stages if remaining[stage.desk_id, stage.group_id] < stage.signatures]


def _give(story: Article, author: User, *, by: User, now: datetime) -> None:
    """Make somebody the author where they may be and ``by`` may say so. The byline stays who wrote it."""
    if not (speaks_on(author, story.desk_id) and may_manage(by, story)):
        return
    changed = replace(details.details_of(story), author=author)
    details.set_details(article=story, details=changed, by=by, now=now)


def _hand_on(query: Query, heir: User | None, *, by: User, now: datetime) -> None:
    """To the heir or the author by name, so that they are notified, else to the desk's editors."""
    author = query.article.author if query.article.author_id != query.asked_by_id else None
    named = (one for one in (heir, author) if one is not None and one.pk != query.assigned_to_id)
    can = (one for one in named if access.may_be_asked(one, query.article, now=now))
    answering.assign(query=query, to=next(can, None), by=by, now=now)


def _end_deputies(person: User, *, now: datetime) -> None:
    for hours in Hours.objects.filter(deputy=person).select_related("person"):
        hours.deputy, hours.deputy_notified_at = None, None
        hours._change_reason = _("the deputy left")  # type: ignore[attr-defined]
        hours.save()
        handovers.notify_named(hours.person, person, is_named=False, now=now)
