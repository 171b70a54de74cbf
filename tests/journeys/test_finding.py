"""Finding and replacing in the copy, by keyboard."""

from __future__ import annotations

from playwright.sync_api import expect

from articles.editing import filing
from articles.models import Suggestion
from tests.environment.processes import wait_until
from tests.factories import NOW, make_query
from tests.journeys.test_editing import EDITOR, place_caret, saved, text_of
from tests.journeys.test_margin import article_at, places_of

COUNT = "[data-find-count]"


def open_find(page, key="Control+f"):
    expect(page.locator(EDITOR)).to_be_visible()
    place_caret(page, "The last boat", after=False)
    page.keyboard.press(key)
    expect(page.locator("#find-bar input[name=find]")).to_be_focused()


def selected(page):
    return page.evaluate("getSelection().toString()")


def test_the_key_finds_in_the_copy_and_leads_from_place_to_place(room, as_person):
    page = as_person(room.editor, article_at(room))
    open_find(page)
    page.keyboard.type("LEAVES")
    expect(page.locator(COUNT)).to_have_text("1 of 1")
    page.locator("#find-bar input[name=find]").fill("e")
    count = page.locator(".found").count()
    # One is in the headline, and the search began behind it.
    expect(page.locator(COUNT)).to_have_text(f"2 of {count}")
    page.keyboard.press("Shift+Enter")
    page.keyboard.press("Shift+Enter")
    expect(page.locator(COUNT)).to_have_text(f"{count} of {count}")
    page.keyboard.press("F3")
    page.keyboard.press("Enter")
    expect(page.locator(COUNT)).to_have_text(f"2 of {count}")
    page.locator("#find-bar input[name=find]").fill("zebra")
    expect(page.locator(COUNT)).to_have_text("No matches")
    page.locator("#find-bar input[name=find]").fill("23.40")
    page.keyboard.press("Escape")
    expect(page.locator("#find-bar")).to_be_hidden()
    expect(page.locator(EDITOR)).to_be_focused()
    assert selected(page) == "23.40"
    assert page.locator(".found").count() == 0


def test_outside_of_the_copy_the_key_is_the_browsers_own(room, as_person):
    page = as_person(room.editor, article_at(room))
    expect(page.locator(EDITOR)).to_be_visible()
    page.locator("body").press("Control+f")
    expect(page.locator("#find-bar")).to_be_hidden()


def test_all_are_replaced_and_undone_at_once_and_queries_keep_their_words(room, as_person):
    query = make_query(room.article, "boat", by=room.editor)
    before = text_of(room.article)
    page = as_person(room.editor, article_at(room))
    open_find(page, "Control+h")
    page.keyboard.type("boat")
    page.keyboard.press("Tab")
    page.locator("#find-bar input[name=replace]").fill("ferry")
    page.get_by_role("button", name="Replace all").click()
    expect(page.locator(COUNT)).to_have_text(f"Replaced: {before.count('boat')}")
    saved(page)
    assert text_of(room.article) == before.replace("boat", "ferry")
    expect(page.locator(f'.passage[data-query="{query.number}"]')).to_have_text("ferry")
    assert places_of(page) == {str(query.number): "ferry"}
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.locator(EDITOR).press("Control+z")
    expect(page.locator("#copy")).to_contain_text("The last boat")
    saved(page)
    assert text_of(room.article) == before


def test_one_is_replaced_at_a_time_with_enter(room, as_person):
    page = as_person(room.editor, article_at(room))
    open_find(page, "Control+h")
    page.keyboard.type("23.40")
    field = page.locator("#find-bar input[name=replace]")
    field.fill("22.15")
    field.press("Enter")
    expect(page.locator("#copy")).to_contain_text("leaves at 22.15.")
    saved(page)
    assert "23.40" not in text_of(room.article)


def test_in_suggesting_mode_replacements_are_suggestions(room, as_person):
    before = text_of(room.article)
    page = as_person(room.editor, article_at(room))
    expect(page.locator(EDITOR)).to_be_visible()
    page.locator("[data-mode=suggesting]").click()
    open_find(page, "Control+h")
    page.keyboard.type("boat")
    page.locator("#find-bar input[name=replace]").fill("ferry")
    page.get_by_role("button", name="Replace all").click()
    expect(page.locator(COUNT)).to_have_text(f"Suggested replacements: {before.count('boat')}")
    saved(page)
    wait_until(lambda: Suggestion.objects.filter(article=room.article).exists())
    expect(page.locator("#copy del")).to_have_text(["boat"] * before.count("boat"))
    expect(page.locator("#copy ins")).to_have_text(["ferry"] * before.count("boat"))


def test_where_nothing_can_be_edited_words_are_found_and_not_replaced(room, as_person):
    filing.spike(article=room.article, by=room.editor, now=NOW)
    page = as_person(room.reader, article_at(room))
    open_find(page, "Control+h")
    page.keyboard.type("boat")
    expect(page.locator(COUNT)).to_contain_text(" of ")
    expect(page.locator("#find-bar input[name=replace]")).to_be_hidden()
