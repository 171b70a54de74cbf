"""The filters of the list of stories: an address that makes no sense narrows nothing."""

from __future__ import annotations

import pytest

from reviews.forms.filters import FilterForm
from reviews.reading import Filters


def form(**address):
    return FilterForm(address, desks=[], stages=["Copy", "Standards"])


def test_without_an_address_the_stories_in_progress_are_listed():
    assert form().filters == Filters(state="open")
    assert not form().narrows


def test_what_is_chosen_narrows_the_list():
    chosen = form(words="ferry", stage="Copy", mine="on", overdue="on")
    assert chosen.filters == Filters(words="ferry", stage="Copy", state="open", mine=True, overdue=True)
    assert chosen.narrows


@pytest.mark.parametrize("address", [{"stage": "Nowhere"}, {"desk": "nowhere"}, {"words": "x" * 201}])
def test_what_is_no_choice_narrows_nothing(address):
    assert not form(**address).narrows


def test_the_state_alone_is_no_narrowing():
    assert form(state="released").filters.state == "released"
    assert not form(state="released").narrows
