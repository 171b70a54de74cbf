from __future__ import annotations

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reviews import reading
from reviews.queries import answering
from tests.articles.history.test_provenance import put
from tests.factories import NOW, make_query
from tests.pages import at, browse


def test_longer_threads_take_no_more_statements(room):
    def statements():
        with CaptureQueriesContext(connection) as captured:
            for query in reading.threads(room.article):
                assert query.anchor.quote
                assert (query.asker, query.assigned_to) != ("", None)
                assert all(reply.writer for reply in query.replies.all())
        return len(captured)

    make_query(room.article, "euros", by=room.editor)
    few = statements()
    for number in range(20):
        query = make_query(room.article, "euros", by=room.editor)
        answering.reply(query=query, by=room.writer, body=f"Answer {number}", now=NOW)
    assert statements() == few <= 3


class MeanwhileEdited:
    """Somebody types at the beginning of the copy right after the first statement that reads a table."""

    def __init__(self, room, table):
        self.room, self.table, self.done = room, table, False

    def __call__(self, execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        if not self.done and f'FROM "{self.table}"' in sql:
            self.done = True
            put(self.room.article, self.room.writer, "The last boat", "At night. ")
        return result


@pytest.mark.parametrize("table", ["articles_document", "reviews_query"])
def test_steps_and_passages_of_an_answer_are_of_one_version(room, table):
    query = make_query(room.article, "The last boat", by=room.editor)
    before = query.anchor.start
    reader = browse(room.editor)
    with connection.execute_wrapper(MeanwhileEdited(room, table)):
        answer = reader.get(f"/api/articles/{room.article.slug}/steps?since=0").json()
    moved = len("At night. ") if answer["version"] else 0
    assert answer["passages"][0]["start"] == before + moved


@pytest.mark.parametrize("table", ["articles_article", "reviews_query"])
def test_copy_and_passages_of_a_page_are_of_one_version(room, table):
    query = make_query(room.article, "The last boat", by=room.editor)
    before = query.anchor.start
    reader = browse(room.editor)
    with connection.execute_wrapper(MeanwhileEdited(room, table)):
        data = reader.get(at(room.article)).context["copy_data"]
    moved = len("At night. ") if data["version"] else 0
    assert data["passages"][0]["start"] == before + moved
    assert ("At night. " in json.dumps(data["doc"])) == bool(moved)


def test_a_page_begins_with_the_passages_that_an_answer_tells(room):
    """Each with its anchor, by which an event says where it was moved to."""
    for words in ("The last boat", "6.50 euros"):
        make_query(room.article, words, by=room.editor)
    reader = browse(room.editor)
    shown = reader.get(at(room.article)).context["copy_data"]
    told = reader.get(f"/api/articles/{room.article.slug}/steps?since={shown['version']}").json()
    assert shown["passages"] == told["passages"]
