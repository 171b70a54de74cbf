"""How a desk's row has the times before a deadline at which it reminds and warns."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.schedule import steps

HOUR = timedelta(hours=1)
STEPS = st.sets(
    st.integers(1, 99).map(lambda part: part / 100)
    | st.integers(1, 9999).map(lambda count: timedelta(minutes=count)),
    max_size=8,
)


def test_a_blank_row_follows_the_newsroom(settings):
    settings.REMINDERS, settings.ESCALATIONS = (0.5, 4 * HOUR), (2 * HOUR,)
    assert steps.reminder_steps("") == (0.5, 4 * HOUR)
    assert steps.escalation_steps("") == (2 * HOUR,)
    assert steps.written(["4h", "50%"], settings.REMINDERS) == ""


def test_a_desk_can_have_none():
    assert steps.written([], (HOUR,)) == steps.NONE
    assert steps.reminder_steps(steps.NONE) == ()
    assert steps.escalation_steps(steps.NONE) == ()


@given(chosen=STEPS, newsrooms=STEPS)
def test_what_is_chosen_is_read_again(chosen, newsrooms):
    written = steps.written(steps.keys(chosen), tuple(newsrooms))
    read = set(steps.reminder_steps(written)) if written else newsrooms
    assert read == chosen


@pytest.mark.parametrize(
    ("step", "key"),
    [(0.5, "50%"), (24 * HOUR, "24h"), (48 * HOUR, "2d"), (HOUR / 2, "30m"), (timedelta(seconds=90), "90s")],
)
def test_keys_are_short(step, key):
    assert steps.keys([step]) == [key]


def test_what_holds_is_offered_among_the_options_longest_first():
    assert steps.offered(("30m", "50%", "4h"), (0.25, 3 * HOUR)) == ["50%", "25%", "4h", "3h", "30m"]
