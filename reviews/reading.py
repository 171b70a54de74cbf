"""Reads that pages share: stories with what is open on each, whom they wait for, and the threads of one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, prefetch_related_objects
from django.db.models.functions import Coalesce

from articles.models import Article, CoAuthor
from newsroom.models import User
from newsroom.sql import attach, compiled
from reviews.models import Query, Reply, Round
from reviews.models.query import QueryQuerySet

MOST_READINGS = 3
"""How often a copy is read again that is edited while it is read."""


def concerning(person: User, *, now: datetime) -> Q:
    """For a queryset of articles: those that this person writes, and those that wait for them, to answer or
    resolve a query or to sign."""
    asked = Query.objects.waiting_for(person, now=now).values("article")
    to_sign = Round.objects.waiting_for(person).values("article")
    written = CoAuthor.objects.filter(person=person).values("article")
    return Q(author=person) | Q(pk__in=written) | Q(pk__in=asked) | Q(pk__in=to_sign)


def with_counts(articles: QuerySet[Article]) -> QuerySet[Article]:
    """Annotate open and blocking queries and the stage of the newest round."""
    per_article = Query.objects.open().filter(article=OuterRef("pk")).order_by().values("article")
    rounds = Round.objects.filter(article=OuterRef("pk")).order_by("-number")
    return articles.select_related("desk", "author").annotate(
        open_count=Coalesce(Subquery(per_article.annotate(n=Count("pk")).values("n")), 0),
        blocking_count=Coalesce(
            Subquery(per_article.filter(blocking=True).annotate(n=Count("pk")).values("n")), 0
        ),
        stage_name=Subquery(rounds.values("stage__name")[:1]),
        round_number=Subquery(rounds.values("number")[:1]),
    )


@compiled
def stories_with_counts(keys: Sequence[int]) -> QuerySet[Article]:
    """These stories, as :func:`with_counts` has them, in no order."""
    return with_counts(Article.objects.filter(pk__in=keys))


def threads(
    article: Article, *, known: Iterable[User] = (), only: QueryQuerySet | None = None
) -> list[Query]:
    """Every query of an article, or ``only`` those, with its passage and thread, in the order of the copy;
    those about the whole story first.

    Two statements, whatever the number of queries and replies, and one more for the people in them
    whom the caller does not know yet: joined to each row, they would be built hundreds of times. If the copy
    was read with the article, and somebody edited it since, it is read again: both are of one version.
    """
    found = _threads_in(article, only)
    for _again in range(MOST_READINGS):
        if not (found and Article.document.is_cached(article)):
            break
        if found[0].copy_version == article.document.version:  # type: ignore[attr-defined]  # annotated
            break
        article.document.refresh_from_db()
        found = _threads_in(article, only)
    if not found:
        return found
    attach(found, "replies", _replies_to([query.pk for query in found]), by="query")
    people = _people_in(found, known, author=article.author_id)
    for query in found:
        query.article = article
        article.author = people.get(article.author_id, article.author)
        query.asked_by = people.get(query.asked_by_id)
        query.assigned_to = people.get(query.assigned_to_id)
        query.resolved_by = people.get(query.resolved_by_id)
        for reply in query.replies.all():
            reply.author = people.get(reply.author_id)
    read_files(found)
    return found


def _threads_in(article: Article, only: QueryQuerySet | None) -> list[Query]:
    return _threads(article.pk) if only is None else list(_in_order(only, article.pk))


@compiled
def _threads(article: int) -> QueryQuerySet:
    return _in_order(Query.objects.filter(article=article), article)


def _in_order(queries: QueryQuerySet, article: int) -> QueryQuerySet:
    """With ``copy_version``: the version of the copy that the passages are of."""
    known = queries.with_revisions(article).select_related("anchor", "suggestion__author")
    versions = known.annotate(copy_version=F("article__document__version"))
    return versions.order_by(F("anchor__start").asc(nulls_first=True), "number")


@compiled
def _replies_to(queries: Sequence[int]) -> QuerySet[Reply]:
    return Reply.objects.filter(query__in=queries)


def name_turns(queries: Iterable[Query], *, known: Iterable[User | None]) -> None:
    """Set ``turn`` of queries with ``turn_id``: the person, or none where it is the desk's editors'.

    One statement where it is somebody's who is not known yet, as when deputies act.
    """
    asked = list(queries)
    people = {person.pk: person for person in known if person}
    people |= User.objects.in_bulk({query.turn_id for query in asked} - people.keys() - {None})
    for query in asked:
        query.turn = people.get(query.turn_id or 0)


def read_files(queries: Iterable[Query]) -> None:
    """Read the files of the replies that came by mail: one statement, or none when none did."""
    by_mail = [reply for query in queries for reply in query.replies.all() if reply.mail_id]
    prefetch_related_objects(by_mail, "attachments")


def _people_in(
    queries: Iterable[Query], known: Iterable[User], *, author: int | None
) -> dict[int | None, User]:
    """Everybody in the threads and the story's author, with their hours."""
    people: dict[int | None, User] = {person.pk: person for person in known}
    named: set[int | None] = {author}
    for query in queries:
        named |= {query.asked_by_id, query.assigned_to_id, query.resolved_by_id}
        named.update(reply.author_id for reply in query.replies.all())
    strangers = [pk for pk in named if pk is not None and pk not in people]
    if strangers:
        people.update((person.pk, person) for person in _with_hours(strangers))
    return people


@compiled
def _with_hours(people: Sequence[int]) -> QuerySet[User]:
    return User.objects.filter(pk__in=people).select_related("hours")


def passages(article: Article) -> tuple[int | None, list[dict[str, object]]]:
    """Where each query that is on a passage stands in the copy, and at which version of it. One statement.

    The version is ``None`` where there is no query.
    """
    rows = (
        article.queries.exclude(anchor=None)
        .order_by("number")
        .values_list(
            "number",
            "anchor_id",
            "anchor__start",
            "anchor__end",
            "anchor__state",
            "kind",
            "blocking",
            "state",
            "article__document__version",
        )
    )
    found = list(rows)
    return found[0][-1] if found else None, [_passage(*row[:-1]) for row in found]


def passages_of(queries: Iterable[Query]) -> list[dict[str, object]]:
    """The same of queries that are read already, with their anchors."""
    return [
        _passage(
            query.number,
            query.anchor.pk,
            query.anchor.start,
            query.anchor.end,
            query.anchor.state,
            query.kind,
            query.blocking,
            query.state,
        )
        for query in queries
        if query.anchor
    ]


def _passage(
    number: int, anchor: int, start: int, end: int, state: str, kind: str, blocking: bool, query_state: str
) -> dict[str, object]:
    return {
        "query": number,
        "anchor": anchor,
        "start": start,
        "end": end,
        "state": state,
        "kind": kind,
        "blocking": blocking,
        "open": query_state != Query.State.RESOLVED,
    }
