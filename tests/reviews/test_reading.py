from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reviews import reading
from reviews.queries import answering
from reviews.reading import Filters
from tests.articles.history.test_provenance import put
from tests.factories import NOW, make_article, make_desk, make_doc, make_query
from tests.pages import at, browse


def page(person, now=NOW, **filters):
    return list(reading.page_of_stories(person, Filters(**filters), page=1, now=now).object_list)


def test_only_stories_of_own_desks_are_listed(room):
    make_article(make_desk())
    assert page(room.writer) == [room.article]
    assert page(room.stranger) == []
    assert len(page(room.admin)) == 2


def test_a_row_says_what_stands_open(room):
    make_query(room.article, "euros", by=room.editor)
    make_query(room.article, "boat", by=room.editor, blocking=False)
    done = make_query(room.article, "ticket", by=room.editor)
    answering.resolve(query=done, by=room.editor, now=NOW)
    (row,) = page(room.editor)
    assert (row.open_count, row.blocking_count, row.stage_name, row.round_number) == (2, 1, "Desk edit", 1)


def test_the_nearest_deadline_comes_first_and_overdue_can_be_asked_for(room):
    late = make_article(room.desk, deadline=NOW - timedelta(hours=1))
    soon = make_article(room.desk, deadline=NOW + timedelta(hours=1))
    assert page(room.editor)[0] == late
    assert page(room.editor, overdue=True) == [late]
    assert soon in page(room.editor)


def test_stories_without_a_deadline_come_last_the_newest_first(room):
    newest = make_article(room.desk, now=NOW + timedelta(hours=2))
    in_a_week = make_article(room.desk, deadline=NOW + timedelta(days=7))
    assert list(page(room.editor)) == [in_a_week, newest, room.article]


@pytest.mark.parametrize("words", ["ÖFFNET", "öffnet", "bücherei öffnet"])
def test_headlines_are_found_whatever_the_case_of_their_letters(room, words):
    article = make_article(room.desk, doc=make_doc("x", headline="Bücherei Öffnet sonntags"))
    assert page(room.editor, words=words) == [article]


def test_filters(room):
    other = make_desk("world")
    room.desk.memberships.create(user=room.stranger, role="reader")
    other.memberships.create(user=room.stranger, role="reader")
    far = make_article(other)
    assert page(room.stranger, desk="world") == [far]
    assert set(page(room.stranger, stage="Desk edit")) == {far, room.article}
    assert page(room.stranger, stage="Slot") == []
    assert page(room.stranger, state="released") == []
    assert page(room.writer, mine=True) == [room.article]
    assert page(room.colleague, mine=True) == []
    make_query(room.article, "euros", by=room.editor, assigned_to=room.colleague)
    assert page(room.colleague, mine=True) == [room.article]


def test_longer_lists_and_longer_threads_take_no_more_statements(room):
    def statements():
        room.editor.__dict__.pop("desk_roles", None)
        with CaptureQueriesContext(connection) as captured:
            for row in page(room.editor):
                assert row.desk.name == room.desk.name
                assert row.author in (room.writer, None)
                assert row.stage_name == "Desk edit"
        return len(captured)

    def thread_statements():
        with CaptureQueriesContext(connection) as captured:
            for query in reading.threads(room.article):
                assert query.anchor.quote
                assert (query.asker, query.assigned_to) != ("", None)
                assert all(reply.writer for reply in query.replies.all())
        return len(captured)

    make_query(room.article, "euros", by=room.editor)
    few, short = statements(), thread_statements()
    for number in range(20):
        make_query(make_article(room.desk, author=room.writer), "euros", by=room.editor)
        query = make_query(room.article, "euros", by=room.editor)
        answering.reply(query=query, by=room.writer, body=f"Answer {number}", now=NOW)
    assert (statements(), thread_statements()) == (few, short)
    assert few <= 4
    assert short <= 3


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
