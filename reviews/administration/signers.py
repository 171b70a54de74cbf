"""Who signs which stage. Behind each stage is a group; here are only people and stages.

A group that several stages share, or that releases for another desk, would give more than was ticked: such a
stage gets a group of its own first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from articles.locking import lock_desk
from newsroom.access import privileges
from newsroom.errors import DomainError
from newsroom.models import Desk, Membership, User
from reviews import access
from reviews.administration.desks import require_set_up
from reviews.models import Stage
from reviews.workflow.presets import new_group


class SignersRefused(DomainError):
    """These people cannot sign this stage."""


def candidates(desk: Desk) -> QuerySet[User]:
    """Who can sign the stages of a desk: everybody with a role on it but viewers, by name."""
    speaking = Membership.objects.speaking().filter(desk=desk)
    return User.objects.filter(pk__in=speaking.values("user"), is_guest=False, is_active=True).order_by(
        "name"
    )


def signers_of(stage: Stage) -> list[User]:
    """Who signs a stage, by name."""
    return list(candidates(stage.desk).filter(groups=stage.group_id))


def set_signers(stage: Stage, people: Collection[int], *, by: User) -> None:
    """These people, and no others of the desk, sign the stage.

    Raises :class:`~newsroom.errors.NotAllowed`, unless ``by`` signs there or administers, and
    :class:`SignersRefused`.
    """
    with transaction.atomic():
        lock_desk(stage.desk_id)
        stage.refresh_from_db()
        require_set_up(by, stage.desk)
        wanted = set(people)
        on_desk = set(candidates(stage.desk).values_list("pk", flat=True))
        if not wanted <= on_desk:
            raise SignersRefused(
                _("Only people with a role on the desk, other than viewer, can sign off its stages.")
            )
        signing = set(stage.group.user_set.filter(pk__in=on_desk).values_list("pk", flat=True))
        _change(stage, give=wanted - signing, take=signing - wanted, by=by)


def set_stages(person: User, wanted: Collection[int], *, among: Iterable[Stage], by: User) -> None:
    """Of these stages a person signs the wanted ones alone.

    Raises :class:`~newsroom.errors.NotAllowed`,
    and :class:`SignersRefused` on a desk where they have no role.
    """
    with transaction.atomic():
        for stage in among:
            lock_desk(stage.desk_id)
            stage.refresh_from_db()
            signs = stage.group.user_set.filter(pk=person.pk).exists()
            if stage.pk in wanted and not signs:
                if not candidates(stage.desk).filter(pk=person.pk).exists():
                    raise SignersRefused(
                        _("%(person)s needs a role on %(desk)s, and not that of a viewer, to sign off there.")
                        % {"person": person, "desk": stage.desk}
                    )
                _change(stage, give={person.pk}, by=by)
            elif stage.pk not in wanted and signs:
                _change(stage, take={person.pk}, by=by)


def _change(stage: Stage, *, give: Collection[int] = (), take: Collection[int] = (), by: User) -> None:
    """The caller holds the lock on the stage's desk."""
    if not give and not take:
        return
    sentence = _("Only someone who signs off %(stage)s, or an administrator, can change who does.")
    access.require(may_appoint(by, stage), sentence % {"stage": stage})
    privileges.require_grant(by, privileges.of_groups([stage.group]))
    group = _own_group(stage)
    group.user_set.add(*give)
    group.user_set.remove(*take)
    _forget_rights(by)


def _own_group(stage: Stage) -> Group:
    """The stage's group, made its own if it says more than who signs this stage."""
    group = stage.group
    shared = Stage.objects.filter(group=group).exclude(pk=stage.pk).exists()
    releasing = Desk.objects.filter(releasing_group=group).exclude(pk=stage.desk_id).exists()
    if not (shared or releasing or group.permissions.exists()):
        return group
    own = new_group(group.name, stage.desk)
    own.user_set.add(*group.user_set.filter(memberships__desk=stage.desk_id).distinct())
    stage.group = own
    stage.save(update_fields=["group"])
    Desk.objects.filter(pk=stage.desk_id, releasing_group=group).update(releasing_group=own)
    return own


def group_of(stage: Stage, *, by: User) -> Group:
    """The group whose members sign this stage and nothing else, for ``by`` to give. Call it inside a
    transaction."""
    lock_desk(stage.desk_id)
    stage.refresh_from_db()
    group = _own_group(stage)
    _forget_rights(by)
    return group


def _forget_rights(person: User) -> None:
    """What was read of somebody's groups before they changed."""
    for known in ("group_ids", "_privileges"):
        person.__dict__.pop(known, None)


def may_appoint(by: User, stage: Stage) -> bool:
    """Whoever signs a stage, and administrators, say who signs there. ``stage`` is read with its group."""
    return access.may_set_up(by, stage.desk) and (access.may_administer(by) or stage.group_id in by.group_ids)
