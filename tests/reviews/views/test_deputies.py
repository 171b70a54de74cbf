"""Pages say who is away and who has their queries meanwhile; the deputy may answer them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from reviews import access
from reviews.models import Hours, Query
from reviews.queries import answering
from tests.factories import join, make_article, make_query, make_user
from tests.pages import HTMX, at, browse, words


def away(person, deputy=None, **fields):
    now = timezone.now()
    absence = {"away_from": now - timedelta(hours=1), "away_until": now + timedelta(days=3), **fields}
    return Hours.objects.create(person=person, deputy=deputy, **absence)


@pytest.fixture
def asked(room):
    room.query = make_query(room.article, "6.50 euros", by=room.editor, assigned_to=room.reader)
    return room


def card(viewer, asked, tail=""):
    return words(browse(viewer).get(at(asked.article, tail)))


@pytest.mark.parametrize("tail", ["", "threads", "queries/1/"])
def test_the_thread_says_whose_turn_it_is_meanwhile_and_until_when(asked, tail):
    away(asked.reader, asked.colleague)
    assert "waiting on Tomas Brandt, Leila Haddad is away until" in card(asked.editor, asked, tail)
    own = card(asked.colleague, asked, tail)
    assert "waiting on you" in own
    assert "Leila Haddad is away until" in own


@pytest.mark.parametrize("tail", ["", "threads", "queries/1/"])
def test_an_author_who_is_away_is_not_waited_for(room, tail):
    room.query = make_query(room.article, "6.50 euros", by=room.editor)
    assert "waiting on Mara Velde" in card(room.editor, room, tail)
    away(room.writer, room.colleague)
    assert "waiting on Tomas Brandt, Mara Velde is away until" in card(room.editor, room, tail)


@pytest.mark.parametrize("tail", ["", "threads", "queries/1/"])
def test_nor_is_who_asked_of_an_answered_one(asked, tail):
    answering.reply(query=asked.query, by=asked.reader, body="Yes.", now=timezone.now())
    away(asked.editor)
    assert "waiting on the desk editors, Ruth Adeyemi is away until" in card(asked.slot, asked, tail)


def test_the_card_of_a_reply_says_so_too(asked):
    away(asked.writer, asked.colleague)
    query = make_query(asked.article, "23.40", by=asked.editor)
    answer = browse(asked.editor).post(
        at(asked.article, f"queries/{query.number}/reply"), {"body": "Please check."}, headers=HTMX
    )
    assert "waiting on Tomas Brandt, Mara Velde is away until" in words(answer)


def test_a_deputy_who_cannot_is_passed_over_there_too(asked):
    away(asked.reader, asked.colleague)
    away(asked.colleague)
    assert "waiting on Mara Velde, Leila Haddad is away" in card(asked.editor, asked, "queries/1/")
    away(asked.writer)
    assert "waiting on the desk editors, Leila Haddad is away" in card(asked.editor, asked, "queries/1/")


def test_the_card_and_the_lists_say_the_same(asked):
    """The rule stands once: what waits for somebody in a list waits for them on the card."""
    people = [asked.editor, asked.writer, asked.reader, asked.colleague]
    for absent in ([], [asked.reader], [asked.reader, asked.colleague], people[1:]):
        Hours.objects.all().delete()
        for person in absent:
            away(person, asked.colleague if person != asked.colleague else None)
        waiting = Query.objects.with_turn(timezone.now()).get(pk=asked.query.pk).turn_id
        names = {person.pk: person.name for person in people}
        shown = card(asked.slot, asked, "queries/1/")
        assert f"waiting on {names[waiting] if waiting else 'the desk editors'}" in shown


def test_where_one_asks_it_stands_beside_the_name(asked):
    away(asked.writer, asked.colleague)
    page = words(browse(asked.editor).get(at(asked.article, "")))
    assert "the author (away until" in page
    assert "Mara Velde (away until" in page
    assert "Tomas Brandt (away" not in page


def test_nothing_is_said_of_who_is_here_again(asked):
    away(asked.reader, asked.colleague, away_until=timezone.now() - timedelta(minutes=1))
    assert "away until" not in words(browse(asked.editor).get(at(asked.article, "queries/1/")))


@pytest.mark.parametrize("whose", ["assigned", "the author's", "asked"])
def test_who_stands_in_may_answer(asked, whose):
    person = {"assigned": asked.reader, "the author's": asked.writer, "asked": asked.editor}[whose]
    assert not access.may_reply(asked.colleague, asked.query)
    away(person, asked.colleague)
    asked.colleague.__dict__.pop("_represents")
    assert access.may_reply(asked.colleague, asked.query)
    assert access.may_resolve(asked.colleague, asked.query) == (whose == "asked")
    response = browse(asked.colleague).post(
        at(asked.article, "queries/1/reply"), {"body": "6.50, I am told."}
    )
    assert response.status_code == 302
    assert Query.objects.get().replies.get().author == asked.colleague


def test_who_stands_in_elsewhere_sees_nothing_here(asked):
    away(asked.reader, asked.stranger)
    assert not access.may_reply(asked.stranger, asked.query)
    assert browse(asked.stranger).get(at(asked.article, "queries/1/")).status_code == 404


def test_absent_people_cost_one_statement_however_many_queries(room, django_assert_max_num_queries):
    def count():
        client = browse(room.colleague)
        with django_assert_max_num_queries(100) as statements:
            client.get(at(room.article, ""))
        return len(statements)

    for _ in range(3):
        make_query(room.article, "6.50 euros", by=room.editor, assigned_to=room.reader)
    before = count()
    away(room.reader, room.colleague)
    with_one = count()
    for person in (make_user("Anna Berg"), make_user("Bo Lind")):
        join(person, room.desk, "reader")
        away(person)
        make_query(room.article, "last boat", by=room.editor, assigned_to=person)
    assert count() == with_one <= before + 2
    assert make_article(room.desk, author=room.writer).pk
