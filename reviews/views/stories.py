"""The list of stories."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from articles.access import may_manage_on
from newsroom.web.pages import PageRequest, page
from reviews.forms.bulk import BulkForm
from reviews.forms.filters import FilterForm
from reviews.lists import saved_views
from reviews.lists.stories import choices, page_of_stories, without_each
from reviews.models import SavedView
from reviews.presenters.saved_views import shown_views


@page
@require_safe
def stories(request: PageRequest) -> HttpResponse:
    """The stories of one's desks, at first in one's default view; htmx asks for the list alone."""
    if request.htmx and not request.htmx.history_restore_request:
        response = render(request, "reviews/story_list.html", list_context(request, request.GET))
    else:
        views = saved_views.views_of(request.user)
        default = next((view for view in views if view.is_default), None)  # type: ignore[attr-defined]
        if default is not None and not request.GET:
            return redirect(f"{reverse('stories')}?{default.query}&view={default.pk}")
        response = render(request, "reviews/stories.html", _page_context(request, views))
    patch_vary_headers(response, ["HX-Request"])
    return response


def list_context(request: PageRequest, data: QueryDict) -> dict[str, Any]:
    """The context of ``reviews/story_list.html``, for the filters of an address."""
    now = timezone.now()
    form = FilterForm(data, choices=choices(request.user))
    shown = page_of_stories(request.user, form.filters, page=data.get("page", "1"), now=now)
    empty = shown.paginator.count == 0
    counts: Mapping[str, int] = without_each(request.user, form.filters, now=now) if empty else {}
    return {
        "section": "stories",
        "form": form,
        "page": shown,
        "count": shown.paginator.count,
        "ways_out": list(form.ways_out(counts)),
        "managed": {desk.pk for desk in form.choices.desks if may_manage_on(request.user, desk.pk)},
        "now": now,
    }


def _page_context(request: PageRequest, views: list[SavedView]) -> dict[str, Any]:
    context = list_context(request, request.GET)
    form: FilterForm = context["form"]
    return {
        **context,
        **shown_views(request.user, views, desks=form.choices.desks, data=request.GET, query=form.query),
        "bulk": BulkForm(choices=form.choices) if context["managed"] else None,
    }
