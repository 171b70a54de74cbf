from __future__ import annotations

import pytest
from django.contrib.messages.storage.base import Message

from articles.documents.flat import flatten
from articles.models import Article, Document
from newsroom.templatetags.toasts import way_back
from newsroom.web.undo import Undo, undo_in
from reviews.models import Query
from tests.acts import put_instead
from tests.articles.suggesting import suggest
from tests.factories import join, make_desk, make_query, newsroom
from tests.pages import HTMX, at, browse, words

UNDO = Undo("/articles/ferry-2/move/", {"desk": "night & day", "author": ""}, part="#query-1")


def test_a_way_back_travels_with_its_sentence():
    assert undo_in(UNDO.as_tag()) == UNDO
    assert way_back(Message(20, "Moved.", extra_tags=UNDO.as_tag())) == UNDO


@pytest.mark.parametrize("tag", ["", None, "safe", "elsewhere:/articles/"])
def test_other_messages_have_none(tag):
    assert undo_in(tag) is None


@pytest.fixture
def room(db):
    return newsroom()


def published(article):
    return flatten(Document.objects.get(pk=article.pk).parsed()).text


def undo_on(response):
    """The way back that the page offers beside its sentence."""
    (message,) = response.context["messages"]
    return way_back(message)


def press(browser, undo):
    return browser.post(undo.address, dict(undo.fields), follow=True)


def test_a_spiked_story_comes_back_by_the_button_beside_the_sentence(room):
    browser = browse(room.editor)
    spiked = browser.post(at(room.article, "spike"), follow=True)
    assert "has been spiked. Undo" in words(spiked)
    assert browse(room.stranger).post(undo_on(spiked).address).status_code == 404
    assert browse(room.writer).post(undo_on(spiked).address).status_code == 403
    press(browser, undo_on(spiked))
    assert Article.objects.get(pk=room.article.pk).is_open


def test_a_moved_story_goes_back_to_its_desk_and_its_author(room):
    join(room.editor, make_desk("night"), "editor")
    browser = browse(room.editor)
    moved = browser.post(at(room.article, "move/"), {"desk": "night", "author": "none"}, follow=True)
    assert "Moved to" in words(moved)
    press(browser, undo_on(moved))
    article = Article.objects.get(pk=room.article.pk)
    assert (article.desk, article.author) == (room.desk, room.writer)


def test_a_resolved_query_is_reopened_in_its_place(room):
    make_query(room.article, "6.50 euros", by=room.editor)
    browser = browse(room.editor)
    resolved = browser.post(at(room.article, "queries/1/resolve"), headers=HTMX)
    undo = resolved.context["undo"]
    assert (undo.address, undo.part) == (at(room.article, "queries/1/reopen"), "#query-1")
    assert f'hx-post="{undo.address}"' in resolved.content.decode()
    press(browser, undo)
    assert Query.objects.get().is_open


def test_a_reassigned_query_goes_back_to_whom_it_was(room):
    query = make_query(room.article, "6.50 euros", by=room.editor, assigned_to=room.writer)
    browser = browse(room.editor)
    done = browser.post(at(room.article, "queries/1/assign"), {"assigned_to": room.reader.pk}, headers=HTMX)
    press(browser, done.context["undo"])
    query.refresh_from_db()
    assert query.assigned_to == room.writer


def test_what_was_let_block_blocks_no_more(room):
    query = make_query(room.article, "6.50 euros", by=room.editor, blocking=False)
    browser = browse(room.editor)
    done = browser.post(at(room.article, "queries/1/block"), {"blocking": "yes"}, headers=HTMX)
    press(browser, done.context["undo"])
    query.refresh_from_db()
    assert not query.blocking


def test_a_restored_revision_makes_way_for_the_copy_before(room):
    put_instead(room.article, "23.40", "23.50", by=room.writer)
    browser = browse(room.writer)
    restored = browser.post(at(room.article, "history/1/restore"), follow=True)
    assert "23.40" in published(room.article)
    press(browser, undo_on(restored))
    assert "23.50" in published(room.article)


def test_rejected_suggestions_are_pending_again(room):
    suggest(room.article, "6.50", "7.00", by=room.reader)
    browser = browse(room.editor)
    rejected = browser.post(at(room.article, "suggestions/decide"), {"act": "reject"}, headers=HTMX)
    press(browser, rejected.context["undo"])
    assert room.article.suggestions.pending().count() == 1
