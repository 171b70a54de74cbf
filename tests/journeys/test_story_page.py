"""Small things of the story page that are easily lost: its title, its lists, and what it says aloud."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from reviews.queries import answering
from tests.factories import NOW, make_query
from tests.journeys.test_editing import EDITOR, saved
from tests.journeys.test_margin import announcement, article_at, select
from tests.journeys.test_together import see_each_other

pytestmark = pytest.mark.journey


def test_the_title_follows_the_headline_that_is_typed(room, as_person):
    page = as_person(room.writer, article_at(room))
    saved(page)
    headline = room.article.headline
    expect(page).to_have_title(f"{headline} · Copydesk")
    page.locator(f"{EDITOR} h1").click()
    page.keyboard.press("End")
    page.keyboard.type(" indeed")
    expect(page).to_have_title(f"{headline} indeed · Copydesk")
    expect(page.locator(".article-title")).to_contain_text("indeed")


def test_a_resolved_query_stands_in_one_place(room, as_person):
    query = make_query(room.article, "6.50 euros", by=room.editor)
    page = as_person(room.editor, article_at(room))
    saved(page)
    expect(page.locator("#resolved")).to_be_hidden()
    page.get_by_role("button", name=f"Resolve query {query.number}").click()
    expect(page.locator("#resolved")).to_contain_text("1 resolved query")
    expect(page.locator("#resolved-count")).to_contain_text("1 resolved")
    page.locator("body").click(position={"x": 2, "y": 2})
    page.locator("#resolved summary").click()
    expect(page.locator(f"#query-{query.number}")).to_have_count(1)
    expect(page.locator(f"#resolved #query-{query.number}")).to_be_visible()


def test_a_link_is_taken_away_only_where_there_is_one(room, as_person):
    page = as_person(room.writer, article_at(room))
    saved(page)
    dialog = page.get_by_role("dialog", name="Link")
    remove = dialog.get_by_role("button", name="Remove link")
    select(page, "last boat")
    page.keyboard.press("Control+k")
    expect(dialog).to_be_visible()
    expect(remove).to_be_hidden()
    dialog.get_by_label("URL").fill("https://ferry.example/")
    dialog.get_by_role("button", name="Apply").click()
    expect(page.locator(f"{EDITOR} a")).to_have_text("last boat")
    select(page, "last boat")
    page.keyboard.press("Control+k")
    expect(remove).to_be_visible()
    remove.click()
    expect(page.locator(f"{EDITOR} a")).to_have_count(0)


def test_a_suggestion_of_somebody_else_is_said_once_whole_and_as_one(room, as_person):
    writer, reader = as_person(room.writer, article_at(room)), as_person(room.reader, article_at(room))
    see_each_other(writer, reader)
    select(reader, "23.40")
    reader.keyboard.type("midnight", delay=60)
    expect(announcement(writer)).to_contain_text("New suggestion: ")
    expect(announcement(writer)).to_contain_text("midnight")


def test_a_query_that_is_reopened_leaves_that_list(room, as_person):
    query = make_query(room.article, "6.50 euros", by=room.editor)
    answering.resolve(query=query, by=room.editor, now=NOW)
    page = as_person(room.editor, article_at(room))
    saved(page)
    page.locator("#resolved summary").click()
    page.locator("#resolved").get_by_role("button", name="Reopen").click()
    expect(page.locator("#resolved")).to_be_hidden()
    expect(page.locator(f"#query-{query.number}")).to_have_count(1)
