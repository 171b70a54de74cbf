"""The JSON interface: the editing protocol, and the same acts as the pages offer.

Signed-in sessions only, with Django's CSRF check on everything that writes. Each endpoint is one
domain call; what the domain refuses is answered as ``{"error": sentence}``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import NinjaAPI, Router, Schema, Status
from ninja.errors import ValidationError
from ninja.security import django_auth
from pydantic import Field

from articles import editing, presence
from articles.access import find_article
from articles.models import Article
from newsroom.errors import DomainError
from newsroom.models import User
from reviews import desk, queries, releasing, signoff
from reviews.models import Query, Reply
from reviews.preflight import preflight, report
from reviews.releasing import NotClean

api = NinjaAPI(title="Copydesk", version="1", docs_url=None, auth=django_auth, urls_namespace="api")
router = Router()

CONTENT_TYPES = {
    "html": "text/html; charset=utf-8",
    "markdown": "text/markdown; charset=utf-8",
    "text": "text/plain; charset=utf-8",
    "ninjs": "application/json",
}


class Refusal(Schema):
    error: str


class StepsIn(Schema):
    version: int = Field(ge=0)
    client_id: str = Field(min_length=1, max_length=64)
    steps: list[Any]


class PassageOut(Schema):
    """Where a query stands: UTF-16 positions in the document."""

    query: int
    start: int
    end: int
    state: str
    kind: str
    blocking: bool
    open: bool


class StepsAccepted(Schema):
    version: int
    digest: str
    words: int
    passages: list[PassageOut]


class StepsMissing(Schema):
    version: int
    steps: list[Any]
    client_ids: list[str]


class StepsSince(StepsMissing):
    digest: str
    passages: list[PassageOut]


class PresenceIn(Schema):
    """A tab's selection in the document at ``version``; without one, whoever reads is merely here."""

    client: str = Field(min_length=1, max_length=64)
    version: int = Field(ge=0, default=0)
    anchor: int | None = Field(ge=0, default=None)
    head: int | None = Field(ge=0, default=None)
    leaving: bool = False


class PlaceOut(Schema):
    client: str
    person: int
    name: str
    version: int
    anchor: int | None
    head: int | None


class PresenceOut(Schema):
    here: list[PlaceOut]


class ArticleOut(Schema):
    slug: str
    headline: str
    desk: str
    state: str
    stage: str | None
    deadline: datetime | None
    words: int
    open_queries: int
    blocking_queries: int
    digest: str
    updated_at: datetime


class ArticlePage(Schema):
    count: int
    page: int
    articles: list[ArticleOut]


class ReplyOut(Schema):
    by: str
    body: str
    at: datetime


class QueryOut(Schema):
    number: int
    question: str
    kind: str
    blocking: bool
    state: str
    asked_by: str
    assigned_to: str
    passage: str
    anchor: str
    replies: list[ReplyOut]


class Replied(Schema):
    """The reply as it was kept, and what it did: ``remark`` says why it does not answer."""

    reply: ReplyOut
    state: str
    remark: str


class QueryIn(Schema):
    """A question on the words from ``start`` to ``end`` as they stood at ``version``."""

    start: int = Field(ge=0)
    end: int = Field(ge=0)
    version: int = Field(ge=0)
    question: str
    kind: str = Query.Kind.WORDING
    blocking: bool = True


class ReplyIn(Schema):
    body: str


class SignIn(Schema):
    """``digest`` names the words the signer had before their eyes."""

    stage: int
    digest: str
    version: int | None = None


class FindingOut(Schema):
    code: str
    severity: str
    sentence: str
    place: dict[str, Any]
    words: str


class PreflightOut(Schema):
    article: str
    digest: str
    clean: bool
    findings: list[FindingOut]


class NotCleanOut(Refusal):
    findings: list[FindingOut]


def _person(request: HttpRequest) -> User:
    return cast("User", request.user)


@router.get("/articles", response=ArticlePage)
def list_articles(
    request: HttpRequest, words: str = "", desk_slug: str = "", state: str = "", page: int = 1
) -> dict[str, Any]:
    """The articles of your desks, nearest deadline first, fifty a page."""
    filters = desk.Filters(words=words, desk=desk_slug, state=state)
    shown = desk.page_of_stories(_person(request), filters, page=page, now=timezone.now())
    return {
        "count": shown.paginator.count,
        "page": shown.number,
        "articles": [_article(article) for article in shown.object_list],
    }


