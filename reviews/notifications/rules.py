"""Who hears of what: the one place that says so.

Whatever the event, nobody hears of their own act, nobody twice of one event, and only active
people are told who still have a part in the article's desk (administrators have one everywhere
when they are named, but are not told as one of a desk's editors or of a stage's readers).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Exists, FilteredRelation, OuterRef, Q, Value

from articles.models import Article
from newsroom.models import Membership, User
from reviews.models import Event, Query, Reply, SignOff

Told = dict[int, list[int]]
"""Person id → ids of the queries that person is told of; empty for an event about no query."""

EDITS = Q(part__role=Membership.Role.EDITOR)


@dataclass(frozen=True)
class Part:
    """What a person who can be told has to do with the desk and with the query of the event."""

    edits: bool
    wrote: bool


def recipients(event: Event, *, queries: Sequence[Query] | None = None) -> Told:
    """Who is told of this event. One SQL statement, if ``event``'s relations are loaded.

    ``event`` need not be saved. ``queries`` are those the event is about; by default its query.
    """
    if queries is None:
        queries = [event.query] if event.query else []
    told = _RULES[event.kind](event, queries)
    return {person: told[person] for person in sorted(told) if person != event.actor_id}


def has_part(*, person: str, desk: str) -> Exists:
    """For a queryset whose rows name a person and a desk: has that person a part there?"""
    return Exists(Membership.objects.filter(user=OuterRef(person), desk=OuterRef(desk)))


def _reached(article: Article, wanted: Q, *, query: Query | None = None) -> dict[int, Part]:
    """The people of that description who may be told, whatever was said of them before.

    ``wanted`` may speak of ``part``, the membership of the desk, and with a ``query`` of ``wrote``.
    """
    on_this_desk = FilteredRelation("memberships", condition=Q(memberships__desk=article.desk_id))
    wrote = Exists(Reply.objects.filter(query=query, author=OuterRef("pk"))) if query else Value(False)
    people = (
        User.objects.alias(part=on_this_desk)
        .annotate(wrote=wrote)
        .filter(Q(part__isnull=False) | Q(is_superuser=True), wanted, is_active=True)
        .order_by()
        .values_list("pk", "part__role", "wrote")
    )
    return {pk: Part(edits=role == Membership.Role.EDITOR, wrote=wrote) for pk, role, wrote in people}


def _named(*ids: int | None) -> Q:
    return Q(pk__in={pk for pk in ids if pk is not None})


def _editors(people: dict[int, Part]) -> list[int]:
    return [person for person, part in people.items() if part.edits]


def _owner_id(query: Query, article: Article) -> int | None:
    """Whose turn it is: a query that is assigned to nobody is the author's."""
    return query.assigned_to_id or article.author_id


def _asked(event: Event, queries: Sequence[Query]) -> Told:
    """The person each query is assigned to, else the author, else the desk's editors.

    Somebody who left or asked the question themselves is no answer to "who answers this?", so
    the next in line is told. Only a query people assign to themselves is told to nobody.
    """
    article = event.article
    named = _named(article.author_id, *(query.assigned_to_id for query in queries))
    people = _reached(article, named | EDITS)
    told: Told = {}
    for query in queries:
        for person in _first_in_line(query, article, people, actor=event.actor_id):
            told.setdefault(person, []).append(query.pk)
    return told


def _first_in_line(
    query: Query, article: Article, people: dict[int, Part], *, actor: int | None
) -> Iterable[int]:
    if query.assigned_to_id and query.assigned_to_id == actor:
        return []
    for person in (query.assigned_to_id, article.author_id):
        if person in people and person != actor:
            return [person]
    return [person for person in _editors(people) if person != actor]


def _assigned(event: Event, queries: Sequence[Query]) -> Told:
    """Whoever has the query now."""
    people = _reached(event.article, _named(*(query.assigned_to_id for query in queries)))
    return {person: [query.pk for query in queries] for person in people}


def _thread(event: Event, queries: Sequence[Query]) -> Told:
    """Who asked, whose turn it is, and everyone who wrote in the thread.

    When that is nobody but the actor (a note found in the copy has no known asker), the desk's
    editors are told, unless nothing is left to do.
    """
    (query,) = queries
    about = [query.pk]
    named = {query.asked_by_id, _owner_id(query, event.article)}
    people = _reached(event.article, _named(*named) | Q(wrote=True) | EDITS, query=query)
    concerned = [person for person, part in people.items() if person in named or part.wrote]
    if event.kind != Event.Kind.RESOLVED and set(concerned) <= {event.actor_id}:
        concerned = _editors(people)
    return dict.fromkeys(concerned, about)


def _stage_due(event: Event, queries: Sequence[Query]) -> Told:
    """The desk's people in the stage's group; the author only where the author may sign."""
    stage = event.stage
    if stage is None:
        return {}
    people = _reached(event.article, Q(part__isnull=False, groups=stage.group_id))
    if not stage.author_may_sign:
        people.pop(event.article.author_id or 0, None)
    return {person: [] for person in people}


def _stale(event: Event, queries: Sequence[Query]) -> Told:
    """Those whose signature no longer covers the words, and nobody else."""
    return {person: [] for person in _reached(event.article, _named(*event.facts.get("signers", [])))}


def _released(event: Event, queries: Sequence[Query]) -> Told:
    """The author, everyone whose signature of this round stands, and the desk's editors."""
    signed = SignOff.objects.filter(round=event.round, withdrawn_at=None).values("signer")
    people = _reached(event.article, _named(event.article.author_id) | Q(pk__in=signed) | EDITS)
    return {person: [] for person in people}


_RULES: dict[str, Callable[[Event, Sequence[Query]], Told]] = {
    Event.Kind.ASKED: _asked,
    Event.Kind.REPLIED: _thread,
    Event.Kind.ASSIGNED: _assigned,
    Event.Kind.RESOLVED: _thread,
    Event.Kind.REOPENED: _thread,
    Event.Kind.STAGE_DUE: _stage_due,
    Event.Kind.STALE: _stale,
    Event.Kind.RELEASED: _released,
}
