"""Revisions: the timeline, the comparison of any two, and naming one."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from articles import access
from articles.access import find_article
from articles.exporting.content_types import DOCX
from articles.history import naming, redlines, revisions
from articles.history.attribution import compare_with_credits
from articles.history.comparison import in_order
from articles.history.timeline import choices_of, differing, timeline
from articles.models import Article, Revision
from newsroom.errors import NotFound
from newsroom.web.downloads import download, note_export
from newsroom.web.pages import PageRequest, done, number_in, page

NOW = "now"
"""The present copy, in place of a revision's number."""


@page
@require_safe
def history(request: PageRequest, slug: str) -> HttpResponse:
    """What happened to the story, day by day, the newest first."""
    article = find_article(request.user, slug)
    before = number_in(request.GET, "before")
    shown = timeline(article, before=before)
    context = {
        "article": article,
        "tab": "history",
        "timeline": shown,
        "choices": shown.choices,
        "compared": {"from": shown.compared, "to": None},
        "is_first_page": before is None,
        "moved_on": shown.newest is None or shown.newest.digest != article.digest,
        "may_keep": access.speaks_on(request.user, article.desk_id),
        "may_restore": access.may_edit(request.user, article) and article.is_open,
        "now": timezone.now(),
    }
    return render(request, "articles/history.html", context)


@page
@require_safe
def compare(request: PageRequest, slug: str) -> HttpResponse:
    """Compare two states, older first; without a choice, the last two that differ."""
    article = find_article(request.user, slug)
    old, new = _states(request, article)
    context = {
        "article": article,
        "tab": "history",
        "old": old,
        "new": new,
        "choices": choices_of(article),
        "compared": {"from": getattr(old, "number", None), "to": getattr(new, "number", None)},
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
@require_POST
def keep(request: PageRequest, slug: str) -> HttpResponse:
    """Keep a revision of the present copy, with a name if there is one."""
    article = find_article(request.user, slug)
    name = request.POST.get("name", "")
    revision = naming.keep(article=article, name=name, by=request.user, now=timezone.now())
    sentence = _("Saved as revision %(number)s.") % {"number": revision.number}
    return done(request, sentence, reverse("history", args=[slug]))


@page
@require_POST
def rename(request: PageRequest, slug: str, number: int) -> HttpResponse:
    """Name a revision; an empty name takes it away."""
    article = find_article(request.user, slug)
    name = request.POST.get("name", "")
    naming.rename(article=article, number=number, name=name, by=request.user, now=timezone.now())
    sentence = _("Revision %(number)s named.") if name.strip() else _("Name of revision %(number)s removed.")
    return done(request, sentence % {"number": number}, reverse("history", args=[slug]))


def _states(request: PageRequest, article: Article) -> tuple[Revision | Article, Revision | Article]:
    """The two states that were chosen, the older first; by default the last one before that differs."""
    new = _state(request, article, "to", default=NOW)
    if request.GET.get("from"):
        return in_order(_state(request, article, "from"), new)
    number = differing(article, until=None if isinstance(new, Article) else new.number)
    if number is None:
        raise NotFound(_("There is no revision to compare with."))
    return in_order(revisions.find(article, number), new)


def _state(request: PageRequest, article: Article, which: str, *, default: str = "") -> Revision | Article:
    name = request.GET.get(which, default)
    if name == NOW:
        return article
    number = number_in(request.GET, which)
    if number is None:
        raise NotFound(_("There is no revision “%(name)s”. Choose two in History.") % {"name": name})
    return revisions.find(article, number)
