"""Which kinds of event can reach a person at all: the others are nothing to choose mail for.

What :mod:`reviews.notifications.recipients` says of one event, seen from the person.
"""

from __future__ import annotations

from django.db.models import Exists
from django.utils.translation import gettext_lazy as _

from newsroom.models import Membership, User
from reviews.models import Event, SignOff, Stage

Kind = Event.Kind
_WHEN = {
    Kind.ASKED: _("I’m asked a query"),
    Kind.REPLIED: _("a query gets a reply"),
    Kind.ASSIGNED: _("a query is reassigned"),
    Kind.RESOLVED: _("a query is resolved"),
    Kind.REOPENED: _("a query is reopened"),
    Kind.CHANGED: _("a query I answer is reworded or gets a due time"),
    Kind.STAGE_DUE: _("a stage is ready for my sign-off"),
    Kind.STALE: _("a sign-off is out of date"),
    Kind.RELEASED: _("a story is released"),
    Kind.INVITED: _("I’m invited to a story"),
    Kind.REMINDED: _("a query is still open near deadline"),
    Kind.PRESSING: _("a story is blocked near deadline"),
    Kind.BOUNCED: _("an email bounces"),
    Kind.DECIDED: _("a suggestion is accepted or rejected"),
    Kind.STANDS_IN: _("I’m covering for someone"),
    Kind.DEPUTY: _("cover is arranged or cancelled"),
    Kind.AUTHOR: _("a story of mine gets another author, or I’m made its author"),
    Kind.MOVED: _("a story is moved to another desk"),
    Kind.ASSIGNMENT: _("a story is assigned to me"),
    Kind.ACCEPTED: _("an assignment of mine is accepted"),
    Kind.DECLINED: _("an assignment of mine is declined"),
}
"""What follows “Email me when:”. The label of a kind is its name, for lists of events."""
GUESTS = frozenset(
    {
        *(Kind.ASKED, Kind.REPLIED, Kind.ASSIGNED, Kind.RESOLVED, Kind.REOPENED, Kind.CHANGED),
        *(Kind.INVITED, Kind.REMINDED),
    }
)


def when(kind: Event.Kind) -> str:
    """What happens, as the person who chooses emails would say it."""
    return str(_WHEN[kind])


def kinds_for(person: User, *, follows: bool) -> frozenset[str]:
    """The kinds this person can be notified of. ``follows``: also of the rest of an article.

    One statement.
    """
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
        *(() if can_edit else (Kind.BOUNCED, Kind.ACCEPTED, Kind.DECLINED)),
        *(() if can_edit or can_sign else (Kind.PRESSING,)),
        *(() if can_sign else (Kind.STAGE_DUE,)),
        *(() if can_sign or has_signed else (Kind.STALE,)),
    }
