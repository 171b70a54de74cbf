"""The people of the newsroom: a list, and a page for each."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from newsroom.access import privileges
from newsroom.accounts.recent import require_recent_sign_in
from newsroom.accounts.staff.grants import Grant
from newsroom.accounts.staff.invitations import visible_to
from newsroom.errors import DomainError
from newsroom.models import StaffInvitation, User
from newsroom.web.pages import PageRequest, done, number_in, page
from newsroom.web.refusals import answer_refusals
from reviews import access
from reviews.administration import parts, people
from reviews.forms.settings.people import AccountForm, PeopleFilterForm, roles_in, stages_in
from reviews.views.settings.frame import posted, require_somebody, shown

PER_PAGE = 50
MOST_INVITATIONS = 100


@page
@require_safe
def list_people(request: PageRequest) -> HttpResponse:
    """Everybody whom this person sets up, fifty to a page."""
    require_somebody(request)
    now = timezone.now()
    desks = list(access.desks_to_set_up(request.user).order_by("name"))
    form = PeopleFilterForm(request.GET, desks=desks)
    found = Paginator(people.search(request.user, **form.filters, now=now), PER_PAGE)
    shown_page = found.get_page(number_in(request.GET, "page", digits=6) or 1)
    address = request.GET.copy()
    address.pop("page", None)
    context = {
        "form": form,
        "people": people.listed(shown_page, desks, now=now),
        "invitations": [
            (one, one.state_at(now) == one.State.EXPIRED, _promised(one))
            for one in visible_to(request.user).filter(accepted_at=None, withdrawn_at=None)[:MOST_INVITATIONS]
        ],
        "page": shown_page,
        "address": address.urlencode(),
        "now": now,
    }
    return shown(request, "people.html", "people", context)


@page
@require_recent_sign_in
@require_http_methods(["GET", "HEAD", "POST"])
def person(request: PageRequest, pk: int) -> HttpResponse:
    """One person: their account, roles and sign-offs. Posting saves the account."""
    require_somebody(request)
    who = people.find_person(request.user, pk)
    form = AccountForm(posted(request), initial=_account(who))
    if request.method != "POST":
        return _shown(request, who, form)

    def refused(refusal: DomainError) -> HttpResponse:
        form.refuse(refusal)
        return _shown(request, who, form, refusal)

    answer_refusals(request, refused)
    form.is_valid()
    given = form.cleaned_data
    people.change_account(
        who,
        by=request.user,
        name=given.get("name", ""),
        email=given.get("email", ""),
        is_administrator=given.get("is_administrator", False)
        if access.may_administer(request.user)
        else who.is_superuser,
        now=timezone.now(),
    )
    return done(request, _("Account saved."), request.path)


@page
@require_recent_sign_in
@require_POST
def person_parts(request: PageRequest, pk: int) -> HttpResponse:
    """Save somebody's roles and sign-offs."""
    require_somebody(request)
    who = people.find_person(request.user, pk)
    form = AccountForm(initial=_account(who))
    answer_refusals(request, lambda refusal: _shown(request, who, form, refusal, is_about_parts=True))
    parts.set_parts(who, roles_in(request.POST), stages_in(request.POST), by=request.user)
    # Whoever lost their last role on an editor's desks has no page for that editor any more.
    is_seen = people.visible_people(request.user).filter(pk=who.pk).exists()
    to = reverse("settings_person", args=[pk]) if is_seen else reverse("settings_people")
    return done(request, _("Roles and sign-offs saved."), to)


def _promised(invitation: StaffInvitation) -> list[str]:
    """What an invitation promises, in words, from the rows that were read with it."""
    roles = [(one.desk, one.role) for one in invitation.roles.all()]
    return Grant(roles, list(invitation.groups.all()), invitation.is_administrator).phrases()


def _account(who: User) -> dict[str, object]:
    return {"name": who.name, "email": who.email, "is_administrator": who.is_superuser}


def _shown(
    request: PageRequest,
    who: User,
    form: AccountForm,
    refusal: DomainError | None = None,
    *,
    is_about_parts: bool = False,
) -> HttpResponse:
    context = {
        "person": User.objects.select_related("hours").get(pk=who.pk),
        "form": form,
        "may_edit": privileges.may_edit_person(request.user, who),
        "parts": parts.parts_of(who, request.user),
        "parts_refusal": str(refusal) if refusal and is_about_parts else "",
        "now": timezone.now(),
    }
    return shown(request, "person.html", "people", context, refusal)
