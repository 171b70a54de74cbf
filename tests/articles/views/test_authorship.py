from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.history import revisions
from tests.articles.history.test_provenance import LATER, edit, put
from tests.factories import place_of, typed
from tests.pages import at, browse, words


@pytest.mark.parametrize(
    "tail", ["authorship/", "authorship/?revision=1", "authorship/range?start=1&end=5&version=0"]
)
def test_only_people_of_the_desk_see_it(room, tail):
    assert browse(room.colleague).get(at(room.article, tail)).status_code == 200
    assert browse(room.stranger).get(at(room.article, tail)).status_code == 404
    assert browse().get(at(room.article, tail)).status_code == 302


def test_the_whole_copy_with_its_writers(room):
    put(room.article, room.editor, "boat", "white ")
    shown = words(browse(room.reader).get(at(room.article, "authorship/")))
    assert "Mara Velde : 17 words" in shown
    assert "Ruth Adeyemi : 1 word " in shown
    assert "white RA Ruth Adeyemi , 2 March" in shown
    assert "since the latest revision" in shown


def test_any_revision_can_be_asked_about(room):
    put(room.article, room.editor, "boat", "white ")
    revisions.keep(article=room.article, by=room.editor, now=LATER)
    edit(room.article, room.copy_editor, typed(*place_of(room.article, "white "), ""))
    now = words(browse(room.reader).get(at(room.article, "authorship/")))
    then = browse(room.reader).get(at(room.article, "authorship/?revision=2"))
    assert "white" not in now
    assert "white RA Ruth Adeyemi" in words(then)
    assert "new in revision 2" in words(then)
    assert b"compare/?from=1&amp;to=2" in then.content
    assert browse(room.reader).get(at(room.article, "authorship/?revision=9")).status_code == 404


def test_a_range_as_a_part_of_the_page(room):
    put(room.article, room.editor, "boat", "white ")
    start, end = place_of(room.article, "last white boat")
    answer = browse(room.reader).get(at(room.article, f"authorship/range?start={start}&end={end}&version=1"))
    assert "<html" not in answer.content.decode()
    assert words(answer).index("last") < words(answer).index("Ruth Adeyemi") < words(answer).index("boat")


@pytest.mark.parametrize(
    "query",
    ["", "start=1&end=5", "start=5&end=1&version=0", "start=x&end=2&version=0", "start=1&end=5&version=9"],
)
def test_a_range_that_cannot_be_is_refused_in_a_sentence(room, query):
    answer = browse(room.reader).get(at(room.article, f"authorship/range?{query}"))
    assert answer.status_code == 422
    assert "copy" in words(answer)


def test_words_are_shown_as_words(room):
    put(room.article, room.editor, "boat", "<script>alert(1)</script> ")
    assert b"<script>alert" not in browse(room.reader).get(at(room.article, "authorship/")).content


def test_the_page_takes_as_many_statements_whatever_the_log(room):
    client = browse(room.reader)

    def statements():
        with CaptureQueriesContext(connection) as counted:
            assert client.get(at(room.article, "authorship/")).status_code == 200
        return len(counted)

    put(room.article, room.editor, "boat", "white ")
    few = statements()
    for number in range(8):
        put(room.article, (room.copy_editor, room.editor)[number % 2], "boat", "big ")
    assert statements() == few <= 14
