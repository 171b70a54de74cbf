"""The tools of the copy come behind the page, in a script of their own."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.journeys.test_margin import article_at, select

TOOLS = "**/tools*.js"


def test_a_tool_that_cannot_be_loaded_says_so_and_is_there_the_next_time(room, as_person):
    page = as_person(room.editor)
    page.route(TOOLS, lambda route: route.abort())
    page.goto(article_at(room))
    expect(page.locator("#save-state")).to_have_text("Saved")
    select(page, "6.50 euros")
    page.keyboard.press("F2")
    expect(page.locator("#refusal")).to_have_text("Can’t reach the server. Try again in a moment.")
    page.unroute(TOOLS)
    page.keyboard.press("F2")
    expect(page.locator("#ask-dialog")).to_be_visible()
