"""Which kinds of event can reach a person at all: the others are nothing to choose mail for.

What :mod:`reviews.notifications.rules` says of one event, seen from the person.
"""

from __future__ import annotations

from newsroom.models import Membership, User
from reviews.models import Event, SignOff, Stage, Subscription

Kind = Event.Kind
GUESTS = frozenset(
    {
        *(Kind.ASKED, Kind.REPLIED, Kind.ASSIGNED, Kind.RESOLVED, Kind.REOPENED),
        *(Kind.INVITED, Kind.REMINDED),
    }
)
READERS = frozenset({Kind.STAGE_DUE, Kind.STALE})
"""Kinds that are about signing."""


def kinds_for(person: User) -> list[Kind]:
    """The kinds this person can be told of, in their order. What they said something about is among them,
    so that it can be unsaid. Five statements at most."""
    reaching = _reaching(person)
    return [kind for kind in Kind if kind in reaching]


def _reaching(person: User) -> set[str]:
    subscriptions = Subscription.objects.filter(person=person)
    said = {kind for kind in subscriptions.values_list("kind", flat=True) if kind}
    if person.is_guest:
        return said | GUESTS
    if subscriptions.filter(choice=Subscription.Choice.ALL).exists():
        return set(Kind)  # who follows an article hears of everything that happens to it
    found = set(Kind) - READERS - {Kind.INVITED, Kind.PRESSING, Kind.BOUNCED}
    if Membership.objects.filter(user=person, role=Membership.Role.EDITOR).exists():
        found |= {Kind.PRESSING, Kind.BOUNCED}
    if _reads(person):
        found |= READERS | {Kind.PRESSING}
    elif SignOff.objects.filter(signer=person, withdrawn_at=None).exists():
        found |= {Kind.STALE}
    return said | found


def _reads(person: User) -> bool:
    """Whether a stage of a desk of theirs waits for people like them."""
    theirs = Stage.objects.filter(desk__memberships__user=person, group__in=person.groups.all())
    return theirs.exists()
