"""The settings of a desk, and who has a role on it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.utils.translation import gettext as _

from articles.access import visible_desks
from articles.locking import lock_desk
from articles.models.article import LONGEST_SECTION
from newsroom.access import privileges
from newsroom.errors import DomainError, NotFound
from newsroom.models import Desk, Membership, User
from reviews import access
from reviews.models import Stage
from reviews.schedule import steps
from reviews.workflow.presets import DeskRefused, checked

ReleasedBy = Desk.ReleasedBy
MOST_SECTIONS: Final = 50


class RoleRefused(DomainError):
    """This person cannot have this role here."""


def find_desk(actor: User, slug: str) -> Desk:
    """A desk that this person sets up. Raises :class:`NotFound`, and NotAllowed on a desk they only see."""
    desk = visible_desks(actor).filter(slug=slug.replace("\x00", "\ufffd")).first()
    if desk is None:
        raise NotFound(_("There is no such desk."))
    require_set_up(actor, desk)
    return desk


def release_choices(desk: Desk, stages: Sequence[Stage]) -> list[tuple[str, str]]:
    """Who may release, as values and labels. ``stages``: the desk's, in order, with their groups."""
    last = stages[-1].name if stages else _("none yet")
    choices = [
        (ReleasedBy.LAST_STAGE.value, _("Signers of the last stage (%(stage)s)") % {"stage": last}),
        (ReleasedBy.EDITORS.value, _("Every editor of the desk")),
        *((f"stage-{stage.pk}", _("Signers of %(stage)s") % {"stage": stage}) for stage in stages[:-1]),
    ]
    chosen = release_choice(desk, stages)
    if chosen == ReleasedBy.GROUP:
        choices.append((chosen, str(desk.releasing_group)))
    return choices


def release_choice(desk: Desk, stages: Sequence[Stage]) -> str:
    """Which of these holds now."""
    if desk.released_by != ReleasedBy.GROUP:
        return desk.released_by
    own = next((stage for stage in stages[:-1] if stage.group_id == desk.releasing_group_id), None)
    return f"stage-{own.pk}" if own else ReleasedBy.GROUP.value


def release_label(desk: Desk, stages: Sequence[Stage]) -> str:
    """The same in words."""
    return dict(release_choices(desk, stages))[release_choice(desk, stages)]


def change_desk(
    desk: Desk,
    *,
    by: User,
    name: str,
    language: str,
    direction: str,
    released_by: str,
    sections: Iterable[str] | None = None,
) -> None:
    """Change a desk's settings; ``released_by`` is one of :func:`release_choices`. ``sections`` are those its
    stories can be in, in order; ``None`` leaves them as they are.

    Raises :class:`~newsroom.errors.NotAllowed`, and :class:`DeskRefused` with the field that is wrong.
    """
    with transaction.atomic():
        row = lock_desk(desk.pk)
        require_set_up(by, row)
        row.name, row.language, row.direction = name, language, direction
        if sections is not None:
            row.sections = _sections(sections)
        checked(row)
        before = releasing_group(row), row.released_by
        _set_release(row, released_by)
        if (releasing_group(row), row.released_by) != before:
            require_release(by, row, before[0], before[1])
        row.save()


def _sections(names: Iterable[str]) -> list[str]:
    """Without blank ones, and each once. A story keeps the section it has when that is no longer listed."""
    listed = list(dict.fromkeys(filter(None, (" ".join(name.split()) for name in names))))
    if len(listed) > MOST_SECTIONS or any(len(name) > LONGEST_SECTION for name in listed):
        raise DeskRefused(
            _("A desk has at most %(count)d sections, each of %(length)d characters or fewer.")
            % {"count": MOST_SECTIONS, "length": LONGEST_SECTION},
            field="sections",
        )
    return listed


def change_reminders(
    desk: Desk, *, by: User, reminders: Collection[str], escalations: Collection[str]
) -> None:
    """Choose when people are reminded and the desk is warned, by keys such as ``50%`` and ``4h``.

    Raises :class:`~newsroom.errors.NotAllowed`, and :class:`DeskRefused` with the field that is wrong.
    """
    with transaction.atomic():
        row = lock_desk(desk.pk)
        require_set_up(by, row)
        row.reminders = _steps(reminders, settings.REMINDERS, reminder_choices(row), "reminders")
        row.escalations = _steps(escalations, settings.ESCALATIONS, escalation_choices(row), "escalations")
        row.save()


