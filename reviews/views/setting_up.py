"""The first page of a database that has no people: setting the newsroom up."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from reviews.forms.setting_up import SetUpForm
from reviews.setup import creating, links
from reviews.setup.creating import Created, SetUpRefused
from reviews.setup.links import SetUpAlready, SetUpLinkNeeded
from reviews.views.joining import BACKEND


@never_cache
@require_safe
def set_up(request: HttpRequest) -> HttpResponse:
    """Where every page of an empty database leads: where the link is to be found."""
    if not links.is_unused():
        return redirect("stories")
    return render(request, "reviews/set_up_link.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def set_up_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The whole of it on one page, all or nothing; afterwards the first administrator is signed in."""
    try:
        links.require(token)
    except SetUpAlready:
        return redirect("stories")
    except SetUpLinkNeeded:
        return render(request, "reviews/set_up_link.html", status=403)
    form = SetUpForm(request.POST or None)
    if request.method == "POST":
        try:
            created = creating.create(form.wanted(), now=timezone.now())
        except SetUpRefused as refusal:
            form.show(refusal)
        else:
            return _begin(request, created)
    response = render(
        request, "reviews/set_up.html", {"form": form}, status=422 if request.method == "POST" else 200
    )
    response["Referrer-Policy"] = "same-origin"  # with no-referrer, the form would come from nowhere
    return response


def _begin(request: HttpRequest, created: Created) -> HttpResponse:
    login(request, created.administrator, backend=BACKEND)
    sentence = _("Your newsroom is set up.")
    if created.invited:
        sentence += " " + ngettext(
            "%(count)d invitation was sent.", "%(count)d invitations were sent.", created.invited
        ) % {"count": created.invited}
    messages.success(request, sentence)
    if created.unsigned:
        messages.warning(
            request,
            _("No one signs off %(stages)s yet. Give someone that sign-off before you release a story.")
            % {"stages": ", ".join(created.unsigned)},
        )
    return redirect("stories")
