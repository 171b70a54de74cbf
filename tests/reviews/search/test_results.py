"""A page of results."""

from __future__ import annotations

import pytest

from reviews.search import indexing, results
from reviews.search.finding import Search
from reviews.search.results import page_of_results
from reviews.search.terms import read
from tests.factories import make_article, make_query


def page(person, typed, **options):
    return page_of_results(person, Search(read(typed)), **options)


def test_a_result_leads_to_the_thread_or_to_the_story(room):
    query = make_query(room.article, "euros", by=room.editor, question="Has the harbour office said so?")
    list(indexing.rebuild())
    (of_query,) = page(room.editor, "harbour ").results
    assert of_query.address == f"{room.article.get_absolute_url()}#query-{query.number}"
    (of_copy,) = page(room.editor, "boat ").results
    assert of_copy.address == room.article.get_absolute_url()
    assert [piece for piece in of_copy.headline if piece.is_hit] == []


def test_pages(room, monkeypatch):
    monkeypatch.setattr(results, "PER_PAGE", 2)
    stories = [room.article.pk, *(make_article(room.desk).pk for _story in range(4))]
    list(indexing.rebuild())
    first, last = page(room.editor, "ferry "), page(room.editor, "ferry ", number=99)
    assert [result.article.pk for result in first.results] == stories[:2:-1]
    assert (first.count, first.pages, first.first, first.previous, first.next) == (5, 3, 1, None, 2)
    assert [result.article.pk for result in last.results] == [stories[0]]
    assert (last.number, last.first, last.previous, last.next) == (3, 5, 2, None)


@pytest.mark.parametrize("count", [1, 15])
def test_a_page_takes_as_many_statements_for_one_story_as_for_many(room, count, django_assert_num_queries):
    for _story in range(count - 1):
        make_article(room.desk)
    list(indexing.rebuild())
    with django_assert_num_queries(4):  # the first reads the roles of the person
        assert page(room.editor, "ferry ").count == count


def test_nothing_is_asked_of_the_database_for_no_words(room, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert page(room.editor, "… ").results == []
