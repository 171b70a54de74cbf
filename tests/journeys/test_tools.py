"""The tools of the copy come behind the page, in a script of their own."""

from __future__ import annotations

from playwright.sync_api import expect

from articles.models import Article
from tests.factories import make_query
from tests.journeys.test_editing import EDITOR, place_caret
from tests.journeys.test_margin import article_at, select, tab_to

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


def test_cards_do_not_wait_for_the_tools(room, as_person):
    for words in ("last boat", "6.50 euros"):
        make_query(room.article, words, by=room.editor, question=f"Is “{words}” right?")
    page = as_person(room.editor)
    page.route(TOOLS, lambda route: route.abort())
    page.goto(article_at(room))
    expect(page.locator(EDITOR)).to_be_visible()
    page.locator("#query-1").focus()
    page.keyboard.press("r")
    expect(page.get_by_label("Reply to query 1")).to_be_focused()
    page.keyboard.type("@Jonas Keller knows.")
    expect(page.locator("#query-1 .assign")).to_be_visible()
    page.keyboard.press("Escape")
    page.locator("#query-2").focus()
    page.keyboard.press("e")
    expect(page.locator("#query-2")).to_have_attribute("data-open", "false")
    page.set_viewport_size({"width": 390, "height": 780})
    page.locator("#copy .passage[data-query='1']").click()
    expect(page.locator("#query-1.sheet")).to_be_in_viewport()


def test_the_length_follows_what_is_typed_and_what_is_selected(room, as_person):
    words = room.article.words
    Article.objects.filter(pk=room.article.pk).update(target_words=words + 1)
    page = as_person(room.editor, article_at(room))
    expect(page.locator("#length")).to_contain_text(f"{words} of {words + 1} words")
    expect(page.locator("[data-length-state]")).to_have_text("▽ 1 under")
    place_caret(page, "6.50 euros")
    page.keyboard.type(" Children")
    expect(page.locator("[data-length-state]")).to_have_text("✓ on target")
    page.keyboard.type(" travel free.")
    expect(page.locator("[data-length-state]")).to_have_text("▲ 2 over")
    select(page, "single ticket costs")
    expect(page.locator("#length span[data-selected-words]")).to_have_text("3 selected")
    place_caret(page, "6.50 euros")
    expect(page.locator("#length span[data-selected-words]")).to_be_hidden()


def test_the_outline_leads_to_a_heading_and_marks_the_current_one(room, as_person):
    page = as_person(room.editor, article_at(room))
    place_caret(page, "The last boat")
    page.keyboard.press("Enter")
    page.keyboard.type("## Tickets")
    page.keyboard.press("Control+Shift+O")
    outline = page.locator("#panel [data-outline] button")
    expect(outline).to_have_text(["Ferry runs at night again", "Tickets"])
    expect(outline.nth(1)).to_have_attribute("aria-current", "location")
    expect(page.locator("#panel")).to_be_focused()
    tab_to(page, "Ferry runs at night again", most=4)
    expect(outline.first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(EDITOR)).to_be_focused()
    expect(outline.first).to_have_attribute("aria-current", "location")
    page.keyboard.type("!")
    expect(outline.first).to_have_text("Ferry runs at night again!")


def test_focus_mode_shows_the_copy_alone_until_escape_and_survives_a_reload(room, as_person):
    make_query(room.article, "6.50 euros", by=room.editor)
    page = as_person(room.editor, article_at(room))
    place_caret(page, "The last boat")
    page.keyboard.press("Control+Shift+F")
    margin, bar = page.locator(".margin"), page.locator("#toolbar")
    expect(margin).to_be_hidden()
    expect(bar).to_be_hidden()
    page.keyboard.type(" At night.")
    page.reload()
    expect(margin).to_be_hidden()
    page.get_by_role("button", name="Leave focus mode").focus()
    page.keyboard.press("Escape")
    expect(margin).to_be_visible()
    expect(bar).to_be_visible()
    page.keyboard.press("Escape")
    place_caret(page, "The last boat")
    page.keyboard.press("Control+Shift+F")
    expect(margin).to_be_hidden()
    page.keyboard.press("Alt+n")
    expect(page.locator(".thread").first).to_be_visible()
