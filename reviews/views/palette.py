"""The command palette, as parts of a page that a script asks for."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from newsroom.web.pages import PageRequest, page
from reviews.presenters.palette import groups


@page
@require_safe
def palette(request: PageRequest) -> HttpResponse:
    """The dialog with everything one may do; its list alone once something is typed."""
    typed, story = request.GET.get("q"), request.GET.get("story", "")
    template = "reviews/palette.html" if typed is None else "reviews/palette_list.html"
    return render(request, template, {"groups": groups(request.user, typed or "", story=story)})
