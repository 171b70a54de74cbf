"""Deadlines and embargoes by day, on the reader's clock."""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final, Literal

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber, TruncDate
from django.utils import formats, timezone

from articles.access import visible_articles, visible_desks
from articles.models import Article
from newsroom.models import Desk, User
from reviews.lists.stories import beginning_of

MOST_A_DAY: Final = {"week": 30, "month": 4}
"""Entries of a day; of more it is said how many there are."""
FIRST, LAST = date(1990, 1, 1), date(2200, 1, 1)
"""Beyond these nobody plans."""
Span = Literal["week", "month"]


@dataclass(frozen=True)
class Entry:
    """A moment of a story: its deadline, or the end of its embargo."""

    article: Article
    at: datetime
    what: Literal["deadline", "embargo"]

    def is_overdue(self, now: datetime) -> bool:
        return self.what == "deadline" and self.article.is_open and self.at < now


@dataclass
class Day:
    """``is_outside`` of the month that is shown: it fills up a week."""

    date: date
    is_outside: bool = False
    entries: list[Entry] = field(default_factory=list)
    count: int = 0

    @property
    def more(self) -> int:
        return self.count - len(self.entries)


@dataclass(frozen=True)
class Calendar:
    """Whole weeks, which begin as the language has it."""

    span: Span
    on: date
    weeks: tuple[tuple[Day, ...], ...]
    desks: tuple[Desk, ...]
    desk: Desk | None

    @property
    def first(self) -> date:
        return self.weeks[0][0].date

    @property
    def last(self) -> date:
        return self.weeks[-1][-1].date

    @property
    def previous(self) -> date:
        """A day of the week or month before."""
        return (
            self.on - timedelta(days=7) if self.span == "week" else self.on.replace(day=1) - timedelta(days=1)
        )

    @property
    def following(self) -> date:
        """A day of the week or month after."""
        if self.span == "week":
            return self.on + timedelta(days=7)
        return self.on.replace(day=28) + timedelta(days=4)


def calendar_of(person: User, *, span: Span, on: date, desk: str = "") -> Calendar:
    """The week or month around a day, of a desk or of all this person sees. Three statements.

    Spiked stories are left out, and of released ones all but embargoes.
    """
    desks = list(visible_desks(person).order_by("name", "pk"))
    chosen = next((one for one in desks if one.slug == desk), None)
    on = min(max(on, FIRST), LAST)
    weeks = _weeks(span, on)
    days = {day.date: day for week in weeks for day in week}
    stories = visible_articles(person).exclude(state=Article.State.SPIKED)
    if chosen:
        stories = stories.filter(desk=chosen)
    _fill(days, stories.filter(state=Article.State.OPEN), "deadline", "deadline", span)
    _fill(days, stories, "embargo_until", "embargo", span)
    return Calendar(span, on, weeks, tuple(desks), chosen)


def _weeks(span: Span, on: date) -> tuple[tuple[Day, ...], ...]:
    # Django counts from Sunday, Python from Monday.
    first_weekday = (int(formats.get_format("FIRST_DAY_OF_WEEK")) - 1) % 7
    if span == "month":
        months = calendar.Calendar(first_weekday).monthdatescalendar(on.year, on.month)
        return tuple(tuple(Day(day, day.month != on.month) for day in week) for week in months)
    begin = on - timedelta(days=(on.weekday() - first_weekday) % 7)
    return (tuple(Day(begin + timedelta(days=n)) for n in range(7)),)


def _fill(
    days: dict[date, Day],
    stories: QuerySet[Article],
    column: Literal["deadline", "embargo_until"],
    what: Literal["deadline", "embargo"],
    span: Span,
) -> None:
    """The first entries of each day, and how many there are. One statement."""
    day = TruncDate(column, tzinfo=timezone.get_current_timezone())
    within = Q(**{f"{column}__gte": beginning_of(min(days))}) & Q(
        **{f"{column}__lt": beginning_of(max(days) + timedelta(days=1))}
    )
    ranked = (
        stories.filter(within)
        .annotate(day=day)
        .annotate(
            place=Window(RowNumber(), partition_by=[F("day")], order_by=[F(column), F("pk")]),
            total=Window(Count("pk"), partition_by=[F("day")]),
        )
        .filter(place__lte=MOST_A_DAY[span])
        .select_related("desk")
        .only("slug", "headline", "language", "state", "deadline", "embargo_until", "desk__name")
    )
    _place(days, ((article, getattr(article, column)) for article in ranked.order_by(column, "pk")), what)


def _place(
    days: dict[date, Day], moments: Iterable[tuple[Article, datetime]], what: Literal["deadline", "embargo"]
) -> None:
    counted: set[date] = set()
    for article, at in moments:
        day = days[timezone.localtime(at).date()]
        day.entries.append(Entry(article, at, what))
        if day.date not in counted:
            counted.add(day.date)
            day.count += article.total  # type: ignore[attr-defined]
