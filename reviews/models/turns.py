"""Whose turn a query is: the one definition, for a row at hand and for lists of rows.

An open query waits for its owner: who it is assigned to, else the story's author unless they asked it. An
answered one waits for who asked. In place of somebody who is away it waits for their deputy, and where nobody
of these can act (they left the desk, are away without a deputy, or there is no such person) for the desk's
editors. A resolved query waits for nobody.
"""

from __future__ import annotations

from datetime import datetime

from django.db.models import BigIntegerField, Case, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.expressions import Combinable

from newsroom.models import Membership, User
from reviews.models.hours import Hours

ASSIGNED, AUTHOR, ASKER = "assigned_to", "article__author", "asked_by"
DESK = "article__desk"


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
    """The person, with a part in the desk of the row's article or, a guest, with an invitation to it."""
    on_desk = Membership.objects.filter(user=OuterRef("pk"), desk=OuterRef(OuterRef(DESK)))
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
    on_desk = Membership.objects.filter(user=OuterRef("deputy"), desk=OuterRef(OuterRef(DESK)))
    too = Hours.objects.filter(person=OuterRef("deputy"), away_from__lte=now, away_until__gt=now)
    here = away.filter(deputy__is_active=True).exclude(Exists(too))
    return here.filter(Q(deputy__is_superuser=True) | Q(Exists(on_desk)))
