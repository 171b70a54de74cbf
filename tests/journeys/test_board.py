"""The board by pointer, by key and by menu."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from reviews.models import Round
from tests.factories import join, make_article, make_desk, make_doc, make_query

BOARD = "/board/"


@pytest.fixture
def page(room, as_person):
    """The board of an editor, with a second story."""
    make_article(room.desk, author=room.colleague, doc=make_doc(headline="Market moves under the bridge"))
    return as_person(room.editor, BOARD, viewport={"width": 1360, "height": 900})


def column(page, name):
    return page.locator(f'[data-column="{name}"]')


def card(page, words):
    return page.locator("#board .card", has_text=words)


def stage_of(article):
    return Round.objects.get(article=article).stage.name


def draw(page, moved, target, *, drop=True):
    """Take a card by the mouse, and bring it over a column."""
    at, to = moved.bounding_box(), target.bounding_box()
    page.mouse.move(at["x"] + 20, at["y"] + at["height"] - 8)
    page.mouse.down()
    page.mouse.move(at["x"] + 60, at["y"] + at["height"] + 10, steps=4)
    page.mouse.move(to["x"] + to["width"] / 2, to["y"] + 120, steps=6)
    if drop:
        page.mouse.up()


def test_a_card_is_dragged_and_the_move_taken_back(room, page):
    draw(page, card(page, "Ferry"), column(page, "Copy"))
    toast = page.locator("#flash")
    expect(toast).to_contain_text("“Ferry runs at night again” moved to Copy.")
    expect(column(page, "Copy")).to_contain_text("Ferry runs")
    assert stage_of(room.article) == "Copy"
    expect(page).to_have_url(re.compile(r"/board/$"))
    toast.get_by_role("button", name="Undo").click()
    expect(column(page, "Desk edit")).to_contain_text("Ferry runs")
    assert stage_of(room.article) == "Desk edit"


def test_a_column_that_takes_no_card_says_why_before_and_when_it_is_dropped(room, page):
    released = page.locator(".column.released")
    draw(page, card(page, "Ferry"), released, drop=False)
    expect(released.locator(".why-not")).to_have_text("Release a story on its Sign-off page.")
    expect(column(page, "Copy").locator(".why-not")).to_be_hidden()
    page.mouse.up()
    expect(page.locator("#flash")).to_contain_text("Release a story on its Sign-off page.")
    expect(column(page, "Desk edit")).to_contain_text("Ferry runs")
    expect(released.locator(".why-not")).to_be_hidden()
    assert stage_of(room.article) == "Desk edit"


def test_escape_lets_go_of_a_card(room, page):
    draw(page, card(page, "Ferry"), column(page, "Copy"), drop=False)
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(page.locator("#board.dragging")).to_have_count(0)
    assert stage_of(room.article) == "Desk edit"


def test_a_card_is_moved_by_keys_and_keeps_the_focus(room, page):
    card(page, "Ferry").get_by_role("link").first.focus()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    expect(column(page, "Standards")).to_contain_text("Ferry runs")
    expect(page.locator("#flash")).to_contain_text("moved to Standards.")
    expect(card(page, "Ferry").get_by_role("link").first).to_be_focused()
    assert stage_of(room.article) == "Standards"
    page.keyboard.press("ArrowLeft")
    expect(card(page, "Market").get_by_role("link").first).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowLeft")
    expect(column(page, "Copy")).to_contain_text("Ferry runs")


def test_arrows_go_up_and_down_a_column(room, page):
    first, second = page.locator("#board .card .headline").all()
    first.focus()
    page.keyboard.press("ArrowDown")
    expect(second).to_be_focused()
    page.keyboard.press("Home")
    expect(first).to_be_focused()


def test_a_card_is_moved_by_its_menu(room, page):
    make_query(room.article, "6.50 euros", by=room.editor, question="From April on?")
    card(page, "Ferry").get_by_role("link").first.focus()
    page.keyboard.press("m")
    dialog = page.locator("#move-dialog")
    expect(dialog).to_contain_text("From April on?")
    dialog.get_by_role("button", name="Move to Slot").click()
    expect(dialog).to_be_hidden()
    expect(column(page, "Slot")).to_contain_text("Ferry runs")
    expect(card(page, "Ferry").get_by_role("link").first).to_be_focused()
    assert stage_of(room.article) == "Slot"


def test_a_stage_that_another_desk_has_says_so(room, as_person):
    world = make_desk("world", workflow=[("Desk edit", "Desk editors"), ("Legal", "Lawyers")])
    join(room.editor, world, "editor")
    page = as_person(room.editor, BOARD, viewport={"width": 1700, "height": 900})
    draw(page, card(page, "Ferry"), column(page, "Legal"))
    expect(page.locator("#flash")).to_contain_text(f"{room.desk.name} has no stage “Legal”.")
    assert stage_of(room.article) == "Desk edit"


def test_who_edits_nothing_draws_nothing_and_is_told_why(room, as_person):
    page = as_person(room.writer, BOARD)
    card(page, "Ferry").get_by_role("link").first.focus()
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator("#flash")).to_contain_text("Only a desk editor can move a story")
    assert stage_of(room.article) == "Desk edit"


def test_a_move_that_is_refused_is_taken_back(room, page):
    """Somebody removed the stage meanwhile."""
    room.desk.stages.get(name="Copy").delete()
    card(page, "Ferry").get_by_role("link").first.focus()
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator("#failed")).to_contain_text("no stage “Copy”")
    expect(column(page, "Desk edit")).to_contain_text("Ferry runs")


def test_a_finger_holds_a_card_and_draws_it(room, as_person):
    page = as_person(room.editor, BOARD, viewport={"width": 1024, "height": 800}, has_touch=True)
    at, to = card(page, "Ferry").bounding_box(), column(page, "Copy").bounding_box()
    touch = page.context.new_cdp_session(page)
    point = {"x": at["x"] + 30, "y": at["y"] + at["height"] - 8}

    def send(kind, *points):
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

    send("touchStart", point)
    expect(page.locator("#board.dragging")).to_have_count(1)
    send("touchMove", {"x": to["x"] + 60, "y": to["y"] + 100})
    send("touchEnd")
    expect(column(page, "Copy")).to_contain_text("Ferry runs")
    expect(page.locator("#flash")).to_contain_text("moved to Copy.")


def test_without_scripts_the_menu_is_a_form(room, as_person):
    page = as_person(room.editor, BOARD, java_script_enabled=False)
    card(page, "Ferry").locator(".card-menu").click()
    page.get_by_role("button", name="Move to Copy").click()
    expect(page.locator("#flash")).to_contain_text("moved to Copy.")
    expect(column(page, "Copy")).to_contain_text("Ferry runs")
