"""Finding a story with the keyboard, and what a page says when something does not work."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from reviews.notifications import outbox
from tests.factories import make_article, make_doc, make_query
from tests.journeys.frame import choose_theme


def test_typing_narrows_the_list(room, as_person):
    make_article(room.desk, doc=make_doc(headline="Market moves under the bridge"))
    page = as_person(room.editor, "/stories/")
    expect(page.locator("#stories tbody tr")).to_have_count(2)
    page.locator("#words").press_sequentially("bridge")
    expect(page.locator("#stories tbody tr")).to_have_count(1)
    expect(page).to_have_url(re.compile("words=bridge"))
    page.get_by_role("link", name="Market moves").click()
    expect(page.locator("#save-state")).to_have_text("Saved")
    page.evaluate("history.back()")
    expect(page.locator("#words")).to_have_value("bridge")
    expect(page.locator("h1")).to_have_text("Stories")


def test_light_and_dark_are_kept(room, as_person):
    page = as_person(room.editor, color_scheme="light")
    light = page.evaluate("getComputedStyle(document.body.parentElement).backgroundColor")
    choose_theme(page, "Dark")
    dark = page.evaluate("getComputedStyle(document.body.parentElement).backgroundColor")
    assert light != dark
    page.reload()
    assert page.evaluate("getComputedStyle(document.body.parentElement).backgroundColor") == dark


def test_a_kept_mail_leads_to_its_query(room, as_person, settings):
    query = make_query(room.article, "6.50 euros", by=room.editor, question="From April on?")
    page = as_person(room.writer)
    settings.COPYDESK_URL = page.url.rstrip("/")
    outbox.drain(seconds=30)
    page.goto("/mail/")
    page.locator(".mails a").first.click()
    letter = page.frame_locator("iframe.letter")
    expect(letter.locator("body")).to_contain_text("From April on?")
    with page.context.expect_page() as opened:
        letter.get_by_role("link").first.click()
    expect(opened.value).to_have_url(re.compile(rf"/articles/{room.article.slug}/#query-{query.number}$"))
    expect(opened.value.locator("#query-1")).to_contain_text("From April on?")


def test_a_finding_leads_to_its_words(room, as_person):
    article = make_article(room.desk, author=room.writer, doc=make_doc("Said.", "The fee is TK euros."))
    page = as_person(room.editor, f"/articles/{article.slug}/preflight/")
    page.get_by_role("link", name="TK").click()
    page.wait_for_function("() => String(getSelection()) === 'TK'")
