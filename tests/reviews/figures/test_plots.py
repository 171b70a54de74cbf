from __future__ import annotations

from datetime import date, timedelta

from reviews.figures.counting import Asked, Figures, Period, Released, Signed, StageTime
from reviews.figures.plots import plots
from reviews.models import Query

FOUND = Figures(
    times=[
        StageTime("Desk edit", 1_200, timedelta(hours=1), timedelta(hours=4)),
        StageTime("Copy", 3, timedelta(minutes=30), timedelta(hours=2)),
    ],
    asked=[
        Asked("City", Query.Kind.FACT, 3),
        Asked("World", Query.Kind.FACT, 5),
        Asked("City", Query.Kind.LEGAL, 1),
    ],
    open_ages=[(4, 1), (0, 0), (0, 0), (0, 0), (2, 2)],
    signed=[Signed("Copy", 10, 3)],
    released=[Released(date(2026, 3, 1), 7, 1)],
)
NOTHING = Figures(
    times=[], asked=[], open_ages=[(0, 0)] * 5, signed=[], released=[Released(date(2026, 3, 1), 0, 0)]
)


def plot(key, found=FOUND, period=Period.YEAR):
    (one,) = [one for one in plots(found, period=period, by_desk=True) if one.key == key]
    return one


def test_bars_are_parts_of_the_longest():
    bars = plot("time-in-stage").bars
    assert [(bar.label, bar.inner, bar.outer) for bar in bars] == [("Desk edit", 25, 100), ("Copy", 12.5, 50)]
    assert [bar.top for bar in bars] == [22, 62]
    assert plot("time-in-stage").height == 80


def test_a_plot_is_read_aloud():
    assert plot("time-in-stage").in_words.startswith("Desk edit: 1 h; 90%: 4 h; Copy: ")
    assert plot("sign-offs").in_words == "Copy: 3 of 10 out of date"
    assert plot("corrections").in_words == "March 2026: 7 released, 1 correction"


def test_tables_are_for_people_and_files_for_spreadsheets():
    row = plot("time-in-stage").rows[0]
    assert row.cells == ("Desk edit", "1,200", "1 h", "4 h")
    assert row.values == ("Desk edit", "1200", "1.00", "4.00")
    assert list(plot("corrections").file) == [("Month", "Released", "Corrections"), ("2026-03-01", "7", "1")]


def test_kinds_are_counted_over_all_desks_and_for_each():
    assert [row.cells for row in plot("queries-by-kind").rows] == [("Fact", "8"), ("Legal", "1")]
    desks = plot("queries-by-desk")
    named = dict(zip(desks.columns, desks.rows[1].cells, strict=True))
    assert (named["Desk"], named["All"], named["Fact"], named["Legal"]) == ("City", "4", "3", "1")


def test_of_one_desk_there_is_no_plot_of_desks():
    keys = [one.key for one in plots(FOUND, period=Period.DAYS, by_desk=False)]
    assert keys == ["time-in-stage", "queries-by-kind", "open-queries", "sign-offs", "corrections"]


def test_a_plot_of_nothing_has_no_rows():
    assert [one.key for one in plots(NOTHING, period=Period.YEAR, by_desk=True) if one.rows or one.bars] == []