@router.get("/articles/{slug}", response={200: ArticleOut, 404: Refusal})
def read_article(request: HttpRequest, slug: str) -> dict[str, Any]:
    """One article as the list shows it."""
    found = find_article(_person(request), slug)
    return _article(desk.with_counts(Article.objects.filter(pk=found.pk)).get())


@router.get("/articles/{slug}/steps", response={200: StepsSince, 404: Refusal, 422: Refusal})
def read_steps(request: HttpRequest, slug: str, since: int) -> dict[str, Any]:
    """The steps after a version, for an editor that has fallen behind."""
    article = find_article(_person(request), slug)
    missing = editing.steps_since(article=article, version=since)
    return {
        "version": missing.version,
        "steps": missing.steps,
        "client_ids": missing.client_ids,
        "digest": article.digest,
        "passages": desk.passages(article),
    }


@router.post(
    "/articles/{slug}/steps",
    response={200: StepsAccepted, 403: Refusal, 404: Refusal, 409: StepsMissing, 410: Refusal, 422: Refusal},
)
def submit_steps(request: HttpRequest, slug: str, batch: StepsIn) -> dict[str, Any]:
    """Send a batch of steps. 409 carries the steps to rebase over; 410 says the article left."""
    article = find_article(_person(request), slug)
    accepted = editing.submit_steps(
        article=article,
        by=_person(request),
        version=batch.version,
        steps=batch.steps,
        client_id=batch.client_id,
        now=timezone.now(),
    )
    return {
        "version": accepted.version,
        "digest": accepted.digest,
        "words": accepted.words,
        "passages": desk.passages(article),
    }


@router.post(
    "/articles/{slug}/presence",
    response={200: PresenceOut, 403: Refusal, 404: Refusal, 422: Refusal, 429: Refusal},
)
def be_here(request: HttpRequest, slug: str, said: PresenceIn) -> dict[str, Any]:
    """Say where your cursor is, or that this tab goes away. Answers with the other tabs that are here."""
    article = find_article(_person(request), slug)
    if said.leaving:
        presence.leave(article=article, by=_person(request), client=said.client)
        return {"here": []}
    place = said.dict(exclude={"leaving"})
    here = presence.appear(article=article, by=_person(request), now=timezone.now(), **place)
    return {"here": [asdict(one) for one in here]}


@router.get("/articles/{slug}/queries", response={200: list[QueryOut], 404: Refusal})
def list_queries(request: HttpRequest, slug: str) -> list[dict[str, Any]]:
    """Every query of an article with its thread, in the order of the copy."""
    threads = desk.threads(find_article(_person(request), slug))
    return [_query(query, query.replies.all()) for query in threads]


@router.post(
    "/articles/{slug}/queries",
    response={201: QueryOut, 403: Refusal, 404: Refusal, 409: Refusal, 422: Refusal},
)
def ask(request: HttpRequest, slug: str, asked: QueryIn) -> Status[dict[str, Any]]:
    """Ask a query on a passage."""
    article = find_article(_person(request), slug)
    query = queries.ask(article=article, by=_person(request), now=timezone.now(), **asked.dict())
    return Status(201, _query(query, []))


@router.post(
    "/articles/{slug}/queries/{number}/replies",
    response={201: Replied, 403: Refusal, 404: Refusal, 422: Refusal},
)
def reply(request: HttpRequest, slug: str, number: int, written: ReplyIn) -> Status[dict[str, Any]]:
    """Reply in the thread of a query."""
    query = _find_query(request, slug, number)
    kept = queries.reply(query=query, by=_person(request), body=written.body, now=timezone.now())
    return Status(201, {"reply": _reply(kept), "state": query.state, "remark": query.remark})


@router.post(
    "/articles/{slug}/queries/{number}/resolve", response={200: QueryOut, 403: Refusal, 404: Refusal}
)
def resolve(request: HttpRequest, slug: str, number: int) -> dict[str, Any]:
    """Close the question."""
    query = _find_query(request, slug, number)
    queries.resolve(query=query, by=_person(request), now=timezone.now())
    return _answer(query)


@router.post(
    "/articles/{slug}/queries/{number}/reopen",
    response={200: QueryOut, 403: Refusal, 404: Refusal, 409: Refusal},
)
def reopen(request: HttpRequest, slug: str, number: int) -> dict[str, Any]:
    """Ask again."""
    query = _find_query(request, slug, number)
    queries.reopen(query=query, by=_person(request), now=timezone.now())
    return _answer(query)


