"""Somebody leaves the newsroom, or comes back: what is handed on is seen before."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from newsroom.accounts.recent import require_recent_sign_in
from newsroom.models import User
from newsroom.web.pages import PageRequest, done, number_in, page
from reviews.administration import leaving, people
from reviews.views.settings.frame import require_somebody, shown


@page
@require_recent_sign_in
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: PageRequest, pk: int) -> HttpResponse:
    """What leaving will hand on, and to whom. Posting does it."""
    require_somebody(request)
    who = people.find_person(request.user, pk)
    if request.method != "POST":
        heirs = list(leaving.heirs(who))
        handed_on = leaving.preview(who, by=request.user)
        return shown(request, "leave.html", "people", {"person": who, "over": handed_on, "heirs": heirs})
    heir, author = (_chosen(request, name, who) for name in ("heir", "author"))
    leaving.leave(who, by=request.user, heir=heir, author=author, now=timezone.now())
    return done(
        request,
        _("%(person)s’s account is deactivated. Their work keeps their name.") % {"person": who},
        reverse("settings_person", args=[pk]),
    )


def _chosen(request: PageRequest, name: str, person: User) -> User | None:
    """Who takes over, if anybody was chosen. Raises as :func:`leaving.find_heir` does."""
    if not request.POST.get(name, ""):
        return None
    return leaving.find_heir(person, number_in(request.POST, name, digits=18) or 0)


@page
@require_recent_sign_in
@require_POST
def come_back(request: PageRequest, pk: int) -> HttpResponse:
    """Activate the account again."""
    require_somebody(request)
    who = people.find_person(request.user, pk)
    leaving.come_back(who, by=request.user, now=timezone.now())
    sentence = _("%(person)s’s account is active again, with the roles it had.")
    return done(request, sentence % {"person": who}, reverse("settings_person", args=[pk]))
