"""The board: the stories in progress by the stage they are at, and what keeps each from the next one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _

from articles.access import Actor, may_manage_on, visible_articles, visible_desks
from articles.models import Article
from newsroom.models import Desk, User
from newsroom.sql import compiled
from reviews.lists.stage_order import in_order
from reviews.models import Query, Round, SignOff, Stage
from reviews.workflow.signoff import StageStatus, status

MOST_CARDS = 50
"""Cards of a column; of more it is said how many there are."""


@dataclass(frozen=True)
class Card:
    """A story on the board. ``signed``, ``stale`` and ``missing`` are names of required stages."""

    article: Article
    round: Round
    signed: tuple[str, ...]
    stale: tuple[str, ...]
    missing: tuple[str, ...]
    may_move: bool


@dataclass
class Column:
    """A stage of the desks on the board, or where stories are without one being given by hand."""

    name: str
    desks: tuple[int, ...] = ()
    """The desks that have this stage: no other story is moved there."""
    why_not: str = ""
    """Why no story at all is moved there."""
    cards: list[Card] = field(default_factory=list)
    count: int = 0

    @property
    def more(self) -> int:
        return self.count - len(self.cards)


@dataclass(frozen=True)
class Board:
    """``desk`` is the one whose board this is; ``None`` for all that somebody sees."""

    desks: tuple[Desk, ...]
    desk: Desk | None
    columns: tuple[Column, ...]
    released: tuple[Article, ...]
    released_count: int


def board(person: User, *, desk: str = "", since: datetime) -> Board:
    """The board of a desk, or of all this person sees. ``since`` is the beginning of the day, from which on
    releases are shown. Eight statements, however many stories there are.

    Stages of the same name are one column: a story that moves to another desk goes there, too.
    """
    desks = list(visible_desks(person).order_by("name", "pk"))
    chosen = next((one for one in desks if one.slug == desk), None)
    shown = [chosen] if chosen else desks
    stages = _stages_of(shown)
    places = _places(person, shown)
    cards = _cards(person, places, stages)
    released, released_count = _released(shown, since)
    return Board(
        desks=tuple(desks),
        desk=chosen,
        columns=tuple(_columns(stages, places, cards)),
        released=released,
        released_count=released_count,
    )


@dataclass(frozen=True)
class _Place:
    """Where a story is, with how many are in that column in all."""

    round: int
    stage: str
    count: int


def _stages_of(desks: Iterable[Desk]) -> dict[int, list[Stage]]:
    """The stages of each desk, in their order. One statement."""
    found: dict[int, list[Stage]] = defaultdict(list)
    for stage in Stage.objects.filter(desk__in=list(desks)).order_by("desk", "position"):
        found[stage.desk_id].append(stage)
    return found


def _places(person: Actor | AnonymousUser, desks: Sequence[Desk]) -> list[_Place]:
    """The first stories of each column, the nearest deadline first. One statement."""
    visible = visible_articles(person).begun().in_progress().filter(desk__in=desks)
    nearest = [F("article__deadline").asc(nulls_last=True), F("article__created_at").desc()]
    ranked = (
        Round.objects.filter(closed_at=None, article__in=visible)
        .order_by()
        .annotate(
            place=Window(RowNumber(), partition_by=[F("stage__name")], order_by=nearest),
            total=Window(Count("pk"), partition_by=[F("stage__name")]),
        )
        .filter(place__lte=MOST_CARDS)
    )
    rows = ranked.order_by("place").values_list("pk", "stage__name", "total")
    return [_Place(pk, stage or "", total) for pk, stage, total in rows]


def _cards(person: User, places: Sequence[_Place], stages: Mapping[int, list[Stage]]) -> dict[int, Card]:
    """Round → its card. Three statements."""
    rounds = [place.round for place in places]
    found = _rounds(rounds)
    given: dict[int, list[SignOff]] = defaultdict(list)
    for signature in _signatures(rounds):
        given[signature.round_id].append(signature)
    counts = dict(_blocking_counts(rounds))
    cards = {}
    for round in found:
        article = round.article
        article.blocking_count = counts.get(article.pk, 0)  # type: ignore[attr-defined]
        of_desk = stages.get(article.desk_id, [])
        cards[round.pk] = _card(person, round, of_desk, given[round.pk])
    return cards


@compiled
def _signatures(rounds: Sequence[int]) -> QuerySet[SignOff]:
    return SignOff.objects.filter(round__in=rounds, withdrawn_at=None).order_by("signed_at")


@compiled
def _blocking_counts(rounds: Sequence[int]) -> QuerySet[Query, Any]:
    """Article → its blocking queries."""
    blocking = Query.objects.blocking().filter(article__rounds__in=rounds).order_by()
    return blocking.values_list("article").annotate(count=Count("pk", distinct=True))


@compiled
def _rounds(rounds: Sequence[int]) -> QuerySet[Round]:
    """With what a card shows, and no more."""
    return (
        Round.objects.filter(pk__in=rounds)
        .select_related("article__author", "article__desk", "stage")
        .only(
            "number",
            "stage__name",
            "stage__position",
            "article__slug",
            "article__headline",
            "article__language",
            "article__state",
            "article__deadline",
            "article__embargo_until",
            "article__digest",
            "article__author__name",
            "article__desk__name",
        )
    )


def _card(person: User, round: Round, stages: Sequence[Stage], given: Sequence[SignOff]) -> Card:
    article = round.article
    counted = [one for one in given if _counts(one, article, stages)]
    of_stages = status(stages, counted, digest=article.digest, at=round.stage)
    required = [one for one in of_stages if one.stage.required]
    stale = [one for one in required if one.stale and not one.is_complete]
    return Card(
        article=article,
        round=round,
        signed=_names(one for one in required if one.is_complete),
        stale=_names(stale),
        missing=_names(one for one in required if not one.is_complete and one not in stale),
        may_move=may_manage_on(person, article.desk_id),
    )


def _counts(given: SignOff, article: Article, stages: Sequence[Stage]) -> bool:
    """What somebody signed who is the author by now counts only where authors may sign."""
    if given.signer_id != article.author_id:
        return True
    return any(stage.pk == given.stage_id and stage.author_may_sign for stage in stages)


def _names(statuses: Iterable[StageStatus]) -> tuple[str, ...]:
    return tuple(one.stage.name for one in statuses)


def _columns(
    stages: Mapping[int, list[Stage]], places: Sequence[_Place], cards: Mapping[int, Card]
) -> Iterator[Column]:
    """A column for each stage; before them one for stories whose desk has none."""
    names = in_order([stage.name for stage in of_desk] for of_desk in stages.values())
    desks = {
        name: tuple(desk for desk, of_desk in stages.items() if any(stage.name == name for stage in of_desk))
        for name in names
    }
    columns = {name: Column(name, desks[name]) for name in names}
    columns[""] = Column(_("No stage"), why_not=_("Every story moves on once its desk has stages."))
    for place in places:
        column = columns[place.stage]
        column.count = place.count
        if place.round in cards:
            column.cards.append(cards[place.round])
    if columns[""].cards:
        yield columns[""]
    yield from (columns[name] for name in names)


def _released(desks: Sequence[Desk], since: datetime) -> tuple[tuple[Article, ...], int]:
    """What was released since then, the newest first, and how many. One statement, and one more where there
    is more than a column shows."""
    today = Article.objects.filter(
        desk__in=desks, state=Article.State.RELEASED, releases__released_at__gte=since
    )
    newest = today.select_related("author", "desk").order_by("-releases__released_at")
    found = tuple(newest.only("slug", "headline", "language", "author__name", "desk__name")[:MOST_CARDS])
    return found, today.count() if len(found) == MOST_CARDS else len(found)
