from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from articles.documents.anchors import AnchorError
from articles.documents.spans import Span
from newsroom.errors import Conflict, NotAllowed, NotFound
from reviews.models import Event, Query, Reply
from reviews.queries import answering, asking
from reviews.queries.threads import QueryRefused
from tests.acts import send_steps
from tests.factories import NOW, make_query, make_user, place_of, typed


@pytest.fixture
def query(room):
    return make_query(room.article, "6.50 euros", by=room.editor, question="All fares, or only singles?")


def test_a_query_is_a_row_and_the_copy_stays_as_it_was(room, query):
    assert (query.number, query.state, query.anchor.quote) == (1, Query.State.OPEN, "6.50 euros")
    assert query.assigned_to == room.writer
    assert room.article.document.version == 0


def test_numbers_count_up_in_an_article(room, query):
    assert make_query(room.article, "boat", by=room.editor).number == 2


def test_a_passage_chosen_on_an_older_version_is_carried_along(room):
    start, end = place_of(room.article, "6.50 euros")
    send_steps(
        article=room.article, by=room.writer, version=0, steps=[typed(1, 1, "Now: ")], client_id="x", now=NOW
    )
    asked = asking.ask(
        article=room.article, by=room.editor, on=Span(start, end, 0), question="Sure?", now=NOW
    )
    assert asked.anchor.quote == "6.50 euros"
    assert (asked.anchor.start, asked.anchor.end) == (start + 5, end + 5)


@pytest.mark.parametrize(("start", "end"), [(5, 5), (9, 2), (0, 100000)])
def test_a_passage_without_words_is_refused(room, start, end):
    with pytest.raises(AnchorError):
        asking.ask(article=room.article, by=room.editor, on=Span(start, end, 0), question="?", now=NOW)
    assert not Query.objects.exists()


@pytest.mark.parametrize("question", ["", "   ", "\x00", "x" * 5000])
def test_a_question_has_words_and_an_end(room, question):
    with pytest.raises(QueryRefused):
        make_query(room.article, "boat", by=room.editor, question=question)
    assert not Query.objects.exists()


def test_nobody_without_a_part_in_the_desk_is_asked(room):
    with pytest.raises(QueryRefused):
        make_query(room.article, "boat", by=room.editor, assigned_to=room.stranger)


@pytest.mark.parametrize("who", ["colleague", "stranger"])
def test_wrong_people_do_not_ask(room, who):
    with pytest.raises(NotAllowed):
        make_query(room.article, "boat", by=getattr(room, who))


def test_a_reply_answers_and_the_askers_own_words_ask_again(room, query):
    answering.reply(query=query, by=room.writer, body="Only singles.", now=NOW)
    assert Query.objects.get().state == Query.State.ANSWERED
    answering.reply(query=query, by=room.editor, body="And the return?", now=NOW)
    assert Query.objects.get().state == Query.State.OPEN
    assert Reply.objects.count() == 2


def test_yes_to_an_either_or_question_leaves_it_open_and_says_why(room, query):
    answering.reply(query=query, by=room.writer, body="Yes", now=NOW)
    asked = Query.objects.get()
    assert asked.state == Query.State.OPEN
    assert "Yes" in asked.remark
    answering.reply(query=query, by=room.writer, body="Only singles", now=NOW)
    asked.refresh_from_db()
    assert (asked.state, asked.remark) == (Query.State.ANSWERED, "")


@pytest.mark.parametrize("state", ["open", "released", "spiked"])
def test_replying_and_resolving_do_not_depend_on_where_the_copy_is(room, query, state):
    room.article.state = state
    room.article.save()
    answering.reply(query=query, by=room.writer, body="Only singles.", now=NOW)
    answering.resolve(query=query, by=room.editor, now=NOW)
    assert Query.objects.get().state == Query.State.RESOLVED


@pytest.mark.parametrize("state", ["released", "spiked"])
def test_what_left_is_not_asked_about(room, state):
    room.article.state = state
    room.article.save()
    with pytest.raises(Conflict):
        make_query(room.article, "boat", by=room.editor)


@pytest.mark.parametrize("who", ["colleague", "stranger"])
def test_wrong_people_do_not_reply(room, query, who):
    with pytest.raises(NotAllowed):
        answering.reply(query=query, by=getattr(room, who), body="x", now=NOW)
    assert not Reply.objects.exists()


@pytest.mark.parametrize("who", ["writer", "colleague", "stranger"])
def test_the_author_does_not_resolve_what_others_asked(room, query, who):
    with pytest.raises(NotAllowed):
        answering.resolve(query=query, by=getattr(room, who), now=NOW)
    assert Query.objects.get().is_open


def test_resolving_and_reopening_are_each_others_way_back(room, query):
    answering.resolve(query=query, by=room.reader, now=NOW)
    asked = Query.objects.get()
    assert (asked.state, asked.resolved_by, asked.resolved_at) == (Query.State.RESOLVED, room.reader, NOW)
    answering.reopen(query=asked, by=room.writer, now=NOW)
    asked.refresh_from_db()
    assert (asked.state, asked.resolved_by, asked.resolved_at) == (Query.State.OPEN, None, None)
    assert [entry.state for entry in asked.history.all()] == ["open", "resolved", "open"]


def test_resolving_twice_is_told_once(room, query):
    answering.resolve(query=query, by=room.reader, now=NOW)
    answering.resolve(query=query, by=room.editor, now=NOW)
    assert Event.objects.filter(kind=Event.Kind.RESOLVED).count() == 1
    assert Query.objects.get().resolved_by == room.reader


def test_the_database_knows_when_something_was_resolved(room, query):
    with pytest.raises(IntegrityError), transaction.atomic():
        Query.objects.filter(pk=query.pk).update(state=Query.State.RESOLVED)


def test_reassigning(room, query):
    answering.assign(query=query, to=room.colleague, by=room.editor, now=NOW)
    assert Query.objects.get().assigned_to == room.colleague
    with pytest.raises(QueryRefused):
        answering.assign(query=query, to=room.stranger, by=room.editor, now=NOW)
    with pytest.raises(NotAllowed):
        answering.assign(query=query, to=room.writer, by=room.colleague, now=NOW)
    assert Query.objects.get().assigned_to == room.colleague


def test_only_who_asked_or_an_editor_says_whether_it_blocks(room, query):
    answering.set_blocking(query=query, blocking=False, by=room.editor, now=NOW)
    assert not Query.objects.get().blocking
    assert query.history.latest().history_date == NOW, "the moment of the act"
    with pytest.raises(NotAllowed):
        answering.set_blocking(query=query, blocking=True, by=room.writer, now=NOW)


def test_a_number_that_is_not_there(room):
    with pytest.raises(NotFound):
        answering.find(room.editor, room.article, 99)


def test_a_stranger_finds_no_query(room, query):
    with pytest.raises(NotFound):
        answering.find(room.stranger, room.article, query.number)


def test_telling_twenty_people_takes_as_many_statements_as_telling_one(room, query):
    def statements():
        fresh = answering.find(room.writer, room.article, query.number)
        with CaptureQueriesContext(connection) as captured:
            answering.reply(query=fresh, by=room.writer, body="Only singles.", now=NOW)
        return len(captured)

    answering.reply(query=query, by=room.writer, body="Only singles.", now=NOW)
    few = statements()
    for number in range(20):
        person = make_user(f"Extra {number}")
        room.desk.memberships.create(user=person, role="reader")
        answering.reply(query=query, by=person, body="Seconded.", now=NOW)
    assert statements() == few
    assert Event.objects.latest("pk").notifications.count() == 21
