"""Bare Django views of lists, which show the rows of Copydesk's pages and nothing else."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import connection
from django.db.models import BooleanField, Count, F, Prefetch, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.urls import path

from articles.models import Article
from reviews.lists.board import MOST_CARDS
from reviews.lists.needs_me import MOST
from reviews.models import Notification, Query, Reply, Round, SearchEntry, SignOff, Stage
from reviews.notifications.inbox import PER_PAGE
from reviews.search.finding import MOST as MOST_FOUND
from reviews.search.results import PER_PAGE as RESULTS

HEAD = "<!doctype html><title>List</title><p>{{ user.name }}, {{ count }}</p>"
STORIES = (
    HEAD
    + """<table>
{% for article in articles %}
<tr><td><a href="/articles/{{ article.slug }}/">{{ article.headline }}</a></td>
<td>{{ article.desk.name }}</td><td>{{ article.author.name }}</td>
<td>{{ article.deadline }}</td><td>{{ article.open_count }}</td></tr>
{% endfor %}
</table>"""
)
BOARD = (
    HEAD
    + """{% for stage, rounds in columns %}<h2>{{ stage.name }} {{ rounds|length }}</h2>
{% for round in rounds %}
<p><a href="/articles/{{ round.article.slug }}/">{{ round.article.headline }}</a>
{{ round.article.desk.name }}
{{ round.article.author.name }} {{ round.article.deadline }} {{ round.blocking_count }}
{% for signature in round.signoffs.all %}{{ signature.stage.name }}{% endfor %}</p>
{% endfor %}{% endfor %}"""
)
NEEDS_ME = (
    HEAD
    + """{% for query in queries %}
<section><a href="/articles/{{ query.article.slug }}/">{{ query.article.headline }}</a>
{{ query.article.desk.name }} {{ query.article.deadline }}<q>{{ query.anchor.quote }}</q>
<b>{{ query.asked_by.name }}</b> {{ query.question }}
{% for reply in query.replies.all %}<b>{{ reply.author.name }}</b> {{ reply.body }}{% endfor %}
<form method="post">{% csrf_token %}<textarea name="body"></textarea><button>Reply</button></form></section>
{% endfor %}
{% for round in rounds %}
<section><a href="/articles/{{ round.article.slug }}/">{{ round.article.headline }}</a>
{{ round.article.desk.name }} {{ round.article.author.name }} {{ round.article.deadline }}
{{ round.stage.name }}
</section>
{% endfor %}"""
)
INBOX = (
    HEAD
    + """{% for row in rows %}
<section><a href="/articles/{{ row.event.article.slug }}/">{{ row.event.article.headline }}</a>
{{ row.event.article.desk.name }} {{ row.event.kind }} {{ row.event.actor.name }} {{ row.event.happened_at }}
<q>{{ row.event.query.anchor.quote }}</q>{{ row.event.query.question }} {{ row.event.reply.body }}
<form method="post">{% csrf_token %}<button>Seen</button></form></section>
{% endfor %}"""
)
SEARCH = (
    HEAD
    + """{% for article, words in found %}
<p><a href="/articles/{{ article.slug }}/">{{ article.headline }}</a> {{ article.desk.name }}
{{ article.author.name }} {{ article.created_at }}</p><p>{{ words }}</p>
{% endfor %}"""
)
EXCERPT = 240
_engine = Engine()


@login_required
def listed(request: HttpRequest) -> HttpResponse:
    """Fifty stories in progress of one's desks by deadline, with their open queries counted."""
    mine = _in_progress(request)
    open_queries = Count("queries", filter=~Q(queries__state=Query.State.RESOLVED))
    with_counts = mine.select_related("desk", "author").annotate(open_count=open_queries)
    found = with_counts.order_by(F("deadline").asc(nulls_last=True))[:50]
    return _answer(STORIES, request, articles=found, count=mine.count())


