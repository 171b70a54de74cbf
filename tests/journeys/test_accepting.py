"""Words that were accepted are taken back: by the button in the thread, and by undo in the copy."""

from __future__ import annotations

from playwright.sync_api import expect

from reviews.models import Query
from tests.factories import make_query
from tests.journeys.test_editing import place_caret, saved
from tests.journeys.test_margin import announcement, article_at, same_passages, select, tab_to, toast
from tests.journeys.test_together import see_each_other

OLD, NEW = "A single ticket costs 6.50 euros.", "A single ticket costs 7 euros."


def accept_by_keys(page):
    page.keyboard.press("Alt+n")
    expect(page.locator("#query-1")).to_be_focused()
    tab_to(page, "Accept “7 euros”")
    page.keyboard.press("Enter")
    expect(page.locator("#copy")).to_contain_text(NEW)
    expect(toast(page)).to_contain_text("Wording accepted, query 1 resolved.")
    expect(page.locator("#query-1")).to_be_focused()


def is_back(page):
    expect(page.locator("#copy")).to_contain_text(OLD)
    expect(page.locator("#threads #query-1")).to_have_attribute("data-open", "true")


def test_an_acceptance_is_undone_by_keys_and_everybody_hears_of_it(room, as_person):
    make_query(room.article, "6.50 euros", by=room.reader, question="Still?", proposed="7 euros")
    writer, reader = as_person(room.writer, article_at(room)), as_person(room.reader, article_at(room))
    see_each_other(writer, reader)
    accept_by_keys(writer)
    expect(reader.locator("#copy")).to_contain_text(NEW)
    expect(announcement(reader)).to_have_text("Query 1 resolved.")
    tab_to(writer, "Undo: restore the old text and reopen query 1")
    writer.keyboard.press("Enter")
    expect(toast(writer)).to_contain_text("Old text restored, query 1 reopened.")
    for page in (writer, reader):
        is_back(page)
    expect(writer.locator("#query-1")).to_be_focused()
    expect(announcement(reader)).to_have_text("Query 1 reopened.")
    same_passages(room.article, writer, reader)
    assert Query.objects.get().anchor.state == "exact"


def test_undo_in_the_copy_takes_back_ones_own_acceptance_before_what_was_typed(room, as_person):
    make_query(room.article, "6.50 euros", by=room.reader, question="Still?", proposed="7 euros")
    page = as_person(room.writer, article_at(room))
    place_caret(page, "The last boat", after=False)
    page.keyboard.type("Look: ")
    saved(page)
    accept_by_keys(page)
    place_caret(page, "The last boat", after=False)
    page.keyboard.press("Control+z")
    is_back(page)
    expect(page.locator("#copy")).to_contain_text("Look: ")
    page.keyboard.press("Control+z")
    expect(page.locator("#copy")).not_to_contain_text("Look: ")
    accept_by_keys(page)
    place_caret(page, "The last boat", after=False)
    page.keyboard.type("X")
    page.keyboard.press("Control+z")
    saved(page)
    expect(page.locator("#copy")).to_contain_text(NEW)
    same_passages(room.article, page)


def test_words_somebody_changed_since_are_left_alone_in_a_sentence(room, as_person):
    make_query(room.article, "6.50 euros", by=room.reader, question="Still?", proposed="7 euros")
    page = as_person(room.writer, article_at(room))
    accept_by_keys(page)
    select(page, "7")
    page.keyboard.type("9")
    saved(page)
    page.locator("#resolved > summary").click()
    page.get_by_role("button", name="Undo: restore the old text").click()
    expect(page.locator(".failed")).to_contain_text("now reads “9 euros”, not “7 euros”")
    expect(page.locator("#copy")).to_contain_text("A single ticket costs 9 euros.")
    assert not Query.objects.get().is_open
