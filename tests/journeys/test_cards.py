"""The cards of queries: how many clicks they take, what they keep under one's hands, keys, and telephones."""

from __future__ import annotations

import itertools
import re

import pytest
from playwright.sync_api import expect

from reviews.models import DraftQuery, Query
from reviews.queries import answering
from tests.environment.processes import wait_until
from tests.factories import NOW, make_article, make_doc, make_query
from tests.journeys.test_editing import EDITOR, saved
from tests.journeys.test_margin import announcement, article_at, select, toast
from tests.journeys.test_together import see_each_other

PHONE = {"viewport": {"width": 390, "height": 780}, "has_touch": True, "is_mobile": True}
WIDE = {"viewport": {"width": 1400, "height": 900}, "reduced_motion": "reduce"}


def count_clicks(page):
    """From now on; what a key presses is none."""
    expect(page.locator(EDITOR)).to_be_visible()
    page.evaluate(
        "() => { window.clicks = 0;"
        " document.addEventListener('pointerdown', () => (window.clicks += 1), true); }"
    )


def clicks(page):
    return page.evaluate("window.clicks")


def story(room, count, *, each="Number {} of the lines is here to be asked about, and about nothing else."):
    room.article = make_article(
        room.desk, author=room.writer, doc=make_doc(*(each.format(n) for n in range(1, count + 1)))
    )
    for n in range(1, count + 1):
        make_query(room.article, f"Number {n} of", by=room.editor, question=f"Is it {n}?")


def test_a_query_is_answered_in_two_clicks_and_resolved_in_one(room, as_person):
    make_query(room.article, "6.50 euros", by=room.editor, question="Still?")
    page = as_person(room.writer, article_at(room), **WIDE)
    count_clicks(page)
    page.get_by_label("Reply to query 1").click()
    page.keyboard.type("Since April.")
    page.locator("#query-1").get_by_role("button", name="Reply", exact=True).click()
    expect(page.locator("#query-1 .reply")).to_contain_text("Since April.")
    expect(page.locator("#query-1")).to_contain_text("answered")
    assert clicks(page) == 2

    editor = as_person(room.editor, article_at(room), **WIDE)
    count_clicks(editor)
    editor.get_by_role("button", name="Resolve query 1").click()
    expect(editor.locator("#query-1")).to_have_attribute("data-open", "false")
    expect(editor.locator("#resolved-count")).to_contain_text("1 resolved")
    assert clicks(editor) == 1


def test_somebody_is_asked_in_three_clicks_by_name(room, as_person):
    page = as_person(room.editor, article_at(room), **WIDE)
    select(page, "6.50 euros")
    count_clicks(page)
    page.get_by_role("button", name="Ask", exact=True).first.click()
    expect(page.locator("#ask-dialog")).to_be_visible()
    page.keyboard.type("Still? @Jon")
    page.locator(".mention-list [role=option]").click()
    expect(page.locator("[data-ask-assigned]")).to_have_text(
        "Assigned to Jonas Keller, named in the question."
    )
    page.locator("#ask-dialog").get_by_role("button", name="Ask", exact=True).click()
    expect(toast(page)).to_contain_text("Query 1 sent to Jonas Keller.")
    expect(page.locator("#query-1")).to_contain_text("waiting on Jonas Keller")
    expect(page.locator("#query-1")).to_have_class(re.compile("active"))
    assert clicks(page) == 3
    assert Query.objects.get().assigned_to == room.copy_editor


def test_a_reply_offers_the_query_to_whom_it_names(room, as_person):
    make_query(room.article, "6.50 euros", by=room.editor, question="Still?")
    page = as_person(room.editor, article_at(room), **WIDE)
    expect(page.locator(EDITOR)).to_be_visible()
    page.get_by_label("Reply to query 1").click()
    page.keyboard.type("Do you know? @Jonas")
    page.keyboard.press("Enter")
    page.get_by_label("Assign to Jonas Keller").check()
    page.locator("#query-1").get_by_role("button", name="Reply", exact=True).click()
    expect(page.locator("#query-1")).to_contain_text("waiting on Jonas Keller")
    assert Query.objects.get().assigned_to == room.copy_editor


def test_cards_under_ones_hands_survive_what_others_do(room, as_person):
    for words in ("last boat", "6.50 euros"):
        make_query(room.article, words, by=room.reader, question=f"Is “{words}” right?")
    editor = as_person(room.editor, article_at(room), **WIDE)
    writer = as_person(room.writer, article_at(room), **WIDE)
    see_each_other(editor, writer)
    editor.locator("#query-1 .more").click()
    people = editor.locator("#query-1").get_by_label("Assigned to")
    people.select_option("Jonas Keller")
    editor.get_by_label("Reply to query 2").click()
    editor.evaluate("() => (window.field = document.activeElement)")
    for number in (1, 2):
        writer.get_by_label(f"Reply to query {number}").fill("It is.")
        writer.get_by_label(f"Reply to query {number}").press("Control+Enter")
        expect(editor.locator(f"#query-{number} .reply")).to_contain_text("It is.")
    expect(people).to_have_value(str(room.copy_editor.pk))
    assert editor.evaluate("document.activeElement === window.field && window.field.isConnected")
    editor.locator("#query-1").get_by_role("button", name="Reassign").click()
    expect(toast(editor)).to_contain_text("Reassigned to Jonas Keller.")
    assert Query.objects.get(number=1).assigned_to == room.copy_editor


