"""What the address of the search page says: what makes no sense narrows nothing."""

from __future__ import annotations

from datetime import date

import pytest

from reviews.forms.search import SearchForm
from reviews.lists.stories import Choices
from reviews.search.finding import Search
from reviews.search.terms import read
from tests.factories import make_desk, make_user


def form(**address):
    return SearchForm(address, choices=Choices((), ("Copy",), ()))


def test_words_alone_narrow_nothing():
    assert form(q="ferry ", order="best").search == Search(read("ferry "), best_first=True)
    assert not form(q="ferry", order="best").narrows


def test_what_is_chosen_narrows(db):
    desk, person = make_desk("city", workflow=()), make_user()
    address = {"q": "ferry", "where": "reply", "desk": "city", "stage": "Copy", "state": "released"}
    address |= {"author": str(person.pk), "filed_from": "2026-01-02", "filed_to": "2026-01-03"}
    chosen = SearchForm(address, choices=Choices((desk,), ("Copy",), (person,)))
    assert chosen.search == Search(
        read("ferry"),
        where="reply",
        desk="city",
        stage="Copy",
        state="released",
        author=person.pk,
        filed_from=date(2026, 1, 2),
        filed_to=date(2026, 1, 3),
    )
    assert chosen.narrows


@pytest.mark.parametrize(
    "address",
    [
        {"where": "nowhere", "desk": "nowhere", "stage": "x", "state": "lost", "order": "worst"},
        {"author": "Ruth", "filed_from": "tomorrow", "filed_to": "0000-00-00"},
        {"author": "9" * 40, "desk": "\x00", "stage": "\x00"},
    ],
)
def test_what_makes_no_sense_narrows_nothing(address):
    assert form(q="ferry ", **address).search == Search(read("ferry "))
