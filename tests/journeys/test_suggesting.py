"""Suggesting in the copy: a reader proposes, an editor decides, everybody sees the same."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from articles.models import Anchor, Suggestion
from tests.articles.suggesting import published, suggest, whole
from tests.environment.processes import wait_until
from tests.factories import make_query
from tests.journeys.test_editing import place_caret, saved
from tests.journeys.test_together import same_everywhere, see_each_other


def card(page, text):
    return page.locator("#threads .suggestion", has_text=text)


def copy(page):
    return page.locator("#copy")


def select_back(page, count):
    for _ in range(count):
        page.keyboard.press("Shift+ArrowLeft")


def test_a_reader_suggests_and_an_editor_decides_and_undoes(room, as_person):
    query = make_query(room.article, "6.50 euros", by=room.editor)
    url = f"/articles/{room.article.slug}/"
    reader, editor = as_person(room.reader, url), as_person(room.editor, url)
    see_each_other(reader, editor)
    expect(reader.locator(".mode")).to_have_text("You suggest: an editor accepts.")
    place_caret(reader, "6.50 euros")
    reader.keyboard.type(" Dogs go free.")
    place_caret(reader, "The last boat")
    select_back(reader, len("23.40."))
    reader.keyboard.type("midnight.")
    saved(reader)
    assert published(room.article).endswith("leaves at 23.40.\n\nA single ticket costs 6.50 euros.")
    for page in (reader, editor):
        expect(copy(page).locator("ins", has_text="Dogs go free.")).to_have_count(1)
        expect(copy(page).locator("del")).to_have_text("23.40.")
        expect(card(page, "Dogs go free.")).to_contain_text("Leila Haddad")
        expect(card(page, "midnight")).to_contain_text("Replace 23.40. with midnight.")
        expect(page.locator("#suggested h2")).to_have_text("2 suggestions")
    card(editor, "midnight").get_by_role("button", name="Accept", exact=True).click()
    card(editor, "Dogs go free.").get_by_role("button", name="Reject").click()
    for page in (reader, editor):
        expect(copy(page)).to_contain_text("leaves at midnight.")
        expect(copy(page)).not_to_contain_text("Dogs")
        expect(page.locator("#threads .suggestion")).to_have_count(0)
    editor.locator("#suggested .latest").get_by_role("button", name="Undo").click()
    for page in (reader, editor):
        expect(card(page, "Dogs go free.")).to_have_count(1)
    same_everywhere(room.article, reader, editor)
    assert whole(room.article).endswith("leaves at midnight.\n\nA single ticket costs 6.50 euros. Dogs go free.")
    assert sorted(Suggestion.objects.values_list("state", flat=True)) == ["accepted", "pending"]
    assert Anchor.objects.get(query=query).state == "exact"
