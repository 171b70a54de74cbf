"""A revision as it was kept, with the queries that were open on it, and restoring it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from articles import access
from articles.access import find_article
from articles.documents.suggestions import suggestion_ids
from articles.history import revisions
from articles.history.comparison import compare_states
from articles.rendering import Highlight, copy_html
from newsroom.web.pages import PageRequest, done, page
from newsroom.web.undo import Undo
from reviews.models import Query
from reviews.queries.as_of_revision import OpenAt, open_on
from reviews.workflow import restoring

MOST_NAMED = 6
"""Queries that a sentence names by their numbers; of more it says how many."""


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


@page
@require_http_methods(["GET", "HEAD", "POST"])
def restore(request: PageRequest, slug: str, number: int) -> HttpResponse:
    """Show what restoring a revision changes and which queries it reopens, and restore it."""
    article = find_article(request.user, slug)
    if request.method == "POST":
        restored = restoring.restore(article=article, number=number, by=request.user, now=timezone.now())
        made = restored.revision.number
        sentence = _("Revision %(old)s restored (now revision %(new)s).") % {"old": number, "new": made}
        undo = Undo(reverse("undo_restore", args=[slug, made]))
        return done(
            request, " ".join([sentence, *_reopened(restored.queries)]), article.get_absolute_url(), undo=undo
        )
    found = revisions.find(article, number)
    may_restore = access.may_edit(request.user, article) and article.is_open
    context = {
        "article": article,
        "tab": "history",
        "revision": found,
        "comparison": compare_states(article, found),
        "may_restore": may_restore,
        "reopens": restoring.coming_back(article, found) if may_restore else [],
        "pending": article.suggestions.pending().count(),
        "now": timezone.now(),
    }
    return render(request, "reviews/restore.html", context)


@page
@require_POST
def undo_restore(request: PageRequest, slug: str, number: int) -> HttpResponse:
    """Undo the restoring that made this revision."""
    article = find_article(request.user, slug)
    undone = restoring.undo(article=article, number=number, by=request.user, now=timezone.now())
    sentence = _("Restore undone (now revision %(new)s).") % {"new": undone.revision.number}
    return done(request, " ".join([sentence, *_resolved(undone.queries)]), article.get_absolute_url())


def _reopened(queries: Sequence[Query]) -> Iterator[str]:
    if len(queries) > MOST_NAMED:
        yield _("%(count)d queries reopened.") % {"count": len(queries)}
    elif queries:
        sentence = ngettext("Query %(numbers)s reopened.", "Queries %(numbers)s reopened.", len(queries))
        yield sentence % {"numbers": _numbers(queries)}


def _resolved(queries: Sequence[Query]) -> Iterator[str]:
    if len(queries) > MOST_NAMED:
        yield _("%(count)d queries resolved again.") % {"count": len(queries)}
    elif queries:
        sentence = ngettext(
            "Query %(numbers)s resolved again.", "Queries %(numbers)s resolved again.", len(queries)
        )
        yield sentence % {"numbers": _numbers(queries)}


def _numbers(queries: Sequence[Query]) -> str:
    return get_text_list([str(query.number) for query in queries], _("and"))


def _highlight(one: OpenAt) -> Highlight:
    names = ["passage", "passage-open"]
    if one.query.blocking:
        names.append("passage-blocking")
    if one.passage != "exact":
        names.append(f"passage-{one.passage}")
    return Highlight(one.start, one.end, " ".join(names), one.query.number)
