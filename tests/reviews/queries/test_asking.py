"""Words proposed with a question or a reply, and put in place of its passage."""

from __future__ import annotations

import pytest

from articles.documents.spans import Span
from articles.editing.edits import ArticleClosed
from articles.editing.passages import PassageChanged
from articles.models import StepBatch
from newsroom.errors import Conflict, NotAllowed, NotFound
from reviews.models import Event, Query
from reviews.queries import answering, asking, placement, proposals
from reviews.queries.threads import QueryRefused
from tests.acts import replace_words, send_steps
from tests.factories import NOW, make_query, place_of


@pytest.fixture
def query(room):
    return make_query(room.article, "6.50 euros", by=room.reader, question="Still?", proposed="7 euros")


def reads(room):
    room.article.document.refresh_from_db()
    return room.article.document.parsed().child(2).text_content


def test_accepting_puts_exactly_these_words_and_resolves_in_one_edit(room, query):
    assert (query.proposed, query.replaces) == ("7 euros", "6.50 euros")
    proposals.accept(query=query, by=room.writer, now=NOW)
    assert reads(room) == "A single ticket costs 7 euros."
    accepted = Query.objects.get()
    assert (accepted.state, accepted.resolved_by, accepted.is_accepted) == ("resolved", room.writer, True)
    batch = StepBatch.objects.get()
    assert (batch.count, batch.author) == (1, room.writer)
    anchor = accepted.anchor
    assert (anchor.state, anchor.quote) == ("changed", "6.50 euros")
    assert (anchor.start, anchor.end) == place_of(room.article, "7 euros")
    assert Event.objects.get(kind=Event.Kind.RESOLVED).actor == room.writer


def test_with_words_to_propose_no_question_need_be_typed(room):
    asked = make_query(room.article, "boat", by=room.editor, question=" ", proposed="ferry")
    assert asked.question == "Would these words be better?"


def test_a_reply_proposes_what_the_passage_reads_then(room):
    query = make_query(room.article, "6.50 euros", by=room.editor)
    replace_words(room, "6.50", "6.80")
    reply = answering.reply(query=query, by=room.writer, body="", proposed="six eighty", now=NOW)
    assert (reply.replaces, reply.body) == ("6.80 euros", "")
    assert Query.objects.get().state == "answered"
    proposals.accept(query=query, by=room.editor, reply=reply, now=NOW)
    assert reads(room) == "A single ticket costs six eighty."
    reply.refresh_from_db()
    assert reply.is_accepted
    assert not Query.objects.get().is_accepted


@pytest.mark.parametrize("who", ["reader", "colleague", "stranger"])
def test_only_who_may_edit_accepts(room, query, who):
    with pytest.raises(NotAllowed):
        proposals.accept(query=query, by=getattr(room, who), now=NOW)
    assert reads(room) == "A single ticket costs 6.50 euros."
    assert Query.objects.get().is_open


def test_a_passage_that_reads_otherwise_is_left_alone_and_says_what_it_reads(room, query):
    replace_words(room, "6.50", "6.80")
    with pytest.raises(PassageChanged) as refused:
        proposals.accept(query=query, by=room.editor, now=NOW)
    assert refused.value.current == "6.80 euros"
    assert "“6.80 euros”" in str(refused.value)
    assert Query.objects.get().is_open
    replace_words(room, "6.80", "6.50")
    proposals.accept(query=query, by=room.editor, now=NOW)
    assert reads(room) == "A single ticket costs 7 euros."


def test_words_that_are_gone_are_not_replaced(room, query):
    replace_words(room, "6.50 euros", "")
    with pytest.raises(PassageChanged) as refused:
        proposals.accept(query=query, by=room.editor, now=NOW)
    assert "Text deleted: “6.50 euros”" in str(refused.value)
    with pytest.raises(Conflict):
        answering.reply(query=query, by=room.writer, body="", proposed="x", now=NOW)


def test_a_passage_that_moved_is_confirmed_first(room):
    sentence = "A single ticket costs 6.50 euros."
    query = make_query(room.article, sentence, by=room.editor, proposed="It costs 7 euros.")
    start, end = place_of(room.article, sentence)
    moved = {"type": "paragraph", "content": [{"type": "text", "text": sentence}]}
    first = place_of(room.article, "The last boat")[0] - 1
    steps = [
        {"stepType": "replace", "from": start - 1, "to": end + 1},
        {"stepType": "replace", "from": first, "to": first, "slice": {"content": [moved]}},
    ]
    send_steps(article=room.article, by=room.writer, version=0, steps=steps, client_id="x", now=NOW)
    assert Query.objects.get().anchor.state == "moved"
    with pytest.raises(PassageChanged):
        proposals.accept(query=query, by=room.editor, now=NOW)
    placement.confirm(query=query, by=room.reader, now=NOW)
    proposals.accept(query=query, by=room.editor, now=NOW)
    room.article.document.refresh_from_db()
    assert room.article.document.parsed().child(1).text_content == "It costs 7 euros."


def test_another_query_on_the_same_words_stays_where_it_was(room):
    make_query(room.article, "6.50 euros", by=room.editor)
    inner = make_query(room.article, "euros", by=room.editor)
    query = make_query(room.article, "6.50 euros", by=room.reader, proposed="6.80 euros")
    proposals.accept(query=query, by=room.editor, now=NOW)
    states = [found.anchor.state for found in Query.objects.order_by("number")]
    assert states == ["changed", "exact", "changed"]
    inner.anchor.refresh_from_db()
    assert (inner.anchor.start, inner.anchor.end) == place_of(room.article, "euros")


def test_what_is_resolved_or_proposes_nothing_is_not_accepted(room, query):
    other = make_query(room.article, "boat", by=room.editor)
    with pytest.raises(QueryRefused):
        proposals.accept(query=other, by=room.editor, now=NOW)
    reply = answering.reply(query=query, by=room.writer, body="", proposed="8 euros", now=NOW)
    with pytest.raises(QueryRefused):
        proposals.accept(query=other, by=room.editor, reply=reply, now=NOW)
    answering.resolve(query=query, by=room.editor, now=NOW)
    with pytest.raises(Conflict):
        proposals.accept(query=query, by=room.editor, now=NOW)
    assert not StepBatch.objects.exists()
    with pytest.raises(NotFound):
        answering.find_reply(other, reply.pk)


def test_released_copy_takes_no_words(room, query):
    room.article.state = "released"
    room.article.save()
    with pytest.raises(ArticleClosed):
        proposals.accept(query=query, by=room.editor, now=NOW)


def test_a_passage_over_two_paragraphs_takes_no_proposal(room):
    start, _ = place_of(room.article, "23.40")
    _, end = place_of(room.article, "A single")
    with pytest.raises(QueryRefused):
        asking.ask(
            article=room.article,
            by=room.editor,
            on=Span(start, end, 0),
            question="?",
            proposed="x",
            now=NOW,
        )
    assert not Query.objects.exists()


def test_a_last_word_and_the_resolution_are_one_act_and_told_once(room):
    query = make_query(room.article, "boat", by=room.editor)
    answering.resolve(query=query, by=room.reader, body="It is the last.", now=NOW)
    assert query.replies.get().body == "It is the last."
    told = Event.objects.exclude(kind=Event.Kind.ASKED)
    assert [(event.kind, event.reply.body) for event in told] == [("resolved", "It is the last.")]
    answering.resolve(query=query, by=room.editor, body="Late, but kept.", now=NOW)
    assert query.replies.count() == 2