def test_a_page_asks_for_its_threads_once(room, as_person):
    make_query(room.article, "6.50 euros", by=room.editor, question="Still?")
    writer = as_person(room.writer, article_at(room), **WIDE)
    expect(writer.locator(EDITOR)).to_be_visible()
    asked = []
    editor = as_person(room.editor, "/", **WIDE)
    editor.on("request", lambda request: asked.append(request.url) if "/threads" in request.url else None)
    editor.goto(article_at(room))
    see_each_other(editor, writer)
    writer.get_by_label("Reply to query 1").fill("Yes.")
    loaded = len(asked)
    writer.get_by_label("Reply to query 1").press("Control+Enter")
    expect(editor.locator("#query-1 .reply")).to_contain_text("Yes.")
    assert loaded <= 1, asked


def test_keys_go_on_from_where_one_is(room, as_person):
    story(room, 4)
    page = as_person(room.editor, article_at(room), **WIDE)
    expect(page.locator(EDITOR)).to_be_visible()
    page.keyboard.press("Alt+n")
    page.keyboard.press("Alt+n")
    expect(page.locator("#query-2")).to_be_focused()
    expect(announcement(page)).to_have_text("Query 2 (2 of 4): Is it 2?")
    page.keyboard.press("e")
    expect(page.locator("#query-2")).to_have_attribute("data-open", "false")
    expect(page.locator("#query-2")).to_be_focused()
    page.keyboard.press("Alt+n")
    expect(page.locator("#query-3")).to_be_focused()
    expect(announcement(page)).to_have_text("Query 3 (2 of 3): Is it 3?")
    page.keyboard.press("r")
    expect(page.get_by_label("Reply to query 3", exact=True)).to_be_focused()
    page.keyboard.type("Yes, re-read.")
    page.keyboard.press("Escape")
    expect(page.locator("#query-3")).to_be_focused()
    page.keyboard.press("r")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#query-3 .reply")).to_contain_text("Yes, re-read.")
    expect(page.locator("#query-3")).to_be_focused()
    page.keyboard.press("Alt+n")
    expect(page.locator("#query-4")).to_be_focused()
    page.keyboard.press("Alt+p")
    expect(page.locator("#query-3")).to_be_focused()


@pytest.mark.parametrize(("count", "is_short"), [(12, False), (60, True)])
def test_cards_are_drawn_short_only_where_there_is_no_room(room, as_person, count, is_short):
    each = "Number {} of the lines. " + "It goes on and on about the ferry. " * (1 if is_short else 7)
    story(room, count, each=each)
    answering.reply(query=Query.objects.get(number=3), by=room.writer, body="Yes.", now=NOW)
    page = as_person(room.editor, article_at(room), **WIDE)
    expect(page.locator("#threads")).to_have_class(re.compile("threads-aligned"))
    cards = page.locator("#threads .thread")
    expect(cards).to_have_count(count)
    expect(page.locator("#threads .thread-dense")).to_have_count(count if is_short else 0)

    def boxes():
        return page.evaluate(
            "[...document.querySelectorAll('#threads .thread')].map((one) => one.getBoundingClientRect())"
            ".map(({top, bottom}) => [top, bottom])"
        )

    wait_until(lambda: all(above[1] <= below[0] + 1 for above, below in itertools.pairwise(boxes())))
    third = page.locator("#query-3")
    expect(third.locator(".question")).to_be_visible()
    expect(third.locator(".turn")).to_be_visible()
    expect(third.get_by_role("button", name="Resolve query 3", exact=True)).to_be_visible()
    if is_short:
        expect(third.locator(".count")).to_have_text("1 reply")
        third.locator(".question").click()
        expect(page.get_by_label("Reply to query 3", exact=True)).to_be_focused()
        expect(third.locator(".reply")).to_be_visible()
    else:
        expect(third.locator(".reply")).to_be_visible()
        expect(page.get_by_label("Reply to query 3", exact=True)).to_be_visible()


