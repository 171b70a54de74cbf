"""The article page: the copy with its passages, and the threads beside it."""

from __future__ import annotations

import json

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles.access import find_article, may_edit, may_manage
from articles.rendering import Highlight, copy_html
from newsroom.web.pages import PageRequest, page
from reviews import access, reading
from reviews.forms.asking import AskForm
from reviews.guests import invitations
from reviews.presenters.cards import suggested
from reviews.presenters.margin import drafts_of, highlights, margin, names_to_mention, people_of
from reviews.presenters.news import may_type, news_of
from reviews.views.inbox import marks_seen
from reviews.workflow import signoff
from reviews.workflow.preflight import findings_at


@marks_seen
@page
@require_safe
def article(request: PageRequest, slug: str) -> HttpResponse:
    """The copy and every query on it, in a fixed number of statements."""
    found = find_article(request.user, slug, with_text=True)
    may_ask = access.may_ask(request.user, found) and found.is_open
    people = people_of(found, now=timezone.now()) if may_ask else []
    threads = reading.threads(found, known=people)
    if not people and any(access.may_reply(request.user, query) for query in threads):
        people = people_of(found, now=timezone.now())
    now = timezone.now()
    proposed = suggested(found, request.user, threads=threads, now=now)
    standing = signoff.where_it_stands(found)
    doc = json.loads(found.document.content)
    place = _place(request)
    shown = [*highlights(threads), *([place] if place else [])]
    context = {
        "article": found,
        "tab": "copy",
        "round": standing.round,
        "stages": standing.stages,
        "news": news_of(found, standing.round, standing.stages, request.user),
        "may_type": may_type(found, request.user),
        "margin": margin(threads, request.user, proposed.cards),
        "suggested": proposed,
        "drafts": drafts_of(found, request.user),
        "copy_html": copy_html(doc, shown),
        "place": place,
        "copy_data": {
            "doc": doc,
            "version": found.document.version,
            "passages": reading.passages_of(threads),
        },
        "may_edit": may_edit(request.user, found) and found.is_open,
        "may_ask": may_ask,
        "may_manage": may_manage(request.user, found),
        "people": names_to_mention(people, request.user),
        "ask": AskForm(people=people, article=found, by=request.user) if may_ask else None,
        "now": now,
    }
    return render(request, "reviews/article.html", context)


@page
@require_safe
def status(request: PageRequest, slug: str) -> HttpResponse:
    """What blocks release, the stages and the state: loaded after the page, and again after every act."""
    found = find_article(request.user, slug)
    standing = signoff.where_it_stands(found)
    now = timezone.now()
    context = {
        "article": found,
        "guests": invitations.of_article(found, now=now) if found.is_open else [],
        "findings": findings_at(found, standing, now=now),
        "round": standing.round,
        "stages": standing.stages,
        "news": news_of(found, standing.round, standing.stages, request.user),
        "may_type": may_type(found, request.user),
        "may_edit": may_edit(request.user, found) and found.is_open,
        "may_manage": may_manage(request.user, found),
        "now": now,
    }
    return render(request, "reviews/status.html", context)


def _place(request: PageRequest) -> Highlight | None:
    """The words a link points at with ``?from=12&to=20``."""
    try:
        start, end = int(request.GET["from"]), int(request.GET["to"])
    except (KeyError, ValueError):
        return None
    return Highlight(start, end, "passage-found") if 0 < start < end else None