@router.get("/articles/{slug}/preflight", response={200: PreflightOut, 404: Refusal})
def read_preflight(request: HttpRequest, slug: str) -> dict[str, Any]:
    """Everything that still stands in the way of release."""
    article = find_article(_person(request), slug)
    return report(article, preflight(article, now=timezone.now()))


@router.post(
    "/articles/{slug}/signoffs",
    response={201: dict[str, Any], 403: Refusal, 404: Refusal, 409: Refusal},
)
def sign(request: HttpRequest, slug: str, signed: SignIn) -> Status[dict[str, Any]]:
    """Sign the words of a digest for a stage."""
    article = find_article(_person(request), slug)
    written = signoff.sign(
        article=article,
        stage=signoff.find_stage(article, signed.stage),
        by=_person(request),
        digest=signed.digest,
        version=signed.version,
        now=timezone.now(),
    )
    certified = {"stage": written.stage.name, "digest": written.digest, "revision": written.revision.number}
    return Status(201, certified)


@router.post(
    "/articles/{slug}/release",
    response={201: dict[str, Any], 403: Refusal, 404: Refusal, 409: NotCleanOut},
)
def release(request: HttpRequest, slug: str) -> Status[dict[str, Any]]:
    """Let the copy leave; answers with its certificate."""
    article = find_article(_person(request), slug)
    released = releasing.release(article=article, by=_person(request), now=timezone.now())
    return Status(201, released.certificate)


@router.get("/articles/{slug}/export", response={404: Refusal, 409: Refusal, 422: Refusal})
def export(request: HttpRequest, slug: str, to: str, draft: bool = False) -> HttpResponse:
    """The clean copy in a format: what left, or the draft, marked as one."""
    article = find_article(_person(request), slug)
    text = releasing.exported(article=article, fmt=to, by=_person(request), draft=draft)
    return HttpResponse(text, content_type=CONTENT_TYPES[to])


@api.exception_handler(DomainError)
def refuse(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The domain's sentence, with the status its class stands for."""
    return api.create_response(request, {"error": str(error)}, status=error.status)


@api.exception_handler(editing.StaleVersion)
def refuse_stale(request: HttpRequest, error: editing.StaleVersion) -> HttpResponse:
    body = {"version": error.version, "steps": error.steps, "client_ids": error.client_ids}
    return api.create_response(request, body, status=409)


@api.exception_handler(NotClean)
def refuse_release(request: HttpRequest, error: NotClean) -> HttpResponse:
    findings = [finding.as_json() for finding in error.findings]
    return api.create_response(request, {"error": str(error), "findings": findings}, status=409)


@api.exception_handler(ValidationError)
def refuse_form(request: HttpRequest, error: ValidationError) -> HttpResponse:
    first = error.errors[0]
    place = ".".join(str(part) for part in first["loc"][2:]) or "body"
    return api.create_response(request, {"error": f"{place}: {first['msg']}"}, status=422)


def _find_query(request: HttpRequest, slug: str, number: int) -> Query:
    person = _person(request)
    return queries.find(person, find_article(person, slug), number)


def _article(article: Any) -> dict[str, Any]:
    """An article annotated by :func:`reviews.desk.with_counts`."""
    return {
        "slug": article.slug,
        "headline": article.headline,
        "desk": article.desk.slug,
        "state": article.state,
        "stage": article.stage_name,
        "deadline": article.deadline,
        "words": article.words,
        "open_queries": article.open_count,
        "blocking_queries": article.blocking_count,
        "digest": article.digest,
        "updated_at": article.updated_at,
    }


def _answer(query: Query) -> dict[str, Any]:
    """A query that was just acted on."""
    return _query(query, query.replies.select_related("author"))


def _reply(reply: Reply) -> dict[str, Any]:
    return {"by": reply.writer, "body": reply.body, "at": reply.created_at}


def _query(query: Query, replies: Iterable[Reply]) -> dict[str, Any]:
    return {
        "number": query.number,
        "question": query.question,
        "kind": query.kind,
        "blocking": query.blocking,
        "state": query.state,
        "asked_by": query.asker,
        "assigned_to": str(query.assigned_to) if query.assigned_to else "",
        "passage": query.anchor.quote,
        "anchor": query.anchor.state,
        "replies": [_reply(reply) for reply in replies],
    }


api.add_router("", router)
