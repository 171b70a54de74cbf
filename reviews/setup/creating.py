"""A newsroom from nothing: its row, its first administrator, desk and workflow, and its invitations."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from newsroom.accounts.staff import invitations
from newsroom.accounts.staff.grants import Grant, InvitationImpossible, add
from newsroom.errors import DomainError
from newsroom.models import Desk, Membership, Newsroom, User
from newsroom.models.people import LONGEST_ADDRESS
from reviews.models import Stage
from reviews.setup.links import SetUpAlready, is_unused
from reviews.workflow import presets
from reviews.workflow.presets import DeskRefused

MOST_PEOPLE = 50
Role = Membership.Role


class SetUpRefused(DomainError):
    """Something has to be put right first. ``errors``: field → what is wrong with it.

    Fields are those of :class:`SetUp`; ``people-2-address`` is one of the third person.
    """

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(" ".join(errors.values()))
        self.errors = errors


@dataclass(frozen=True)
class Colleague:
    """Somebody to be invited. ``signs``: positions of the stages they sign, from 1."""

    address: str
    name: str = ""
    role: str = Role.WRITER
    signs: Sequence[int] = ()


@dataclass(frozen=True)
class SetUp:
    """Everything a newsroom begins with. ``desk_language`` empty means the newsroom's."""

    newsroom: str
    language: str
    time_zone: str
    name: str
    address: str
    password: str
    desk: str
    preset: str
    desk_language: str = ""
    direction: str = ""
    signs: Sequence[int] = ()
    people: Sequence[Colleague] = ()


@dataclass(frozen=True)
class Created:
    """What came of it. ``unsigned``: names of required stages that nobody signs off yet."""

    administrator: User
    desk: Desk
    invited: int
    unsigned: tuple[str, ...]


def create(wanted: SetUp, *, now: datetime) -> Created:
    """Set the newsroom up, all or nothing. Who may is asked before (:func:`reviews.setup.links.require`).

    Raises :class:`SetUpRefused` with everything that can be said before anything is written, and
    :class:`~reviews.setup.links.SetUpAlready`.
    """
    if errors := _errors(wanted):
        raise SetUpRefused(errors)
    try:
        with transaction.atomic():
            _write_newsroom(wanted)
            if not is_unused():
                raise SetUpAlready(_("This newsroom is set up already. Sign in with your account."))
            return _write(wanted, now=now)
    except IntegrityError as error:  # somebody else was first: there is one row of a newsroom
        raise SetUpAlready(_("This newsroom is set up already. Sign in with your account.")) from error


def _write_newsroom(wanted: SetUp) -> None:
    _newsroom(wanted).save(force_insert=True)


def _write(wanted: SetUp, *, now: datetime) -> Created:
    person = User.objects.create_superuser(
        wanted.address.strip(), wanted.password, name=" ".join(wanted.name.split())
    )
    desk = _desk(wanted, person)
    stages = {stage.position: stage for stage in Stage.objects.filter(desk=desk).select_related("group")}
    add(person, _grant(desk, stages, Role.EDITOR, wanted.signs), by=None)
    for number, colleague in enumerate(wanted.people):
        grant = _grant(desk, stages, colleague.role, colleague.signs)
        try:
            invitations.invite(
                by=person, address=colleague.address, name=colleague.name, grant=grant, now=now
            )
        except InvitationImpossible as refusal:
            raise SetUpRefused({f"people-{number}-{refusal.field or 'address'}": str(refusal)}) from refusal
    return Created(person, desk, len(wanted.people), _unsigned(wanted, stages))


def _unsigned(wanted: SetUp, stages: Mapping[int, Stage]) -> tuple[str, ...]:
    signed = {*wanted.signs, *(position for one in wanted.people for position in one.signs)}
    return tuple(
        stage.name for position, stage in sorted(stages.items()) if stage.required and position not in signed
    )


def _desk(wanted: SetUp, person: User) -> Desk:
    try:
        return presets.create_desk(
            person,
            name=wanted.desk,
            slug=slugify(wanted.desk)[:50] or "desk",
            language=wanted.desk_language or wanted.language,
            direction=wanted.direction,
            preset=wanted.preset,
        )
    except DeskRefused as refusal:
        field = {"name": "desk", "slug": "desk", "language": "desk_language"}.get(
            refusal.field, refusal.field
        )
        raise SetUpRefused({field: str(refusal)}) from refusal


def _grant(desk: Desk, stages: Mapping[int, Stage], role: str, signs: Sequence[int]) -> Grant:
    groups = [stages[position].group for position in signs if position in stages]
    return Grant(roles=[(desk, role)], groups=groups)


# --- what is wrong, before anything is written


def _errors(wanted: SetUp) -> dict[str, str]:
    """Field → the first thing that is wrong with it."""
    found = _errors_of_newsroom(wanted)
    checks: Mapping[str, Callable[[], str]] = {
        "name": lambda: "" if wanted.name.strip() else _("Enter your name."),
        "address": lambda: _error_of_address(wanted.address),
        "password": lambda: _error_of_password(wanted),
        "desk": lambda: "" if wanted.desk.strip() else _("Enter a name, such as News or City."),
        "preset": lambda: "" if wanted.preset in presets.PRESETS else _("Choose a workflow from the list."),
    }
    found |= {field: sentence for field, check in checks.items() if (sentence := check())}
    if len(wanted.people) > MOST_PEOPLE:
        found["people"] = _("Invite the first %(count)d people here and the rest later.") % {
            "count": MOST_PEOPLE
        }
    return found | _errors_of_people(wanted)


def _newsroom(wanted: SetUp) -> Newsroom:
    name = " ".join(wanted.newsroom.split())
    return Newsroom(name=name, language=wanted.language.strip(), time_zone=wanted.time_zone)


def _errors_of_newsroom(wanted: SetUp) -> dict[str, str]:
    found = {}
    try:
        _newsroom(wanted).clean_fields()
    except ValidationError as error:
        found = {field: " ".join(sentences) for field, sentences in error.message_dict.items()}
    if "name" in found:
        del found["name"]
        found["newsroom"] = _("Enter a name of at most 80 characters.")
    if "language" not in found and not presets.LANGUAGE_CODE.fullmatch(wanted.language.strip()):
        found["language"] = _("Enter a language code such as en or pt-BR.")
    return found


def _errors_of_people(wanted: SetUp) -> dict[str, str]:
    found = {}
    seen = {wanted.address.strip().lower()}
    for number, colleague in enumerate(wanted.people):
        address = colleague.address.strip().lower()
        sentence = _error_of_address(address) or (_("This address is here twice.") if address in seen else "")
        seen.add(address)
        if sentence:
            found[f"people-{number}-address"] = sentence
        if colleague.role not in Role.values:
            found[f"people-{number}-role"] = _("Choose a role from the list.")
    return found


def _error_of_address(address: str) -> str:
    try:
        validate_email(address.strip())
    except ValidationError:
        return _("Enter an email address.")
    return "" if len(address.strip()) <= LONGEST_ADDRESS else _("This email address is too long.")


def _error_of_password(wanted: SetUp) -> str:
    try:
        validate_password(wanted.password, User(email=wanted.address, name=wanted.name))
    except ValidationError as error:
        return " ".join(error.messages)
    return ""
