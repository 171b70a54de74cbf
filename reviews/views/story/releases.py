"""Release, its certificate, corrections, and the copy as it leaves."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import trigger_client_event

from articles.access import find_article
from articles.documents.suggestions import suggestion_ids
from articles.exporting import FORMATS, Exported, format_named
from articles.exporting.content_types import DOCX, PDF
from articles.history.comparison import Comparison, comparison_of
from articles.models import Article
from articles.rendering import published_html
from newsroom.accounts.recent import require_recent_sign_in
from newsroom.errors import DomainError, NotFound
from newsroom.web.downloads import download, note_export
from newsroom.web.pages import PageRequest, done, number_in, page
from reviews import access
from reviews.models import Release
from reviews.presenters.signing import PART
from reviews.queries import proofs, review_copies
from reviews.workflow import releasing
from reviews.workflow.releasing import NotAsConfirmed, NotConfirmed


@page
@require_http_methods(["GET", "HEAD", "POST"])
@require_recent_sign_in
def release(request: PageRequest, slug: str) -> HttpResponse:
    """Let the copy leave that was confirmed; ask for that first, and again when it is another meanwhile."""
    article = find_article(request.user, slug)
    if request.method != "POST":
        return _confirm(request, article)
    try:
        released = releasing.release(
            article=article,
            by=request.user,
            digest=request.POST.get("digest", ""),
            version=number_in(request.POST, "version"),
            now=timezone.now(),
        )
    except NotConfirmed as missing:
        return _confirm(request, article, refused=missing)
    except NotAsConfirmed as changed:
        difference = comparison_of(changed.difference, changed.details)
        return _confirm(request, article, refused=changed, changed=difference)
    if request.htmx:
        context = {"article": article, "release": released}
        response = render(request, "reviews/released.html", context)
        return trigger_client_event(response, "passages-changed", after="settle")
    sentence = _("Released. Download the copy below.")
    return done(request, sentence, reverse("certificate", args=[slug, released.round.number]))


def _confirm(
    request: PageRequest,
    article: Article,
    *,
    refused: DomainError | None = None,
    changed: Comparison | None = None,
) -> HttpResponse:
    """The headline, the digest and where the copy goes."""
    now = timezone.now()
    plan = releasing.plan(article=article, by=request.user, now=now)
    context = {
        "article": article,
        "tab": "preflight",
        "plan": plan,
        "formats": [name for _fmt, name in _formats()],
        "sentence": str(refused or ""),
        "changed": changed,
        "in_panel": bool(request.htmx),
        "now": now,
    }
    template = "reviews/release_form.html" if request.htmx else "reviews/release.html"
    response = render(request, template, context, status=refused.status if refused else 200)
    if refused and request.htmx:
        response["HX-Retarget"] = PART
    return response


@page
@require_safe
def certificate(request: PageRequest, slug: str, number: int) -> HttpResponse:
    """What is certified of the copy that left in a round."""
    article = find_article(request.user, slug)
    found = _find_release(article, number)
    context = {
        "article": article,
        "tab": "preflight",
        "release": found,
        "certificate": found.certificate,
        "formats": _formats(),
        "others": article.releases.exclude(pk=found.pk)
        .select_related("round")
        .defer("exports")
        .order_by("-released_at"),
        "may_correct": access.may_correct(request.user, article) and article.state == Article.State.RELEASED,
        "now": timezone.now(),
    }
    return render(request, "reviews/certificate.html", context)


@page
@require_http_methods(["GET", "HEAD", "POST"])
def correction(request: PageRequest, slug: str) -> HttpResponse:
    """Open a new round on what left."""
    article = find_article(request.user, slug)
    if request.method == "POST":
        reason = request.POST.get("reason", "")
        releasing.open_correction(article=article, by=request.user, reason=reason, now=timezone.now())
        sentence = _("Correction started. The published version is unchanged.")
        return done(request, sentence, article.get_absolute_url())
    context = {
        "article": article,
        "tab": "preflight",
        "may_correct": access.may_correct(request.user, article) and article.state == Article.State.RELEASED,
        "now": timezone.now(),
    }
    return render(request, "reviews/correction.html", context)


@page
@require_safe
def clean(request: PageRequest, slug: str) -> HttpResponse:
    """The copy as it would leave, or as it left."""
    article = find_article(request.user, slug)
    releases = list(
        article.releases.select_related("round", "released_by").defer("exports").order_by("-released_at")
    )
    context = {
        "article": article,
        "tab": "clean",
        "releases": releases,
        "latest": releases[0] if releases else None,
        "is_draft": article.state != Article.State.RELEASED,
        "pending": len(suggestion_ids(article.document.parsed())),
        "copy_html": published_html(article.document),
        "formats": _formats(),
        "now": timezone.now(),
    }
    return render(request, "reviews/clean.html", context)


@page
@require_safe
def draft_copy(request: PageRequest, slug: str, fmt: str) -> HttpResponse:
    """The copy as it stands in a format, marked as a draft."""
    article = find_article(request.user, slug)
    text = releasing.exported(article=article, fmt=fmt, by=request.user, draft=True)
    note_export(request, what="draft", story=slug, format=fmt)
    return _file(text, fmt, f"{article.slug}-draft")


@page
@require_safe
def review_copy(request: PageRequest, slug: str) -> HttpResponse:
    """The copy for review in Word: with its queries as comments, its suggestions as tracked changes."""
    article = find_article(request.user, slug, with_text=True)
    content = review_copies.review_copy(article=article, by=request.user, now=timezone.now())
    note_export(request, what="review copy", story=slug, format="docx")
    return download(content, name=f"{article.slug}-review.docx", content_type=DOCX)


@page
@require_safe
def proof(request: PageRequest, slug: str) -> HttpResponse:
    """The copy with its queries in the margin and their threads behind, to be printed."""
    article = find_article(request.user, slug, with_text=True)
    content = proofs.proof(article=article, by=request.user, now=timezone.now())
    note_export(request, what="proof", story=slug, format="pdf")
    return download(content, name=f"{article.slug}-proof.pdf", content_type=PDF)


@page
@require_safe
def released_copy(request: PageRequest, slug: str, number: int, fmt: str) -> HttpResponse:
    """What left in a round, in a format, as it left."""
    article = find_article(request.user, slug)
    found = _find_release(article, number)
    name = article.slug if number == 1 else f"{article.slug}-{number}"
    exported = releasing.exported_in(found, fmt)
    note_export(request, what="released copy", story=slug, format=fmt)
    return _file(exported, fmt, name)


def _formats() -> list[tuple[str, str]]:
    names = {
        "html": "HTML",
        "markdown": "Markdown",
        "text": _("Plain text"),
        "docx": _("Word (.docx)"),
        "odt": _("OpenDocument (.odt)"),
        "newsml": "NewsML-G2",
    }
    return [(fmt, names.get(fmt, fmt)) for fmt in FORMATS]


def _find_release(article: Article, number: int) -> Release:
    releases = article.releases.select_related("round", "revision", "released_by")
    found = releases.defer("revision__content", "exports").filter(round__number=number).first()
    if found is None:
        raise NotFound(
            _("“%(article)s” was not released in round %(number)s.") % {"article": article, "number": number}
        )
    return found


def _file(exported: Exported, fmt: str, name: str) -> HttpResponse:
    its = format_named(fmt)
    return download(exported, name=f"{name}.{its.extension}", content_type=its.content_type)
