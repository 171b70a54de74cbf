"""Several people are invited at once, to the same roles and stages."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr

from django.db import transaction
from django.utils.translation import gettext as _

from newsroom.accounts.staff import invitations
from newsroom.accounts.staff.grants import Grant, InvitationImpossible
from newsroom.accounts.staff.invitations import Invited
from newsroom.models import Membership, User
from reviews import access
from reviews.administration.parts import DeskPart, SignsHere, grantable
from reviews.administration.signers import group_of, may_appoint
from reviews.models import Stage

MOST_AT_ONCE = 50
_SEPARATORS = re.compile(r"[\n\r,;]+")


@dataclass(frozen=True)
class Promise:
    """What the invited are to have: desk id → role, the ids of stages, and whether they administer."""

    roles: Mapping[int, str]
    stages: Collection[int] = ()
    is_administrator: bool = False


def addresses_in(text: str) -> list[tuple[str, str]]:
    """Names and addresses, one a line or with commas: "Ada Byron <ada@paper.example>". Each once."""
    found: dict[str, tuple[str, str]] = {}
    for line in _SEPARATORS.split(text.replace("\x00", "")):
        if line.strip():
            name, address = parseaddr(line) if "<" in line else ("", line.strip())
            found.setdefault(address.lower(), (name, address or line.strip()))
    return list(found.values())


def parts_to_give(actor: User, promise: Promise | None = None) -> list[DeskPart]:
    """The desks, roles and stages that ``actor`` may invite to, with what a form has chosen so far."""
    chosen = promise or Promise({})
    desks = list(access.desks_to_set_up(actor).order_by("name"))
    stages: dict[int, list[Stage]] = {desk.pk: [] for desk in desks}
    by_pk = {desk.pk: desk for desk in desks}
    for stage in Stage.objects.filter(desk__in=desks).select_related("group").order_by("position"):
        stage.desk = by_pk[stage.desk_id]
        if may_appoint(actor, stage):
            stages[stage.desk_id].append(stage)
    return [
        DeskPart(
            desk=desk,
            role=chosen.roles.get(desk.pk, ""),
            roles=(("", "—"), *grantable(actor, desk)),
            may_change=True,
            stages=tuple(SignsHere(one, one.pk in chosen.stages, True) for one in stages[desk.pk]),
        )
        for desk in desks
    ]


def invite_people(text: str, promise: Promise, *, by: User, now: datetime) -> list[Invited]:
    """Invite everybody in a text, or nobody.

    Raises :class:`InvitationImpossible`, :class:`~newsroom.errors.NotAllowed` and
    :class:`~newsroom.limiting.limits.TooManyAttempts`.
    """
    people = addresses_in(text)
    if not people:
        raise InvitationImpossible(_("Enter at least one email address."), field="addresses")
    if len(people) > MOST_AT_ONCE:
        sentence = _("Invite at most %(count)d people at once.") % {"count": MOST_AT_ONCE}
        raise InvitationImpossible(sentence, field="addresses")
    with transaction.atomic():
        grant = _grant(promise, parts_to_give(by, promise), by=by)
        return [
            invitations.invite(by=by, address=address, name=name, grant=grant, now=now)
            for name, address in people
        ]


def _grant(promise: Promise, parts: Sequence[DeskPart], *, by: User) -> Grant:
    roles = [(part.desk, part.role) for part in parts if part.role]
    if any(role not in Membership.Role.values for _desk, role in roles):
        raise InvitationImpossible(_("Choose a role from the list."), field="roles")
    signed = [one.stage for part in parts for one in part.stages if one.signs]
    for stage in signed:
        if not any(desk == stage.desk and role != Membership.Role.VIEWER for desk, role in roles):
            raise InvitationImpossible(
                _("Choose a role on %(desk)s, other than viewer, for people who sign off there.")
                % {"desk": stage.desk},
                field="roles",
            )
    return Grant(roles, [group_of(stage, by=by) for stage in signed], promise.is_administrator)
