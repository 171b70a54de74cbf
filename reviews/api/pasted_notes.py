"""Notes in words that were pasted into the copy."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Status

from articles.access import find_article
from newsroom.web.api import Refusal, person_of
from reviews.api.queries import query_out
from reviews.api.schemas import NotesIn, NotesOut, QueryOut, ScanIn
from reviews.queries import answering
from reviews.workflow import pasted_notes

router = Router()


@router.post("/articles/{slug}/scan", response={200: NotesOut, 403: Refusal, 404: Refusal, 422: Refusal})
def scan(request: HttpRequest, slug: str, asked: ScanIn) -> dict[str, Any]:
    """Find notes in ranges of the copy, for example in pasted text. Changes nothing."""
    article = find_article(person_of(request), slug)
    offered = pasted_notes.find_notes(
        article=article,
        by=person_of(request),
        version=asked.version,
        ranges=[(one.start, one.end) for one in asked.ranges],
        comment_marks=asked.comment_marks,
    )
    return {
        "version": offered.version,
        "notes": [
            {
                "position": found_note.position,
                "words": found_note.words,
                "question": found_note.note.question,
                "replies": list(found_note.note.replies),
                "passage": found_note.passage.quote,
            }
            for found_note in offered.notes
        ],
    }


@router.post(
    "/articles/{slug}/scan/queries",
    response={201: list[QueryOut], 403: Refusal, 404: Refusal, 409: Refusal, 410: Refusal, 422: Refusal},
)
def make_queries(request: HttpRequest, slug: str, chosen: NotesIn) -> Status[list[dict[str, Any]]]:
    """Turn notes in the copy into queries, all or none."""
    article = find_article(person_of(request), slug)
    made = pasted_notes.make_queries(
        article=article, by=person_of(request), now=timezone.now(), **chosen.dict()
    )
    return Status(201, [query_out(query) for query in made])


@router.post(
    "/articles/{slug}/queries/{number}/put-back",
    response={200: list[QueryOut], 403: Refusal, 404: Refusal, 409: Refusal, 410: Refusal},
)
def put_back(request: HttpRequest, slug: str, number: int) -> list[dict[str, Any]]:
    """Undo turning a note into this query: the note is put back into the copy, and the query is resolved."""
    person = person_of(request)
    query = answering.find(person, find_article(person, slug), number)
    return [query_out(one) for one in pasted_notes.put_back(query=query, by=person, now=timezone.now())]
