"""The filters of the list of stories: an address that makes no sense narrows nothing."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

import pytest
from django.http import QueryDict

from newsroom.models import User
from reviews.forms.filters import FilterForm
from reviews.lists.stories import Choices, Filters

RUTH = User(pk=9, name="Ruth Adeyemi")
CHOICES = Choices(
    desks=(), stages=("Copy", "Standards"), people=(User(pk=7, name="Mara Velde"), RUTH), editors=(RUTH,)
)


def form(**address):
    return FilterForm(QueryDict(urlencode(address)), choices=CHOICES)


def test_without_an_address_the_stories_in_progress_are_listed():
    assert form().filters == Filters(state="open")
    assert not form().narrows


def test_what_is_chosen_narrows_the_list():
    chosen = form(words="ferry", stage="Copy", mine="on", overdue="on", author="7", due_from="2026-03-02")
    assert chosen.filters == Filters(
        words="ferry", stage="Copy", mine=True, overdue=True, author=7, due_from=date(2026, 3, 2)
    )
    assert chosen.narrows


def test_section_priority_and_editor_in_charge_narrow_the_list_and_stay_in_the_address():
    chosen = form(section="Travel", priority="1", editor="9")
    assert chosen.filters == Filters(section="Travel", priority=1, editor=9)
    assert chosen.has_more
    assert chosen.query == "section=Travel&priority=1&editor=9"
    assert list(chosen.ways_out({"editor": 2, "priority": 1})) == [
        ("Editor in charge: Ruth Adeyemi", "section=Travel&priority=1", 2),
        ("Priority: urgent", "section=Travel&editor=9", 1),
    ]


@pytest.mark.parametrize(
    "address",
    [
        {"stage": "Nowhere"},
        {"desk": "nowhere"},
        {"words": "x" * 201},
        {"author": "8"},
        {"author": "x"},
        {"editor": "7"},
        {"priority": "2"},
        {"section": "x" * 201},
        {"due_from": "yesterday"},
        {"state": "lost"},
        {"sort": "colour"},
    ],
)
def test_what_is_no_choice_narrows_nothing(address):
    assert form(**address).filters == Filters()


def test_another_state_narrows_and_another_order_does_not():
    assert form(state="released").narrows
    assert not form(sort="headline").narrows


def test_what_is_folded_away_is_shown_once_it_is_chosen():
    assert not form(words="ferry", stage="Copy", overdue="on").has_more
    assert form(author="7").has_more
    assert form(state="").has_more


def test_headings_sort_and_sort_again_from_the_other_end():
    headings = {heading.name: heading for heading in form(stage="Copy", page="3").headings}
    deadline, priority = headings["deadline"].ways
    assert (deadline.query, deadline.sorted) == ("stage=Copy&sort=-deadline", "ascending")
    assert (priority.query, priority.sorted) == ("stage=Copy&sort=priority", "")
    (changed,) = headings["changed"].ways
    assert (changed.query, changed.sorted) == ("stage=Copy&sort=-changed", "")
    again = {heading.name: heading for heading in form(sort="-changed").headings}["changed"]
    assert (again.ways[0].query, again.sorted) == ("sort=changed", "descending")


def test_a_filter_is_taken_away_by_itself():
    sent = form(stage="Copy", author="7", page="2", view="3")
    assert list(sent.ways_out({"author": 4})) == [("Author: Mara Velde", "stage=Copy&view=3", 4)]
    assert list(form(state="spiked").ways_out({"state": 1})) == [("State: spiked", "state=", 1)]
    assert sent.query == "stage=Copy&author=7"
