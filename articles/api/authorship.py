"""Authorship: who wrote which words."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Router

from articles.access import find_article
from articles.api.schemas import AuthorshipOut
from articles.history import provenance
from newsroom.web.api import Refusal, person_of

router = Router()


@router.get("/articles/{slug}/authorship", response={200: AuthorshipOut, 404: Refusal, 422: Refusal})
def read_authorship(
    request: HttpRequest, slug: str, start: int, end: int, version: int | None = None
) -> dict[str, Any]:
    """Who wrote the text between two positions, and when: in the current copy, or in an earlier version."""
    person = person_of(request)
    article = find_article(person, slug)
    log, found = provenance.stretches_between(
        article=article, by=person, start=start, end=end, version=version
    )
    return {
        "version": log.version,
        "stretches": [
            {
                "start": stretch.start,
                "end": stretch.end,
                "text": stretch.text,
                "by": stretch.written.who,
                "at": stretch.written.at,
                "how": stretch.written.how,
                "put_by": stretch.put.who if stretch.put else "",
                "put_at": stretch.put.at if stretch.put else None,
                "revision": stretch.revision,
            }
            for stretch in found
        ],
    }
