"""Search over stories, queries, replies and released copy."""

from __future__ import annotations

from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpRequest
from ninja import Router

from newsroom.web.api import person_of
from reviews.api.articles import article_json
from reviews.api.schemas import SearchPage
from reviews.search import terms
from reviews.search.excerpts import Excerpt
from reviews.search.finding import Search, Where
from reviews.search.results import page_of_results

router = Router()


@router.get("/search", response=SearchPage)
def search(
    request: HttpRequest,
    q: str,
    where: Where | None = None,
    desk_slug: str = "",
    state: str = "",
    page: int = 1,
) -> dict[str, Any]:
    """The stories of your desks that have all of the words, newest first, 20 a page and 500 at most."""
    asked = Search(terms.read(q), where=where or "", desk=desk_slug, state=state)
    shown = page_of_results(person_of(request), asked, number=page)
    prefetch_related_objects([result.article for result in shown.results], "tags")
    return {
        "count": shown.count,
        "more": shown.is_capped,
        "page": shown.number,
        "results": [
            {"article": article_json(result.article), "excerpt": _excerpt(result.excerpt)}
            for result in shown.results
        ],
    }


def _excerpt(excerpt: Excerpt | None) -> dict[str, Any] | None:
    if excerpt is None:
        return None
    return {
        "where": excerpt.kind.name.lower(),
        "query": excerpt.number,
        "pieces": [{"text": piece.text, "hit": piece.is_hit} for piece in excerpt.pieces],
    }
