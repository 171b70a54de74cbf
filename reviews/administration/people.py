"""The people of a newsroom, as those see them who set it up, and their accounts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from newsroom.access import privileges
from newsroom.accounts import browsers, mail
from newsroom.accounts.mail import Change
from newsroom.errors import DomainError, NotFound
from newsroom.models import Desk, Membership, User
from newsroom.models.people import LONGEST_ADDRESS
from reviews import access
from reviews.models import Stage
from reviews.models.hours import hours_of

NAME_LENGTH = 120


class AccountRefused(DomainError):
    """An account cannot be like this. ``field`` names what is wrong with it."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class Listed:
    """One person in the list. ``parts``: desk and role, by name; ``signs``: the stages they sign.

    ``seen_at``: when they last signed in, or last used a browser in which they are signed in.
    """

    person: User
    parts: tuple[tuple[Desk, str], ...]
    signs: tuple[Stage, ...]
    away_until: datetime | None
    seen_at: datetime | None


def visible_people(actor: User) -> QuerySet[User]:
    """The staff that somebody sets up: administrators everybody, editors those with a role on their desks."""
    staff = User.objects.filter(is_guest=False)
    if access.may_administer(actor):
        return staff
    on_theirs = Membership.objects.filter(desk__in=access.desks_to_set_up(actor)).values("user")
    return staff.filter(pk__in=on_theirs)


def find_person(actor: User, pk: int) -> User:
    """Raises :class:`~newsroom.errors.NotFound`."""
    person = visible_people(actor).select_related("hours").filter(pk=pk).first()
    if person is None:
        raise NotFound(_("There is no such person on your desks."))
    return person


def search(
    actor: User, *, words: str = "", desk: int | None = None, state: str = "", now: datetime
) -> QuerySet[User]:
    """Those of :func:`visible_people` whose name or address has the words, by name.

    ``state`` is ``active``, ``away``, ``inactive`` or blank for all.
    """
    people = visible_people(actor).select_related("hours").order_by("name", "pk")
    for word in words.replace("\x00", "").split()[:8]:
        people = people.filter(Q(name__icontains=word) | Q(email__icontains=word))
    if desk is not None:
        people = people.filter(memberships__desk=desk)
    if state in ("active", "inactive"):
        people = people.filter(is_active=state == "active")
    if state == "away":
        people = people.filter(is_active=True, hours__away_from__lte=now, hours__away_until__gt=now)
    return people


def listed(people: Iterable[User], desks: Sequence[Desk], *, now: datetime) -> list[Listed]:
    """These people with their parts in these desks. Four statements, however many there are."""
    people = list(people)
    by_pk = {desk.pk: desk for desk in desks}
    parts: dict[int, list[tuple[Desk, str]]] = {}
    memberships = Membership.objects.filter(user__in=people, desk__in=by_pk).order_by("desk__name")
    speaking: set[tuple[int, int]] = set()
    for part in memberships:
        parts.setdefault(part.user_id, []).append((by_pk[part.desk_id], part.get_role_display()))
        if part.role != Membership.Role.VIEWER:
            speaking.add((part.user_id, part.desk_id))
    signs = _signed_stages(people, by_pk, speaking)
    in_browsers = browsers.last_seen(people)
    return [
        Listed(
            person=person,
            parts=tuple(parts.get(person.pk, ())),
            signs=tuple(signs.get(person.pk, ())),
            away_until=hours.away_until if (hours := hours_of(person)).is_away(now) else None,
            seen_at=max(filter(None, (person.last_login, in_browsers.get(person.pk))), default=None),
        )
        for person in people
    ]


def _signed_stages(
    people: Sequence[User], desks: dict[int, Desk], speaking: set[tuple[int, int]]
) -> dict[int, list[Stage]]:
    stages = list(Stage.objects.filter(desk__in=desks).order_by("desk__name", "position"))
    for stage in stages:
        stage.desk = desks[stage.desk_id]
    members: dict[int, set[int]] = {}
    through = User.groups.through._default_manager.filter(
        user__in=people, group__in={stage.group_id for stage in stages}
    )
    for user, group in through.values_list("user", "group"):
        members.setdefault(user, set()).add(group)
    return {
        person.pk: [
            stage
            for stage in stages
            if stage.group_id in members.get(person.pk, ()) and (person.pk, stage.desk_id) in speaking
        ]
        for person in people
    }


def change_account(
    person: User, *, by: User, name: str, email: str, is_administrator: bool, now: datetime
) -> None:
    """Change a name, an address, and whether somebody administers. A new address is mailed to both.

    Raises :class:`~newsroom.errors.NotFound` for somebody whom ``by`` does not set up,
    :class:`~newsroom.errors.NotAllowed` and :class:`AccountRefused`.
    """
    with transaction.atomic():
        row = User.objects.select_for_update(no_key=True).get(pk=person.pk)
        find_person(by, row.pk)
        privileges.require_edit(by, row)
        former = row.email
        row.name, row.email = _checked_name(name), _checked_address(email, row)
        if is_administrator != row.is_superuser:
            _set_administrator(row, is_administrator, by=by)
        row.save(update_fields=["name", "email", "is_superuser", "is_staff"])
        if row.email != former:
            facts = {"change": Change.ADDRESS_CHANGED.value}
            for address in (former, row.email):
                mail.send(address, mail.Kind.CREDENTIALS_CHANGED, facts, row, now=now)


def _set_administrator(person: User, is_administrator: bool, *, by: User) -> None:
    access.require(access.may_administer(by), _("Only an administrator can make one."))
    if person.pk == by.pk:
        raise AccountRefused(
            _("You can’t stop being an administrator yourself. Ask another one."), field="is_administrator"
        )
    person.is_superuser = person.is_staff = is_administrator


def _checked_name(name: str) -> str:
    name = " ".join(name.replace("\x00", "").split())
    if not name or len(name) > NAME_LENGTH:
        raise AccountRefused(
            _("Enter a name of at most %(count)d characters.") % {"count": NAME_LENGTH}, field="name"
        )
    return name


def _checked_address(address: str, person: User) -> str:
    address = address.strip()
    try:
        validate_email(address)
    except ValidationError as error:
        raise AccountRefused(_("Enter an email address."), field="email") from error
    if len(address) > LONGEST_ADDRESS:
        raise AccountRefused(_("This email address is too long."), field="email")
    address = User.objects.normalize_email(address)
    if User.objects.filter(email__iexact=address, is_guest=False).exclude(pk=person.pk).exists():
        raise AccountRefused(_("This address is already in use."), field="email")
    return address
