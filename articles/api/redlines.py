"""The difference between two revisions as a Word file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from ninja import Router

from articles.access import find_article
from articles.exporting.content_types import DOCX
from articles.history import redlines, revisions
from articles.history.comparison import in_order
from newsroom.web.api import Refusal, person_of
from newsroom.web.downloads import note_export

router = Router()


@router.get("/articles/{slug}/redline", response={404: Refusal})
def read_redline(request: HttpRequest, slug: str, old: int, new: int | None = None) -> HttpResponse:
    """What changed from one revision to another, or to the current version, as tracked changes (.docx)."""
    person = person_of(request)
    article = find_article(person, slug)
    found = revisions.find(article, old)
    before, after = in_order(found, article if new is None else revisions.find(article, new))
    content = redlines.redline(article=article, old=before, new=after, by=person)
    note_export(request, what="tracked changes", story=slug, format="docx", means="API")
    return HttpResponse(content, content_type=DOCX)
