"""The desks: a list, a new one, and the settings and people of each."""

from __future__ import annotations

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from articles.models import Article
from newsroom.accounts.recent import require_recent_sign_in
from newsroom.errors import DomainError
from newsroom.models import Desk, Membership, User
from newsroom.models.newsroom import language_of_newsroom
from newsroom.web.pages import PageRequest, done, number_in, page
from newsroom.web.refusals import answer_refusals
from reviews import access
from reviews.administration import desks as desk_settings
from reviews.administration import people, stages
from reviews.administration.parts import grantable
from reviews.forms.settings.desks import DeskForm, NewDeskForm, RemindersForm
from reviews.forms.settings.people import MemberForm
from reviews.models import Endpoint, StyleEntry
from reviews.schedule import steps
from reviews.views.settings.frame import posted, require_somebody, shown
from reviews.workflow import presets
from reviews.workflow.presets import PRESETS


@page
@require_safe
def list_desks(request: PageRequest) -> HttpResponse:
    """The desks that this person sets up, each with how many people, stages and open stories it has."""
    require_somebody(request)
    open_stories = Count("articles", filter=Q(articles__state=Article.State.OPEN), distinct=True)
    desks = access.desks_to_set_up(request.user).annotate(
        people_count=Count("memberships", distinct=True),
        stage_count=Count("stages", distinct=True),
        story_count=open_stories,
    )
    return shown(request, "desks.html", "desks", {"desks": desks.order_by("name")})


@page
@require_http_methods(["GET", "HEAD", "POST"])
def new_desk(request: PageRequest) -> HttpResponse:
    access.require(access.may_create_desk(request.user), _("Only an administrator can create a desk."))
    form = NewDeskForm(posted(request), initial={"language": language_of_newsroom()})

    def answer(refusal: DomainError | None = None) -> HttpResponse:
        if refusal:
            form.refuse(refusal)
        return shown(request, "desk_new.html", "desks", {"form": form, "presets": PRESETS.values()}, refusal)

    if request.method != "POST":
        return answer()
    answer_refusals(request, answer)
    form.is_valid()
    given = form.cleaned_data
    name = given.get("name", "")
    desk = presets.create_desk(
        request.user,
        name=name,
        slug=given.get("slug") or slugify(name)[:50],
        language=given.get("language", ""),
        direction=given.get("direction", ""),
        preset=given.get("preset", ""),
    )
    return done(
        request, _("Desk created. Now choose who signs off."), reverse("settings_workflow", args=[desk.slug])
    )


@page
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: PageRequest, slug: str) -> HttpResponse:
    """A desk's settings and people. Posting saves the settings."""
    found = desk_settings.find_desk(request.user, slug)
    form = _form(found, request)

    def refused(refusal: DomainError) -> HttpResponse:
        form.refuse(refusal)
        return _shown(request, found, form, refusal=refusal)

    if request.method != "POST":
        return _shown(request, found, form)
    answer_refusals(request, refused)
    form.is_valid()
    given = form.cleaned_data
    desk_settings.change_desk(
        found,
        by=request.user,
        name=given.get("name", ""),
        language=given.get("language", ""),
        direction=given.get("direction", ""),
        released_by=given.get("released_by", ""),
        sections=given.get("sections", "").splitlines(),
    )
    return done(request, _("Desk saved."), request.path)


@page
@require_POST
def change_reminders(request: PageRequest, slug: str) -> HttpResponse:
    found = desk_settings.find_desk(request.user, slug)
    form = _reminders_form(found, request)

    def refused(refusal: DomainError) -> HttpResponse:
        form.refuse(refusal)
        return _shown(request, found, _form(found, None), reminders=form, refusal=refusal)

    answer_refusals(request, refused)
    desk_settings.change_reminders(
        found,
        by=request.user,
        reminders=request.POST.getlist("reminders"),
        escalations=request.POST.getlist("escalations"),
    )
    return done(request, _("Reminders saved."), reverse("settings_desk", args=[slug]))


