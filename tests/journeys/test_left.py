"""Others see at once that a story left, moved or was signed, and what they typed is not lost."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from articles.editing import filing
from reviews.models import Stage
from reviews.workflow import moving
from tests.acts import sign
from tests.factories import join, make_desk
from tests.journeys.looking import serious
from tests.journeys.test_editing import EDITOR, place_caret, saved, text_of
from tests.pages import at

pytestmark = pytest.mark.journey


@pytest.fixture
def writer(room, as_person):
    page = as_person(room.writer, at(room.article))
    saved(page)
    expect(page.locator("#status a")).to_contain_text("blocking release")
    return page


def test_a_spiked_story_is_read_only_and_can_be_edited_again_once_it_is_back(room, writer):
    filing.spike(article=room.article, by=room.editor, now=timezone.now())
    expect(writer.locator("#banner")).to_contain_text("This story has been spiked.")
    expect(writer.locator("#flash")).to_contain_text("This story has been spiked.")
    expect(writer.locator(EDITOR)).to_have_attribute("aria-readonly", "true")
    expect(writer.locator("#save-state")).to_have_text("Read-only")
    place_caret(writer, "6.50 euros")
    writer.keyboard.type("exactly ")
    expect(writer.locator("#copy")).not_to_contain_text("exactly")
    assert serious(writer) == []
    filing.unspike(article=room.article, by=room.editor, now=timezone.now())
    expect(writer.locator("#reload-offer")).to_contain_text("You can edit this story again.")
    writer.locator("#reload-offer").get_by_role("button", name="Reload").click()
    place_caret(writer, "6.50 euros")
    writer.keyboard.type("exactly ")
    saved(writer)
    assert "exactly" in text_of(room.article)


def test_words_that_came_too_late_are_offered_to_be_kept(room, writer):
    writer.context.set_offline(True)
    place_caret(writer, "6.50 euros")
    writer.keyboard.type("exactly ")
    expect(writer.locator("#save-state")).to_have_text("Offline – saved on this device")
    filing.spike(article=room.article, by=room.editor, now=timezone.now())
    writer.context.set_offline(False)
    dialog = writer.locator("#refused-dialog")
    expect(dialog.locator("textarea")).to_have_value(re.compile("exactly"))
    expect(writer.locator(EDITOR)).to_have_attribute("aria-readonly", "true")


def test_who_no_longer_sees_a_moved_story_reads_that(room, writer):
    night = make_desk("night")
    join(room.editor, night, "editor")
    moving.move(article=room.article, desk=night, author=None, by=room.editor, now=timezone.now())
    expect(writer.locator("#refusal")).to_contain_text("There is no story")
    expect(writer.locator(EDITOR)).to_have_attribute("aria-readonly", "true")


def test_who_sees_it_on_the_other_desk_is_told_where_it_went(room, writer):
    night = make_desk("night")
    for person, role in ((room.editor, "editor"), (room.writer, "writer")):
        join(person, night, role)
    moving.move(article=room.article, desk=night, author=room.writer, by=room.editor, now=timezone.now())
    expect(writer.locator("#flash")).to_contain_text("Moved to Night.")
    place_caret(writer, "6.50 euros")
    writer.keyboard.type("exactly ")
    saved(writer)
    assert "exactly" in text_of(room.article)


def test_a_signature_is_said_and_so_is_that_it_went_stale(room, writer):
    sign(room.article, Stage.objects.get(desk=room.desk, position=1), by=room.editor)
    expect(writer.locator("#flash")).to_contain_text("Ruth Adeyemi signed off (Desk edit).")
    place_caret(writer, "6.50 euros")
    writer.keyboard.type("exactly ")
    expect(writer.locator("#flash")).to_contain_text("out of date – the copy has changed")
    expect(writer.locator("#copy")).to_contain_text("exactly")
