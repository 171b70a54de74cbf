"""Preflight and sign-off: what still stands in the way, and signing these very words."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from articles.access import find_article
from articles.history.comparison import Comparison, compare_states, comparison_of
from articles.models import Article
from articles.rendering import published_html
from newsroom.errors import NotFound
from newsroom.models import User
from newsroom.web.pages import PageRequest, done, number_in, page
from reviews import access
from reviews.models import SignOff
from reviews.notifications.inbox import notified_of_signoff
from reviews.workflow import preflight, signoff
from reviews.workflow.preflight import Code, Finding
from reviews.workflow.signoff import CopyChanged, StageStatus


@dataclass(frozen=True)
class ShownFinding:
    """A finding with the way to its place, and whether somebody may say that it is none."""

    finding: Finding
    link: str
    may_clear: bool


@dataclass(frozen=True)
class ShownStage:
    """A stage with what this person may do there now."""

    status: StageStatus
    mine: SignOff | None
    may_sign: bool
    sentence: str


@page
@require_safe
def preflight_page(request: PageRequest, slug: str) -> HttpResponse:
    """One list of findings, the stages, and the words to be signed."""
    return _preflight(request, find_article(request.user, slug))


@page
@require_POST
def sign(request: PageRequest, slug: str) -> HttpResponse:
    """Sign the words the page was drawn with; if they changed since, show how and ask again."""
    article = find_article(request.user, slug)
    stage = signoff.find_stage(article, number_in(request.POST, "stage") or 0)
    try:
        signoff.sign(
            article=article,
            stage=stage,
            by=request.user,
            digest=request.POST.get("digest", ""),
            version=number_in(request.POST, "version"),
            now=timezone.now(),
        )
    except CopyChanged as changed:
        difference = comparison_of(changed.difference, changed.details)
        return _preflight(request, article, changed=difference, sentence=str(changed), status=changed.status)
    return _back(request, article, _("Signed off (%(stage)s).") % {"stage": stage})


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
    return render(request, "reviews/since_signed.html", context)


@page
@require_POST
def pass_on(request: PageRequest, slug: str) -> HttpResponse:
    """Bring the copy to a stage by hand."""
    article = find_article(request.user, slug)
    stage = signoff.find_stage(article, number_in(request.POST, "stage") or 0)
    signoff.pass_on(article=article, stage=stage, by=request.user, now=timezone.now())
    sentence = _("Moved to %(stage)s. %(group)s have been notified.") % {
        "stage": stage,
        "group": stage.group,
    }
    return _back(request, article, sentence)


@page
@require_POST
def clear(request: PageRequest, slug: str) -> HttpResponse:
    """Say of suspected words that they are meant for readers."""
    article = find_article(request.user, slug)
    words = request.POST.get("words", "")
    preflight.clear(article=article, words=words, by=request.user, now=timezone.now())
    return _back(request, article, _("“%(words)s” cleared.") % {"words": words})


@page
@require_POST
def unclear(request: PageRequest, slug: str, pk: int) -> HttpResponse:
    """Take that back."""
    article = find_article(request.user, slug)
    clearance = article.clearances.filter(pk=pk).first()
    if clearance is None:
        raise NotFound(_("That has already been undone."))
    clearance.article = article
    preflight.unclear(clearance=clearance, by=request.user)
    return _back(request, article, _("“%(words)s” is no longer cleared.") % {"words": clearance.text})


def _preflight(
    request: PageRequest,
    article: Article,
    *,
    changed: Comparison | None = None,
    sentence: str = "",
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    round = signoff.current_round(article)
    findings = preflight.preflight(article, now=now)
    context = {
        "article": article,
        "tab": "preflight",
        "round": round,
        "findings": _shown_findings(request.user, article, findings),
        "stages": [_shown_stage(request.user, article, one) for one in signoff.stages_of(article, round)],
        "clearances": article.clearances.select_related("cleared_by"),
        "may_clear": access.may_clear(request.user, article),
        "may_pass_on": access.may_pass_on(request.user, article),
        "may_release": access.may_release(request.user, article),
        "who_releases": access.who_releases(article),
        "copy_html": published_html(article.document),
        "pending": any(finding.code == Code.PENDING_SUGGESTION for finding in findings),
        "changed": changed,
        "sentence": sentence,
        "now": now,
    }
    return render(request, "reviews/preflight.html", context, status=status)


def _shown_findings(person: User, article: Article, findings: list[Finding]) -> list[ShownFinding]:
    in_doubt = (Code.SUSPECTED_NOTE, Code.PLACEHOLDER)
    clears = access.may_clear(person, article)
    return [
        ShownFinding(
            finding, _link(article, finding), clears and finding.code in in_doubt and bool(finding.words)
        )
        for finding in findings
    ]


def _link(article: Article, finding: Finding) -> str:
    """The address of the place a finding is about."""
    copy, place = reverse("article", args=[article.slug]), finding.place
    if place.query is not None:
        return f"{copy}#query-{place.query}"
    if place.suggestion:
        return f"{copy}#suggestion-{place.suggestion}"
    if place.stage is not None:
        return f"#stage-{place.stage}"
    if place.field == "byline" or finding.code == Code.EMBARGO:
        return reverse("details", args=[article.slug])
    if place.start is not None and place.end is not None:
        return f"{copy}?from={place.start}&to={place.end}#place"
    return copy if finding.code not in (Code.NOT_OPEN, Code.NO_STAGE) else ""


def _shown_stage(person: User, article: Article, status: StageStatus) -> ShownStage:
    signatures = (*status.valid, *status.stale)
    mine = next((given for given in signatures if given.signer_id == person.pk), None)
    open_to = access.may_sign(person, article, status.stage) and not status.is_ahead and article.is_open
    return ShownStage(
        status=status,
        mine=mine,
        may_sign=open_to and not status.signed_by(person),
        sentence="" if status.is_complete else signoff.signatures_sentence(status),
    )


def _find_signoff(article: Article, pk: int) -> SignOff:
    signoffs = SignOff.objects.select_related("round__article", "stage", "signer", "revision")
    found = signoffs.filter(round__article=article, pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such sign-off on this story."))
    return found


def _back(request: PageRequest, article: Article, sentence: str) -> HttpResponse:
    return done(request, sentence, reverse("preflight", args=[article.slug]))
