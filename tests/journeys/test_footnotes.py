"""Footnotes as people use them: put in, written, renumbered, suggested, and taken out."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.articles.documents.building import doc, footnote, note, p
from tests.factories import make_article
from tests.journeys.looking import serious
from tests.journeys.test_editing import EDITOR, place_caret, saved
from tests.journeys.test_pasting import lines_of


def story(room, *blocks):
    article = make_article(room.desk, author=room.writer, doc=doc(*blocks))
    return article, f"/articles/{article.slug}/"


def button(page):
    return page.get_by_role("toolbar").get_by_role("button", name="Footnote", exact=True)


def numbers(page):
    """The numbers in the text, then those of the footnotes."""
    return page.locator(f"{EDITOR} [data-number]").evaluate_all("all => all.map(one => one.dataset.number)")


def test_a_footnote_is_put_in_and_written_and_undone(room, as_person):
    article, address = story(room, "One boat leaves.", "Two boats wait.")
    page = as_person(room.writer, address)
    place_caret(page, "Two boats wait.")
    page.keyboard.press("End")
    page.keyboard.press("F9")
    page.keyboard.type("At quay four.")
    place_caret(page, "One boat leaves.")
    page.keyboard.press("End")
    button(page).click()
    page.keyboard.type("At nine.")
    saved(page)
    assert lines_of(article)[1:] == [
        "paragraph: One boat leaves.[^]",
        "paragraph: Two boats wait.[^]",
        "footnote: At nine.",
        "footnote: At quay four.",
    ]
    assert numbers(page) == ["1", "2", "1", "2"]
    assert serious(page) == []
    for _ in range(12):
        if len(numbers(page)) > 2:
            page.keyboard.press("Control+z")
    saved(page)
    assert lines_of(article)[1:] == [
        "paragraph: One boat leaves.",
        "paragraph: Two boats wait.[^]",
        "footnote: At quay four.",
    ]
    assert numbers(page) == ["1", "1"]


def test_a_footnote_goes_with_its_number_and_others_follow(room, as_person):
    article, address = story(
        room,
        p("One", note("a"), "."),
        p("Two", note("b"), "."),
        footnote("First.", id="a"),
        footnote("Second.", id="b"),
    )
    page = as_person(room.writer, address)
    place_caret(page, "One")
    page.keyboard.press("End")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Backspace")
    saved(page)
    assert lines_of(article)[1:] == ["paragraph: One.", "paragraph: Two[^].", "footnote: Second."]
    assert numbers(page) == ["1", "1"]
    page.keyboard.press("Control+z")
    saved(page)
    assert numbers(page) == ["1", "2", "1", "2"]


def test_a_suggested_footnote_is_one_suggestion(room, as_person):
    article, address = story(room, "One boat leaves.")
    reader = as_person(room.reader, address)
    place_caret(reader, "One boat leaves.")
    reader.keyboard.press("End")
    reader.keyboard.press("F9")
    reader.keyboard.type("At nine.")
    saved(reader)
    writer = as_person(room.writer, address)
    card = writer.locator(".thread.suggestion")
    expect(card).to_have_count(1)
    expect(card).to_contain_text("At nine.")
    card.get_by_role("button", name="Accept").click()
    expect(writer.locator(f"{EDITOR} .footnote")).to_have_text("At nine.")
    expect(card).to_have_count(0)
    assert lines_of(article)[1:] == ["paragraph: One boat leaves.[^]", "footnote: At nine."]


def test_a_suggested_deletion_of_a_number_takes_its_footnote(room, as_person):
    article, address = story(room, p("One", note("a"), "."), footnote("First.", id="a"))
    reader = as_person(room.reader, address)
    place_caret(reader, "One")
    reader.keyboard.press("End")
    reader.keyboard.press("ArrowLeft")
    reader.keyboard.press("Backspace")
    saved(reader)
    writer = as_person(room.writer, address)
    card = writer.locator(".thread.suggestion")
    expect(card).to_have_count(1)
    card.get_by_role("button", name="Accept").click()
    expect(writer.locator(f"{EDITOR} .footnote")).to_have_count(0)
    assert lines_of(article)[1:] == ["paragraph: One."]
