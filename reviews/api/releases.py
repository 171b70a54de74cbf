"""Preflight, sign-off, release and export."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from ninja import Router, Status

from articles.access import find_article
from articles.exporting import format_named
from articles.exporting.content_types import DOCX, PDF
from newsroom.accounts.recent import refuse_long_ago
from newsroom.web.api import Refusal, person_of
from newsroom.web.downloads import note_export
from reviews.api.schemas import NotCleanOut, PlanOut, PreflightOut, ReleaseIn, SignIn
from reviews.queries import proofs, review_copies
from reviews.workflow import releasing, signoff
from reviews.workflow.preflight import read_report
from reviews.workflow.releasing import NotClean

router = Router()


@router.get("/articles/{slug}/preflight", response={200: PreflightOut, 404: Refusal})
def read_preflight(request: HttpRequest, slug: str) -> dict[str, Any]:
    """All items to clear before release."""
    article = find_article(person_of(request), slug)
    return read_report(article, now=timezone.now())


@router.post(
    "/articles/{slug}/signoffs",
    response={201: dict[str, Any], 403: Refusal, 404: Refusal, 409: Refusal},
)
def sign(request: HttpRequest, slug: str, signed: SignIn) -> Status[dict[str, Any]]:
    """Sign off a stage, for the copy with this fingerprint."""
    article = find_article(person_of(request), slug)
    written = signoff.sign(
        article=article,
        stage=signoff.find_stage(article, signed.stage),
        by=person_of(request),
        digest=signed.digest,
        version=signed.version,
        now=timezone.now(),
    )
    certified = {"stage": written.stage.name, "digest": written.digest, "revision": written.revision.number}
    return Status(201, certified)


@router.get("/articles/{slug}/release", response={200: PlanOut, 403: Refusal, 404: Refusal})
def plan(request: HttpRequest, slug: str) -> dict[str, Any]:
    """What a release would do. Only for people who may release the story."""
    article = find_article(person_of(request), slug)
    return releasing.plan(article=article, by=person_of(request), now=timezone.now()).as_json()


@router.post(
    "/articles/{slug}/release",
    response={201: dict[str, Any], 403: Refusal, 404: Refusal, 409: NotCleanOut, 422: Refusal},
    openapi_extra={"requestBody": {"required": True}},
)
def release(request: HttpRequest, slug: str, confirmed: ReleaseIn | None = None) -> Status[dict[str, Any]]:
    """Release the story in the version that is confirmed by its fingerprint. Returns the certificate.

    ``digest`` is the one that ``preflight`` returned. Without it the status is 422, unless the release is
    blocked anyway. As on the page, it needs a recent sign-in (``RECENT_SIGN_IN``).
    """
    article = find_article(person_of(request), slug)
    refuse_long_ago(request)
    released = releasing.release(
        article=article,
        by=person_of(request),
        digest=confirmed.digest if confirmed else "",
        version=confirmed.version if confirmed else None,
        now=timezone.now(),
    )
    return Status(201, released.certificate)


@router.get("/articles/{slug}/export", response={404: Refusal, 409: Refusal, 422: Refusal})
def export(request: HttpRequest, slug: str, to: str, draft: bool = False) -> HttpResponse:
    """The clean copy in a format: the released version, or the draft, which is marked as a draft."""
    article = find_article(person_of(request), slug)
    text = releasing.exported(article=article, fmt=to, by=person_of(request), draft=draft)
    note_export(request, what="draft" if draft else "released copy", story=slug, format=to, means="API")
    return HttpResponse(text, content_type=format_named(to).content_type)


@router.get("/articles/{slug}/review-copy", response={404: Refusal})
def read_review_copy(request: HttpRequest, slug: str) -> HttpResponse:
    """The copy with its queries as comments and its suggestions as tracked changes (.docx)."""
    article = find_article(person_of(request), slug, with_text=True)
    content = review_copies.review_copy(article=article, by=person_of(request), now=timezone.now())
    note_export(request, what="review copy", story=slug, format="docx", means="API")
    return HttpResponse(content, content_type=DOCX)


@router.get("/articles/{slug}/proof", response={404: Refusal})
def read_proof(request: HttpRequest, slug: str) -> HttpResponse:
    """The copy with its queries in the margin and their threads behind (PDF)."""
    article = find_article(person_of(request), slug, with_text=True)
    content = proofs.proof(article=article, by=person_of(request), now=timezone.now())
    note_export(request, what="proof", story=slug, format="pdf", means="API")
    return HttpResponse(content, content_type=PDF)


def of_unclean_copy(request: HttpRequest, error: NotClean) -> HttpResponse:
    """The sentence, and every item that blocks release."""
    findings = [finding.as_json() for finding in error.findings]
    return JsonResponse({"error": str(error), "findings": findings}, status=409)
