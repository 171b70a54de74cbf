"""Bare Django views that do the least possible for what Copydesk does: what its time is divided by.

Each knows who is signed in, reads or writes the rows that nobody could do without, through Django's mapper
and in as few statements as it takes, and answers with the plainest template. It asks for no right but a part
in the desk, keeps no history, and moves nothing.
"""

from __future__ import annotations

import json
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template import Context, Engine
from django.urls import include, path
from django.utils import timezone

from articles.models import Anchor, Article, Document
from newsroom import urls
from newsroom.models import Membership
from reviews.models import Event, Notification, Query, Reply

THREAD = """<section id="query-{{ query.number }}"><b>{{ query.asked_by.name }}</b> {{ query.asked_at }}
<q>{{ query.anchor.quote }}</q><p>{{ query.question }}</p>
{% for reply in query.replies.all %}
<p><b>{{ reply.author.name }}</b> {{ reply.created_at }} {{ reply.body }}</p>
{% endfor %}
<form method="post">{% csrf_token %}<textarea name="body"></textarea><button>Reply</button></form>
</section>"""
PAGE = (
    "<!doctype html><title>{{ article.headline }}</title><p>{{ user.name }}, {{ article.desk.name }}</p>"
    "{% for text in paragraphs %}<p>{{ text }}</p>{% endfor %}"
    f"{{% for query in queries %}}{THREAD}{{% endfor %}}"
)
_engine = Engine()
_page, _thread = (_engine.from_string(text) for text in (PAGE, THREAD))


@login_required
def opened(request: HttpRequest, slug: str) -> HttpResponse:
    article = _article(request, slug)
    replies = Prefetch("replies", queryset=Reply.objects.select_related("author"))
    queries = article.queries.select_related("anchor", "asked_by").prefetch_related(replies)
    return _answer(
        _page, request, article=article, paragraphs=_paragraphs(article.document.content), queries=queries
    )


@login_required
@transaction.atomic
def replied(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    article = _article(request, slug)
    Document.objects.select_for_update().get(pk=article.pk)
    query = article.queries.select_related("anchor", "asked_by").get(number=number)
    reply = Reply.objects.create(
        query=query, author=request.user, body=request.POST["body"], created_at=timezone.now()
    )
    if query.state != Query.State.ANSWERED:
        query.state = Query.State.ANSWERED
        query.save(update_fields=["state"])
    _notify(request, Event.Kind.REPLIED, query, reply=reply)
    return _answer(_thread, request, query=_whole(query))


@login_required
@transaction.atomic
def resolved(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    article = _article(request, slug)
    Document.objects.select_for_update().get(pk=article.pk)
    query = article.queries.select_related("anchor", "asked_by").get(number=number)
    query.state, query.resolved_by, query.resolved_at = Query.State.RESOLVED, request.user, timezone.now()
    query.save(update_fields=["state", "resolved_by", "resolved_at"])
    _notify(request, Event.Kind.RESOLVED, query)
    return _answer(_thread, request, query=_whole(query))


@login_required
@transaction.atomic
def asked(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask, and answer with all threads, as the page does."""
    article = _article(request, slug)
    document = Document.objects.select_for_update().get(pk=article.pk)
    start, end = int(request.POST["start"]), int(request.POST["end"])
    anchor = Anchor.objects.create(
        document=document, start=start, end=end, quote="words", made_at_version=document.version
    )
    number = article.queries.count() + 1
    query = Query.objects.create(
        article=article,
        anchor=anchor,
        number=number,
        asked_by=request.user,
        question=request.POST["question"],
        asked_at=timezone.now(),
    )
    _notify(request, Event.Kind.ASKED, query)
    replies = Prefetch("replies", queryset=Reply.objects.select_related("author"))
    queries = article.queries.select_related("anchor", "asked_by").prefetch_related(replies)
    return _answer(_page, request, article=article, paragraphs=[], queries=queries)


def _article(request: HttpRequest, slug: str) -> Article:
    mine = Article.objects.filter(desk__memberships__user=request.user)
    return get_object_or_404(mine.select_related("desk", "document"), slug=slug)


def _whole(query: Query) -> Query:
    replies = Prefetch("replies", queryset=Reply.objects.select_related("author"))
    return Query.objects.select_related("anchor", "asked_by").prefetch_related(replies).get(pk=query.pk)


def _notify(request: HttpRequest, kind: str, query: Query, reply: Reply | None = None) -> None:
    """One event, and a row for everybody on the desk."""
    now = timezone.now()
    event = Event.objects.create(
        kind=kind,
        article=query.article,
        actor=request.user,
        query=query,
        reply=reply,
        happened_at=now,
        facts={},
    )
    people = Membership.objects.filter(desk=query.article.desk_id).exclude(user=request.user)
    Notification.objects.bulk_create(
        Notification(
            event=event,
            recipient_id=person,
            message_id=f"<{event.pk}.{person}@bare>",
            created_at=now,
            not_before=now,
        )
        for person in people.values_list("user", flat=True)
    )


def _paragraphs(content: str) -> list[str]:
    """The text of each block."""
    return [
        "".join(one.get("text", "") for one in block.get("content", ()))
        for block in json.loads(content)["content"]
    ]


def _answer(template: Any, request: HttpRequest, **given: Any) -> HttpResponse:
    token = request.META.get("CSRF_COOKIE", "")
    return HttpResponse(template.render(Context({"user": request.user, "csrf_token": token, **given})))


urlpatterns = [
    path("", include("tests.benchmarks.bare_lists")),
    path("bare/<slug:slug>/", opened),
    path("bare/<slug:slug>/queries/", asked),
    path("bare/<slug:slug>/queries/<int:number>/reply", replied),
    path("bare/<slug:slug>/queries/<int:number>/resolve", resolved),
    path("", include("newsroom.urls")),
]
handler403, handler404, handler500 = urls.handler403, urls.handler404, urls.handler500