def test_drafts_are_ones_own_until_they_are_sent_together(room, as_person):
    editor = as_person(room.editor, article_at(room), **WIDE)
    writer = as_person(room.writer, article_at(room), **WIDE)
    see_each_other(editor, writer)
    editor.get_by_role("button", name="Ask about the story").click()
    editor.keyboard.type("Who else was on board?")
    editor.get_by_role("button", name="Save as draft").click()
    expect(editor.locator("#drafts")).to_contain_text("Who else was on board?")
    select(editor, "6.50 euros")
    editor.keyboard.press("Control+Alt+m")
    editor.keyboard.type("Still?")
    editor.get_by_role("button", name="Save as draft").click()
    expect(editor.locator("#drafts h3")).to_have_text("2 drafts, seen only by you")
    writer.reload()
    expect(writer.locator("#drafts")).to_be_hidden()
    expect(writer.locator("#threads")).to_contain_text("No queries yet.")
    editor.get_by_role("button", name="Send 2 queries").click()
    expect(editor.locator("#drafts")).to_be_hidden()
    for page in (editor, writer):
        expect(page.locator("#whole-story #query-1")).to_contain_text("Who else was on board?")
        expect(page.locator("#threads #query-2")).to_contain_text("Still?")
    assert not DraftQuery.objects.exists()


def test_what_was_cancelled_can_be_had_back(room, as_person):
    page = as_person(room.editor, article_at(room), **WIDE)
    select(page, "6.50 euros")
    page.keyboard.press("Control+Alt+m")
    page.keyboard.type("Is it still so?")
    page.locator("#ask-dialog").get_by_role("button", name="Cancel").click()
    expect(page.locator("#ask-kept")).to_contain_text("Query discarded.")
    page.locator("#ask-kept").get_by_role("button", name="Undo").click()
    expect(page.get_by_label("Question", exact=True)).to_have_value("Is it still so?")
    page.keyboard.press("Escape")
    expect(page.locator("#ask-kept")).to_contain_text("Unsent query on")
    page.get_by_role("button", name="Discard the unsent query").click()
    page.locator("#ask-kept").get_by_role("button", name="Close").click()
    expect(page.locator("#ask-kept")).to_be_hidden()
    page.reload()
    expect(page.locator(EDITOR)).to_be_visible()
    expect(page.locator("#ask-kept")).to_be_hidden()


def test_a_query_without_words_is_refused_where_it_was_written(room, as_person):
    make_query(room.article, "6.50 euros", by=room.editor, question="Still?")
    page = as_person(room.editor, article_at(room), **WIDE)
    select(page, "last boat")
    page.keyboard.press("Control+Alt+m")
    page.locator("#ask-dialog").get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator("#ask-dialog")).to_be_visible()
    expect(page.get_by_label("Question", exact=True)).to_be_focused()
    page.keyboard.press("Escape")
    field = page.get_by_label("Reply to query 1")
    field.click()
    page.locator("#query-1").get_by_role("button", name="Reply", exact=True).click()
    expect(field).to_be_focused()
    assert field.evaluate("one => one.validity.valueMissing")
    expect(page.locator("#flash")).to_be_empty()


def test_a_placeholder_that_was_filled_in_asks_whether_its_query_is_settled(room, as_person):
    query = make_query(room.article, "6.50", by=room.editor, question="What goes here?")
    Query.objects.filter(pk=query.pk).update(convention="placeholder")
    page = as_person(room.editor, article_at(room), **WIDE)
    select(page, "6.50")
    page.keyboard.type("7")
    saved(page)
    expect(page.locator("#query-1")).to_contain_text("Is the placeholder filled in?")
    expect(page.locator("#query-1")).not_to_contain_text("Keep on this text")
    page.locator("#query-1 .settling").get_by_role("button", name="Resolve").click()
    expect(page.locator("#query-1")).to_have_attribute("data-open", "false")


def test_on_a_telephone_a_query_is_a_sheet_with_the_way_back_to_its_words(room, as_person):
    paragraphs = [f"Paragraph {n} goes on about the ferry and its boats for a while." for n in range(30)]
    room.article = make_article(room.desk, author=room.writer, doc=make_doc(*paragraphs))
    make_query(room.article, "Paragraph 3 goes", by=room.editor, question="Does it?")
    page = as_person(room.writer, article_at(room), **PHONE)
    expect(page.locator(EDITOR)).to_be_visible()
    passage = page.locator("#copy .passage")
    passage.tap()
    sheet = page.locator("#query-1.sheet")
    expect(sheet).to_be_in_viewport(ratio=0.9)
    expect(passage).to_be_in_viewport()
    wait_until(lambda: abs(sheet.evaluate("one => one.getBoundingClientRect().bottom - innerHeight")) <= 1)
    sheet.get_by_label("Reply to query 1").fill("It does.")
    sheet.get_by_role("button", name="Reply", exact=True).tap()
    expect(sheet).to_contain_text("It does.")
    page.evaluate("scrollTo(0, 0)")
    page.evaluate("document.querySelector('#copy p:last-child').scrollIntoView()")
    sheet.get_by_role("link", name="Back to the text").tap()
    expect(page.locator(".sheet")).to_have_count(0)
    expect(passage).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
