"""The editing protocol."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from ninja import Router

from articles.access import find_article
from articles.editing import anchor_rows
from articles.editing.protocol import Accepted, SentBatch, StaleVersion
from articles.history import log
from newsroom.models import User
from newsroom.web.api import Refusal, person_of
from reviews import reading
from reviews.api.schemas import (
    StepsAccepted,
    StepsIn,
    StepsMissing,
    StepsSince,
)
from reviews.queries import suggestions

router = Router()


@router.get("/articles/{slug}/steps", response={200: StepsSince, 404: Refusal, 409: Refusal, 422: Refusal})
def read_steps(request: HttpRequest, slug: str, since: int) -> dict[str, Any]:
    """The steps after a version, for an editor that is behind.

    409: some of these steps are no longer stored.
    """
    article = find_article(person_of(request), slug)
    version, passages = reading.passages(article)
    missing = log.steps_since(article=article, version=since, until=version)
    return {**asdict(missing), "digest": article.digest, "passages": passages}


@router.post(
    "/articles/{slug}/steps",
    response={
        200: StepsAccepted,
        403: Refusal,
        404: Refusal,
        409: StepsMissing | Refusal,
        410: Refusal,
        422: Refusal,
    },
)
def submit_steps(request: HttpRequest, slug: str, batch: StepsIn) -> dict[str, Any]:
    """Submit a batch of steps that was made on any version.

    The response has all steps since that version, with those of the batch as they were accepted. 409 with
    steps: the batch no longer fits behind these, or is one of them. 409 without steps: they are no longer
    stored, and the batch can never be accepted. 410: the story is closed.
    """
    sent = batch_of(batch, person_of(request))
    (accepted,) = suggestions.submit_batches(slug=slug, sent=[sent], now=timezone.now())
    return answer_to(accepted)


def batch_of(batch: StepsIn, by: User) -> SentBatch:
    return SentBatch(by, batch.version, batch.steps, batch.client_id)


def answer_to(accepted: Accepted) -> dict[str, Any]:
    """What an editor is answered: the shape of :class:`StepsAccepted`."""
    return {
        "version": accepted.log.version,
        "steps": accepted.log.steps,
        "client_ids": accepted.log.client_ids,
        "digest": accepted.digest,
        "words": accepted.words,
        "anchors": [anchor_rows.place_of(anchor) for anchor in accepted.anchors],
    }


def of_stale_version(request: HttpRequest, error: StaleVersion) -> HttpResponse:
    """The steps that came first, for the editor to rebase on."""
    return JsonResponse(asdict(error.missing), status=409)
