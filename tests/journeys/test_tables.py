"""Tables as people use them: inserted, typed into, pasted, suggested, and read."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from articles.models import Document
from tests.articles.documents.building import cell, doc, row, table
from tests.factories import make_article
from tests.journeys.looking import serious
from tests.journeys.pasting import outline, paste
from tests.journeys.test_editing import EDITOR, place_caret, saved
from tests.journeys.test_margin import article_at


def lines_of(article):
    return outline(Document.objects.get(pk=article.pk).parsed())


def story(room, *blocks):
    article = make_article(room.desk, author=room.writer, doc=doc(*blocks))
    return article, f"/articles/{article.slug}/"


def button(page, name):
    return page.get_by_role("toolbar").get_by_role("button", name=name, exact=True)


def test_a_table_is_made_and_filled_by_keyboard_alone(room, as_person):
    page = as_person(room.writer, article_at(room))
    place_caret(page, "6.50 euros")
    expect(button(page, "Add row")).to_be_hidden()
    page.keyboard.press("Escape")
    button(page, "Insert table").press("Enter")
    expect(page.locator(EDITOR)).to_be_focused()
    for words in ("Boat", "Seats", "Deck", "Aurora", "120", "two"):
        page.keyboard.type(words)
        page.keyboard.press("Tab")
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.type("last")
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("third")
    saved(page)
    assert lines_of(room.article)[3:] == [
        "table",
        "  row: [Boat] | [Seats] | [Deck]",
        "  row: Aurora | 120 | two",
        "  row:  |  | third",
        "  row: last |  | ",
        "paragraph:",
    ]
    assert serious(page) == []


def test_rows_and_columns_come_and_go_and_undo_brings_them_back(room, as_person):
    article, address = story(room, table(["a", "b"], ["c", "d"]))
    page = as_person(room.writer, address)
    page.locator(f"{EDITOR} td", has_text="a").click()
    button(page, "Header row").click()
    button(page, "Add column").click()
    button(page, "Remove row").click()
    saved(page)
    assert lines_of(article)[1:] == ["table", "  row: c |  | d"]
    button(page, "Remove column").click()
    saved(page)
    assert lines_of(article)[1:] == ["table", "  row:  | d"]
    for _ in range(4):
        page.keyboard.press("Control+z")
    saved(page)
    assert lines_of(article)[1:] == ["table", "  row: a | b", "  row: c | d"]
    button(page, "Remove table").click()
    saved(page)
    assert "table" not in lines_of(article)


def test_a_selection_across_cells_is_typed_over_without_breaking_the_table(room, as_person):
    article, address = story(room, table(["alpha", "beta"], ["gamma", "delta"]))
    page = as_person(room.writer, address)
    page.locator(f"{EDITOR} td", has_text="alpha").click()
    page.keyboard.press("End")
    for _ in range(2):
        page.keyboard.press("ArrowLeft")
    for _ in range(5):
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.type("X")
    saved(page)
    assert lines_of(article)[1:] == ["table", "  row: alpX | ta", "  row: gamma | delta"]


def test_a_row_is_suggested_and_accepted_as_a_whole(room, as_person):
    article, address = story(room, "Fares.", table(["one", "7"], ["two", "8"]), "End.")
    reader = as_person(room.reader, address)
    reader.locator(f"{EDITOR} td", has_text="one").click()
    button(reader, "Add row").click()
    reader.keyboard.type("new")
    reader.keyboard.press("Tab")
    reader.keyboard.type("9")
    saved(reader)
    expect(reader.locator(f"{EDITOR} tr[data-inserted]")).to_have_count(1)
    writer = as_person(room.writer, address)
    card = writer.locator(".thread.suggestion")
    expect(card).to_have_count(1)
    expect(card).to_contain_text("new | 9")
    card.get_by_role("button", name="Accept").click()
    expect(writer.locator(f"{EDITOR} tr[data-inserted]")).to_have_count(0)
    assert lines_of(article)[2:5] == ["table", "  row: one | 7", "  row: new | 9"]


def test_a_column_is_not_suggested_and_the_page_says_what_to_do(room, as_person):
    article, address = story(room, "Fares.", table(["one", "7"], ["two", "8"]), "End.")
    reader = as_person(room.reader, address)
    reader.locator(f"{EDITOR} td", has_text="one").click()
    for name in ("Add column", "Remove column"):
        button(reader, name).click()
        expect(reader.locator("#refusal")).to_contain_text("A suggestion can’t add or remove a column.")
        expect(reader.locator(f"{EDITOR} [data-inserted], {EDITOR} [data-deleted]")).to_have_count(0)
    place_caret(reader, "End.")
    button(reader, "Insert table").click()
    button(reader, "Add column").click()
    expect(reader.locator("#refusal")).to_be_empty()
    saved(reader)
    assert lines_of(article)[2:5] == ["table", "  row: one | 7", "  row: two | 8"]
    assert "  row: [] | [] | [] | []" in lines_of(article)


def test_a_suggested_deletion_of_a_row_is_accepted(room, as_person):
    article, address = story(room, "Fares.", table(["one", "7"], ["two", "8"]), "End.")
    reader = as_person(room.reader, address)
    reader.locator(f"{EDITOR} td", has_text="two").click()
    button(reader, "Remove row").click()
    saved(reader)
    expect(reader.locator(f"{EDITOR} tr[data-deleted]")).to_have_count(1)
    assert lines_of(article)[2:5] == ["table", "  row: one | 7", "  row: two | 8"]
    writer = as_person(room.writer, address)
    card = writer.locator(".thread.suggestion")
    expect(card).to_contain_text("two | 8")
    card.get_by_role("button", name="Accept").click()
    expect(writer.locator(f"{EDITOR} tr")).to_have_count(1)
    assert lines_of(article)[2:4] == ["table", "  row: one | 7"]


def test_a_table_pasted_into_a_cell_is_lines_and_the_page_says_so(room, as_person):
    article, address = story(room, "Fares.", table(["one", "7"]), "End.")
    page = as_person(room.writer, address)
    page.locator(f"{EDITOR} td", has_text="7").click()
    page.keyboard.press("End")
    paste(page, html="<table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>")
    saved(page)
    assert lines_of(article)[3] == "  row: one | 7a | b / c | d"
    expect(page.locator("#paste-losses p")).to_contain_text("A table became lines of text")


@pytest.mark.parametrize("width", [1100, 1360])
def test_the_toolbar_is_no_higher_in_a_table(room, as_person, width):
    _article, address = story(room, "Fares.", table(["one", "7"]), "End.")
    page = as_person(room.writer, address)
    page.set_viewport_size({"width": width, "height": 800})
    bar = page.locator(".tool-row")
    place_caret(page, "Fares.")
    expect(button(page, "Heading")).to_be_visible()
    outside = bar.bounding_box()["height"]
    page.locator(f"{EDITOR} td", has_text="one").click()
    expect(button(page, "Add row")).to_be_visible()
    expect(button(page, "Heading")).to_be_hidden()
    assert bar.bounding_box()["height"] <= outside


@pytest.mark.parametrize("tail", ["", "history/", "clean/"])
def test_a_wide_table_scrolls_in_a_box_of_its_own(room, as_person, tail):
    wide = row(*(cell(f"Column {number}", header=True) for number in range(14)))
    _article, address = story(room, "Fares.", table(wide, [str(number) for number in range(14)]))
    page = as_person(room.writer, address + tail)
    page.set_viewport_size({"width": 390, "height": 800})
    expect(page.locator("main")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert serious(page) == []
