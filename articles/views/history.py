"""Revisions: the list, the comparison of any two, and restoring one."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from articles import access
from articles.access import find_article
from articles.editing import edits
from articles.exporting.content_types import DOCX
from articles.history import redlines, revisions
from articles.history.attribution import compare_with_credits
from articles.history.comparison import compare_states, in_order
from articles.models import Article, Revision
from newsroom.errors import NotFound
from newsroom.web.downloads import download, note_export
from newsroom.web.pages import PageRequest, done, number_in, page

NOW = "now"
"""The present copy, in place of a revision's number."""


@page
@require_safe
def history(request: PageRequest, slug: str) -> HttpResponse:
    """Every revision, newest first."""
    article = find_article(request.user, slug)
    rows = list(
        article.revisions.defer("content", "passages").select_related("created_by").order_by("-number")
    )
    context = {
        "article": article,
        "tab": "history",
        "revisions": rows,
        "moved_on": not rows or rows[0].digest != article.digest,
        "may_keep": access.speaks_on(request.user, article.desk_id),
        "may_restore": access.may_edit(request.user, article) and article.is_open,
        "now": timezone.now(),
    }
    return render(request, "articles/history.html", context)


@page
@require_safe
def compare(request: PageRequest, slug: str) -> HttpResponse:
    """Compare two states, older first; without a choice, the newest revision and the present copy."""
    article = find_article(request.user, slug)
    old, new = _states(request, article)
    context = {
        "article": article,
        "tab": "history",
        "old": old,
        "new": new,
        "comparison": compare_with_credits(
            article=article,
            old=old,
            new=new,
            by=request.user,
            only=number_in(request.GET, "by", digits=18),
        ),
        "now": timezone.now(),
    }
    return render(request, "articles/compare.html", context)


@page
@require_safe
def redline(request: PageRequest, slug: str) -> HttpResponse:
    """The same comparison as a Word file with tracked changes."""
    article = find_article(request.user, slug)
    old, new = _states(request, article)
    content = redlines.redline(article=article, old=old, new=new, by=request.user)
    note_export(request, what="tracked changes", story=slug, format="docx")
    return download(content, name=redlines.file_name(article, old, new), content_type=DOCX)


@page
@require_http_methods(["GET", "HEAD", "POST"])
def restore(request: PageRequest, slug: str, number: int) -> HttpResponse:
    """Show what restoring a revision changes, and restore it."""
    article = find_article(request.user, slug)
    if request.method == "POST":
        restored = edits.restore(article=article, number=number, by=request.user, now=timezone.now())
        sentence = _("Revision %(old)s restored (now revision %(new)s). To undo, restore the previous one.")
        return done(request, sentence % {"old": number, "new": restored.number}, article.get_absolute_url())
    found = revisions.find(article, number)
    context = {
        "article": article,
        "tab": "history",
        "revision": found,
        "comparison": compare_states(article, found),
        "may_restore": access.may_edit(request.user, article) and article.is_open,
        "pending": article.suggestions.pending().count(),
        "now": timezone.now(),
    }
    return render(request, "articles/restore.html", context)


@page
@require_POST
def keep(request: PageRequest, slug: str) -> HttpResponse:
    """Save a revision of the present copy."""
    article = find_article(request.user, slug)
    revision = revisions.keep(article=article, by=request.user, now=timezone.now())
    sentence = _("Saved as revision %(number)s.") % {"number": revision.number}
    return done(request, sentence, reverse("history", args=[slug]))


def _states(request: PageRequest, article: Article) -> tuple[Revision | Article, Revision | Article]:
    """The two states that were chosen, the older first."""
    return in_order(
        _state(request, article, "from"),
        _state(request, article, "to", default=NOW),
    )


def _state(request: PageRequest, article: Article, which: str, *, default: str = "") -> Revision | Article:
    name = request.GET.get(which, default)
    if name == NOW:
        return article
    number = number_in(request.GET, which)
    if number is not None:
        return revisions.find(article, number)
    newest = revisions.latest(article)
    if newest is None or name:
        raise NotFound(_("There is no revision “%(name)s”. Choose two in History.") % {"name": name})
    return newest
