"""What is counted of the work of desks: time in stages, queries, sign-offs that went stale, corrections.

The database counts; each figure is one statement, however many stories there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from django.db.models import (
    Count,
    DateField,
    DurationField,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    Window,
)
from django.db.models.functions import Coalesce, RowNumber, TruncMonth, TruncWeek
from django.utils import timezone

from articles.models import Article
from newsroom.models import Desk
from reviews.lists.stage_order import in_order
from reviews.models import Event, Query, Release, Round, SignOff, Stage


class Period(StrEnum):
    """How far back figures go."""

    DAYS = "30-days"
    QUARTER = "quarter"
    YEAR = "year"


DAYS: Final = {Period.DAYS: 30, Period.QUARTER: 91, Period.YEAR: 365}
AGES: Final = tuple(timedelta(days=days) for days in (1, 3, 7, 28))
"""The ages of open queries at which the next group begins."""


@dataclass(frozen=True)
class StageTime:
    """How long stories were at a stage that they left in the period: half of them no longer than ``median``,
    nine of ten no longer than ``ninth_decile``."""

    stage: str
    count: int
    median: timedelta
    ninth_decile: timedelta


@dataclass(frozen=True)
class Asked:
    """How many queries of a kind were asked on a desk."""

    desk: str
    kind: Query.Kind
    count: int


@dataclass(frozen=True)
class Signed:
    """Sign-offs given at a stage, and how often one went stale there."""

    stage: str
    given: int
    stale: int


@dataclass(frozen=True)
class Released:
    """Stories released, and corrections begun, in the week or month that begins on this day."""

    begins: date
    released: int
    corrections: int


@dataclass(frozen=True)
class Figures:
    """``open_ages``: for each of :data:`AGES`, and for older ones, how many open queries are younger, and how
    many of these block; each query counts once."""

    times: Sequence[StageTime]
    asked: Sequence[Asked]
    open_ages: Sequence[tuple[int, int]]
    signed: Sequence[Signed]
    released: Sequence[Released]

    @property
    def is_empty(self) -> bool:
        any_open = any(count for count, _blocking in self.open_ages)
        any_left = any(one.released or one.corrections for one in self.released)
        return not (self.times or self.asked or any_open or self.signed or any_left)


def figures(desks: Sequence[Desk], *, period: Period, now: datetime) -> Figures:
    """The figures of these desks. Six statements."""
    since = now - timedelta(days=DAYS[period])
    stages = _stages(desks)
    return Figures(
        times=_times(desks, stages, since),
        asked=_asked(desks, since),
        open_ages=_open_ages(desks, now),
        signed=_signed(desks, stages, since),
        released=_released(desks, since, now, weekly=period == Period.DAYS),
    )


def _stages(desks: Sequence[Desk]) -> Sequence[str]:
    """The names of their stages, in order: those of the same name are counted together."""
    of_desks: dict[int, list[str]] = {}
    for desk, name in Stage.objects.filter(desk__in=desks).order_by("position").values_list("desk", "name"):
        of_desks.setdefault(desk, []).append(name)
    return in_order(of_desks.values())


def _times(desks: Sequence[Desk], stages: Sequence[str], since: datetime) -> list[StageTime]:
    """By the nearest rank: the median of two is the shorter."""
    each = [F("stage__name")]
    ranked = _stays(desks, since).annotate(
        rank=Window(RowNumber(), partition_by=each, order_by=[F("took").asc(), F("pk").asc()]),
        of=Window(Count("pk"), partition_by=each),
    )
    half, nine_tenths = Q(rank=(F("of") + 1) / 2), Q(rank=(F("of") * 9 + 9) / 10)
    rows = ranked.filter(half | nine_tenths).order_by("rank").values_list("stage__name", "of", "took")
    found: dict[str, list[tuple[int, timedelta]]] = {}
    for stage, count, took in rows:
        found.setdefault(stage, []).append((count, took))
    return [
        StageTime(stage, found[stage][0][0], found[stage][0][1], found[stage][-1][1])
        for stage in stages
        if stage in found
    ]


def _stays(desks: Sequence[Desk], since: datetime) -> QuerySet[Event]:
    """Each time a story came to a stage and left it since then, with how long it was there (``took``)."""
    came = Event.objects.filter(kind=Event.Kind.STAGE_DUE).order_by("pk")
    went_on = came.filter(round=OuterRef("round"), pk__gt=OuterRef("pk"))
    ended = Q(round__closed_at=None) | Q(round__closed_at__gte=since)
    on_desks = came.filter(ended, stage__desk__in=desks).order_by()
    left = on_desks.annotate(left=Coalesce(Subquery(went_on.values("happened_at")[:1]), "round__closed_at"))
    took = ExpressionWrapper(F("left") - F("happened_at"), output_field=DurationField())
    return left.filter(left__gte=since).annotate(took=took)


def _asked(desks: Sequence[Desk], since: datetime) -> list[Asked]:
    queries = Query.objects.filter(article__desk__in=desks, asked_at__gte=since)
    rows = queries.order_by().values_list("article__desk__name", "kind").annotate(count=Count("pk"))
    return [Asked(desk, Query.Kind(kind), count) for desk, kind, count in rows.order_by("-count")]


def _open_ages(desks: Sequence[Desk], now: datetime) -> list[tuple[int, int]]:
    queries = Query.objects.open().filter(article__desk__in=desks, article__state=Article.State.OPEN)
    younger = [Q(asked_at__gt=now - age) for age in AGES]
    older = [Q(), *(Q(asked_at__lte=now - age) for age in AGES)]
    groups = [new & old for new, old in zip([*younger, Q()], older, strict=True)]
    counts = {f"all_{n}": Count("pk", filter=group) for n, group in enumerate(groups)}
    blocking = {
        f"blocking_{n}": Count("pk", filter=group & Q(blocking=True)) for n, group in enumerate(groups)
    }
    found = queries.order_by().aggregate(**counts, **blocking)
    return [(found[f"all_{n}"], found[f"blocking_{n}"]) for n in range(len(groups))]


def _signed(desks: Sequence[Desk], stages: Sequence[str], since: datetime) -> list[Signed]:
    signed = SignOff.objects.filter(stage__desk__in=desks, signed_at__gte=since)
    went_stale = Event.objects.filter(kind=Event.Kind.STALE, stage__desk__in=desks, happened_at__gte=since)
    given, stale = _counts_of(*(rows.annotate(counted_by=F("stage__name")) for rows in (signed, went_stale)))
    return [
        Signed(stage, given.get(stage, 0), stale.get(stage, 0))
        for stage in stages
        if stage in given or stage in stale
    ]


def _released(desks: Sequence[Desk], since: datetime, now: datetime, *, weekly: bool) -> list[Released]:
    """Every week or month of the period, also those without any."""
    beginning = TruncWeek if weekly else TruncMonth
    left = Release.objects.filter(article__desk__in=desks, released_at__gte=since, round__number=1)
    begun = Round.objects.filter(article__desk__in=desks, opened_at__gte=since, number__gt=1)
    released, corrections = _counts_of(
        *(
            rows.annotate(counted_by=beginning(moment, output_field=DateField()))
            for rows, moment in ((left, "released_at"), (begun, "opened_at"))
        )
    )
    return [
        Released(day, released.get(day, 0), corrections.get(day, 0))
        for day in _beginnings(since, now, weekly=weekly)
    ]


def _counts_of(*counted: QuerySet[Any]) -> list[dict[Any, int]]:
    """For each queryset how many rows have each value of ``counted_by``. One statement for all of them."""
    first, *others = (
        rows.order_by()
        .values("counted_by")
        .annotate(number=Value(number), count=Count("pk"))
        .values_list("number", "counted_by", "count")
        for number, rows in enumerate(counted)
    )
    found: list[dict[Any, int]] = [{} for _rows in counted]
    for number, value, count in first.union(*others, all=True):
        found[number][value] = count
    return found


def _beginnings(since: datetime, now: datetime, *, weekly: bool) -> list[date]:
    """The first days of the weeks or months from one moment to the other."""
    first, last = (timezone.localdate(moment) for moment in (since, now))
    day = first - timedelta(days=first.weekday()) if weekly else first.replace(day=1)
    found = []
    while day <= last:
        found.append(day)
        day = day + timedelta(days=7) if weekly else (day + timedelta(days=31)).replace(day=1)
    return found
