"""Images that came with a file are in the copy, on the page and in the editor."""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import expect

from tests.articles.importing.pictures import picture
from tests.articles.test_assets import file_story
from tests.journeys.test_editing import EDITOR

LOADED = "images => images.every(image => image.complete && image.naturalWidth > 0)"


@pytest.mark.parametrize("width", [390, 1360])
def test_the_editor_shows_an_image_of_the_story(room, as_person, width):
    article = file_story(room, picture("JPEG", size=(1_600, 900), colour="#5b7c99")).article
    page = as_person(room.editor, article.get_absolute_url(), viewport={"width": width, "height": 900})
    image = page.locator(f"{EDITOR} figure img")
    expect(image).to_have_attribute("alt", "A boat")
    page.wait_for_function(f"({LOADED})([...document.querySelectorAll('#copy img')])")
    box, copy = image.bounding_box(), page.locator("#copy").bounding_box()
    assert box["width"] <= copy["width"]
    assert box["width"] / box["height"] == pytest.approx(16 / 9, rel=0.02)
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/{width}.png")
