"""The stages of a desk: added, changed, moved and removed, each under the lock on the desk.

An editor of the desk may make its workflow stricter. Whatever lets copy pass with fewer sign-offs of a stage
is for those who sign there, and for administrators; so is whatever changes who releases.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import Group
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles import locking
from articles.models import Article
from newsroom.errors import Conflict, DomainError, NotFound
from newsroom.models import Desk, User
from reviews import access
from reviews.administration.desks import releasing_group, require_release, require_set_up
from reviews.administration.signers import signers_of
from reviews.models import Round, SignOff, Stage
from reviews.models.workflow import LastRequiredStage, changing_together
from reviews.workflow import signoff
from reviews.workflow.presets import new_group

NAME_LENGTH = 60
MOST_SIGNATURES = 20
MOST_STAGES = 20
PARKED = 10_000
"""Added to the positions of stages that change places, so that no two ever have the same one."""


class StageRefused(DomainError):
    """A stage cannot be like this. ``field`` names what is wrong with it."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class StageInUse(Conflict):
    """A stage is part of a record that is kept, so it stays."""


class StageChanged(Conflict):
    """Somebody else changed the stage meanwhile."""


@dataclass(frozen=True)
class StageValues:
    """What is said of a stage on its form."""

    name: str
    signatures: int = 1
    required: bool = True
    author_may_sign: bool = False


@dataclass(frozen=True)
class Removed:
    """What became of the stories at a stage that was removed: how many there were, and where they are now."""

    stories: int
    at: Stage | None


def stages_of(desk: Desk) -> list[Stage]:
    """In order, with their groups. One statement."""
    found = list(Stage.objects.filter(desk=desk).select_related("group").order_by("position"))
    for stage in found:
        stage.desk = desk
    return found


def find_stage(desk: Desk, pk: int) -> Stage:
    """Raises :class:`~newsroom.errors.NotFound`."""
    stage = Stage.objects.filter(desk=desk, pk=pk).select_related("group").first()
    if stage is None:
        raise NotFound(_("%(desk)s no longer has this stage.") % {"desk": desk})
    stage.desk = desk
    return stage


def fingerprint(stage: Stage, signers: Sequence[int]) -> str:
    """What a form was filled in from: with another one, somebody else changed the stage meanwhile."""
    shown = (stage.name, stage.signatures, stage.required, stage.author_may_sign, sorted(signers))
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:16]


def require_unchanged(stage: Stage, seen: str) -> None:
    """Raises :class:`StageChanged` when a form was filled in from something else than the stage is now.

    The caller's transaction holds the lock on the desk from here on.
    """
    locking.lock_desk(stage.desk_id)
    now = find_stage(stage.desk, stage.pk)
    if fingerprint(now, [person.pk for person in signers_of(now)]) != seen:
        raise StageChanged(
            _("Not saved: someone changed “%(stage)s” while you were editing it. Check it, then save again.")
            % {"stage": now}
        )


def may_release_here(actor: User, desk: Desk) -> bool:
    """Whether somebody releases on a desk, and so may change who does."""
    if access.may_administer(actor) or desk.released_by == Desk.ReleasedBy.EDITORS:
        return True
    group = releasing_group(desk)
    return group is not None and group.pk in actor.group_ids


def add(desk: Desk, values: StageValues, *, before: int | None = None, by: User) -> Stage:
    """A stage before another one, or behind them all. Stories of a desk without stages come to it.

    Raises :class:`~newsroom.errors.NotAllowed` and :class:`StageRefused`.
    """
    with _rearranging(desk, by=by):
        stages = stages_of(desk)
        if len(stages) >= MOST_STAGES:
            raise StageRefused(_("A workflow has at most %(count)d stages.") % {"count": MOST_STAGES})
        values = _checked(values, stages)
        stage = Stage.objects.create(
            desk=desk,
            position=(stages[-1].position if stages else 0) + 1,
            group=_group_for(values.name, desk, by),
            **vars(values),
        )
        place = next((index for index, one in enumerate(stages) if one.pk == before), len(stages))
        _renumber([*stages[:place], stage, *stages[place:]])
        return stage


def _group_for(name: str, desk: Desk, by: User) -> Group:
    """A new one. An editor signs off what they add: nobody else on the desk could say who does."""
    group = new_group(name, desk)
    if not access.may_administer(by):
        group.user_set.add(by)
        by.__dict__.pop("group_ids", None)
        by.__dict__.pop("_privileges", None)
    return group


def change(stage: Stage, values: StageValues, *, by: User) -> None:
    """Raises :class:`~newsroom.errors.NotAllowed`, :class:`StageRefused` and :class:`LastRequiredStage`."""
    with _rearranging(stage.desk, by=by):
        stage.refresh_from_db()
        others = [one for one in stages_of(stage.desk) if one.pk != stage.pk]
        values = _checked(values, others)
        weaker = (
            values.signatures < stage.signatures
            or (stage.required and not values.required)
            or (values.author_may_sign and not stage.author_may_sign)
        )
        if weaker:
            _require_signer(by, stage)
        for name, value in vars(values).items():
            setattr(stage, name, value)
        stage.save()


