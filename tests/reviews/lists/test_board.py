from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.editing import filing
from articles.models import Article
from reviews.lists import board as boards
from reviews.queries import answering
from reviews.workflow import signoff
from tests.acts import replace_words, sign
from tests.factories import NOW, join, make_article, make_desk, make_doc, make_query

DAY = NOW - timedelta(hours=14)


def board(person, desk=""):
    return boards.board(person, desk=desk, since=DAY)


def columns(person, desk=""):
    return {
        column.name: [str(card.article) for card in column.cards] for column in board(person, desk).columns
    }


def card_of(person, article):
    cards = (card for column in board(person).columns for card in column.cards)
    return next(card for card in cards if card.article == article)


def test_columns_are_the_stages_of_the_desk_in_their_order(room):
    assert columns(room.editor) == {
        "Desk edit": ["Ferry runs at night again"],
        "Copy": [],
        "Standards": [],
        "Slot": [],
    }


def test_only_stories_of_own_desks_are_on_the_board(room):
    make_article(make_desk())
    assert sum(len(stories) for stories in columns(room.writer).values()) == 1
    assert columns(room.stranger) == {}
    assert board(room.stranger, desk=room.desk.slug).desks == ()


def test_stages_of_the_same_name_are_one_column(room):
    world = make_desk("world", workflow=[("Desk edit", "Desk editors"), ("Legal", "Lawyers")])
    join(room.editor, world, "reader")
    make_article(world, doc=make_doc(headline="Abroad"), deadline=NOW)
    both = board(room.editor)
    assert [column.name for column in both.columns] == ["Desk edit", "Copy", "Legal", "Standards", "Slot"]
    assert columns(room.editor)["Desk edit"] == ["Abroad", "Ferry runs at night again"]
    assert {column.name: column.desks for column in both.columns}["Legal"] == (world.pk,)
    alone = board(room.editor, desk="world")
    assert (alone.desk, [column.name for column in alone.columns]) == (world, ["Desk edit", "Legal"])


def test_a_card_says_what_is_signed_and_what_is_missing(room):
    make_query(room.article, "6.50 euros", by=room.editor)
    done = make_query(room.article, "last boat", by=room.editor)
    answering.resolve(query=done, by=room.editor, now=NOW)
    sign(room.article, room.desk.stages.get(name="Desk edit"), by=room.editor)
    card = card_of(room.writer, room.article)
    assert card.signed == ("Desk edit",)
    assert card.missing == ("Copy", "Standards", "Slot")
    assert (card.stale, card.article.blocking_count, card.may_move) == ((), 1, False)
    assert card_of(room.editor, room.article).may_move
    replace_words(room, "23.40", "23.50")
    card = card_of(room.writer, room.article)
    assert (card.signed, card.stale) == ((), ("Desk edit",))


def test_what_is_spiked_is_gone_and_what_left_today_is_at_the_end(room):
    spiked = make_article(room.desk, doc=make_doc(headline="Spiked"))
    filing.spike(article=spiked, by=room.editor, now=NOW)
    assert "Spiked" not in columns(room.editor)["Desk edit"]
    assert board(room.editor).released == ()


def test_a_desk_without_stages_has_a_column_of_its_own(room):
    bare = make_desk("bare", workflow=[])
    join(room.editor, bare, "editor")
    make_article(bare, doc=make_doc(headline="Nowhere"))
    first = board(room.editor).columns[0]
    assert (first.name, first.desks, first.why_not != "") == ("No stage", (), True)
    assert [str(card.article) for card in first.cards] == ["Nowhere"]


def test_a_column_has_so_many_cards_and_says_how_many_more_there_are(room, monkeypatch):
    monkeypatch.setattr(boards, "MOST_CARDS", 2)
    near = [make_article(room.desk, deadline=NOW + timedelta(hours=hours)) for hours in (3, 1, 2)]
    column = board(room.editor).columns[0]
    assert [card.article for card in column.cards] == [near[1], near[2]]
    assert (column.count, column.more) == (4, 2)


def test_a_fuller_board_takes_no_more_statements(room):
    def statements():
        room.editor.__dict__.pop("desk_roles", None)
        with CaptureQueriesContext(connection) as captured:
            for column in board(room.editor).columns:
                for card in column.cards:
                    assert card.article.desk.name == room.desk.name
                    assert card.article.author is None or card.article.author.name
        return len(captured)

    few = statements()
    for _number in range(49):
        article = make_article(room.desk, author=room.writer)
        make_query(article, "6.50 euros", by=room.editor)
        sign(article, room.desk.stages.get(name="Desk edit"), by=room.editor)
    assert statements() == few <= 8


@pytest.mark.parametrize("name", ["nowhere", "x" * 300, "a\x00b"])
def test_an_unknown_desk_is_all_of_them(room, name):
    assert board(room.editor, name).desk is None


def test_stories_of_another_state_are_no_cards(room):
    Article.objects.filter(pk=room.article.pk).update(state="released")
    assert columns(room.editor)["Desk edit"] == []


def test_a_signature_of_who_became_the_author_does_not_count(room):
    sign(room.article, room.desk.stages.get(name="Desk edit"), by=room.editor)
    Article.objects.filter(pk=room.article.pk).update(author=room.editor)
    room.article.refresh_from_db()
    given = card_of(room.slot, room.article).signed
    assert given == tuple(
        one.stage.name
        for one in signoff.stages_of(room.article, signoff.current_round(room.article))
        if one.is_complete
    )
    assert given == ()
