"""The board, and moving a story to another stage from it."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from articles.access import find_article
from articles.models import Article
from newsroom.web.pages import PageRequest, done, page
from newsroom.web.undo import Undo
from reviews import access
from reviews.lists.board import board as read_board
from reviews.workflow import preflight, signoff

PART = "#board"
"""The selector of the columns alone, which htmx renews."""


@page
@require_http_methods(["GET", "HEAD", "POST"])
def board(request: PageRequest) -> HttpResponse:
    """The stories in progress by their stage; htmx asks for the columns alone. A POST moves a story."""
    if request.method == "POST":
        return _move(request)
    is_fragment = request.htmx and not request.htmx.history_restore_request
    template = "reviews/board_columns.html" if is_fragment else "reviews/board.html"
    response = render(request, template, _context(request))
    patch_vary_headers(response, ["HX-Request"])
    return response


@page
@require_safe
def stages(request: PageRequest, slug: str) -> HttpResponse:
    """The stages a story can be moved to, or why it cannot: a page, or what the dialog of the board shows."""
    article = find_article(request.user, slug)
    now = timezone.now()
    standing = signoff.where_it_stands(article)
    findings = preflight.findings_at(article, standing, now=now)
    context = {
        "section": "board",
        "article": article,
        "stages": standing.stages,
        "why_not": _why_not(request, article),
        "findings": findings,
        "to": _address(request.GET.get("desk", "")),
    }
    template = "reviews/board_stages.html" if request.htmx else "reviews/board_stages_page.html"
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _why_not(request: PageRequest, article: Article) -> str:
    """Why this story cannot be moved at all; empty where it can."""
    if not article.is_open:
        return _("“%(story)s” is %(state)s, so it has no stage now.") % {
            "story": article,
            "state": article.get_state_display(),
        }
    if not access.may_pass_on(request.user, article):
        return _("Only a desk editor can move a story to another stage.")
    return ""


def _move(request: PageRequest) -> HttpResponse:
    article = find_article(request.user, request.POST.get("story", ""))
    before = signoff.current_round(article).stage
    stage = signoff.stage_named(article, request.POST.get("stage", ""))
    signoff.pass_on(article=article, stage=stage, by=request.user, now=timezone.now())
    sentence = _("“%(story)s” moved to %(stage)s.") % {"story": article, "stage": stage}
    address = _address(request.GET.get("desk", ""))
    undo = None
    if before not in (None, stage):
        undo = Undo(address, {"story": article.slug, "stage": str(before)}, part=PART)
    if not request.htmx:
        return done(request, sentence, address, undo=undo)
    context = {**_context(request), "sentence": sentence, "undo": undo}
    return render(request, "reviews/board_changed.html", context)


def _address(desk: str) -> str:
    return reverse("board") + (f"?{urlencode({'desk': desk})}" if desk else "")


def _context(request: PageRequest) -> dict[str, Any]:
    now = timezone.now()
    zone = timezone.get_current_timezone()
    since = datetime.combine(now.astimezone(zone).date(), time(), tzinfo=zone)
    shown = read_board(request.user, desk=request.GET.get("desk", ""), since=since)
    return {
        "section": "board",
        "board": shown,
        "address": _address(shown.desk.slug if shown.desk else ""),
        "now": now,
    }
