"""The details of a story, and spiking and unspiking it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from articles import access
from articles.access import find_article
from articles.editing import filing
from articles.editing.details import TagsRefused, set_details
from articles.forms.details import LANGUAGES, DetailsForm
from articles.models import Article
from newsroom.errors import DomainError
from newsroom.web.pages import PageRequest, done, page
from newsroom.web.refusals import answer_refusals
from newsroom.web.undo import Undo


@page
@require_http_methods(["GET", "HEAD", "POST"])
def details(request: PageRequest, slug: str) -> HttpResponse:
    """What is published with the text, who works on the story, and what it is filed under."""
    article = find_article(request.user, slug)
    form = DetailsForm(
        request.POST if request.method == "POST" else None,
        article=article,
        people=article.desk.speakers().order_by("name"),
        editors=article.desk.editors().order_by("name"),
        may_manage=access.may_manage(request.user, article),
    )
    if request.method == "POST" and form.is_valid():

        def refused(refusal: DomainError) -> HttpResponse:
            form.add_error("tags" if isinstance(refusal, TagsRefused) else None, str(refusal))
            return _page(request, article, form, status=refusal.status)

        answer_refusals(request, refused)
        set_details(article=article, details=form.details(), by=request.user, now=timezone.now())
        return done(request, _("Details saved."), reverse("details", args=[slug]))
    return _page(request, article, form, status=422 if form.errors else 200)


def _page(request: PageRequest, article: Article, form: DetailsForm, *, status: int) -> HttpResponse:
    may_edit = access.may_edit(request.user, article) and article.is_open
    context = {
        "article": article,
        "tab": "details",
        "form": form,
        "languages": LANGUAGES,
        "may_edit": may_edit,
        "may_manage": access.may_manage(request.user, article),
        "may_rename": may_edit and not access.was_released(article),
        "now": timezone.now(),
    }
    return render(request, "articles/details.html", context, status=status)


@page
@require_POST
def spike(request: PageRequest, slug: str) -> HttpResponse:
    article = find_article(request.user, slug)
    filing.spike(article=article, by=request.user, now=timezone.now())
    sentence = _("“%(article)s” has been spiked.") % {"article": article}
    undo = Undo(reverse("unspike", args=[article.slug]))
    return done(request, sentence, reverse("stories"), undo=undo)


@page
@require_POST
def unspike(request: PageRequest, slug: str) -> HttpResponse:
    article = find_article(request.user, slug)
    filing.unspike(article=article, by=request.user, now=timezone.now())
    return done(request, _("Story unspiked."), article.get_absolute_url())
