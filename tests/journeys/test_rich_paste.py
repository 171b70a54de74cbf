"""Pasting a document into File copy: a real clipboard, filled by copying from a page."""

from __future__ import annotations

import re

from playwright.sync_api import expect

SOURCE = """<p>Two <b>ferries</b> leave at <i>nine</i>.</p><ul><li>The Petrel</li><li>The Tern</li></ul>
<p>See <a href="https://harbour.example/">the harbour</a>.</p>"""
_COPY = """(html) => {
  const source = document.createElement("div");
  source.innerHTML = html;
  document.body.append(source);
  getSelection().selectAllChildren(source);
  document.execCommand("copy");
  source.remove();
}"""


def pasted(page):
    page.evaluate(_COPY, SOURCE)
    field = page.get_by_role("textbox", name="or paste the copy")
    field.focus()
    page.keyboard.press("Control+V")
    expect(field).to_have_value(re.compile("The Petrel"))
    return field


def test_formatting_and_links_of_a_paste_are_kept(room, as_person):
    page = as_person(room.writer, "/import/")
    pasted(page)
    expect(page.get_by_text("Formatting, links and comments are kept.")).to_be_visible()
    page.get_by_role("button", name="Preview").click()
    copy = page.locator(".import-copy .copy")
    expect(copy.locator("strong")).to_have_text("ferries")
    expect(copy.locator("em")).to_have_text("nine")
    expect(copy.locator("li")).to_have_text(["The Petrel", "The Tern"])
    expect(copy.locator("a")).to_have_attribute("href", "https://harbour.example/")


def test_words_that_are_changed_after_the_paste_are_filed_as_typed(room, as_person):
    page = as_person(room.writer, "/import/")
    field = pasted(page)
    field.press("Control+End")
    page.keyboard.type(" And more.")
    expect(page.get_by_text("so it is filed as typed")).to_be_visible()
    page.get_by_role("button", name="Preview").click()
    copy = page.locator(".import-copy .copy")
    expect(copy).to_contain_text("And more.")
    expect(copy.locator("strong")).to_have_count(0)
