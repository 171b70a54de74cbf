"""Changing the slug of a story."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles.access import find_article
from newsroom.web.pages import PageRequest, done, page
from reviews.workflow import renaming


@page
@require_POST
def rename(request: PageRequest, slug: str) -> HttpResponse:
    article = find_article(request.user, slug)
    typed = request.POST.get("slug", "")
    renaming.rename(article=article, slug=typed, by=request.user, now=timezone.now())
    return done(request, _("Slug saved. Earlier links still work."), reverse("details", args=[article.slug]))
