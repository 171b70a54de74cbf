"""Figures as they are shown: a plot of bars, a table, and a file with the same rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import Final

from django.utils import formats
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from newsroom.moments import length_of
from newsroom.shortening import shortened
from reviews.figures.counting import AGES, Asked, Figures, Period, Released, Signed, StageTime
from reviews.models import Query

ROW_HEIGHT: Final = 40  # pixels
LONGEST_LABEL: Final = 24  # characters: what is said at the end of the bar is in the same line
BASELINE, BAR_TOP = 14, 22
"""Where the words of a row stand, and where its bar begins, in pixels below the top of the row."""


@dataclass(frozen=True)
class Row:
    """``cells`` are what the table has, ``values`` what the file has. ``said`` is at the end of the bar, of
    which ``inner`` is filled and ``outer`` outlined: amounts in any one unit."""

    cells: tuple[str, ...]
    values: tuple[str, ...]
    said: str
    inner: float
    outer: float


@dataclass(frozen=True)
class Bar:
    """A row as it is drawn: lengths are per cent of the width, the rest is pixels."""

    label: str
    said: str
    inner: float
    outer: float
    baseline: int
    top: int


@dataclass(frozen=True)
class Plot:
    """``key`` is the name of the file. ``legend`` says what is filled and what is outlined, if
    both are."""

    key: str
    title: str
    about: str
    columns: tuple[str, ...]
    file_columns: tuple[str, ...]
    rows: tuple[Row, ...]
    legend: tuple[str, str] | tuple[()] = ()

    @property
    def height(self) -> int:
        return ROW_HEIGHT * len(self.rows)

    @property
    def bars(self) -> list[Bar]:
        longest = max((max(row.inner, row.outer) for row in self.rows), default=0) or 1
        return [
            Bar(
                label=shortened(row.cells[0], LONGEST_LABEL),
                said=row.said,
                inner=round(100 * row.inner / longest, 2),
                outer=round(100 * row.outer / longest, 2),
                baseline=number * ROW_HEIGHT + BASELINE,
                top=number * ROW_HEIGHT + BAR_TOP,
            )
            for number, row in enumerate(self.rows)
        ]

    @property
    def in_words(self) -> str:
        """The plot as a screen reader says it."""
        return "; ".join(f"{row.cells[0]}: {row.said}" for row in self.rows)

    @property
    def file(self) -> Iterable[Sequence[str]]:
        return [self.file_columns, *(row.values for row in self.rows)]


def plots(found: Figures, *, period: Period, by_desk: bool) -> list[Plot]:
    """Every plot, in the order of the page. ``by_desk``: several desks are counted together."""
    return [
        _times(found.times),
        _kinds(found.asked),
        *([_desks(found.asked)] if by_desk else []),
        _ages(found.open_ages),
        _signed(found.signed),
        _released(found.released, weekly=period == Period.DAYS),
    ]


def _times(times: Sequence[StageTime]) -> Plot:
    rows = [
        Row(
            (one.stage, _number(one.count), _length(one.median), _length(one.ninth_decile)),
            (one.stage, str(one.count), _hours(one.median), _hours(one.ninth_decile)),
            _("%(half)s; 90%%: %(most)s") % {"half": _length(one.median), "most": _length(one.ninth_decile)},
            one.median.total_seconds(),
            one.ninth_decile.total_seconds(),
        )
        for one in times
    ]
    return Plot(
        "time-in-stage",
        _("Time in stage"),
        _("How long stories were at each stage before they moved on."),
        (_("Stage"), _("Stays"), _("Half within"), _("90% within")),
        (_("Stage"), _("Stays"), _("Half within (hours)"), _("90% within (hours)")),
        tuple(rows),
        (_("half of the stays"), _("90% of the stays")),
    )


def _kinds(asked: Sequence[Asked]) -> Plot:
    counts = {kind: sum(one.count for one in asked if one.kind == kind) for kind in Query.Kind}
    rows = [
        _counted(capfirst(str(kind.label)), count)
        for kind, count in sorted(counts.items(), key=lambda pair: -pair[1])
        if count
    ]
    columns = (_("Kind"), _("Queries"))
    return Plot("queries-by-kind", _("Queries by kind"), _("Queries asked."), columns, columns, tuple(rows))


def _desks(asked: Sequence[Asked]) -> Plot:
    by_desk: dict[str, dict[Query.Kind, int]] = {}
    for one in asked:
        by_desk.setdefault(one.desk, {})[one.kind] = one.count
    rows = []
    for desk, counts in sorted(by_desk.items(), key=lambda pair: (-sum(pair[1].values()), pair[0])):
        numbers = [sum(counts.values()), *(counts.get(kind, 0) for kind in Query.Kind)]
        said = _number(numbers[0])
        rows.append(Row((desk, *map(_number, numbers)), (desk, *map(str, numbers)), said, numbers[0], 0))
    columns = (_("Desk"), _("All"), *(capfirst(str(kind.label)) for kind in Query.Kind))
    about = _("Queries asked on each desk, and their kinds.")
    return Plot("queries-by-desk", _("Queries by desk"), about, columns, columns, tuple(rows))


def _ages(open_ages: Sequence[tuple[int, int]]) -> Plot:
    days = [age.days for age in AGES]
    labels = [
        _("Under 1 day"),
        *(_("%(from)d to %(to)d days") % {"from": a, "to": b} for a, b in pairwise(days)),
        _("%(count)d days and more") % {"count": days[-1]},
    ]
    rows = [
        Row(
            (label, _number(count), _number(blocking)),
            (label, str(count), str(blocking)),
            _blocking(count, blocking),
            blocking,
            count,
        )
        for label, (count, blocking) in zip(labels, open_ages, strict=True)
    ]
    columns = (_("Age"), _("Open"), _("Blocking"))
    return Plot(
        "open-queries",
        _("Open queries by age"),
        _("Queries that are open now in stories in progress, for every period."),
        columns,
        columns,
        tuple(rows) if any(count for count, _blocking in open_ages) else (),
        (_("blocking"), _("all open")),
    )


def _signed(signed: Sequence[Signed]) -> Plot:
    rows = [
        Row(
            (one.stage, _number(one.given), _number(one.stale)),
            (one.stage, str(one.given), str(one.stale)),
            _("%(stale)s of %(given)s out of date")
            % {"stale": _number(one.stale), "given": _number(one.given)},
            one.stale,
            one.given,
        )
        for one in signed
    ]
    columns = (_("Stage"), _("Sign-offs"), _("Went out of date"))
    return Plot(
        "sign-offs",
        _("Sign-offs that went out of date"),
        _("How often the copy changed after a sign-off."),
        columns,
        columns,
        tuple(rows),
        (_("went out of date"), _("given")),
    )


def _released(released: Sequence[Released], *, weekly: bool) -> Plot:
    rows = [
        Row(
            (_beginning(one, weekly=weekly), _number(one.released), _number(one.corrections)),
            (one.begins.isoformat(), str(one.released), str(one.corrections)),
            _corrections(one),
            one.corrections,
            one.released,
        )
        for one in released
    ]
    first = _("Week of") if weekly else _("Month")
    columns = (first, _("Released"), _("Corrections"))
    return Plot(
        "corrections",
        _("Corrections after release"),
        _("Stories released, and corrections started."),
        columns,
        columns,
        tuple(rows) if any(one.released or one.corrections for one in released) else (),
        (_("corrections"), _("released")),
    )


def _counted(label: str, count: int) -> Row:
    return Row((label, _number(count)), (label, str(count)), _number(count), count, 0)


def _beginning(one: Released, *, weekly: bool) -> str:
    return formats.date_format(one.begins, "j F" if weekly else "F Y")


def _blocking(count: int, blocking: int) -> str:
    if not blocking:
        return _number(count)
    return _("%(count)s, %(blocking)s blocking") % {"count": _number(count), "blocking": _number(blocking)}


def _corrections(one: Released) -> str:
    template = ngettext(
        "%(released)s released, %(count)d correction",
        "%(released)s released, %(count)d corrections",
        one.corrections,
    )
    return template % {"released": _number(one.released), "count": one.corrections}


def _number(number: int) -> str:
    return formats.number_format(number, force_grouping=True)


def _length(duration: timedelta) -> str:
    return length_of(round(duration.total_seconds() / 60))


def _hours(duration: timedelta) -> str:
    """With two places, and a point whatever the language: a spreadsheet counts with it."""
    return f"{duration.total_seconds() / 3600:.2f}"
