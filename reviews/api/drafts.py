"""Draft queries of the person who asks: nobody else is told of them until they are sent."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router, Status

from articles.access import find_article
from newsroom.web.api import Refusal, person_of
from reviews.api.queries import query_out, span_if_any
from reviews.api.schemas import DraftChangeIn, DraftOut, QueryIn, QueryOut
from reviews.models import DraftQuery
from reviews.queries import asking, drafts

router = Router()
DRAFTS = "/articles/{slug}/queries/drafts"


@router.get(DRAFTS, response={200: list[DraftOut], 404: Refusal})
def list_drafts(request: HttpRequest, slug: str) -> list[dict[str, Any]]:
    """One's own draft queries on a story, in the order of the copy."""
    person = person_of(request)
    return [_draft(one) for one in DraftQuery.objects.of(person, find_article(person, slug))]


@router.post(DRAFTS, response={201: DraftOut, 403: Refusal, 404: Refusal, 409: Refusal, 422: Refusal})
def add_draft(request: HttpRequest, slug: str, asked: QueryIn) -> Status[dict[str, Any]]:
    """Keep a query on a passage, or on the whole story, without sending it."""
    article = find_article(person_of(request), slug)
    draft = drafts.keep(
        article=article,
        by=person_of(request),
        on=span_if_any(asked),
        assigned_to=asking.addressee(article, asked.assigned_to),
        now=timezone.now(),
        **asked.dict(exclude={"start", "end", "version", "assigned_to"}),
    )
    return Status(201, _draft(draft))


@router.post(
    DRAFTS + "/{pk}/change",
    response={200: DraftOut, 403: Refusal, 404: Refusal, 409: Refusal, 422: Refusal},
)
def change_draft(request: HttpRequest, slug: str, pk: int, changed: DraftChangeIn) -> dict[str, Any]:
    """Change a draft query; what is left out stays."""
    draft = _find(request, slug, pk)
    wanted = changed.dict(exclude_unset=True)
    if "assigned_to" in wanted:
        wanted["assigned_to"] = asking.addressee(draft.article, wanted["assigned_to"] or "")
    kept = {name: value for name, value in wanted.items() if value is not None or name in CAN_BE_NONE}
    to = replace(drafts.Draft.of(draft), **kept)
    drafts.change(draft=draft, by=person_of(request), to=to, now=timezone.now())
    return _draft(draft)


@router.post(DRAFTS + "/{pk}/discard", response={200: list[DraftOut], 404: Refusal})
def discard_draft(request: HttpRequest, slug: str, pk: int) -> list[dict[str, Any]]:
    """Throw a draft query away. The answer has those that are left."""
    drafts.discard(draft=_find(request, slug, pk), by=person_of(request))
    return list_drafts(request, slug)


@router.post(
    DRAFTS + "/send", response={200: list[QueryOut], 403: Refusal, 404: Refusal, 409: Refusal, 422: Refusal}
)
def send_drafts(request: HttpRequest, slug: str) -> list[dict[str, Any]]:
    """Send all of one's own draft queries on a story, together."""
    person = person_of(request)
    sent = drafts.file_all(article=find_article(person, slug), by=person, now=timezone.now())
    return [query_out(query) for query in sent]


CAN_BE_NONE = frozenset({"due_at", "assigned_to"})


def _find(request: HttpRequest, slug: str, pk: int) -> DraftQuery:
    person = person_of(request)
    return drafts.find(person, find_article(person, slug), pk)


def _draft(draft: DraftQuery) -> dict[str, Any]:
    return {
        "id": draft.pk,
        "question": draft.question,
        "kind": draft.kind,
        "blocking": draft.blocking,
        "assigned_to": str(draft.assigned_to) if draft.assigned_to else "",
        "passage": draft.quote,
        "proposed": draft.proposed,
        "due": draft.due_at,
        "written": draft.created_at,
    }
