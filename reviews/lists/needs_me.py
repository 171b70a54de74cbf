"""What waits for one person, in the order it is due: queries to answer, answers to judge, stages to sign.

Whose turn a query is and who signs a stage is decided in :mod:`reviews.models`. One row takes as many
statements as many do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db.models import Count, F, Max, Min, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from articles.models import Article, Suggestion
from newsroom.models import Membership, User
from newsroom.shortening import shortened
from newsroom.sql import attach, compiled, read_compiled
from reviews import access
from reviews.models import Query, Reply, Round, SignOff
from reviews.models.turns import waits_for
from reviews.notifications.mail.content import Passage, passage_of

MOST = 20
"""Rows of a group at first, and all of them up to the next number when they are asked for."""
MOST_OF_ALL = 200
WORDS_LENGTH = 400

Row = TypeVar("Row")


@dataclass(frozen=True)
class QueryRow:
    """A query whose turn it is: its passage, the last words about it, why it waits here, what may be done."""

    query: Query
    passage: Passage
    who: str
    words: str
    proposed: str
    reply_id: int | None
    due: datetime | None
    reason: str
    may_reply: bool
    may_resolve: bool
    may_accept: bool

    @property
    def link(self) -> str:
        return f"{self.query.article.get_absolute_url()}#query-{self.query.number}"


@dataclass(frozen=True)
class SuggestionsRow:
    """The pending suggestions of others in a story that this person writes."""

    article: Article
    count: int
    made_at: datetime

    @property
    def due(self) -> datetime | None:
        return self.article.deadline


@dataclass(frozen=True)
class SignRow:
    """A story at a stage that this person signs; ``stale`` is what they signed before it changed."""

    round: Round
    stale: SignOff | None

    @property
    def due(self) -> datetime | None:
        return self.round.article.deadline


@dataclass(frozen=True)
class Part(Generic[Row]):
    """The first rows of a group, and how many there are."""

    rows: Sequence[Row]
    count: int

    @property
    def rest(self) -> int:
        """How many are not shown."""
        return self.count - len(self.rows)


@dataclass(frozen=True)
class NeedsMe:
    answer: Part[QueryRow]
    judge: Part[QueryRow]
    suggestions: Part[SuggestionsRow]
    sign: Part[SignRow]

    @property
    def count(self) -> int:
        return sum(part.count for part in (self.answer, self.judge, self.suggestions, self.sign))

    @property
    def judge_count(self) -> int:
        return self.judge.count + self.suggestions.count


def needs_me(person: User, *, most: int = MOST, now: datetime) -> NeedsMe:
    """What waits for this person now, ``most`` rows of each group."""
    waiting = _waiting(person, now)
    keys: dict[str, list[int]] = {state: [] for state in (Query.State.OPEN, Query.State.ANSWERED)}
    for pk, state, _turn, _due in waiting:
        keys[state].append(pk)
    shown = {state: found[:most] for state, found in keys.items()}
    rows = _read(shown, waiting)
    parts = {
        state: Part([_query_row(rows[pk], person) for pk in shown[state] if pk in rows], len(found))
        for state, found in keys.items()
    }
    return NeedsMe(
        answer=parts[Query.State.OPEN],
        judge=parts[Query.State.ANSWERED],
        suggestions=_suggestions(person, most),
        sign=_to_sign(person, most),
    )


def count(person: User, *, now: datetime) -> int:
    """How many rows there are. Three statements."""
    queries = len(_waiting(person, now))
    stories = _with_suggestions(person).values("article").distinct().count()
    return queries + stories + Round.objects.waiting_for(person).count()


_Waiting = tuple[int, str, int | None, datetime | None]
"""The key of a query, its state, whose turn it is, and when it is due."""


def _waiting(person: User, now: datetime) -> list[_Waiting]:
    """All queries that wait for this person, by their own due time, else the deadline of the story; those
    without one last, the newest first. One statement.

    As :meth:`~reviews.models.query.QueryQuerySet.waiting_for` has it, which tells a database three times
    whose turn each is.
    """

    def build(values: Sequence[Any]) -> QuerySet[Query, Any]:
        in_reach = Query.objects.in_reach_of(values[0], now=values[1])
        due = in_reach.annotate(due=Coalesce("due_at", "article__deadline"))
        by_due = due.order_by(F("due").asc(nulls_last=True), "-asked_at", "-pk")
        return by_due.values_list("article__desk", "pk", "state", "turn_id", "due")

    roles, found = person.desk_roles, []
    for desk, pk, state, turn, due in read_compiled("needs_me.waiting", [person.pk, now], build):
        if waits_for(turn, person.pk, edits=roles.get(desk) == Membership.Role.EDITOR):
            found.append((pk, state, turn, due))
    return found


def _read(shown: Mapping[str, Sequence[int]], waiting: Iterable[_Waiting]) -> dict[int, Query]:
    """These queries with what a row shows of them. Two statements."""
    found = {query.pk: query for query in _queries([pk for part in shown.values() for pk in part])}
    attach(found.values(), "replies", _replies(list(found)), by="query")
    for pk, _state, turn, due in waiting:
        if pk in found:
            found[pk].turn_id, found[pk].due = turn, due  # type: ignore[attr-defined]
    return found


@compiled
def _queries(keys: Sequence[int]) -> QuerySet[Query]:
    related = ("article__desk", "article__author", "anchor", "asked_by", "assigned_to")
    return Query.objects.filter(pk__in=keys).select_related(*related)


@compiled
def _replies(queries: Sequence[int]) -> QuerySet[Reply]:
    return Reply.objects.filter(query__in=queries).select_related("author").order_by("pk")


def _first(found: QuerySet[Row], most: int) -> Part[Row]:  # type: ignore[type-var]
    """The first rows, counted only where there are more."""
    rows = list(found[: most + 1])
    return Part(rows[:most], len(rows) if len(rows) <= most else found.count())


def _query_row(query: Query, person: User) -> QueryRow:
    last = next(reversed(query.replies.all()), None)
    who, message = (last.writer, last) if last else (query.asker, query)
    proposing = next((one for one in [*reversed(query.replies.all()), query] if one.proposed), None)
    proposed = proposing.proposed if proposing else ""
    return QueryRow(
        query=query,
        passage=passage_of(query.anchor),
        who=who or _("Query in the draft"),
        words=shortened(str(message), WORDS_LENGTH),
        proposed=shortened(proposed, WORDS_LENGTH),
        reply_id=proposing.pk if isinstance(proposing, Reply) else None,
        due=query.due,  # type: ignore[attr-defined]  # annotated
        reason=_reason(query, person),
        may_reply=access.may_reply(person, query),
        may_resolve=access.may_resolve(person, query),
        may_accept=bool(proposed) and query.anchor is not None and access.may_edit(person, query.article),
    )


def _reason(query: Query, person: User) -> str:
    """Why it waits for this person."""
    if query.turn_id is None:
        return _("Waiting for an editor of %(desk)s") % {"desk": query.article.desk}
    if query.state == Query.State.ANSWERED:
        if query.asked_by_id == person.pk:
            return _("You asked")
        return _("You’re covering for %(person)s") % {"person": query.asked_by}
    if query.assigned_to_id == person.pk:
        return _("Assigned to you")
    if query.article.author_id == person.pk:
        return _("You wrote the story")
    return _("You’re covering for %(person)s") % {"person": query.assigned_to or query.article.author}


def _with_suggestions(person: User) -> QuerySet[Suggestion]:
    """Pending suggestions of others in stories in the making that this person writes and may edit."""
    editing = (Membership.Role.WRITER, Membership.Role.EDITOR)
    desks = [desk for desk, role in person.desk_roles.items() if role in editing]
    on_own = Suggestion.objects.pending().filter(
        article__author=person, article__state=Article.State.OPEN, article__desk__in=desks
    )
    return on_own.exclude(author=person)


def _suggestions(person: User, most: int) -> Part[SuggestionsRow]:
    by_story = (
        _with_suggestions(person)
        .values("article", "article__deadline")
        .annotate(number=Count("pk"), last=Max("made_at"), first=Min("pk"))
    )
    by_due = by_story.order_by(F("article__deadline").asc(nulls_last=True), "-last", "-article")
    found = list(by_due[: most + 1])
    shown = found[:most]
    articles = _articles(row["article"] for row in shown)
    rows = [SuggestionsRow(articles[row["article"]], row["number"], row["last"]) for row in shown]
    return Part(rows, len(found) if len(found) <= most else by_story.count())


def _articles(ids: Iterable[int]) -> dict[int, Article]:
    return Article.objects.select_related("desk").in_bulk(list(ids))


def _to_sign(person: User, most: int) -> Part[SignRow]:
    rounds = Round.objects.waiting_for(person).select_related("article__desk", "article__author", "stage")
    by_due = rounds.order_by(F("article__deadline").asc(nulls_last=True), "-article__created_at", "-pk")
    found = _first(by_due, most)
    stale = _stale(person, found.rows)
    return Part([SignRow(round, stale.get((round.pk, round.stage_id))) for round in found.rows], found.count)


def _stale(person: User, rounds: Sequence[Round]) -> dict[tuple[int, int | None], SignOff]:
    """The newest sign-off of this person in each round and stage: of other words than the present ones."""
    signed = SignOff.objects.filter(round__in=rounds, signer=person, withdrawn_at=None)
    return {(one.round_id, one.stage_id): one for one in signed.order_by("signed_at")}
