"""A revision as it was kept, with the queries that were open on it."""

from __future__ import annotations

import json

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles import access
from articles.access import find_article
from articles.documents.suggestions import suggestion_ids
from articles.history import revisions
from articles.rendering import Highlight, copy_html
from newsroom.web.pages import PageRequest, page
from reviews.queries.as_of_revision import OpenAt, open_on


@page
@require_safe
def revision(request: PageRequest, slug: str, number: int) -> HttpResponse:
    """The copy of that moment, its open queries where they were, and what has become of each."""
    article = find_article(request.user, slug)
    found = revisions.find(article, number)
    open_queries = open_on(found)
    context = {
        "article": article,
        "tab": "history",
        "revision": found,
        "copy_html": copy_html(json.loads(found.content), [_highlight(one) for one in open_queries]),
        "open_queries": open_queries,
        "pending": len(suggestion_ids(found.parsed())),
        "is_current": found.digest == article.digest,
        "may_restore": access.may_edit(request.user, article) and article.is_open,
        "now": timezone.now(),
    }
    return render(request, "reviews/revision.html", context)


def _highlight(one: OpenAt) -> Highlight:
    names = ["passage", "passage-open"]
    if one.query.blocking:
        names.append("passage-blocking")
    if one.passage != "exact":
        names.append(f"passage-{one.passage}")
    return Highlight(one.start, one.end, " ".join(names), one.query.number)
