from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from newsroom.moments import deadline, exact, moment

NOW = datetime(2026, 3, 2, 14, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (NOW - timedelta(hours=2), "today 12:00"),
        (NOW - timedelta(days=3), "27 February, 14:00"),
        (NOW - timedelta(days=365), "2 March 2025, 14:00"),
        ("2026-03-02T09:05:33.123+00:00", "today 09:05"),
    ],
)
def test_a_moment_is_near_in_words_and_exact_on_closer_look(value, shown):
    drawn = moment(value, NOW)
    assert f">{shown}</time>" in drawn
    assert drawn.startswith('<time datetime="202')
    assert "UTC" in drawn


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (NOW + timedelta(hours=3, minutes=20), 'class="due">due in 3 h 20 min</time>'),
        (NOW - timedelta(days=2, hours=1), 'class="late">2 days overdue</time>'),
        (NOW + timedelta(hours=2), 'class="due">due in 2 h</time>'),
        (NOW + timedelta(hours=1), 'class="due">due in 1 h</time>'),
        (NOW + timedelta(minutes=59), 'class="soon">due in 59 min</time>'),
        (NOW - timedelta(minutes=48), 'class="late">48 min overdue</time>'),
        (NOW - timedelta(minutes=1), 'class="late">1 min overdue</time>'),
        (NOW + timedelta(days=1, hours=3), 'class="due">due in 1 day</time>'),
        (NOW + timedelta(days=15), 'class="due">due in 2 weeks</time>'),
        (NOW + timedelta(seconds=30), 'class="soon">due now</time>'),
        (NOW - timedelta(seconds=30), 'class="late">due now</time>'),
    ],
)
def test_a_deadline_says_how_far_off_it_is(value, shown):
    assert shown in deadline(value, NOW).replace("\xa0", " ")


def test_no_moment_is_no_words():
    assert (moment(None), deadline(None, NOW), exact(None)) == ("", "", "")
