from __future__ import annotations

from datetime import timedelta

import pytest

from articles.models import Article
from reviews.lists import needs_me
from reviews.models import Hours, Query
from reviews.queries import answering
from reviews.workflow import signoff
from tests.articles.suggesting import suggest
from tests.factories import NOW, make_article, make_doc, make_query


def found(person, **options):
    return needs_me.needs_me(person, now=NOW, **options)


def questions(part):
    return [row.query.question for row in part.rows]


@pytest.fixture
def asked(room):
    room.query = make_query(room.article, "6.50 euros", by=room.reader, question="6.50?")
    Query.objects.update(assigned_to=None)
    room.query.refresh_from_db()
    return room


def test_a_query_waits_for_its_writer_and_then_for_who_asked(asked):
    assert questions(found(asked.writer).answer) == ["6.50?"]
    assert found(asked.writer).answer.rows[0].reason == "You wrote the story"
    assert found(asked.reader).count == 0
    answering.reply(query=asked.query, by=asked.writer, body="Yes.", now=NOW)
    assert found(asked.writer).count == 0
    [row] = found(asked.reader).judge.rows
    assert (row.who, row.words, row.reason) == ("Mara Velde", "Yes.", "You asked")
    assert row.may_resolve
    answering.resolve(query=asked.query, by=asked.reader, now=NOW)
    assert found(asked.reader).count == 0


def test_nothing_waits_for_a_stranger_or_for_who_left(asked):
    assert found(asked.stranger).count == 0
    asked.desk.memberships.filter(user=asked.writer).delete()
    del asked.writer.desk_roles
    assert found(asked.writer).count == 0


def test_it_is_in_the_order_it_is_due_the_newest_first_where_nothing_is(room):
    make_query(room.article, "6.50 euros", by=room.reader, question="older", now=NOW)
    make_query(room.article, "last boat", by=room.reader, question="newer", now=NOW + timedelta(minutes=1))
    soon = make_article(room.desk, author=room.writer, deadline=NOW + timedelta(hours=2))
    make_query(soon, "6.50 euros", by=room.reader, question="by the deadline")
    first = make_query(soon, "last boat", by=room.reader, question="by its own time")
    Query.objects.filter(pk=first.pk).update(due_at=NOW + timedelta(hours=1))
    assert questions(found(room.writer).answer) == ["by its own time", "by the deadline", "newer", "older"]


def test_it_says_for_whom_somebody_stands_in(asked):
    Hours.objects.create(
        person=asked.writer,
        away_from=NOW - timedelta(days=1),
        away_until=NOW + timedelta(days=1),
        deputy=asked.colleague,
    )
    [row] = found(asked.colleague).answer.rows
    assert row.reason == "You’re covering for Mara Velde"


def test_suggestions_wait_for_the_author_alone_and_in_one_row(room):
    suggest(room.article, "23.40", "23.50", by=room.reader)
    suggest(room.article, "single", "simple", by=room.reader)
    assert [row.count for row in found(room.writer).suggestions.rows] == [2]
    assert found(room.writer).judge_count == 1
    assert found(room.editor).suggestions.count == 0


def test_a_stage_waits_for_its_group_until_it_is_signed_and_again_when_the_copy_changed(room):
    [row] = found(room.editor).sign.rows
    assert row.stale is None
    [stage] = room.desk.stages.filter(position=1)
    stage.signatures = 2
    stage.save()
    signed = signoff.sign(
        article=room.article, stage=stage, by=room.editor, digest=room.article.digest, now=NOW
    )
    assert found(room.editor).sign.rows == []
    Article.objects.filter(pk=room.article.pk).update(digest="another")
    [row] = found(room.editor).sign.rows
    assert row.stale == signed


def test_what_is_not_in_the_making_waits_for_nobody(asked):
    Article.objects.update(state=Article.State.SPIKED)
    for person in (asked.writer, asked.editor):
        assert found(person).count == needs_me.count(person, now=NOW) == 0


def test_no_more_is_read_than_is_shown_and_the_rest_is_counted(room, django_assert_num_queries):
    for number in range(3):
        article = make_article(room.desk, author=room.writer, doc=make_doc(headline=f"Story {number}"))
        make_query(article, "6.50 euros", by=room.reader)
        suggest(article, "23.40", "23.50", by=room.reader)
    shown = found(room.writer, most=2)
    assert (len(shown.answer.rows), shown.answer.rest, shown.suggestions.rest) == (2, 1, 1)
    assert shown.count == needs_me.count(room.writer, now=NOW) == 6
    room.writer.desk_roles  # noqa: B018 - read once for each request
    for most in (3, 20):
        with django_assert_num_queries(6):
            found(room.writer, most=most)
    with django_assert_num_queries(3):
        needs_me.count(room.writer, now=NOW)
