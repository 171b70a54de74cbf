"""Whose turn a query is: the one definition, once for rows at hand and once in SQL.

:func:`turn_of` and :func:`turn` say the same; a test compares them over everything they depend on.

An open query waits for its owner: who it is assigned to, else the story's author unless they asked it. An
answered one waits for who asked. In place of somebody who is away it waits for their deputy, and where nobody
of these can act (they left the desk, are away without a deputy, or there is no such person) for the desk's
editors. A resolved query waits for nobody.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Mapping
from datetime import datetime
from typing import Protocol

from django.db.models import BigIntegerField, Case, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.expressions import Combinable

from newsroom.models import Membership, User
from reviews.models.hours import Hours

ASSIGNED, AUTHOR, ASKER = "assigned_to", "article__author", "asked_by"
DESK = "article__desk"


class Owned(Protocol):
    """What decides of a query whose turn it is."""

    @property
    def state(self) -> str: ...
    @property
    def assigned_to_id(self) -> int | None: ...
    @property
    def asked_by_id(self) -> int | None: ...


class Everybody(Container[int]):
    """All people there are."""

    def __contains__(self, person: object) -> bool:
        return True


EVERYBODY = Everybody()


def owned_by(person: User) -> Q:
    """For a queryset of queries: those this person answers, whoever is away."""
    as_author = Q(assigned_to=None, article__author=person) & (Q(asked_by=None) | ~Q(asked_by=person))
    return Q(assigned_to=person) | as_author


def may_come_to(people: Collection[int]) -> Q:
    """For a queryset of queries: those on the desks of these people, those that name them, and those that
    name somebody whose deputy they are. No other query waits for them, and to tell whose turn each is costs
    much more than this."""
    desks = Membership.objects.filter(user__in=people).values("desk")
    covered = Hours.objects.filter(deputy__in=people).values("person")
    found = Q(**{f"{DESK}__in": desks})
    for who in (ASSIGNED, AUTHOR, ASKER):
        found |= Q(**{f"{who}__in": people}) | Q(**{f"{who}__in": covered})
    return found


def waits_for(turn: int | None, person: int, *, edits: bool) -> bool:
    """Whether a query whose ``turn`` it is (:func:`turn`) waits for this person, who is (``edits``) or is not
    one of the desk's editors."""
    return turn == person if turn is not None else edits


def owners(query: Owned, author_id: int | None) -> list[int]:
    """Who answers a query, and who does if that one cannot."""
    named = (query.assigned_to_id, author_id if author_id != query.asked_by_id else None)
    return [person for person in named if person is not None]


def in_line(query: Owned, author_id: int | None) -> list[int]:
    """Who comes first, and who next if that one cannot act. Nobody: the desk's editors."""
    if query.state != "answered":
        return owners(query, author_id)
    return [] if query.asked_by_id is None else [query.asked_by_id]


def turn_of(
    query: Owned,
    author_id: int | None,
    *,
    can_act: Container[int] = EVERYBODY,
    away: Mapping[int, int | None],
) -> int | None:
    """The id of the person whose turn an open or answered query is; ``None`` for the desk's editors.

    ``can_act`` are the people with a part in the story, ``away`` those of them who are away, each with the
    deputy they named.
    """
    for person in in_line(query, author_id):
        if person not in can_act:
            continue
        if person not in away:
            return person
        deputy = away[person]
        if deputy is not None and deputy in can_act and deputy not in away:
            return deputy
    return None


def turn(now: datetime) -> Combinable:
    """For a queryset of queries: the id of the person whose turn each is, empty for the desk's editors. Of
    resolved queries it says nothing that counts."""
    author_answers = Q(state="open") & (~Q(article__author=F(ASKER)) | Q(asked_by=None))
    return Case(
        *_whens(Q(state="open"), ASSIGNED, now),
        *_whens(author_answers, AUTHOR, now),
        *_whens(Q(state="answered"), ASKER, now),
        default=None,
        output_field=BigIntegerField(),
    )


def _whens(state: Q, who: str, now: datetime) -> list[When]:
    away = Hours.objects.filter(person=OuterRef(who), away_from__lte=now, away_until__gt=now)
    deputy = Subquery(_deputies(away, now).values("deputy")[:1])
    can_act = state & Q(Exists(_who_can_act(who, now)))
    return [
        When(can_act & ~Q(Exists(away)), then=F(f"{who}_id")),
        When(can_act & Q(Exists(_deputies(away, now))), then=deputy),
    ]


def _who_can_act(who: str, now: datetime) -> QuerySet[User]:
    """The person, who may speak on the desk of the row's article or, a guest, with an invitation to it."""
    on_desk = Membership.objects.speaking().filter(user=OuterRef("pk"), desk=OuterRef(OuterRef(DESK)))
    invited = Q(
        is_guest=True,
        invitations__article=OuterRef("article"),
        invitations__revoked_at=None,
        invitations__expires_at__gt=now,
    )
    people = User.objects.filter(pk=OuterRef(who), is_active=True)
    return people.filter(Q(is_superuser=True) | Q(Exists(on_desk)) | invited)


def _deputies(away: QuerySet[Hours], now: datetime) -> QuerySet[Hours]:
    """Of absences those with a deputy on the desk who is here."""
    on_desk = Membership.objects.speaking().filter(user=OuterRef("deputy"), desk=OuterRef(OuterRef(DESK)))
    too = Hours.objects.filter(person=OuterRef("deputy"), away_from__lte=now, away_until__gt=now)
    here = away.filter(deputy__is_active=True).exclude(Exists(too))
    return here.filter(Q(deputy__is_superuser=True) | Q(Exists(on_desk)))
