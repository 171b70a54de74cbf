"""What is counted of a desk, against acts whose times are known."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from reviews.figures.counting import Asked, Figures, Period, Released, Signed, StageTime, figures
from reviews.models import Query, Stage
from reviews.queries import answering
from reviews.workflow import releasing, signoff
from tests.acts import put_instead, sign
from tests.factories import NOW, join, make_article, make_desk, make_query, make_user

HOUR = timedelta(hours=1)


@pytest.fixture
def stages(room):
    return list(Stage.objects.filter(desk=room.desk).order_by("position"))


def counted(room, *, period=Period.DAYS, now=NOW + timedelta(days=2)) -> Figures:
    return figures([room.desk], period=period, now=now)


def pass_through(room, stages, hours):
    """A story that comes to the second stage, and leaves it after so many hours."""
    article = make_article(room.desk, author=room.writer)
    signoff.pass_on(article=article, stage=stages[1], by=room.editor, now=NOW)
    signoff.pass_on(article=article, stage=stages[2], by=room.editor, now=NOW + hours * HOUR)


def test_time_in_a_stage_is_by_the_nearest_rank(room, stages):
    for hours in range(10, 0, -1):
        pass_through(room, stages, hours)
    assert counted(room).times == [StageTime("Copy", 10, 5 * HOUR, 9 * HOUR)]


def test_a_single_stay_is_the_median_and_the_longest(room, stages):
    pass_through(room, stages, 3)
    assert counted(room).times == [StageTime("Copy", 1, 3 * HOUR, 3 * HOUR)]


def test_who_comes_back_stays_twice(room, stages):
    signoff.pass_on(article=room.article, stage=stages[1], by=room.editor, now=NOW)
    for hour, stage in ((1, 2), (4, 1), (8, 2)):
        signoff.pass_on(article=room.article, stage=stages[stage], by=room.editor, now=NOW + hour * HOUR)
    assert counted(room).times == [
        StageTime("Copy", 2, HOUR, 4 * HOUR),
        StageTime("Standards", 1, 3 * HOUR, 3 * HOUR),
    ]


def test_what_was_left_before_the_period_is_not_counted(room, stages):
    pass_through(room, stages, 3)
    assert counted(room, now=NOW + timedelta(days=40)).times == []
    assert len(counted(room, now=NOW + timedelta(days=40), period=Period.QUARTER).times) == 1


def test_queries_are_counted_by_kind_and_by_desk(room):
    for kind in ("fact", "fact", "legal"):
        make_query(room.article, "6.50 euros", by=room.editor, kind=kind)
    other = make_desk("world")
    elsewhere = make_article(other, author=join(make_user(), other, "writer"))
    make_query(elsewhere, "6.50 euros", by=join(make_user(), other, "editor"), kind="fact")
    assert counted(room).asked == [
        Asked(room.desk.name, Query.Kind.FACT, 2),
        Asked(room.desk.name, Query.Kind.LEGAL, 1),
    ]
    both = figures([room.desk, other], period=Period.DAYS, now=NOW).asked
    assert Asked("World", Query.Kind.FACT, 1) in both
    assert len(both) == 3


def test_each_open_query_is_of_one_age(room):
    for days in (0, 1, 2, 5, 8, 40):
        make_query(room.article, "6.50 euros", by=room.editor, now=NOW - timedelta(days=days))
    make_query(room.article, "last boat", by=room.editor, blocking=False, now=NOW)
    resolved = make_query(room.article, "6.50 euros", by=room.editor, now=NOW)
    answering.resolve(query=resolved, by=room.editor, now=NOW)
    assert counted(room, now=NOW + HOUR).open_ages == [(2, 1), (2, 2), (1, 1), (1, 1), (1, 1)]


def test_sign_offs_that_went_stale_are_counted_once_each_time(room, stages):
    sign(room.article, stages[0], by=room.editor)
    put_instead(room.article, "6.50", "7.00", by=room.writer)
    signoff.announce_stale(now=NOW)
    signoff.announce_stale(now=NOW)
    assert counted(room).signed == [Signed("Desk edit", 1, 1)]


def test_releases_and_corrections_by_the_week(room, stages):
    people = (room.editor, room.copy_editor, room.reader, room.slot)
    for stage, person in zip(stages, people, strict=True):
        sign(room.article, stage, by=person)
    room.article.refresh_from_db()
    releasing.release(article=room.article, by=room.slot, digest=room.article.digest, now=NOW)
    later = NOW + timedelta(days=7)
    releasing.open_correction(article=room.article, reason="A wrong name.", by=room.editor, now=later)
    found = counted(room, now=later).released
    assert found[-2:] == [Released(date(2026, 3, 2), 1, 0), Released(date(2026, 3, 9), 0, 1)]
    assert len(found) == 6
    by_month = counted(room, now=later, period=Period.YEAR).released
    assert by_month[-1] == Released(date(2026, 3, 1), 1, 1)
    assert by_month[0] == Released(date(2025, 3, 1), 0, 0)


def test_there_is_nothing_to_count_at_first(room):
    assert figures([make_desk()], period=Period.YEAR, now=NOW).is_empty


def test_other_desks_do_not_count(room, stages):
    pass_through(room, stages, 3)
    make_query(room.article, "6.50 euros", by=room.editor)
    assert figures([make_desk()], period=Period.DAYS, now=NOW + HOUR).is_empty


def test_six_statements_however_many_stories(room, stages, django_assert_num_queries):
    for _again in range(2):
        pass_through(room, stages, 2)
        make_query(room.article, "6.50 euros", by=room.editor)
        with django_assert_num_queries(6):
            counted(room)
