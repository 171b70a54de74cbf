"""Taking back what was accepted: the old words, the query, and nobody else's words."""

from __future__ import annotations

import json

import pytest

from articles.editing.edits import ArticleClosed
from articles.editing.passages import PassageChanged
from articles.models import StepBatch
from newsroom.errors import NotAllowed
from reviews.models import Event, Query
from reviews.queries import answering, proposals
from reviews.queries.proposals import NothingAccepted
from tests.acts import replace_words, send_steps
from tests.factories import NOW, make_query, place_of, typed
from tests.reviews.queries.test_asking import reads

OLD = "A single ticket costs 6.50 euros."
NEW = "A single ticket costs 7 euros."


@pytest.fixture
def query(room):
    return make_query(room.article, "6.50 euros", by=room.reader, question="Still?", proposed="7 euros")


@pytest.fixture
def accepted(room, query):
    proposals.accept(query=query, by=room.editor, now=NOW)
    assert reads(room) == NEW
    return query


@pytest.mark.parametrize("who", ["writer", "editor"])
def test_the_old_words_and_the_query_are_back_in_one_edit(room, accepted, who):
    person = getattr(room, who)
    proposals.take_back(query=accepted, by=person, now=NOW)
    assert reads(room) == OLD
    query = Query.objects.get()
    assert (query.state, query.resolved_at, query.resolved_by, query.is_accepted) == (
        "open",
        None,
        None,
        False,
    )
    assert (query.anchor.state, query.anchor.quote) == ("exact", "6.50 euros")
    assert (query.anchor.start, query.anchor.end) == place_of(room.article, "6.50 euros")
    assert [batch.author for batch in StepBatch.objects.order_by("first_version")] == [room.editor, person]
    assert Event.objects.get(kind=Event.Kind.REOPENED).actor == person
    proposals.accept(query=query, by=room.writer, now=NOW)
    assert reads(room) == NEW
    assert Query.objects.get().is_accepted


@pytest.mark.parametrize("who", ["reader", "colleague", "stranger"])
def test_only_who_may_edit_takes_it_back(room, accepted, who):
    with pytest.raises(NotAllowed):
        proposals.take_back(query=accepted, by=getattr(room, who), now=NOW)
    assert reads(room) == NEW
    assert not Query.objects.get().is_open


def test_words_somebody_changed_since_stay_and_say_so(room, accepted):
    replace_words(room, "7 euros", "7.20 euros")
    with pytest.raises(PassageChanged, match="not “7 euros”"):
        proposals.take_back(query=accepted, by=room.editor, now=NOW)
    assert reads(room) == "A single ticket costs 7.20 euros."
    assert not Query.objects.get().is_open
    replace_words(room, "7.20 euros", "7 euros")
    proposals.take_back(query=accepted, by=room.editor, now=NOW)
    assert reads(room) == OLD


def test_words_that_are_gone_are_not_brought_back(room, accepted):
    replace_words(room, " 7 euros", "")
    with pytest.raises(PassageChanged):
        proposals.take_back(query=accepted, by=room.editor, now=NOW)
    assert reads(room) == "A single ticket costs."


def test_what_others_typed_beside_it_stays(room, accepted):
    replace_words(room, "A single ticket", "One ticket")
    proposals.take_back(query=accepted, by=room.editor, now=NOW)
    assert reads(room) == "One ticket costs 6.50 euros."


def test_emphasis_and_the_queries_on_the_old_words_come_back_with_them(room):
    start, end = place_of(room.article, "6.50")
    bold = {"stepType": "addMark", "from": start, "to": end, "mark": {"type": "strong"}}
    send_steps(article=room.article, by=room.writer, version=0, steps=[bold], client_id="x", now=NOW)
    inner = make_query(room.article, "6.50", by=room.editor)
    query = make_query(room.article, "6.50 euros", by=room.reader, proposed="a lot")
    before = json.loads(room.article.document.content)
    proposals.accept(query=query, by=room.editor, now=NOW)
    inner.anchor.refresh_from_db()
    assert inner.anchor.state != "exact"
    proposals.take_back(query=query, by=room.editor, now=NOW)
    room.article.document.refresh_from_db()
    assert json.loads(room.article.document.content) == before
    assert [found.anchor.state for found in Query.objects.order_by("number")] == ["exact", "exact"]


