from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from articles.models import Article
from reviews.lists import calendar as calendars
from reviews.lists.calendar import calendar_of
from tests.factories import NOW, join, make_article, make_desk, make_doc

TODAY = NOW.date()


def entries(person, on=TODAY, span="month", desk=""):
    shown = calendar_of(person, span=span, on=on, desk=desk)
    return {
        day.date: [(entry.what, str(entry.article)) for entry in day.entries]
        for week in shown.weeks
        for day in week
        if day.entries
    }


def test_a_month_has_whole_weeks_that_begin_as_the_language_has_it(room):
    firsts = {"en": date(2026, 2, 23), "ar": date(2026, 3, 1), "fa": date(2026, 2, 28)}
    for language, first in firsts.items():
        with translation.override(language):
            shown = calendar_of(room.editor, span="month", on=TODAY)
        assert (shown.first, {len(week) for week in shown.weeks}) == (first, {7})
        assert [day.date.month == 3 for week in shown.weeks for day in week].count(True) == 31


def test_deadlines_and_embargoes_are_on_their_days(room):
    Article.objects.filter(pk=room.article.pk).update(
        deadline=NOW, embargo_until=NOW + timedelta(days=2), updated_at=NOW
    )
    assert entries(room.writer) == {
        TODAY: [("deadline", "Ferry runs at night again")],
        TODAY + timedelta(days=2): [("embargo", "Ferry runs at night again")],
    }
    assert entries(room.stranger) == {}
    assert entries(room.writer, on=TODAY - timedelta(days=40)) == {}


def test_a_day_is_that_of_the_readers_clock(room):
    Article.objects.update(deadline=datetime(2026, 3, 1, 23, 30, tzinfo=UTC))
    with timezone.override(UTC):
        assert entries(room.editor).keys() == {date(2026, 3, 1)}
    with timezone.override(ZoneInfo("Asia/Beirut")):
        assert entries(room.editor).keys() == {date(2026, 3, 2)}


def test_what_was_released_keeps_its_embargo_alone_and_what_is_spiked_nothing(room):
    Article.objects.update(deadline=NOW, embargo_until=NOW + timedelta(days=1), state="released")
    assert [what for day in entries(room.editor).values() for what, _story in day] == ["embargo"]
    Article.objects.update(state="spiked")
    assert entries(room.editor) == {}


def test_one_desk_alone(room):
    join(room.editor, world := make_desk("world"), "viewer")
    make_article(world, doc=make_doc(headline="Abroad"), deadline=NOW)
    Article.objects.filter(pk=room.article.pk).update(deadline=NOW)
    assert len(entries(room.editor)[TODAY]) == 2
    assert entries(room.editor, desk="world") == {TODAY: [("deadline", "Abroad")]}


def test_a_day_has_so_many_entries_and_says_how_many_more_there_are(room):
    for minutes in range(9):
        make_article(room.desk, deadline=NOW + timedelta(minutes=minutes))
    shown = calendar_of(room.editor, span="month", on=TODAY)
    day = next(day for week in shown.weeks for day in week if day.date == TODAY)
    assert (len(day.entries), day.count, day.more) == (4, 9, 5)
    assert [entry.at for entry in day.entries] == [NOW + timedelta(minutes=minutes) for minutes in range(4)]


def test_overdue_is_what_is_in_progress_and_past_its_deadline(room):
    Article.objects.update(deadline=NOW, embargo_until=NOW)
    shown = calendar_of(room.editor, span="week", on=TODAY)
    late = {
        entry.what: entry.is_overdue(NOW + timedelta(hours=1))
        for day in shown.weeks[0]
        for entry in day.entries
    }
    assert late == {"deadline": True, "embargo": False}


@pytest.mark.parametrize(
    ("span", "on", "previous", "following"),
    [
        ("month", date(2026, 3, 31), date(2026, 2, 28), date(2026, 4, 1)),
        ("month", date(2026, 1, 1), date(2025, 12, 31), date(2026, 2, 1)),
        ("week", date(2026, 3, 2), date(2026, 2, 23), date(2026, 3, 9)),
    ],
)
def test_there_is_a_way_back_and_a_way_on(room, span, on, previous, following):
    shown = calendar_of(room.editor, span=span, on=on)
    assert (shown.previous, shown.following) == (previous, following)


@pytest.mark.parametrize("on", [date.min, date.max])
def test_the_calendar_ends_where_nobody_plans(room, on):
    for span in ("week", "month"):
        shown = calendar_of(room.editor, span=span, on=on)
        assert calendars.FIRST <= shown.on <= calendars.LAST


def test_a_fuller_calendar_takes_no_more_statements(room):
    def statements():
        room.editor.__dict__.pop("desk_roles", None)
        with CaptureQueriesContext(connection) as captured:
            for story in entries(room.editor).values():
                assert story
        return len(captured)

    few = statements()
    for days in range(50):
        make_article(room.desk, deadline=NOW + timedelta(days=days % 20))
    assert statements() == few <= 4
