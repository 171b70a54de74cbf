"""Queries and their threads."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Status

from articles.access import find_article
from articles.documents.spans import Span
from newsroom.web.api import Refusal, person_of
from reviews import reading
from reviews.api.schemas import (
    AcceptIn,
    ChangeIn,
    PassageIn,
    QueryIn,
    QueryOut,
    Replied,
    ReplyIn,
    ResolveIn,
)
from reviews.models import Query
from reviews.queries import answering, asking, changing, placement, proposals
from reviews.queries.serializing import query_json, reply_json
from reviews.queries.threads import QueryRefused

router = Router()


@router.get("/articles/{slug}/queries", response={200: list[QueryOut], 404: Refusal})
def list_queries(request: HttpRequest, slug: str) -> list[dict[str, Any]]:
    """All queries of a story with their threads, in the order of the copy."""
    threads = reading.threads(find_article(person_of(request), slug))
    return [query_json(query, query.replies.all()) for query in threads]


@router.post(
    "/articles/{slug}/queries",
    response={201: QueryOut, 403: Refusal, 404: Refusal, 409: Refusal, 422: Refusal},
)
def ask(request: HttpRequest, slug: str, asked: QueryIn) -> Status[dict[str, Any]]:
    """Add a query on a passage, or on the whole story."""
    article = find_article(person_of(request), slug)
    query = asking.ask(
        article=article,
        by=person_of(request),
        on=span_if_any(asked),
        assigned_to=asking.addressee(article, asked.assigned_to),
        now=timezone.now(),
        **asked.dict(exclude={"start", "end", "version", "assigned_to"}),
    )
    return Status(201, query_json(query, []))


@router.post(
    "/articles/{slug}/queries/{number}/replies",
    response={201: Replied, 403: Refusal, 404: Refusal, 409: Refusal, 422: Refusal},
)
def reply(request: HttpRequest, slug: str, number: int, written: ReplyIn) -> Status[dict[str, Any]]:
    """Reply in the thread of a query."""
    query = _find_query(request, slug, number)
    saved = answering.reply(query=query, by=person_of(request), now=timezone.now(), **written.dict())
    return Status(201, {"reply": reply_json(saved), "state": query.state, "remark": query.remark})


@router.post(
    "/articles/{slug}/queries/{number}/resolve", response={200: QueryOut, 403: Refusal, 404: Refusal}
)
def resolve(request: HttpRequest, slug: str, number: int, last: ResolveIn | None = None) -> dict[str, Any]:
    """Resolve a query, with a last reply if there is one."""
    query = _find_query(request, slug, number)
    body = last.body if last else ""
    answering.resolve(query=query, by=person_of(request), body=body, now=timezone.now())
    return query_out(query)


@router.post(
    "/articles/{slug}/queries/{number}/accept",
    response={200: QueryOut, 403: Refusal, 404: Refusal, 409: Refusal, 410: Refusal, 422: Refusal},
)
def accept(request: HttpRequest, slug: str, number: int, chosen: AcceptIn | None = None) -> dict[str, Any]:
    """Accept suggested wording: it replaces the passage, and the query is resolved."""
    query = _find_query(request, slug, number)
    reply = answering.find_reply(query, chosen.reply) if chosen and chosen.reply else None
    proposals.accept(query=query, by=person_of(request), reply=reply, now=timezone.now())
    return query_out(query)


@router.post(
    "/articles/{slug}/queries/{number}/take-back",
    response={200: QueryOut, 403: Refusal, 404: Refusal, 409: Refusal, 410: Refusal},
)
def take_back(request: HttpRequest, slug: str, number: int) -> dict[str, Any]:
    """Undo accepted wording: the old text is restored and the query is reopened."""
    query = _find_query(request, slug, number)
    proposals.take_back(query=query, by=person_of(request), now=timezone.now())
    return query_out(query)


@router.post(
    "/articles/{slug}/queries/{number}/confirm",
    response={200: QueryOut, 403: Refusal, 404: Refusal, 409: Refusal, 422: Refusal},
)
def confirm(request: HttpRequest, slug: str, number: int) -> dict[str, Any]:
    """Confirm that the query is on the right text."""
    query = _find_query(request, slug, number)
    placement.confirm(query=query, by=person_of(request), now=timezone.now())
    return query_out(query)


@router.post(
    "/articles/{slug}/queries/{number}/passage",
    response={200: QueryOut, 403: Refusal, 404: Refusal, 409: Refusal, 422: Refusal},
)
def put(request: HttpRequest, slug: str, number: int, place: PassageIn) -> dict[str, Any]:
    """Move the query to other text."""
    query = _find_query(request, slug, number)
    placement.put(query=query, by=person_of(request), on=_span(place), now=timezone.now())
    return query_out(query)


@router.post(
    "/articles/{slug}/queries/{number}/reopen",
    response={200: QueryOut, 403: Refusal, 404: Refusal, 409: Refusal},
)
def reopen(request: HttpRequest, slug: str, number: int) -> dict[str, Any]:
    """Reopen a query."""
    query = _find_query(request, slug, number)
    answering.reopen(query=query, by=person_of(request), now=timezone.now())
    return query_out(query)


@router.post(
    "/articles/{slug}/queries/{number}/change",
    response={200: QueryOut, 403: Refusal, 404: Refusal, 409: Refusal, 422: Refusal},
)
def change(request: HttpRequest, slug: str, number: int, changed: ChangeIn) -> dict[str, Any]:
    """Change the kind, the due time or, before it is answered, the wording of a query of one's own."""
    query = _find_query(request, slug, number)
    kept = {"kind": query.kind, "due_at": query.due_at}
    changes = changing.Changes(**{**kept, **changed.dict(exclude_unset=True)})
    changing.change(query=query, to=changes, by=person_of(request), now=timezone.now())
    return query_out(query)


def _find_query(request: HttpRequest, slug: str, number: int) -> Query:
    person = person_of(request)
    return answering.find(person, find_article(person, slug), number)


def query_out(query: Query) -> dict[str, Any]:
    """A query that was just acted on."""
    return query_json(query, query.replies.select_related("author"))


def span_if_any(asked: QueryIn) -> Span | None:
    """The passage; none for the whole story. Raises :class:`QueryRefused` for half a passage."""
    if asked.start is None and asked.end is None and asked.version is None:
        return None
    if asked.start is None or asked.end is None or asked.version is None:
        raise QueryRefused(_("Send start, end and version together, or none of them."))
    return Span(asked.start, asked.end, asked.version)


def _span(chosen: PassageIn) -> Span:
    return Span(chosen.start, chosen.end, chosen.version)
