"""When a story is read for search: after acts, on a schedule, and all of them by the command."""

from __future__ import annotations

from datetime import timedelta

import pytest

from articles.models import Article
from newsroom.messaging import jobs
from reviews.models import SearchEntry
from reviews.queries import answering
from reviews.search import indexing
from reviews.search.finding import Search, find
from reviews.search.terms import read
from reviews.tasks import index_story, refresh_all_search, refresh_search
from tests.acts import put_instead
from tests.factories import NOW, make_article, make_query
from tests.reviews.test_commands import run

LATER = NOW + timedelta(days=2)


def finds(room, typed):
    return room.article.pk in find(room.editor, Search(read(typed))).ids


def refresh(now=NOW):
    return indexing.refresh(now=now, seconds=60)


def test_a_story_that_was_filed_is_found(room):
    assert not finds(room, "ferry ")
    refresh()
    assert finds(room, "ferry ")


def test_words_that_were_typed_are_found_and_those_that_are_gone_are_not(room):
    refresh()
    put_instead(room.article, "last boat", "first petrel", by=room.writer, now=LATER)
    refresh(LATER)
    assert finds(room, "petrel ") and not finds(room, "boat ")


def test_a_question_is_found_though_its_job_was_lost(room):
    refresh()
    query = make_query(room.article, "euros", by=room.editor, question="Has the harbourmaster said so?")
    refresh(LATER)
    assert finds(room, "harbourmaster ")
    answering.reply(query=query, by=room.writer, body="It was the purser.", now=LATER)
    refresh(LATER + timedelta(days=2))
    assert finds(room, "purser ")


def test_an_act_leaves_one_job_for_its_story(room, monkeypatch, django_capture_on_commit_callbacks):
    sent = []
    monkeypatch.setattr(jobs, "send", lambda _app, job: sent.append((job.task, job.args)))
    with django_capture_on_commit_callbacks(execute=True):
        query = make_query(room.article, "euros", by=room.editor, question="Has the harbourmaster said so?")
        answering.resolve(query=query, by=room.editor, body="She has.", now=NOW)
    assert sent.count(("reviews.index_story", (room.article.pk,))) == 1
    index_story(room.article.pk)
    assert finds(room, "harbourmaster ")


def test_nothing_is_read_again_that_is_as_it_was(room, django_assert_num_queries):
    refresh()
    with django_assert_num_queries(2):
        assert refresh() is False
    with django_assert_num_queries(1):
        assert indexing.refresh_all(seconds=60) is False


def test_stories_of_before_an_upgrade_are_read_without_any_act(room):
    refresh(LATER)
    assert not finds(room, "ferry ")
    refresh_search()
    refresh_all_search()
    assert finds(room, "ferry ")


def test_reading_stops_in_time_and_says_that_there_is_more(room):
    for _story in range(indexing.AT_ONCE):
        make_article(room.desk)
    assert indexing.refresh_all(seconds=0) is True
    assert SearchEntry.objects.count() == indexing.AT_ONCE
    assert indexing.refresh_all(seconds=0) is False
    assert SearchEntry.objects.count() == Article.objects.count()


@pytest.mark.parametrize("count", [1, 20])
def test_reading_takes_as_many_statements_for_one_story_as_for_twenty(room, count, django_assert_num_queries):
    stories = [make_article(room.desk).pk for _story in range(count)]
    with django_assert_num_queries(9):  # two of them are the transaction's
        assert indexing.index(stories) == count


def test_the_command_reads_every_story_anew(room):
    make_article(room.desk)
    refresh()
    SearchEntry.objects.update(folded="", texts=[])
    assert not finds(room, "ferry ")
    assert run("index_search") == (0, "2 stories are indexed.\n", "")
    assert finds(room, "ferry ")
