"""The list of stories."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from articles.access import visible_desks
from newsroom.web.pages import PageRequest, page
from reviews import reading
from reviews.forms.filters import FilterForm


@page
@require_safe
def stories(request: PageRequest) -> HttpResponse:
    """Every story of your desks, nearest deadline first; htmx asks for the list alone."""
    now = timezone.now()
    form = FilterForm(
        request.GET, desks=visible_desks(request.user), stages=reading.stage_names(request.user)
    )
    shown = reading.page_of_stories(request.user, form.filters, page=request.GET.get("page", "1"), now=now)
    address = request.GET.copy()
    address.pop("page", None)
    context = {
        "section": "stories",
        "form": form,
        "page": shown,
        "count": shown.paginator.count,
        "address": address.urlencode(),
        "now": now,
    }
    fragment = request.htmx and not request.htmx.history_restore_request
    response = render(request, "reviews/story_list.html" if fragment else "reviews/stories.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response
