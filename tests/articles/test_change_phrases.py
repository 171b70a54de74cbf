"""The one sentence about what a suggestion changes, for every kind of change."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from articles.change_phrases import LONGEST_QUOTE, quoted, sentence


@dataclass(frozen=True)
class Change:
    kind: str
    inserted: str = ""
    deleted: str = ""
    formatted: str = ""
    note: str = ""


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (Change("replacement", inserted="7.00", deleted="6.50"), "Replace “6.50” with “7.00”"),
        (Change("replacement", inserted="7.00"), "Insert “7.00”"),
        (Change("replacement", deleted="6.50"), "Delete “6.50”"),
        (Change("insertion", inserted="at night"), "Insert “at night”"),
        (Change("insertion", note="a rule"), "Insert a rule"),
        (Change("deletion", deleted="at night"), "Delete “at night”"),
        (Change("deletion", note="an image"), "Delete an image"),
        (Change("join"), "Join with the previous paragraph"),
        (Change("split"), "Start a new paragraph"),
        (Change("formatting", formatted="ferry", note="bold"), "Format “ferry”: bold"),
    ],
)
def test_every_kind_of_change_has_its_sentence(change, expected):
    assert sentence(change) == expected


def test_words_are_quoted_on_one_line():
    assert quoted("one\n two\tthree") == "one two three"


def test_a_long_text_is_quoted_by_its_ends():
    shown = quoted(f"First {'and more ' * 60}last")
    assert len(shown) <= LONGEST_QUOTE
    assert shown.startswith("First ") and shown.endswith("last")
