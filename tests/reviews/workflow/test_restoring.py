"""Restoring an older revision asks again what stood open on it, and undoing that resolves it again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.documents.text import plain_text
from articles.history import revisions
from articles.models import Article
from newsroom.errors import Conflict, NotAllowed
from reviews.models import Event, Notification, Query
from reviews.notifications import mail_data
from reviews.queries import answering, asking
from reviews.workflow import releasing, restoring
from reviews.workflow.preflight import Code, preflight
from tests.acts import replace_words, sign
from tests.factories import NOW, make_query
from tests.pages import at, browse, words

LATER = NOW + timedelta(minutes=5)


def fresh(room):
    return Article.objects.get(pk=room.article.pk)


def sign_everything(room):
    signers = (room.editor, room.copy_editor, room.reader, room.slot)
    for stage, signer in zip(room.desk.stages.order_by("position"), signers, strict=True):
        sign(room.article, stage, by=signer)


def general(room, question="Does it need a second source?"):
    return asking.ask(article=room.article, by=room.editor, on=None, question=question, now=NOW)


def resolve(query, by):
    answering.resolve(query=query, by=by, now=NOW + timedelta(minutes=1))


def restore(room, number=1, by=None, now=LATER):
    return restoring.restore(article=fresh(room), number=number, by=by or room.editor, now=now)


def undo(room, number, by=None, now=LATER):
    return restoring.undo(article=fresh(room), number=number, by=by or room.editor, now=now)


def states(room):
    return dict(Query.objects.filter(article=room.article).values_list("number", "state"))


@pytest.fixture
def price(room):
    """A query on “6.50 euros” that was answered, and resolved by changing the words."""
    query = make_query(room.article, "6.50 euros", by=room.editor)
    answering.reply(query=query, by=room.writer, body="It is 7 since May.", now=NOW)
    replace_words(room, "6.50 euros", "7 euros", by=room.editor)
    resolve(query, room.editor)
    return query


def test_a_query_whose_words_come_back_is_as_open_as_it_was(room, price):
    restored = restore(room)
    assert [query.number for query in restored.queries] == [price.number]
    price.refresh_from_db()
    assert (price.state, price.resolved_at, price.resolved_by) == ("answered", None, None)
    price.anchor.refresh_from_db()
    assert price.anchor.state == "exact"


def test_what_was_added_beside_the_words_counts_too(room):
    source = make_query(room.article, "6.50 euros", by=room.editor)
    replace_words(room, "6.50 euros.", "6.50 euros, the line says.", by=room.editor)
    resolve(source, room.editor)
    assert [query.number for query in restore(room).queries] == [source.number]


def test_a_query_whose_paragraph_reads_the_same_stays_resolved(room, price):
    confirmed = make_query(room.article, "23.40", by=room.editor)
    resolve(confirmed, room.editor)
    boat, ticket = (
        article_paragraph(room.article, words) for words in ("The last boat leaves at 23.40.", "7 euros")
    )
    assert boat != ticket, "they stand in two paragraphs, or this shows nothing"
    assert [query.number for query in restore(room).queries] == [price.number]
    assert states(room)[confirmed.number] == "resolved"


def article_paragraph(article, words):
    blocks = list(Article.objects.get(pk=article.pk).document.parsed().children)
    return next(index for index, block in enumerate(blocks) if words in block.text_content)


def test_one_on_the_whole_story_is_asked_again_unless_nothing_changes(room):
    query = general(room)
    resolve(query, room.editor)
    assert restore(room).queries == ()
    replace_words(room, "single", "return", by=room.editor)
    assert [one.number for one in restore(room).queries] == [query.number]


def test_words_that_were_deleted_come_back_with_their_query(room):
    query = make_query(room.article, "6.50 euros", by=room.editor)
    replace_words(room, "6.50 euros", "", by=room.editor)
    resolve(query, room.editor)
    restore(room)
    assert states(room) == {query.number: "open"}
    query.anchor.refresh_from_db()
    assert query.anchor.state == "exact"


def test_one_that_was_resolved_by_then_stays_resolved(room, price):
    kept = revisions.keep(article=fresh(room), by=room.editor, now=NOW + timedelta(minutes=2))
    replace_words(room, "7 euros", "8 euros")
    assert restore(room, number=kept.number).queries == ()
    assert states(room) == {price.number: "resolved"}


def test_undoing_resolves_it_again_as_it_was(room, price):
    settled = Query.objects.values_list("state", "resolved_at", "resolved_by", "remark")
    before = list(settled)
    made = restore(room).revision
    undone = undo(room, made.number)
    assert [query.number for query in undone.queries] == [price.number]
    assert list(settled) == before
    assert "7 euros" in plain_text(fresh(room).document.parsed())


def test_undoing_leaves_open_what_somebody_has_replied_to_since(room, price):
    made = restore(room).revision
    answering.reply(query=price, by=room.writer, body="7 is right.", now=LATER + timedelta(minutes=1))
    assert undo(room, made.number, now=LATER + timedelta(minutes=2)).queries == ()
    assert states(room) == {price.number: "answered"}


def test_undoing_resolves_nothing_that_somebody_reopened_by_hand(room, price):
    answering.reopen(query=price, by=room.editor, now=NOW + timedelta(minutes=3))
    made = restore(room)
    assert made.queries == ()
    assert undo(room, made.revision.number).queries == ()
    assert states(room) == {price.number: "open"}


def test_undoing_twice_resolves_nothing_more(room, price):
    made = restore(room).revision
    undo(room, made.number)
    answering.reopen(query=price, by=room.editor, now=LATER + timedelta(minutes=3))
    undo(room, made.number, now=LATER + timedelta(minutes=4))
    assert states(room) == {price.number: "open"}


def test_only_restoring_is_undone_so(room, price):
    number = room.article.revisions.order_by("-number").first().number
    with pytest.raises(Conflict, match="was not made by restoring another"):
        undo(room, number)


@pytest.mark.parametrize("who", ["reader", "colleague", "stranger"])
def test_who_does_not_restore_nor_undo_it(room, price, who):
    made = restore(room).revision
    for act in (
        lambda: restore(room, by=getattr(room, who)),
        lambda: undo(room, made.number, by=getattr(room, who)),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert states(room) == {price.number: "answered"}
    assert room.article.revisions.order_by("-number").first() == made


def test_what_comes_back_and_goes_again_at_once_is_no_mail(room, price):
    Notification.objects.update(state="sent")
    made = restore(room).revision
    undo(room, made.number)
    assert Event.objects.filter(kind=Event.Kind.REOPENED).count() == 1
    rows = Notification.objects.filter(state="pending", recipient=room.writer)
    rows.update(message_id="<one@paper.example>")
    (due,) = mail_data.load(rows)
    assert len(due.rows) == 2
    assert due.is_settled


def test_a_correction_that_restores_is_not_ready(room, price):
    sign_everything(room)
    releasing.release(article=fresh(room), by=room.slot, now=LATER)
    releasing.open_correction(article=fresh(room), by=room.editor, reason="The fare", now=LATER)
    restore(room)
    codes = {finding.code for finding in preflight(fresh(room), now=LATER)}
    assert Code.OPEN_QUERY in codes


def test_the_page_says_what_would_be_reopened_and_what_was(room, price):
    browser = browse(room.editor)
    asked = words(browser.get(at(room.article, "history/1/restore")))
    assert "This query was open on revision 1 and will be reopened" in asked
    assert price.question in asked
    done = browser.post(at(room.article, "history/1/restore"), follow=True)
    number = room.article.revisions.order_by("-number").first().number
    assert f"Revision 1 restored (now revision {number}). Query {price.number} reopened. Undo" in words(done)
    back = browser.post(at(room.article, f"history/{number}/restore/undo"), follow=True)
    assert f"Restore undone (now revision {number + 1}). Query {price.number} resolved again." in words(back)


def test_a_sentence_names_a_few_and_counts_more(room):
    queries = [general(room, f"Question {number}?") for number in range(8)]
    for query in queries:
        resolve(query, room.editor)
    replace_words(room, "single", "return", by=room.editor)
    done = browse(room.editor).post(at(room.article, "history/1/restore"), follow=True)
    assert "8 queries reopened." in words(done)


def test_no_statement_more_for_each_query_that_stays(room, price):
    def statements():
        with CaptureQueriesContext(connection) as caught:
            restoring.coming_back(fresh(room), fresh(room).revisions.get(number=1))
        return len(caught)

    resolve(make_query(room.article, "23.40", by=room.editor), room.editor)
    few = statements()
    for _number in range(5):
        resolve(make_query(room.article, "23.40", by=room.editor), room.editor)
    assert statements() == few
