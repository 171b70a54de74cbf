"""The board's page, and moving a story by its form."""

from __future__ import annotations

import pytest
from django.urls import reverse

from articles.editing import filing
from reviews.models import Round
from tests.factories import NOW, join, make_article, make_desk, make_doc, make_query
from tests.pages import HTMX, browse, words

BOARD = "/board/"


def move(person, article, stage, **options):
    return browse(person).post(BOARD, {"story": article.slug, "stage": stage}, **options)


def stage_of(article):
    return Round.objects.get(article=article).stage.name


def test_nobody_reads_the_board_without_signing_in(room):
    assert browse().get(BOARD)["Location"] == "/login/?next=/board/"


def test_the_board_shows_stages_stories_and_their_state(room):
    make_query(room.article, "6.50 euros", by=room.editor)
    shown = words(browse(room.writer).get(BOARD))
    for part in (
        "Desk edit 1",
        "Copy 0",
        "Ferry runs at night again",
        "Mara Velde",
        "1 blocking",
        "Not signed off:",
    ):
        assert part in shown
    assert "Ferry runs" not in words(browse(room.stranger).get(BOARD))


def test_a_story_is_moved_and_moved_back(room):
    answer = move(room.editor, room.article, "Copy", headers=HTMX)
    assert stage_of(room.article) == "Copy"
    assert "“Ferry runs at night again” moved to Copy." in words(answer)
    assert b'hx-post="/board/" hx-target="#board"' in answer.content
    assert b'name="stage" value="Desk edit"' in answer.content
    move(room.editor, room.article, "Desk edit")
    assert stage_of(room.article) == "Desk edit"


def test_without_scripts_the_form_leads_back_to_the_board(room):
    answer = browse(room.editor).post(
        f"{BOARD}?desk={room.desk.slug}", {"story": room.article.slug, "stage": "copy"}, follow=True
    )
    assert answer.redirect_chain == [(f"{BOARD}?desk={room.desk.slug}", 302)]
    assert "moved to Copy." in words(answer)


@pytest.mark.parametrize(("who", "status"), [("writer", 403), ("reader", 403), ("stranger", 404)])
def test_who_does_not_edit_the_desk_moves_nothing(room, who, status):
    assert move(getattr(room, who), room.article, "Copy").status_code == status
    assert stage_of(room.article) == "Desk edit"


def test_what_cannot_be_entered_says_why(room):
    answer = move(room.editor, room.article, "Legal", headers=HTMX)
    assert answer.status_code == 404
    assert "This desk has no stage “Legal”." in words(answer)
    filing.spike(article=room.article, by=room.editor, now=NOW)
    assert move(room.editor, room.article, "Copy").status_code == 409
    assert move(room.editor, room.article, "").status_code == 404
    assert browse(room.editor).post(BOARD).status_code == 404


def test_the_stages_of_a_story_are_offered_with_what_keeps_it_from_release(room):
    make_query(room.article, "6.50 euros", by=room.editor, question="From April on?")
    at = reverse("board_stages", args=[room.article.slug])
    shown = browse(room.editor).get(at, headers=HTMX)
    for part in ("Move to Copy", "current stage", "items to clear", "From April on?"):
        assert part in words(shown)
    assert b"<!doctype html>" not in shown.content
    assert b"<!doctype html>" in browse(room.editor).get(at).content
    refused = browse(room.writer).get(at)
    assert "Only a desk editor can move a story to another stage." in words(refused)
    assert b'value="Copy" disabled' in refused.content
    assert browse(room.stranger).get(at).status_code == 404


def test_a_story_that_is_not_in_progress_says_that_it_has_no_stage(room):
    filing.spike(article=room.article, by=room.editor, now=NOW)
    shown = browse(room.editor).get(reverse("board_stages", args=[room.article.slug]))
    assert "is spiked, so it has no stage now." in words(shown)


def test_htmx_gets_the_columns_alone(room):
    assert browse(room.editor).get(BOARD, headers=HTMX).content.lstrip().startswith(b'<section id="board"')


def test_cards_of_others_desks_cannot_be_drawn(room):
    join(room.editor, world := make_desk("world"), "reader")
    make_article(world, doc=make_doc(headline="Abroad"))
    shown = browse(room.editor).get(BOARD).content.decode()
    assert shown.count("data-movable") == 1


def test_a_headline_is_never_markup(room):
    make_article(room.desk, doc=make_doc(headline="<script>alert(1)</script>"))
    assert "<script>alert" not in browse(room.editor).get(BOARD).content.decode()


def test_a_fuller_board_takes_no_more_statements(room, django_assert_num_queries):
    browser = browse(room.editor)
    browser.get(BOARD)
    with django_assert_num_queries(11):
        browser.get(BOARD)
    for _number in range(49):
        make_query(make_article(room.desk, author=room.writer), "6.50 euros", by=room.editor)
    with django_assert_num_queries(11):
        browser.get(BOARD)
