"""Search and the command palette in a real browser, by keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from reviews.search import indexing
from tests.factories import make_article, make_doc, make_query
from tests.journeys.looking import serious
from tests.journeys.test_editing import EDITOR
from tests.pages import at


@pytest.fixture
def stories(room):
    query = make_query(room.article, "6.50 euros", by=room.editor, question="Has the harbourmaster agreed?")
    make_article(room.desk, author=room.writer, doc=make_doc("Trains pass.", headline="Mill Bridge"))
    list(indexing.rebuild())
    return query


def test_a_query_is_found_by_a_word_of_it(as_person, room, stories):
    page = as_person(room.writer, "/inbox/")
    page.keyboard.press("/")
    page.keyboard.type("harbourm")
    page.keyboard.press("Enter")
    expect(page.locator("#results mark")).to_have_text(["harbourmaster"])
    assert serious(page) == []
    page.get_by_role("link", name="Ferry runs at night again").click()
    expect(page.locator(f"#query-{stories.number}")).to_be_in_viewport()


def test_results_follow_what_is_typed_and_chosen(as_person, room, stories):
    page = as_person(room.writer, "/search/")
    page.locator("#q").press_sequentially("bridg")
    expect(page.locator("#results h2")).to_have_text(["Mill Bridge"])
    page.get_by_label("State").select_option("spiked")
    expect(page.locator("#results").get_by_role("status")).to_have_text("No matching stories")
    assert "q=bridg" in page.url and "state=spiked" in page.url


def test_the_palette_leads_to_a_story_and_to_its_pages(as_person, room, stories):
    page = as_person(room.writer, "/inbox/")
    page.keyboard.press("Control+k")
    field = page.get_by_role("combobox", name="Story, person or command")
    expect(field).to_be_focused()
    assert serious(page) == []
    field.press_sequentially("mill")
    expect(page.locator("#palette [aria-selected=true]")).to_contain_text("Mill Bridge")
    assert serious(page) == []
    page.keyboard.press("Enter")
    expect(page.locator(EDITOR)).to_be_visible()
    page.keyboard.press("Control+k")
    field.press_sequentially("hist")
    expect(page.locator("#palette [aria-selected=true]")).to_have_text("History")
    page.keyboard.press("Enter")
    page.wait_for_url("**/history/")


def test_the_palette_is_closed_by_escape_and_the_focus_goes_back(as_person, room, stories):
    page = as_person(room.writer, "/search/")
    page.locator("#q").focus()
    page.keyboard.press("Control+k")
    expect(page.locator("#palette")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).not_to_be_visible()
    expect(page.locator("#q")).to_be_focused()


def test_in_the_copy_selected_words_get_a_link_and_a_mere_cursor_the_palette(as_person, room, stories):
    page = as_person(room.writer, at(room.article))
    copy = page.locator(EDITOR)
    copy.locator("p").first.click()
    page.keyboard.press("Control+k")
    expect(page.locator("#palette")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Home")
    page.keyboard.press("Shift+End")
    page.keyboard.press("Control+k")
    expect(page.locator("#link-dialog")).to_be_visible()
    expect(page.locator("#palette")).not_to_be_visible()