def move(stage: Stage, *, up: bool, by: User) -> None:
    """One place up or down; at the end it stays. Stories keep their stage.

    Raises :class:`~newsroom.errors.NotAllowed`, and NotFound for a stage that is gone.
    """
    with _rearranging(stage.desk, by=by):
        stages = stages_of(stage.desk)
        here = next((index for index, one in enumerate(stages) if one.pk == stage.pk), None)
        if here is None:
            raise NotFound(_("%(desk)s no longer has this stage.") % {"desk": stage.desk})
        there = here + (-1 if up else 1)
        if 0 <= there < len(stages):
            stages[here], stages[there] = stages[there], stages[here]
            _renumber(stages)


def remove(stage: Stage, *, by: User, now: datetime) -> Removed:
    """Remove a stage. Stories at it go to the next one, or to the one before; their signers are notified.

    Raises :class:`~newsroom.errors.NotAllowed`, :class:`StageInUse` and :class:`LastRequiredStage`.
    """
    with _rearranging(stage.desk, by=by):
        stage = find_stage(stage.desk, stage.pk)
        _require_signer(by, stage)
        if reason := reason_to_stay(stage):
            raise StageInUse(reason)
        stages = stages_of(stage.desk)
        others = [one for one in stages if one.pk != stage.pk]
        if not any(one.required for one in others):
            raise LastRequiredStage(stage.desk)
        following = next((one for one in others if one.position > stage.position), others[-1])
        moved = _move_stories(stage, following, by=by, now=now)
        group = stage.group
        stage.delete()
        _delete_if_unused(group)
        return Removed(moved, following)


def reason_to_stay(stage: Stage) -> str:
    """Why a stage cannot be removed, as a sentence; blank when it can."""
    signed = SignOff.objects.filter(stage=stage).count()
    if signed:
        return ngettext(
            "“%(stage)s” has %(count)d sign-off, which is kept. Make the stage optional instead.",
            "“%(stage)s” has %(count)d sign-offs, which are kept. Make the stage optional instead.",
            signed,
        ) % {"stage": stage, "count": signed}
    closed = Round.objects.filter(stage=stage).exclude(closed_at=None).count()
    if closed:
        return ngettext(
            "%(count)d story was released or spiked at “%(stage)s”. Make the stage optional instead.",
            "%(count)d stories were released or spiked at “%(stage)s”. Make the stage optional instead.",
            closed,
        ) % {"stage": stage, "count": closed}
    return ""


def _move_stories(stage: Stage, to: Stage, *, by: User, now: datetime) -> int:
    moved = 0
    standing = Round.objects.filter(stage=stage, closed_at=None)
    for round in standing.select_related("article__desk", "article__author").order_by("article"):
        locking.lock(round.article)
        round.refresh_from_db(fields=["stage", "closed_at"])
        if round.stage_id == stage.pk and round.closed_at is None:
            signoff.move(round.article, round, to, by=by, now=now)
            moved += 1
    return moved


def _delete_if_unused(group: Group) -> None:
    is_used = (
        Stage.objects.filter(group=group).exists() or Desk.objects.filter(releasing_group=group).exists()
    )
    if not is_used and not group.permissions.exists():
        group.delete()


def _renumber(stages: Sequence[Stage]) -> None:
    moving = [(stage, place) for place, stage in enumerate(stages, start=1) if stage.position != place]
    Stage.objects.filter(pk__in=[stage.pk for stage, _place in moving]).update(
        position=F("position") + PARKED
    )
    for stage, place in moving:
        stage.position = place
        stage.save(update_fields=["position"])


def _checked(values: StageValues, others: Sequence[Stage]) -> StageValues:
    name = " ".join(values.name.split())
    if not name or len(name) > NAME_LENGTH or "\x00" in name:
        raise StageRefused(
            _("Enter a name of at most %(count)d characters.") % {"count": NAME_LENGTH}, field="name"
        )
    if any(other.name.casefold() == name.casefold() for other in others):
        raise StageRefused(_("Another stage has this name."), field="name")
    if not 1 <= values.signatures <= MOST_SIGNATURES:
        raise StageRefused(
            _("Enter a number from 1 to %(count)d.") % {"count": MOST_SIGNATURES}, field="signatures"
        )
    return StageValues(name, values.signatures, values.required, values.author_may_sign)


@contextmanager
def _rearranging(desk: Desk, *, by: User) -> Iterator[None]:
    """One change to a desk's stages. If it changes who releases, only those who could release may make it."""
    with changing_together(desk):
        require_set_up(by, desk)
        desk.refresh_from_db()
        before, had_stages = releasing_group(desk), desk.stages.exists()
        yield
        if had_stages and releasing_group(desk) != before:
            require_release(by, desk, before, desk.released_by)
        for article in Article.objects.in_progress().filter(desk=desk):
            signoff.announce(article)


def _require_signer(by: User, stage: Stage) -> None:
    access.require(
        access.may_administer(by) or stage.group_id in by.group_ids,
        _("Only someone who signs off %(stage)s, or an administrator, can do that.") % {"stage": stage},
    )
