"""The workflow of a desk: its stages in order, and who signs each."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import Group
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from newsroom.accounts.recent import require_recent_sign_in
from newsroom.errors import DomainError, NotFound
from newsroom.models import Desk, User
from newsroom.web.pages import PageRequest, done, number_in, page
from newsroom.web.refusals import answer_refusals
from reviews import access
from reviews.administration import desks as desk_settings
from reviews.administration import signers, stages
from reviews.forms.settings.desks import StageForm
from reviews.models import Round, Stage
from reviews.views.settings.frame import shown


@dataclass(frozen=True)
class ShownStage:
    """A stage on the page. ``seen`` is the fingerprint of what its form was filled in from."""

    stage: Stage
    form: StageForm
    signers: tuple[User, ...]
    stories: int
    seen: str
    may_appoint: bool
    is_first: bool
    is_last: bool
    is_open: bool


@page
@require_safe
def workflow(request: PageRequest, slug: str) -> HttpResponse:
    return _shown(request, desk_settings.find_desk(request.user, slug))


@page
@require_POST
def add(request: PageRequest, slug: str) -> HttpResponse:
    desk = desk_settings.find_desk(request.user, slug)
    form = StageForm(request.POST, prefix="new", stages=stages.stages_of(desk), people=())

    def refused(refusal: DomainError) -> HttpResponse:
        form.refuse(refusal)
        return _shown(request, desk, new=form, refusal=refusal)

    answer_refusals(request, refused)
    before = number_in(request.POST, "new-before")
    stage = stages.add(desk, form.values, before=before, by=request.user)
    return _done(
        request, desk, _("“%(stage)s” added. Now choose who signs off there.") % {"stage": stage}, stage
    )


@page
@require_recent_sign_in
@require_POST
def save(request: PageRequest, slug: str, pk: int) -> HttpResponse:
    """What a stage asks for and who signs there, together or not at all."""
    desk = desk_settings.find_desk(request.user, slug)
    stage = stages.find_stage(desk, pk)
    people = _people_of(desk)
    form = StageForm(request.POST, prefix=f"stage-{pk}", people=people)

    def refused(refusal: DomainError) -> HttpResponse:
        form.refuse(refusal)
        return _shown(request, desk, changed=(pk, form), refusal=refusal)

    answer_refusals(request, refused)
    values = form.values
    chosen = {int(one) for one in form.cleaned_data.get("signers", ())}
    with transaction.atomic():
        stages.require_unchanged(stage, request.POST.get("seen", ""))
        if signers.may_appoint(request.user, stage):
            signers.set_signers(stage, chosen, by=request.user)
        stages.change(stage, values, by=request.user)
    return _done(request, desk, _("“%(stage)s” saved.") % {"stage": values.name}, stage)


@page
@require_POST
def move(request: PageRequest, slug: str, pk: int, way: str) -> HttpResponse:
    desk = desk_settings.find_desk(request.user, slug)
    stage = stages.find_stage(desk, pk)
    answer_refusals(request, lambda refusal: _shown(request, desk, refusal=refusal))
    if way not in ("up", "down"):
        raise NotFound(_("A stage moves up or down."))
    stages.move(stage, up=way == "up", by=request.user)
    return _done(request, desk, _("“%(stage)s” moved.") % {"stage": stage}, stage)


@page
@require_POST
def remove(request: PageRequest, slug: str, pk: int) -> HttpResponse:
    desk = desk_settings.find_desk(request.user, slug)
    stage = stages.find_stage(desk, pk)
    answer_refusals(request, lambda refusal: _shown(request, desk, refusal=refusal))
    removed = stages.remove(stage, by=request.user, now=timezone.now())
    sentence = _("“%(stage)s” removed.") % {"stage": stage}
    if removed.stories:
        moved = ngettext(
            "%(count)d story moved to %(stage)s; its signers have been notified.",
            "%(count)d stories moved to %(stage)s; its signers have been notified.",
            removed.stories,
        )
        sentence += " " + moved % {"count": removed.stories, "stage": removed.at}
    return _done(request, desk, sentence)


def _done(request: PageRequest, desk: Desk, sentence: str, stage: Stage | None = None) -> HttpResponse:
    address = reverse("settings_workflow", args=[desk.slug])
    return done(request, sentence, f"{address}#stage-{stage.pk}" if stage else address)


def _people_of(desk: Desk) -> list[User]:
    return list(signers.candidates(desk))


def _shown(
    request: PageRequest,
    desk: Desk,
    *,
    changed: tuple[int, StageForm] | None = None,
    new: StageForm | None = None,
    refusal: DomainError | None = None,
) -> HttpResponse:
    """``changed`` and ``new`` are forms that were refused."""
    own = stages.stages_of(desk)
    people = _people_of(desk)
    may_release = stages.may_release_here(request.user, desk)
    before = str(own[-1].pk) if own and not may_release else ""
    context = {
        "desk": desk,
        "stages": _stages(request.user, own, people, changed),
        "new": new or StageForm(prefix="new", stages=own, initial={"before": before}),
        "refusal": str(refusal) if refusal and changed is None and new is None else "",
        "released_by": desk_settings.release_label(desk, own),
        "has_people": bool(people),
        "is_administrator": access.may_administer(request.user),
    }
    return shown(request, "workflow.html", "desks", context, refusal)


def _stages(
    actor: User, own: list[Stage], people: list[User], changed: tuple[int, StageForm] | None
) -> list[ShownStage]:
    """Three statements, however many stages and people there are."""
    members: dict[int, set[int]] = {}
    through = Group.user_set.through._default_manager.filter(group__in={stage.group_id for stage in own})
    for group, user in through.values_list("group", "user"):
        members.setdefault(group, set()).add(user)
    standing: dict[int | None, int] = {}
    for pk in Round.objects.filter(closed_at=None, stage__in=own).values_list("stage", flat=True):
        standing[pk] = standing.get(pk, 0) + 1
    result = []
    for stage in own:
        signing = [person for person in people if person.pk in members.get(stage.group_id, ())]
        refused = changed[1] if changed and changed[0] == stage.pk else None
        result.append(
            ShownStage(
                stage=stage,
                form=refused or _form(stage, people, signing),
                signers=tuple(signing),
                stories=standing.get(stage.pk, 0),
                seen=stages.fingerprint(stage, [person.pk for person in signing]),
                may_appoint=signers.may_appoint(actor, stage),
                is_first=stage is own[0],
                is_last=stage is own[-1],
                is_open=refused is not None,
            )
        )
    return result


def _form(stage: Stage, people: list[User], signing: list[User]) -> StageForm:
    initial = {
        "name": stage.name,
        "signatures": stage.signatures,
        "required": stage.required,
        "author_may_sign": stage.author_may_sign,
        "signers": [str(person.pk) for person in signing],
    }
    return StageForm(prefix=f"stage-{stage.pk}", people=people, initial=initial)
