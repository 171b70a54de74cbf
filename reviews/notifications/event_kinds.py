"""Which kinds of event can reach a person at all: the others are nothing to choose mail for.

What :mod:`reviews.notifications.recipients` says of one event, seen from the person.
"""

from __future__ import annotations

from django.db.models import Exists

from newsroom.models import Membership, User
from reviews.models import Event, SignOff, Stage

Kind = Event.Kind
GUESTS = frozenset(
    {
        *(Kind.ASKED, Kind.REPLIED, Kind.ASSIGNED, Kind.RESOLVED, Kind.REOPENED),
        *(Kind.INVITED, Kind.REMINDED),
    }
)


def kinds_for(person: User, *, follows: bool) -> frozenset[str]:
    """The kinds this person can be told of; ``follows``: of all that happens to an article. One statement."""
    if person.is_guest:
        return GUESTS
    if follows:
        return frozenset(Kind)
    edits = Membership.objects.filter(user=person, role=Membership.Role.EDITOR)
    signed = SignOff.objects.filter(signer=person, withdrawn_at=None)
    found = User.objects.filter(pk=person.pk).annotate(
        edits=Exists(edits), signs=Exists(Stage.objects.signed_by(person)), signed=Exists(signed)
    )
    can_edit, can_sign, has_signed = found.values_list("edits", "signs", "signed").get()
    return frozenset(Kind) - {
        Kind.INVITED,
        *(() if can_edit else (Kind.BOUNCED,)),
        *(() if can_edit or can_sign else (Kind.PRESSING,)),
        *(() if can_sign else (Kind.STAGE_DUE,)),
        *(() if can_sign or has_signed else (Kind.STALE,)),
    }
