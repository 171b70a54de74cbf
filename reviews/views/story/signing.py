"""Preflight and sign-off: what still stands in the way, and signing these very words."""

from __future__ import annotations

from typing import TypeVar

from django.db.models import Model, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import trigger_client_event

from articles.access import find_article
from articles.history.comparison import Comparison, compare_states, comparison_of
from articles.models import Article
from articles.rendering import published_html
from newsroom.errors import NotFound
from newsroom.web.pages import PageRequest, done, number_in, page
from newsroom.web.undo import Undo
from reviews.models import SignOff
from reviews.notifications.inbox import notified_of_signoff
from reviews.presenters.signing import PART, signing, since
from reviews.workflow import preflight, signoff, style
from reviews.workflow.signoff import CopyChanged

Row = TypeVar("Row", bound=Model)


@page
@require_safe
def preflight_page(request: PageRequest, slug: str) -> HttpResponse:
    """What is missing, and the words to be signed; ``since`` is a version that was read before."""
    article = find_article(request.user, slug)
    changed = since(article, number_in(request.GET, "since"))
    return _preflight(request, article, changed=changed)


@page
@require_POST
def sign(request: PageRequest, slug: str) -> HttpResponse:
    """Sign the words the page was drawn with; if they changed since, show how and ask again."""
    article = find_article(request.user, slug)
    stage = signoff.find_stage(article, number_in(request.POST, "stage") or 0)
    try:
        given = signoff.sign(
            article=article,
            stage=stage,
            by=request.user,
            digest=request.POST.get("digest", ""),
            version=number_in(request.POST, "version"),
            now=timezone.now(),
        )
    except CopyChanged as changed:
        difference = comparison_of(changed.difference, changed.details)
        return _preflight(request, article, changed=difference, refused=changed)
    sentence = _("Signed off (%(stage)s).") % {"stage": stage}
    return _back(request, article, sentence, _way_back(article, "withdraw", given.pk))


@page
@require_POST
def withdraw(request: PageRequest, slug: str, pk: int) -> HttpResponse:
    article = find_article(request.user, slug)
    found = _find_signoff(article, pk)
    signoff.withdraw(signoff=found, by=request.user, now=timezone.now())
    return _back(request, article, _("Sign-off withdrawn (%(stage)s).") % {"stage": found.stage})


@page
@require_safe
def since_signed(request: PageRequest, slug: str, pk: int) -> HttpResponse:
    """What changed since somebody signed."""
    article = find_article(request.user, slug)
    found = _find_signoff(article, pk)
    context = {
        "article": article,
        "tab": "preflight",
        "signoff": found,
        "comparison": compare_states(found.revision, article),
        "notified": notified_of_signoff(found),
        "now": timezone.now(),
    }
    template = "articles/comparison.html" if request.htmx else "reviews/since_signed.html"
    return render(request, template, context)


@page
@require_POST
def pass_on(request: PageRequest, slug: str) -> HttpResponse:
    """Bring the copy to a stage by hand."""
    article = find_article(request.user, slug)
    stage = signoff.find_stage(article, number_in(request.POST, "stage") or 0)
    before = signoff.current_round(article).stage_id
    signoff.pass_on(article=article, stage=stage, by=request.user, now=timezone.now())
    sentence = _("Moved to %(stage)s. %(group)s have been notified.") % {
        "stage": stage,
        "group": stage.group,
    }
    undo = _way_back(article, "pass_on", stage=before) if before not in (None, stage.pk) else None
    return _back(request, article, sentence, undo)


@page
@require_POST
def clear(request: PageRequest, slug: str) -> HttpResponse:
    """Say of suspected words that they are meant for readers."""
    article = find_article(request.user, slug)
    words = request.POST.get("words", "")
    clearance = preflight.clear(article=article, words=words, by=request.user, now=timezone.now())
    sentence = _("“%(words)s” cleared.") % {"words": words}
    return _back(request, article, sentence, _way_back(article, "unclear", clearance.pk))


@page
@require_POST
def unclear(request: PageRequest, slug: str, pk: int) -> HttpResponse:
    """Take that back."""
    article = find_article(request.user, slug)
    clearance = _still_there(article.clearances.filter(pk=pk))
    clearance.article = article
    preflight.unclear(clearance=clearance, by=request.user)
    sentence = _("“%(words)s” is no longer cleared.") % {"words": clearance.text}
    return _back(request, article, sentence, _way_back(article, "clear", words=clearance.text))


@page
@require_POST
def leave(request: PageRequest, slug: str) -> HttpResponse:
    """Leave what the stylebook finds as it is, for these words in this story."""
    article = find_article(request.user, slug)
    left = style.leave(article=article, key=request.POST.get("key", ""), by=request.user, now=timezone.now())
    sentence = _("“%(words)s” stays as written in this story.") % {"words": left.words}
    return _back(request, article, sentence, _way_back(article, "stop_leaving", left.pk))


@page
@require_POST
def stop_leaving(request: PageRequest, slug: str, pk: int) -> HttpResponse:
    """Take that back."""
    article = find_article(request.user, slug)
    left = _still_there(article.left_findings.filter(pk=pk))
    left.article = article
    style.take_back(left=left, by=request.user)
    sentence = _("“%(words)s” is checked against the stylebook again.") % {"words": left.words}
    return _back(request, article, sentence, _way_back(article, "leave", key=left.key))


def _still_there(rows: QuerySet[Row]) -> Row:
    """What is to be taken back."""
    found = rows.first()
    if found is None:
        raise NotFound(_("That has already been undone."))
    return found


def _preflight(
    request: PageRequest,
    article: Article,
    *,
    changed: Comparison | None = None,
    refused: CopyChanged | None = None,
) -> HttpResponse:
    """The page of its own, or its checklist alone for the panel beside the copy."""
    now = timezone.now()
    context = {
        **signing(article, request.user, now=now),
        "tab": "preflight",
        "changed": changed,
        "refused": refused,
        "in_panel": bool(request.htmx),
    }
    if not request.htmx:
        context["copy_html"] = published_html(article.document)
        return render(request, "reviews/preflight.html", context, status=refused.status if refused else 200)
    response = render(request, "reviews/signing.html", context, status=refused.status if refused else 200)
    if refused:
        response["HX-Retarget"] = PART
    return response


def _find_signoff(article: Article, pk: int) -> SignOff:
    signoffs = SignOff.objects.select_related("round__article", "stage", "signer", "revision")
    found = signoffs.filter(round__article=article, pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such sign-off on this story."))
    return found


def _back(request: PageRequest, article: Article, sentence: str, undo: Undo | None = None) -> HttpResponse:
    if not request.htmx:
        return done(request, sentence, reverse("preflight", args=[article.slug]), undo=undo)
    article.refresh_from_db()
    context = {
        **signing(article, request.user, now=timezone.now()),
        "in_panel": True,
        "sentence": sentence,
        "undo": undo,
    }
    response = render(request, "reviews/signing_changed.html", context)
    return trigger_client_event(response, "passages-changed", after="settle")


def _way_back(article: Article, act: str, *names: int, **fields: object) -> Undo:
    address = reverse(act, args=[article.slug, *names])
    return Undo(address, {name: str(value) for name, value in fields.items()}, part=PART)