@page
@require_recent_sign_in
@require_POST
def add_member(request: PageRequest, slug: str) -> HttpResponse:
    found = desk_settings.find_desk(request.user, slug)

    def refused(refusal: DomainError) -> HttpResponse:
        return _shown(request, found, _form(found, None), member_refusal=refusal)

    answer_refusals(request, refused)
    pk = number_in(request.POST, "person")
    who = next((one for one in _candidates(request.user, found) if one.pk == pk), None)
    if who is None:
        raise desk_settings.RoleRefused(_("Choose a person from the list."))
    desk_settings.set_role(found, who, request.POST.get("role", ""), by=request.user)
    return redirect(reverse("settings_desk", args=[slug]) + "#members")


@page
@require_recent_sign_in
@require_POST
def change_members(request: PageRequest, slug: str) -> HttpResponse:
    """Save every role on the desk."""
    found = desk_settings.find_desk(request.user, slug)

    def refused(refusal: DomainError) -> HttpResponse:
        return _shown(request, found, _form(found, None), member_refusal=refusal)

    answer_refusals(request, refused)
    members = {member.user_id: member.user for member in _members(found)}
    wanted = {
        person: request.POST[f"role-{pk}"] for pk, person in members.items() if f"role-{pk}" in request.POST
    }
    desk_settings.set_roles(found, wanted, by=request.user)
    return done(request, _("Roles saved."), reverse("settings_desk", args=[slug]))


def _members(desk: Desk) -> list[Membership]:
    return list(Membership.objects.filter(desk=desk).select_related("user").order_by("user__name", "pk"))


def _candidates(actor: User, desk: Desk) -> list[User]:
    """Staff who have no role on the desk yet: for administrators everybody, for editors their own people."""
    staff = people.visible_people(actor).filter(is_active=True)
    return list(staff.exclude(memberships__desk=desk).order_by("name"))


def _form(desk: Desk, request: PageRequest | None) -> DeskForm:
    own = stages.stages_of(desk)
    return DeskForm(
        posted(request) if request else None,
        release=desk_settings.release_choices(desk, own),
        initial={
            "name": desk.name,
            "language": desk.language,
            "direction": desk.direction,
            "released_by": desk_settings.release_choice(desk, own),
            "sections": "\n".join(desk.sections),
        },
    )


def _reminders_form(desk: Desk, request: PageRequest | None) -> RemindersForm:
    return RemindersForm(
        posted(request) if request else None,
        reminders=desk_settings.reminder_choices(desk),
        escalations=desk_settings.escalation_choices(desk),
        initial={
            "reminders": steps.keys(steps.reminder_steps(desk.reminders)),
            "escalations": steps.keys(steps.escalation_steps(desk.escalations)),
        },
    )


def _shown(
    request: PageRequest,
    desk: Desk,
    form: DeskForm,
    *,
    reminders: RemindersForm | None = None,
    refusal: DomainError | None = None,
    member_refusal: DomainError | None = None,
) -> HttpResponse:
    roles = grantable(request.user, desk)
    candidates = [(str(one.pk), f"{one.name} ({one.email})") for one in _candidates(request.user, desk)]
    context = {
        "desk": desk,
        "form": form,
        "reminders": reminders or _reminders_form(desk, None),
        "members": _members(desk),
        "roles": roles,
        "member_form": MemberForm(people=candidates, roles=roles, initial={"role": Membership.Role.WRITER}),
        "member_refusal": str(member_refusal) if member_refusal else "",
        "has_candidates": bool(candidates),
        "style_count": StyleEntry.objects.filter(desk=desk).live().count(),
        "webhook_count": Endpoint.objects.filter(desk=desk).count(),
        "stages": stages.stages_of(desk),
    }
    return shown(request, "desk.html", "desks", context, refusal or member_refusal)
