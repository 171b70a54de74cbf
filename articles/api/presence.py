"""Presence: who has the article open."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from articles import presence
from articles.access import find_article
from articles.api.schemas import PresenceIn, PresenceOut
from newsroom.web.api import Refusal, person_of

router = Router()


@router.post(
    "/articles/{slug}/presence",
    response={200: PresenceOut, 403: Refusal, 404: Refusal, 422: Refusal, 429: Refusal},
    operation_id="newsroom_api_editing_be_here",
)
def report_presence(request: HttpRequest, slug: str, report: PresenceIn) -> dict[str, Any]:
    """Report your cursor, or that this tab is closing. Returns the other open tabs."""
    article = find_article(person_of(request), slug)
    if report.leaving:
        presence.leave(article=article, by=person_of(request), client=report.client)
        return {"here": []}
    place = report.dict(exclude={"leaving"})
    here = presence.appear(article=article, by=person_of(request), now=timezone.now(), **place)
    return {"here": [asdict(one) for one in here]}