@login_required
def board(request: HttpRequest) -> HttpResponse:
    """For each stage of one's desks the fifty stories with the nearest deadline, with their signatures and
    with their blocking queries counted."""
    blocking = Q(article__queries__blocking=True) & ~Q(article__queries__state=Query.State.RESOLVED)
    signed = Prefetch("signoffs", queryset=SignOff.objects.select_related("stage"))
    rounds = (
        Round.objects.filter(closed_at=None, article__in=_in_progress(request))
        .select_related("article__desk", "article__author")
        .annotate(blocking_count=Count("article__queries", filter=blocking))
        .prefetch_related(signed)
        .order_by(F("article__deadline").asc(nulls_last=True))
    )
    stages = Stage.objects.filter(desk__memberships__user=request.user.pk)
    columns = [(stage, rounds.filter(stage=stage)[:MOST_CARDS]) for stage in stages]
    return _answer(BOARD, request, columns=columns, count=len(columns))


@login_required
def needs_me(request: HttpRequest) -> HttpResponse:
    """Twenty queries that one is asked, twenty answers to one's own, and twenty stories to sign."""
    replies = Prefetch("replies", queryset=Reply.objects.select_related("author"))
    waiting = (
        Query.objects.filter(article__in=_in_progress(request))
        .select_related("article__desk", "anchor", "asked_by")
        .prefetch_related(replies)
        .order_by(F("article__deadline").asc(nulls_last=True))
    )
    edited = Q(assigned_to=None) | Q(assigned_to=request.user)
    asked = waiting.filter(edited, state=Query.State.OPEN)
    answered = waiting.filter(asked_by=request.user, state=Query.State.ANSWERED)
    to_sign = (
        Round.objects.filter(
            closed_at=None, article__in=_in_progress(request), stage__group__user=request.user
        )
        .exclude(article__author=request.user)
        .select_related("article__desk", "article__author", "stage")
        .order_by(F("article__deadline").asc(nulls_last=True))
    )
    count = asked.count() + answered.count() + to_sign.count()
    queries = [*asked[:MOST], *answered[:MOST]]
    return _answer(NEEDS_ME, request, queries=queries, rounds=to_sign[:MOST], count=count)


@login_required
def inbox(request: HttpRequest) -> HttpResponse:
    """Thirty notifications, the unread first."""
    mine = Notification.objects.filter(recipient=request.user)
    rows = mine.select_related(
        "event__article__desk", "event__actor", "event__query__anchor", "event__reply"
    ).order_by(F("seen_at").asc(nulls_first=True), "-pk")
    return _answer(INBOX, request, rows=rows[:PER_PAGE], count=mine.filter(seen_at=None).count())


@login_required
def search(request: HttpRequest) -> HttpResponse:
    """The newest twenty stories of one's desks that have a word, each with the text around it."""
    word = request.GET["q"]
    entries = _having(word).filter(article__desk__memberships__user=request.user.pk)
    ids = list(entries.order_by("-pk").values_list("pk", flat=True)[:MOST_FOUND])
    found = Article.objects.filter(pk__in=ids[:RESULTS]).select_related("desk", "author").order_by("-pk")
    texts = dict(SearchEntry.objects.filter(pk__in=ids[:RESULTS]).values_list("pk", "texts"))
    results = [(article, _around(word, texts[article.pk])) for article in found]
    return _answer(SEARCH, request, found=results, count=len(ids))


def _having(word: str) -> QuerySet[SearchEntry]:
    """By the index of the database, where it has one that a filter can name."""
    if connection.vendor != "postgresql":
        return SearchEntry.objects.filter(folded__contains=f" c{word} ")
    match = RawSQL("vector @@ %s::tsquery", [f"'c{word}'"], output_field=BooleanField())
    return SearchEntry.objects.filter(match)


def _around(word: str, texts: list[Any]) -> str:
    text = next((text for _kind, _number, text in texts if word in text.lower()), "")
    start = max(0, text.lower().find(word) - EXCERPT // 4)
    return text[start : start + EXCERPT]


def _in_progress(request: HttpRequest) -> QuerySet[Article]:
    return Article.objects.filter(desk__memberships__user=request.user.pk, state=Article.State.OPEN)


_templates = {text: _engine.from_string(text) for text in (STORIES, BOARD, NEEDS_ME, INBOX, SEARCH)}


def _answer(text: str, request: HttpRequest, **given: Any) -> HttpResponse:
    token = request.META.get("CSRF_COOKIE", "")
    context = Context({"user": request.user, "csrf_token": token, **given})
    return HttpResponse(_templates[text].render(context))


urlpatterns = [
    path("bare/", listed),
    path("bare/board/", board),
    path("bare/needs-me/", needs_me),
    path("bare/inbox/", inbox),
    path("bare/search/", search),
]
