from __future__ import annotations

import pytest

from reviews.figures.counting import Period
from reviews.forms.figures import FiguresForm
from tests.factories import make_desk

pytestmark = pytest.mark.django_db


def test_all_desks_and_thirty_days_unless_something_else_is_chosen():
    desks = [make_desk("city"), make_desk("world")]
    assert FiguresForm({}, desks=desks).chosen_desks == desks
    assert FiguresForm({}, desks=desks).chosen_period == Period.DAYS
    chosen = FiguresForm({"desk": "world", "period": "year"}, desks=desks)
    assert (chosen.chosen_desks, chosen.chosen_period) == ([desks[1]], Period.YEAR)


def test_what_makes_no_sense_is_as_if_it_were_not_there():
    desks = [make_desk("city")]
    form = FiguresForm({"desk": "elsewhere", "period": "\x00"}, desks=desks)
    assert (form.chosen_desks, form.chosen_period) == (desks, Period.DAYS)
