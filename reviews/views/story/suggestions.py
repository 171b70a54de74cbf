"""Acts on suggestions from the article page, with htmx or without."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from articles.access import find_article
from articles.editing.suggestions import Choice, Decision, UnclearChoice, span_of
from articles.models import Article
from newsroom.models import User
from newsroom.web.pages import PageRequest, done, number_in, page
from newsroom.web.undo import Undo
from reviews.presenters.margin import beside
from reviews.queries import suggestions


@page
@require_POST
def decide(request: PageRequest, slug: str) -> HttpResponse:
    """Accept or reject those named, one person's, those in the selected words, or all.

    A page of the article that waits for that is gone back to.
    """
    article = find_article(request.user, slug)
    act = request.POST.get("act", "")
    if act not in ("accept", "reject"):
        raise UnclearChoice(_("Choose accept or reject."))
    decision = suggestions.decide(
        article=article, accept=act == "accept", choice=_which(request), by=request.user, now=timezone.now()
    )
    sentence, back = what_was_decided(decision, request.user), request.POST.get("back", "")
    if back.startswith(article.get_absolute_url()):
        return done(request, sentence, back)
    return _acted(request, article, sentence, undo=_way_back(article, decision))


@page
@require_POST
def undo(request: PageRequest, slug: str) -> HttpResponse:
    """Take a decision back."""
    article = find_article(request.user, slug)
    version = number_in(request.POST, "undo")
    if version is None:
        raise UnclearChoice(_("Choose the decision to undo."))
    renewed = suggestions.undo(article=article, version=version, by=request.user, now=timezone.now())
    sentence = ngettext(
        "%(count)d suggestion is pending again.",
        "%(count)d suggestions are pending again.",
        len(renewed.added),
    )
    return _acted(request, article, sentence % {"count": len(renewed.added)})


@page
@require_POST
def discuss(request: PageRequest, slug: str, key: str) -> HttpResponse:
    """Begin the thread of a suggestion."""
    article = find_article(request.user, slug)
    query = suggestions.discuss(
        article=article, key=key, remark=request.POST.get("remark", ""), by=request.user, now=timezone.now()
    )
    return _acted(
        request, article, _("Query %(number)s sent.") % {"number": query.number}, f"query-{query.number}"
    )


def _which(request: PageRequest) -> Choice:
    """Each form names one of these. A form for the selection that names no words means nothing at all."""
    if "start" not in request.POST:
        return Choice(
            keys=tuple(request.POST.getlist("suggestion")), author=number_in(request.POST, "person")
        )
    start, end, version = (number_in(request.POST, name) for name in ("start", "end", "version"))
    if start is None:
        raise UnclearChoice(_("Select text in the copy first, then try again."))
    return Choice(span=span_of(start, end, version))


def what_was_decided(decision: Decision, person: User) -> str:
    """In one sentence."""
    count = max(len(decision.suggestions), 1)
    if decision.accepted:
        sentence = ngettext("Accepted.", "Accepted %(count)d suggestions.", count)
    elif all(row.author_id == person.pk for row in decision.suggestions):
        sentence = ngettext("Withdrawn.", "Withdrew %(count)d suggestions.", count)
    else:
        sentence = ngettext("Rejected.", "Rejected %(count)d suggestions.", count)
    return sentence % {"count": count}


def _way_back(article: Article, decision: Decision) -> Undo | None:
    """Undoing the decision; there is none where nothing was decided."""
    if not decision.suggestions:
        return None
    address = reverse("undo_decision", args=[article.slug])
    return Undo(address, {"undo": str(decision.undo)}, part="#threads")


def _acted(
    request: PageRequest,
    article: Article,
    sentence: str,
    place: str = "suggested",
    *,
    undo: Undo | None = None,
) -> HttpResponse:
    if not request.htmx:
        return done(request, sentence, f"{article.get_absolute_url()}#{place}", undo=undo)
    article.document.refresh_from_db()
    context: dict[str, Any] = {
        **beside(article, request.user, now=timezone.now()),
        "sentence": sentence,
        "undo": undo,
    }
    response = render(request, "reviews/threads_changed.html", context)
    return trigger_client_event(response, "passages-changed", after="settle")