def test_words_of_a_reply_leave_the_query_answered_as_it_was(room):
    query = make_query(room.article, "6.50 euros", by=room.editor)
    reply = answering.reply(query=query, by=room.writer, body="", proposed="7 euros", now=NOW)
    proposals.accept(query=query, by=room.editor, reply=reply, now=NOW)
    proposals.take_back(query=query, by=room.writer, now=NOW)
    reply.refresh_from_db()
    assert (reads(room), reply.is_accepted, Query.objects.get().state) == (OLD, False, "answered")


def test_what_was_not_accepted_or_is_open_again_is_not_taken_back(room, query, accepted):
    proposals.take_back(query=accepted, by=room.editor, now=NOW)
    with pytest.raises(NothingAccepted, match="already been reopened"):
        proposals.take_back(query=accepted, by=room.editor, now=NOW)
    other = make_query(room.article, "last boat", by=room.editor)
    answering.resolve(query=other, by=room.editor, now=NOW)
    with pytest.raises(NothingAccepted, match="No wording was accepted here"):
        proposals.take_back(query=other, by=room.editor, now=NOW)
    assert reads(room) == OLD


@pytest.mark.parametrize("state", ["released", "spiked"])
def test_copy_that_left_or_was_killed_stays_as_it_is(room, accepted, state):
    room.article.state = state
    room.article.save()
    with pytest.raises(ArticleClosed):
        proposals.take_back(query=accepted, by=room.editor, now=NOW)
    assert reads(room) == NEW
    assert not Query.objects.get().is_open


def test_the_key_lives_as_long_as_the_words_can_be_taken_back(room, query):
    proposals.accept(query=query, by=room.editor, now=NOW)
    assert Query.objects.get().accepted_in == StepBatch.objects.get()
    proposals.take_back(query=query, by=room.editor, now=NOW)
    assert Query.objects.get().accepted_in is None
    proposals.accept(query=query, by=room.editor, now=NOW)
    answering.reopen(query=query, by=room.editor, now=NOW)
    query = Query.objects.get()
    assert (query.accepted_in, query.is_accepted, reads(room)) == (None, True, NEW)
    answering.resolve(query=query, by=room.editor, now=NOW)
    with pytest.raises(NothingAccepted, match="No wording was accepted here"):
        proposals.take_back(query=query, by=room.editor, now=NOW)
    assert reads(room) == NEW


def test_the_key_of_a_reply_goes_with_its_query(room):
    query = make_query(room.article, "6.50 euros", by=room.editor)
    reply = answering.reply(query=query, by=room.writer, body="", proposed="7 euros", now=NOW)
    proposals.accept(query=query, by=room.editor, reply=reply, now=NOW)
    reply.refresh_from_db()
    assert (reply.accepted_in, Query.objects.get().accepted_in) == (StepBatch.objects.get(), None)
    answering.reopen(query=query, by=room.editor, now=NOW)
    reply.refresh_from_db()
    assert reply.accepted_in is None


def test_an_edit_that_is_not_kept_any_more_is_said(room, accepted):
    StepBatch.objects.all().delete()
    with pytest.raises(NothingAccepted, match="No wording was accepted here"):
        proposals.take_back(query=accepted, by=room.editor, now=NOW)
    assert reads(room) == NEW
    assert Query.objects.get().accepted_in is None


def test_what_a_page_of_such_a_name_types_at_that_moment_is_not_what_was_accepted(room, accepted):
    send_steps(
        article=room.article,
        by=room.writer,
        version=1,
        steps=[typed(1, 1, "Now: ")],
        client_id="accepted-1-",
        now=NOW,
    )
    proposals.take_back(query=accepted, by=room.editor, now=NOW)
    assert reads(room) == OLD
    assert room.article.document.parsed().child(0).text_content.startswith("Now: ")


def test_words_that_stand_there_already_have_no_edit(room):
    query = make_query(room.article, "6.50 euros", by=room.reader, proposed="6.50 euros")
    proposals.accept(query=query, by=room.editor, now=NOW)
    assert not StepBatch.objects.exists()
    with pytest.raises(NothingAccepted):
        proposals.take_back(query=query, by=room.editor, now=NOW)
