"""What waits for somebody, done from there, and right in every open window."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from reviews.queries import answering
from tests.factories import NOW, make_article, make_doc, make_query
from tests.journeys.looking import serious


def rows(page):
    return page.locator("#needs-me [data-row]")


def test_each_act_of_one_appears_in_the_lists_of_the_other(room, as_person):
    writer, reader = as_person(room.writer, "/"), as_person(room.reader, "/")
    stories = as_person(room.editor, "/stories/")
    expect(writer.locator("#needs-me")).to_contain_text("Nothing needs you now")
    query = make_query(room.article, "6.50 euros", by=room.reader, question="6.50 or 5.60?")
    expect(rows(writer)).to_have_count(1)
    expect(writer).to_have_title(re.compile(r"^\(1\) Needs me"))
    expect(stories.locator("#stories")).to_contain_text("1 blocking")
    rows(writer).locator("textarea").fill("6.50, says the line.")
    rows(writer).get_by_role("button", name="Reply").click()
    expect(writer.locator("#flash")).to_contain_text("Replied.")
    expect(rows(writer)).to_have_count(0)
    expect(rows(reader)).to_contain_text("6.50, says the line.")
    rows(reader).get_by_role("button", name="Resolve").click()
    expect(rows(reader)).to_have_count(0)
    expect(stories.locator("#stories")).to_contain_text("none open")
    query.refresh_from_db()
    assert not query.is_open
    make_article(room.desk, doc=make_doc(headline="Market moves"))
    expect(stories.locator("#stories")).to_contain_text("Market moves")


def test_a_renewal_takes_neither_words_nor_focus(room, as_person):
    make_query(room.article, "6.50 euros", by=room.reader, question="First?")
    page = as_person(room.writer, "/")
    field = rows(page).locator("textarea")
    field.fill("Half a rep")
    make_query(room.article, "last boat", by=room.reader, question="Second?")
    expect(rows(page)).to_have_count(2)
    expect(page.locator("#needs-me textarea:focus")).to_have_value("Half a rep")
    page.keyboard.type("ly")
    expect(page.locator("#needs-me textarea:focus")).to_have_value("Half a reply")


def test_keys_go_through_the_list_reply_and_resolve(room, as_person):
    for words in ("6.50 euros", "last boat"):
        query = make_query(room.article, words, by=room.reader, question=f"{words}?")
        answering.reply(query=query, by=room.writer, body="Yes.", now=NOW)
    page = as_person(room.reader, "/")
    expect(rows(page)).to_have_count(2)
    page.keyboard.press("j")
    expect(rows(page).first.locator(".headline")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(rows(page).last.locator(".headline")).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("r")
    expect(rows(page).first.locator("textarea")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    expect(rows(page)).to_have_count(1)
    expect(rows(page).locator(".headline")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/articles/.*#query-\d$"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_at_any_width(room, as_person, scheme):
    doc = make_doc("الحافلة الأخيرة تغادر.", headline="ليل المدينة")
    arabic = make_article(room.desk, author=room.writer, doc=doc, language="ar")
    make_query(arabic, "الأخيرة", by=room.reader, question="متى؟")
    make_query(room.article, "6.50 euros", by=room.reader)
    page = as_person(room.writer, "/", color_scheme=scheme)
    assert serious(page) == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert serious(page) == []
    assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")


def test_the_bell_opens_the_inbox_by_key_and_renews_itself(room, as_person):
    page = as_person(room.writer, "/stories/")
    bell, panel = page.locator("#bell"), page.locator("#bell-panel")
    make_query(room.article, "6.50 euros", by=room.reader, question="6.50 or 5.60?")
    expect(bell).to_contain_text("1 unread")
    bell.focus()
    page.keyboard.press("Enter")
    expect(panel).to_contain_text("Leila Haddad: 6.50 or 5.60?")
    expect(panel).to_contain_text("1 new query")
    query = make_query(room.article, "last boat", by=room.reader, question="The very last?")
    expect(panel).to_contain_text("The very last?")
    panel.get_by_role("button", name="Mark all as read").click()
    expect(bell).not_to_contain_text("unread")
    answering.resolve(query=query, by=room.editor, now=NOW)
    expect(panel).not_to_contain_text("The very last?")
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(bell).to_be_focused()
    expect(page).to_have_url(re.compile("/stories/$"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_the_panel_of_the_bell(room, as_person, scheme):
    for words in ("6.50 euros", "last boat"):
        make_query(room.article, words, by=room.reader, question="Sure?")
    page = as_person(room.writer, "/inbox/", color_scheme=scheme, viewport={"width": 390, "height": 800})
    page.locator("#inbox summary").click()
    found = serious(page)
    page.locator("#bell").click()
    expect(page.locator("#inbox-panel")).to_contain_text("2 new queries")
    assert found + serious(page) == []
    box = page.locator("#bell-panel").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 390


def test_without_scripts_the_bell_leads_to_the_inbox(room, as_person):
    page = as_person(room.writer, "/", java_script_enabled=False)
    page.locator("#bell").click()
    expect(page).to_have_url(re.compile("/inbox/$"))