def reminder_choices(desk: Desk) -> list[str]:
    """The steps that the desk can choose from for reminders."""
    return steps.offered(steps.REMINDERS, settings.REMINDERS, steps.reminder_steps(desk.reminders))


def escalation_choices(desk: Desk) -> list[str]:
    """The steps that the desk can choose from for warnings."""
    return steps.offered(steps.ESCALATIONS, settings.ESCALATIONS, steps.escalation_steps(desk.escalations))


def _steps(chosen: Collection[str], newsrooms: Sequence[steps.Step], choices: list[str], field: str) -> str:
    if not set(chosen) <= set(choices):
        raise DeskRefused(_("Choose times from the list."), field=field)
    return steps.written(chosen, newsrooms)


def _set_release(desk: Desk, choice: str) -> None:
    stages = list(Stage.objects.filter(desk=desk).select_related("group").order_by("position"))
    if choice not in dict(release_choices(desk, stages)):
        raise DeskRefused(_("Choose who may release from the list."), field="released_by")
    if choice == ReleasedBy.GROUP:
        return
    named = next((stage for stage in stages if choice == f"stage-{stage.pk}"), None)
    desk.released_by = ReleasedBy.GROUP if named else ReleasedBy(choice)
    desk.releasing_group = named.group if named else None


def releasing_group(desk: Desk) -> Group | None:
    """The group whose members release; ``None`` where editors do, or nobody can."""
    if desk.released_by == ReleasedBy.EDITORS:
        return None
    return access.releasing_group(desk)


def require_release(by: User, desk: Desk, group: Group | None, released_by: str) -> None:
    """Whoever changes who releases has to be able to release before the change, or to administer.

    ``group`` and ``released_by`` are what held until now. Raises :class:`~newsroom.errors.NotAllowed`.
    """
    is_theirs = released_by == ReleasedBy.EDITORS or (group is not None and group.pk in by.group_ids)
    access.require(
        access.may_administer(by) or is_theirs,
        _("This changes who may release. Only someone who may release on this desk can do that."),
    )


def set_role(desk: Desk, person: User, role: str, *, by: User) -> None:
    """Give somebody a role on a desk, another one, or none (blank).

    Raises :class:`~newsroom.errors.NotAllowed` and :class:`RoleRefused`.
    """
    if role and role not in Membership.Role.values:
        raise RoleRefused(_("Choose a role from the list."))
    if person.is_guest:
        raise RoleRefused(_("A guest can’t have a role on a desk."))
    with transaction.atomic():
        row = lock_desk(desk.pk)
        require_set_up(by, row)
        held = Membership.objects.filter(user=person, desk=row).first()
        if (held.role if held else "") == role:
            return
        access.require(
            access.may_administer(by) or person.pk != by.pk,
            _("You can’t change your own role. Ask another editor or an administrator."),
        )
        for one in filter(None, (held.role if held else "", role)):
            privileges.require_grant(by, privileges.of_role(row.pk, one))
        _save_role(row, person, held, role)


def set_roles(desk: Desk, roles: Mapping[User, str], *, by: User) -> None:
    """The roles of several people on a desk, all or none. Raises what :func:`set_role` raises."""
    with transaction.atomic():
        for person, role in roles.items():
            set_role(desk, person, role, by=by)


def _save_role(desk: Desk, person: User, held: Membership | None, role: str) -> None:
    if held is None:
        Membership.objects.create(user=person, desk=desk, role=role)
    elif role:
        held.role = role
        held.save()
    else:
        held.delete()
        person.groups.remove(*_own_groups(desk))
    for known in ("desk_roles", "group_ids", "_privileges"):
        person.__dict__.pop(known, None)


def _own_groups(desk: Desk) -> list[int]:
    """The sign-off groups of this desk's stages that no other desk has: who leaves does not keep them."""
    others = Stage.objects.exclude(desk=desk).values("group")
    own = Stage.objects.filter(desk=desk).exclude(group__in=others)
    return list(own.values_list("group", flat=True))


def require_set_up(by: User, desk: Desk) -> None:
    """Raises :class:`~newsroom.errors.NotAllowed`."""
    access.require(access.may_set_up(by, desk), _("Only a desk editor or an administrator can change this."))
