"""The page that searches stories, queries, replies and released copy."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from newsroom.web.pages import PageRequest, number_in, page
from reviews.forms.search import SearchForm
from reviews.lists.stories import choices
from reviews.search.results import page_of_results


@page
@require_safe
def search(request: PageRequest) -> HttpResponse:
    """The stories that have all of the words; htmx asks for the results alone."""
    form = SearchForm(request.GET, choices=choices(request.user))
    address = request.GET.copy()
    address.pop("page", None)
    context = {
        "section": "search",
        "form": form,
        "search": form.search,
        "page": page_of_results(request.user, form.search, number=number_in(request.GET, "page") or 1),
        "address": address.urlencode(),
        "now": timezone.now(),
    }
    fragment = request.htmx and not request.htmx.history_restore_request
    response = render(request, "reviews/search_results.html" if fragment else "reviews/search.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response
