"""What the command palette offers, and to whom."""

from __future__ import annotations

import pytest

from reviews.presenters.palette import groups
from reviews.search import indexing
from tests.factories import make_article, make_desk, make_doc


def offered(person, typed="", **options):
    return {
        group.name: [choice.label for choice in group.choices] for group in groups(person, typed, **options)
    }


@pytest.fixture
def indexed(room):
    make_article(make_desk(), doc=make_doc(headline="Ferry of another desk"))
    list(indexing.rebuild())
    return room


def test_with_nothing_typed_all_acts_are_there(room, django_assert_num_queries):
    room.writer.desk_roles  # noqa: B018 - read once for a request
    with django_assert_num_queries(0):
        found = offered(room.writer, story=room.article.slug)
    assert list(found) == ["This story", "Go to"]
    assert found["This story"][:3] == ["Copy", "Sign-off", "History"]
    assert found["Go to"][:6] == ["New story", "Needs me", "Inbox", "Stories", "Board", "Calendar"]
    assert "Settings" not in found["Go to"]
    assert "Settings" in offered(room.editor)["Go to"]


def test_stories_are_found_by_their_headlines_and_people_by_their_names(indexed, django_assert_num_queries):
    indexed.writer.desk_roles  # noqa: B018
    with django_assert_num_queries(3):
        found = offered(indexed.writer, "ferr")
    assert found == {
        "Stories": ["Ferry runs at night again"],
        "Search": ["Search copy and queries for “ferr”"],
    }
    assert offered(indexed.writer, "kel jon")["People"] == ["Jonas Keller"]
    assert "Stories" not in offered(indexed.writer, "boat"), "that is in the copy"


def test_nobody_is_offered_stories_and_people_of_other_desks(indexed):
    assert offered(indexed.stranger, "ferr").keys() == {"Search"}
    assert "People" not in offered(indexed.stranger, "jonas")
    assert "People" not in offered(indexed.writer, "olga")


@pytest.mark.parametrize(
    ("typed", "label"),
    [("new", "New story"), ("STORY new", "New story"), ("pref", "Preferences"), ("dark", "Theme: dark")],
)
def test_acts_are_found_by_the_beginnings_of_their_words(room, typed, label):
    assert any(label in labels for labels in offered(room.writer, typed).values())


@pytest.mark.parametrize("typed", ["\x00", "'\"\\", "x" * 10_000, "-", "ferry\x00"])
def test_nothing_that_is_typed_is_an_error(indexed, typed):
    assert "Stories" not in offered(indexed.writer, typed) or typed == "ferry\x00"
