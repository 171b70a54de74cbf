"""Workflows to begin with, and new desks: none is without stages, for nobody could hold its copy back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, count
from typing import Final

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.errors import Conflict, DomainError
from newsroom.models import Desk, User
from reviews import access
from reviews.models import Stage

LANGUAGE_CODE: Final = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
ReleasedBy = Desk.ReleasedBy


class DeskRefused(DomainError):
    """A desk cannot be made, or changed, like this. ``field`` names what is wrong with it."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class SlugTaken(DeskRefused, Conflict):
    """Another desk has the slug."""


@dataclass(frozen=True)
class StagePreset:
    """A stage to be: ``group`` is what its signers are called, ``signatures`` how many of them sign."""

    name: Promise
    group: Promise
    signatures: int = 1
    required: bool = True
    author_may_sign: bool = False


@dataclass(frozen=True)
class Preset:
    """A workflow: its stages in order, and who releases."""

    key: str
    name: Promise
    description: Promise
    stages: tuple[StagePreset, ...]
    released_by: ReleasedBy = ReleasedBy.LAST_STAGE


_EDIT: Final = StagePreset(gettext_lazy("Desk edit"), gettext_lazy("Desk editors"))
_COPY: Final = StagePreset(gettext_lazy("Copy edit"), gettext_lazy("Copy editors"))

PRESETS: Final[dict[str, Preset]] = {
    preset.key: preset
    for preset in (
        Preset(
            "magazine",
            gettext_lazy("Small magazine"),
            gettext_lazy("An editor, a copy editor and the managing editor sign off in turn."),
            (_EDIT, _COPY, StagePreset(gettext_lazy("Final read"), gettext_lazy("Managing editors"))),
        ),
        Preset(
            "daily",
            gettext_lazy("Daily desk"),
            gettext_lazy("Desk edit, copy edit, standards if needed, and the slot releases."),
            (
                _EDIT,
                _COPY,
                StagePreset(gettext_lazy("Standards"), gettext_lazy("Standards editors"), required=False),
                StagePreset(gettext_lazy("Slot"), gettext_lazy("Slot editors")),
            ),
        ),
        Preset(
            "agency",
            gettext_lazy("News agency"),
            gettext_lazy("Two pairs of eyes: an editor, then a filing editor, who releases."),
            (_EDIT, StagePreset(gettext_lazy("Filing"), gettext_lazy("Filing editors"))),
        ),
        Preset(
            "journal",
            gettext_lazy("Academic journal"),
            gettext_lazy("Two reviewers, a section editor, a copy editor, then the proof."),
            (
                StagePreset(gettext_lazy("Peer review"), gettext_lazy("Reviewers"), signatures=2),
                StagePreset(gettext_lazy("Section edit"), gettext_lazy("Section editors")),
                _COPY,
                StagePreset(gettext_lazy("Proof"), gettext_lazy("Production editors"), author_may_sign=True),
            ),
        ),
        Preset(
            "blog",
            gettext_lazy("One-person blog"),
            gettext_lazy("One last read before release, which the author may sign off."),
            (StagePreset(gettext_lazy("Final read"), gettext_lazy("Publishers"), author_may_sign=True),),
        ),
    )
}
DEFAULT_PRESET: Final = "magazine"


def create_desk(
    actor: User | None, *, name: str, slug: str, language: str, direction: str = "", preset: str
) -> Desk:
    """A desk with the stages of a preset, and a new sign-off group for each, which is empty.

    ``direction`` is ``ltr``, ``rtl``, or blank for that of the language. ``actor`` is ``None`` at the command
    line. Raises :class:`~newsroom.errors.NotAllowed` and :class:`DeskRefused`.
    """
    access.require(access.may_create_desk(actor), _("Only an administrator can create a desk."))
    if preset not in PRESETS:
        raise DeskRefused(_("Choose a workflow from the list."), field="preset")
    desk = checked(Desk(name=name, slug=slug, language=language, direction=direction))
    desk.released_by = PRESETS[preset].released_by
    with transaction.atomic():
        desk.save()
        add_stages(desk, PRESETS[preset])
    return desk


def add_stages(desk: Desk, preset: Preset) -> None:
    """Give a new desk the stages of a preset, in the caller's transaction, each with a new, empty group."""
    for position, stage in enumerate(preset.stages, start=1):
        Stage.objects.create(
            desk=desk,
            position=position,
            name=str(stage.name),
            group=new_group(str(stage.group), desk),
            signatures=stage.signatures,
            required=stage.required,
            author_may_sign=stage.author_may_sign,
        )


def checked(desk: Desk) -> Desk:
    """The desk with its values as they are stored.

    Raises :class:`DeskRefused`, :class:`SlugTaken` among them, for the first value that is wrong.
    """
    desk.name, desk.slug, desk.language = (
        " ".join(desk.name.split()),
        desk.slug.strip().lower(),
        desk.language.strip(),
    )
    if not desk.name or len(desk.name) > 80 or "\x00" in desk.name:
        raise DeskRefused(_("Enter a name of at most 80 characters."), field="name")
    if not _is_slug(desk.slug):
        raise DeskRefused(_("Use letters, digits and hyphens for the slug, at most 50."), field="slug")
    if Desk.objects.filter(slug=desk.slug).exclude(pk=desk.pk).exists():
        raise SlugTaken(_("Another desk has this slug. Choose another."), field="slug")
    if not LANGUAGE_CODE.fullmatch(desk.language) or len(desk.language) > 12:
        raise DeskRefused(_("Enter a language code such as en or pt-BR."), field="language")
    if desk.direction not in Desk.Direction.values:
        raise DeskRefused(_("Choose a direction from the list."), field="direction")
    return desk


def _is_slug(slug: str) -> bool:
    try:
        validate_slug(slug)
    except ValidationError:
        return False
    return len(slug) <= 50


def new_group(name: str, desk: Desk) -> Group:
    """An empty group of that name; where another desk has one of it, with the desk's name behind."""
    with transaction.atomic():
        for candidate in _names(name, desk):
            group, is_new = Group.objects.get_or_create(name=candidate)
            if is_new:
                return group
    raise AssertionError


def _names(name: str, desk: Desk) -> Iterator[str]:
    longer = f"{name} ({desk.name})"
    return chain((name[:150], longer[:150]), (f"{longer[:140]} {number}" for number in count(2)))
