"""What waits for whoever is signed in: a page, and the counts beside the ways to lists."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from newsroom.web.pages import PageRequest, page
from reviews.forms.filters import are_filters
from reviews.lists import needs_me as lists


@page
@require_safe
def needs_me(request: PageRequest) -> HttpResponse:
    """What waits for you, in the order it is due: the page that opens first.

    The list of stories was here once; an address with its filters leads to where it is now.
    """
    if are_filters(request.GET):
        return redirect(f"{reverse('stories')}?{request.GET.urlencode()}", permanent=True)
    now = timezone.now()
    shows_all = "all" in request.GET
    found = lists.needs_me(request.user, most=lists.MOST_OF_ALL if shows_all else lists.MOST, now=now)
    context = {
        "section": "needs_me",
        "needs": found,
        "needs_me_count": found.count,
        "shows_all": shows_all,
        "address": request.get_full_path(),
        "now": now,
    }
    return render(request, "reviews/needs_me.html", context)


@page
@require_safe
def counts(request: PageRequest) -> HttpResponse:
    """The ways to lists with what waits there, for pages that are open."""
    count = lists.count(request.user, now=timezone.now())
    context = {"section": request.GET.get("section", ""), "needs_me_count": count}
    return render(request, "reviews/counts.html", context)
