"""All of a person's roles and sign-offs at once, as their page has them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from newsroom.access import privileges
from newsroom.models import Desk, Membership, User
from reviews import access
from reviews.administration import desks as desk_settings
from reviews.administration.signers import may_appoint, set_stages
from reviews.models import Stage

Role = Membership.Role


@dataclass(frozen=True)
class SignsHere:
    """A stage on somebody's page: whether they sign it, and whether that is for the reader to change."""

    stage: Stage
    signs: bool
    may_change: bool


@dataclass(frozen=True)
class DeskPart:
    """A desk on somebody's page. ``role`` is blank without one; ``roles`` are those that may be chosen."""

    desk: Desk
    role: str
    roles: tuple[tuple[str, str], ...]
    may_change: bool
    stages: tuple[SignsHere, ...]


def parts_of(person: User, actor: User) -> list[DeskPart]:
    """The desks that ``actor`` sets up, with the person's part in each. Five statements at most."""
    desks = list(access.desks_to_set_up(actor).order_by("name"))
    held = dict(Membership.objects.filter(user=person).values_list("desk_id", "role"))
    groups = set(person.groups.values_list("pk", flat=True))
    stages: dict[int, list[Stage]] = {desk.pk: [] for desk in desks}
    by_pk = {desk.pk: desk for desk in desks}
    for stage in Stage.objects.filter(desk__in=desks).select_related("group").order_by("position"):
        stage.desk = by_pk[stage.desk_id]
        stages[stage.desk_id].append(stage)
    return [_part(desk, held.get(desk.pk, ""), stages[desk.pk], groups, person, actor) for desk in desks]


def _part(
    desk: Desk, role: str, stages: Sequence[Stage], groups: set[int], person: User, actor: User
) -> DeskPart:
    speaks = role not in ("", Role.VIEWER)
    return DeskPart(
        desk=desk,
        role=role,
        roles=(("", "—"), *grantable(actor, desk)),
        may_change=access.may_administer(actor) or person.pk != actor.pk,
        stages=tuple(
            SignsHere(stage, speaks and stage.group_id in groups, may_appoint(actor, stage))
            for stage in stages
        ),
    )


def grantable(actor: User, desk: Desk) -> list[tuple[str, str]]:
    """The roles on a desk that somebody may give, as values and labels."""
    return [
        (value, str(label))
        for value, label in Role.choices
        if privileges.may_grant(actor, privileges.of_role(desk.pk, value))
    ]


def set_parts(person: User, roles: Mapping[int, str], stages: Collection[int], *, by: User) -> None:
    """Give a person these roles (desk id → role, blank for none) and these stages to sign, and no others of
    what ``by`` may change.

    Raises :class:`~newsroom.errors.NotAllowed`, ``RoleRefused`` and ``SignersRefused``.
    """
    with transaction.atomic():
        shown = parts_of(person, by)
        for part in shown:
            if part.may_change and part.desk.pk in roles:
                desk_settings.set_role(part.desk, person, roles[part.desk.pk], by=by)
        remaining = set(Membership.objects.speaking().filter(user=person).values_list("desk_id", flat=True))
        changeable = [
            one.stage
            for part in shown
            for one in part.stages
            if one.may_change and (part.desk.pk in remaining or one.stage.pk in stages)
        ]
        set_stages(person, stages, among=changeable, by=by)
