"""Everything is selected, and something else put in its place: it begins in the headline."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from articles.models import Document
from tests.journeys.pasting import outline, paste
from tests.journeys.test_composed_suggestions import becomes, marked, suggesting
from tests.journeys.test_composing import Composer, place_caret_behind
from tests.journeys.test_editing import saved
from tests.journeys.test_margin import article_at
from tests.journeys.test_together import same_everywhere


@pytest.fixture
def page(room, as_person):
    page = as_person(room.writer, article_at(room))
    select_all(page)
    return page


def read(article):
    return outline(Document.objects.get(pk=article.pk).parsed())


def select_all(page):
    place_caret_behind(page, "6.50")
    page.keyboard.press("Control+a")


def test_what_is_typed_is_the_headline(room, page):
    page.keyboard.type("Brand new")
    page.keyboard.press("Enter")
    page.keyboard.type("And a body.")
    saved(page)
    assert read(room.article) == ["headline: Brand new", "paragraph: And a body."]


@pytest.mark.parametrize("key", ["Backspace", "Delete", "Control+x"])
def test_after_everything_was_deleted_one_types_the_headline(room, page, key):
    page.keyboard.press(key)
    page.keyboard.type("Brand new")
    saved(page)
    assert read(room.article) == ["headline: Brand new", "paragraph:"]


def test_what_is_composed_is_the_headline(room, page):
    composer = Composer(page)
    composer.compose("h", "ふ", "ふね")
    composer.commit("船")
    saved(page)
    assert read(room.article) == ["headline: 船", "paragraph:"]


def test_a_pasted_story_brings_its_headline(room, page):
    paste(page, html="<h1>Brand new</h1><p>A body.</p><p>And more.</p>")
    saved(page)
    assert read(room.article) == ["headline: Brand new", "paragraph: A body.", "paragraph: And more."]


def test_a_pasted_line_is_the_headline(room, page):
    paste(page, text="Brand new")
    saved(page)
    assert read(room.article) == ["headline: Brand new", "paragraph:"]


def test_undo_brings_everything_back(room, page):
    before = marked(page)
    page.keyboard.type("Brand new")
    becomes(page, "Brand new")
    page.keyboard.press("Control+z")
    expect(page.locator("#copy h1")).to_have_text("Ferry runs at night again")
    assert marked(page) == before


def test_in_suggesting_the_new_headline_is_proposed_beside_the_old(room, page):
    suggesting(page)
    select_all(page)
    page.keyboard.type("Brand new")
    becomes(page, "[-Ferry runs at night again-]{+Brand new+}")
    assert "[-The last boat leaves at 23.40.-]" in marked(page)
    saved(page)
    same_everywhere(room.article, page)
