"""Draft queries of the person who is here, from the article page. Each answers htmx with all threads."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from articles.access import find_article
from articles.models import Article
from newsroom.web.pages import PageRequest, done, page
from reviews.forms.asking import AskForm, DraftForm
from reviews.presenters.margin import people_of
from reviews.queries import drafts
from reviews.views.story.threads import all_changed


@page
@require_POST
def keep(request: PageRequest, slug: str) -> HttpResponse:
    """Keep what the ask dialog holds, to be sent later."""
    article = find_article(request.user, slug)
    form = AskForm(request.POST, people=people_of(article, now=timezone.now()), by=request.user)
    drafts.keep(article=article, by=request.user, now=timezone.now(), **form.asked())
    return _acted(request, article, _("Saved as a draft. Only you can see it."))


@page
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: PageRequest, slug: str, pk: int) -> HttpResponse:
    """Show what a draft says, and have it say something else."""
    article = find_article(request.user, slug)
    draft = drafts.find(request.user, article, pk)
    people = people_of(article, now=timezone.now())
    if request.method == "POST":
        form = DraftForm(request.POST, people=people, by=request.user)
        drafts.change(draft=draft, by=request.user, to=form.draft(), now=timezone.now())
        return _acted(request, article, _("Draft saved."))
    initial = {**vars(drafts.Draft.of(draft)), "assigned_to": draft.assigned_to_id}
    form = DraftForm(people=people, article=article, by=request.user, initial=initial)
    context = {"article": article, "draft": draft, "form": form}
    return render(request, "reviews/draft_form.html" if request.htmx else "reviews/draft.html", context)


@page
@require_POST
def file_all(request: PageRequest, slug: str) -> HttpResponse:
    """Send all drafts on a story."""
    article = find_article(request.user, slug)
    queries = drafts.file_all(article=article, by=request.user, now=timezone.now())
    sentence = ngettext("Query sent.", "%(count)d queries sent.", len(queries)) % {"count": len(queries)}
    return _acted(request, article, sentence)


@page
@require_POST
def discard(request: PageRequest, slug: str, pk: int) -> HttpResponse:
    """Throw one away."""
    article = find_article(request.user, slug)
    drafts.discard(draft=drafts.find(request.user, article, pk), by=request.user)
    return _acted(request, article, _("Draft discarded."))


def _acted(request: PageRequest, article: Article, sentence: str) -> HttpResponse:
    if not request.htmx:
        return done(request, sentence, f"{article.get_absolute_url()}#drafts")
    return all_changed(request, article, sentence)
