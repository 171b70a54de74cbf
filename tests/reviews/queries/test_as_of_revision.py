"""An old revision shows the queries that were open on it, where they were then."""

from __future__ import annotations

from datetime import timedelta

import pytest

from articles.documents.spans import Span
from articles.documents.text import text_between
from articles.history import revisions
from reviews.models import Query
from reviews.queries import answering, as_of_revision, placement
from tests.acts import replace_words
from tests.factories import NOW, make_query, place_of
from tests.pages import at, browse, words


def later(minutes):
    return NOW + timedelta(minutes=minutes)


def keep(room, minutes):
    """A revision of the copy as it is now, whatever its number."""
    return revisions.keep(article=room.article, by=room.editor, now=later(minutes))


def shown(revision):
    """Each query with its state then and the words it was on."""
    doc = revision.parsed()
    return {
        one.query.number: (one.state, one.passage, text_between(doc, one.start, one.end))
        for one in as_of_revision.open_on(revision)
    }


@pytest.fixture
def first(room):
    return room.article.revisions.get(number=1)


def test_what_was_open_stands_where_it_was_and_as_it_was(room):
    price = make_query(room.article, "6.50 euros", by=room.editor, now=later(1))
    boat = make_query(room.article, "last boat", by=room.editor, now=later(1))
    done = make_query(room.article, "23.40", by=room.editor, now=later(1))
    answering.reply(query=boat, by=room.writer, body="The very last.", now=later(2))
    answering.resolve(query=done, by=room.editor, now=later(3))
    replace_words(room, "The last", "So, the last")
    second = keep(room, 4)
    answering.resolve(query=price, by=room.editor, now=later(5))
    answering.resolve(query=boat, by=room.editor, now=later(5))
    answering.reopen(query=done, by=room.writer, now=later(6))
    replace_words(room, "6.50 euros", "")
    replace_words(room, "last boat", "boat")
    third = keep(room, 7)
    assert shown(second) == {
        1: ("open", "exact", "6.50 euros"),
        2: ("answered", "exact", "last boat"),
    }
    assert shown(third) == {3: ("open", "exact", "23.40")}


def test_a_query_asked_on_a_revision_is_shown_on_it_and_its_words_found_behind_later_edits(room, first):
    make_query(room.article, "6.50 euros", by=room.editor, now=later(1))
    replace_words(room, "The last boat leaves at 23.40.", "It leaves.")
    replace_words(room, "A single", "Every single")
    make_query(room.article, "ticket costs", by=room.editor, now=later(2))
    make_query(room.article, "Every single ticket", by=room.editor, now=later(2))
    make_query(room.article, "It leaves", by=room.editor, now=later(2))
    assert shown(first) == {
        1: ("", "exact", "6.50 euros"),
        2: ("", "exact", "ticket costs"),
        3: ("", "changed", "A single ticket"),
        4: ("", "detached", ""),
    }


def test_a_query_that_was_gone_then_says_so(room):
    make_query(room.article, "6.50 euros", by=room.editor, now=later(1))
    replace_words(room, "6.50 euros", "")
    assert shown(keep(room, 2)) == {1: ("open", "detached", "")}


def test_putting_a_query_elsewhere_changes_nothing_of_what_was(room, first):
    query = make_query(room.article, "6.50 euros", by=room.editor, now=later(1))
    replace_words(room, "The last", "So, the last")
    second = keep(room, 2)
    placement.put(query=query, by=room.editor, on=Span(*place_of(room.article, "last boat"), 1), now=later(3))
    third = revisions.freeze(
        article=room.article,
        document=room.article.document,
        reason="kept",
        by=room.editor,
        now=later(4),
        always=True,
    )
    assert shown(first) == {1: ("", "exact", "6.50 euros")}
    assert shown(second) == {1: ("open", "exact", "6.50 euros")}
    assert shown(third) == {1: ("open", "exact", "last boat")}


def test_the_page_shows_them_with_their_passages_and_what_became_of_them(room):
    query = make_query(room.article, "6.50 euros", by=room.editor, question="<Still>?", now=later(1))
    replace_words(room, "The last", "So, the last")
    keep(room, 2)
    answering.resolve(query=query, by=room.editor, now=later(3))
    response = browse(room.reader).get(at(room.article, "history/2/"))
    text = words(response)
    assert "1 open query on this revision" in text
    assert "1 wording open" in text
    assert "<Still>?" in text
    assert "Query 1 now: resolved" in text
    body = response.content.decode()
    assert f'href="{at(room.article)}#query-1"' in body
    assert 'data-query="1" id="passage-1">6.50 euros</span>' in body
    assert browse(room.stranger).get(at(room.article, "history/2/")).status_code == 404


def test_a_revision_without_queries_stays_plain(room):
    assert "open on this revision" not in words(browse(room.reader).get(at(room.article, "history/1/")))


def test_many_queries_take_no_more_statements(room, first, django_assert_max_num_queries):
    for count in range(6):
        make_query(room.article, "boat", by=room.editor, now=later(count))
        replace_words(room, "The", "The")
    assert Query.objects.count() == 6
    with django_assert_max_num_queries(5):
        assert len(as_of_revision.open_on(first)) == 6
