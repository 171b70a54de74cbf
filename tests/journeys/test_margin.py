"""Threads in the margin: proposing and accepting, mentioning, drafts, and what becomes of a passage."""

from __future__ import annotations

import itertools
import re

from playwright.sync_api import expect

from articles.documents.text import text_between
from articles.models import Document
from reviews.models import Event, Notification, Query
from reviews.queries import answering
from tests.environment.processes import wait_until
from tests.factories import NOW, make_article, make_doc, make_query
from tests.journeys.test_editing import EDITOR, place_caret, saved, text_of
from tests.journeys.test_together import same_everywhere, see_each_other

FERRY = "The last boat leaves at 23.40."
TICKET = "A single ticket costs 6.50 euros."


def article_at(room):
    return f"/articles/{room.article.slug}/"


def select(page, words):
    """Select the first place in the copy that reads like this, as a mouse would."""
    expect(page.locator(EDITOR)).to_be_visible()
    page.evaluate(
        """words => {
            const copy = document.querySelector("#copy");
            const walker = document.createTreeWalker(copy, NodeFilter.SHOW_TEXT);
            const pieces = [];
            let text = "";
            for (let node; (node = walker.nextNode()); text += node.data) pieces.push([node, text.length]);
            const at = text.indexOf(words);
            const place = (offset, isEnd) => {
                const [node, start] = pieces.findLast(([, from]) => (isEnd ? from < offset : from <= offset));
                return [node, offset - start];
            };
            copy.focus();
            getSelection().setBaseAndExtent(...place(at, false), ...place(at + words.length, true));
        }""",
        words,
    )
    page.wait_for_function("words => getSelection().toString() === words", arg=words)


def tab_to(page, name, *, most=15):
    """Press Tab until what has the focus is called this."""
    for _ in range(most):
        page.keyboard.press("Tab")
        called = page.evaluate(
            "(({ariaLabel, labels, tagName, textContent}) => ariaLabel || labels?.[0]?.textContent.trim()"
            " || (tagName === 'BUTTON' && textContent.trim()) || '')(document.activeElement)"
        )
        if name in called:
            return
    raise AssertionError(f"Tab does not lead to {name!r}")


def announcement(page):
    return page.locator("#announce")


def toast(page):
    """The last sentence about what was done here."""
    return page.locator("#flash [data-toast]").last


def places_of(page):
    """Which words each query is on, as the page shows it."""
    return page.evaluate(
        """() => {
            const words = {};
            for (const span of document.querySelectorAll("#copy .passage[data-query]"))
                words[span.dataset.query] = (words[span.dataset.query] ?? "") + span.textContent;
            return words;
        }"""
    )


def same_passages(article, *pages):
    """All pages hold the document the server has, and the passages it has."""
    same_everywhere(article, *pages)
    doc = Document.objects.get(pk=article.pk).parsed()
    rows = Query.objects.filter(article=article).exclude(anchor__state="detached").select_related("anchor")
    held = {str(row.number): text_between(doc, row.anchor.start, row.anchor.end) for row in rows}
    for page in pages:
        wait_until(lambda page=page: places_of(page) == held)


def put_it_there(page):
    """By keys: to the thread of query 2, and to its button."""
    page.keyboard.press("Alt+n")
    if page.evaluate("document.activeElement.id") != "query-2":
        page.keyboard.press("Alt+n")
    expect(page.locator("#query-2")).to_be_focused()
    tab_to(page, "Move to selection")
    page.keyboard.press("Enter")


def state_of(number):
    return Query.objects.select_related("anchor").get(number=number).anchor.state


def test_words_are_proposed_and_accepted_with_the_keyboard_alone_and_told_to_everyone(room, as_person):
    reader, writer = as_person(room.reader, article_at(room)), as_person(room.writer, article_at(room))
    see_each_other(reader, writer)
    select(reader, "6.50 euros")
    reader.keyboard.press("Control+Alt+m")
    expect(reader.locator("#ask-dialog")).to_be_visible()
    reader.keyboard.type("Since April?")
    tab_to(reader, "Suggested wording")
    reader.keyboard.type("7 euros")
    reader.keyboard.press("Control+Enter")
    expect(toast(reader)).to_contain_text("Query 1 sent to Mara Velde.")
    expect(announcement(writer)).to_have_text("New query 1: Since April?")
    expect(writer.locator("#query-1 .proposal")).to_contain_text("7 euros")
    expect(reader.get_by_role("button", name="Accept")).to_have_count(0), "who may not edit is not offered it"
    writer.keyboard.press("Alt+n")
    expect(writer.locator("#query-1")).to_be_focused()
    expect(announcement(writer)).to_have_text("Query 1 (1 of 1): Since April?")
    tab_to(writer, "Accept “7 euros”")
    writer.keyboard.press("Enter")
    expect(toast(writer)).to_contain_text("Wording accepted, query 1 resolved.")
    for page in (reader, writer):
        expect(page.locator("#copy")).to_contain_text("A single ticket costs 7 euros.")
    expect(writer.locator("#query-1")).to_be_focused()
    expect(writer.locator("#query-1")).to_have_count(1)
    expect(announcement(reader)).to_have_text("Query 1 resolved.")
    expect(reader.locator("#resolved #query-1")).to_have_count(1)
    writer.keyboard.press("Alt+n")
    expect(announcement(writer)).to_have_text("No open queries.")
    writer.locator("#copy").focus()
    expect(writer.locator("#resolved #query-1")).to_have_count(1)
    expect(writer.locator("#threads #query-1")).to_have_count(0)
    same_passages(room.article, reader, writer)


def test_what_reads_otherwise_by_now_is_not_replaced_and_says_what_it_reads(room, as_person):
    make_query(room.article, "6.50 euros", by=room.editor, question="Still?", proposed="7 euros")
    page = as_person(room.editor, article_at(room))
    select(page, "6.50")
    page.keyboard.type("8")
    page.locator("#query-1").click()
    page.get_by_role("button", name="Accept").click()
    expect(page.locator("#query-1 .failed")).to_contain_text("now reads “8 euros”, not “6.50 euros”")
    assert Query.objects.get().is_open
    assert text_of(room.article).endswith("costs 8 euros.")


def test_people_are_named_with_the_keyboard_and_told_once(room, as_person):
    make_query(room.article, "6.50 euros", by=room.editor, question="Still?")
    page = as_person(room.writer, article_at(room))
    field = page.get_by_label("Reply to query 1")
    page.locator("#query-1").click()
    field.focus()
    page.keyboard.type("Ask @le")
    expect(field).to_have_attribute("role", "combobox")
    expect(field).to_have_attribute("aria-expanded", "true")
    options = page.locator(".mention-list [role=option]")
    expect(options).to_have_text(["Leila Haddad"])
    expect(announcement(page)).to_have_text("1 people; choose with the arrow keys and Enter.")
    for _ in "le":
        page.keyboard.press("Backspace")
    expect(options).to_have_count(5)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    chosen = field.get_attribute("aria-activedescendant")
    expect(page.locator(f"#{chosen}")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(options).to_have_count(0)
    expect(field).not_to_have_attribute("role", "combobox")
    page.keyboard.type("lei")
    page.keyboard.press("Enter")
    expect(field).to_have_value("Ask @Leila Haddad ")
    page.keyboard.type("or @ke")
    options.filter(has_text="Jonas Keller").click()
    expect(field).to_have_value("Ask @Leila Haddad or @Jonas Keller ")
    expect(field).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#query-1 .mention")).to_have_text(["@Leila Haddad", "@Jonas Keller"])
    notified = Notification.objects.filter(event__kind=Event.Kind.REPLIED).values_list(
        "recipient__name", flat=True
    )
    assert sorted(notified) == ["Jonas Keller", "Leila Haddad", "Ruth Adeyemi"]


def test_half_written_words_survive_a_reload_until_they_are_sent(room, as_person):
    make_query(room.article, "6.50 euros", by=room.editor, question="Still?")
    page = as_person(room.writer, article_at(room))
    reply = page.get_by_label("Reply to query 1")
    page.locator("#query-1").click()
    reply.fill("Since Ap")
    page.locator("#query-1 summary").click()
    page.get_by_label("Suggested wording for query 1").fill("7 euros")
    select(page, "last boat")
    page.keyboard.press("Control+Alt+m")
    expect(page.locator("#ask-dialog")).to_be_visible()
    page.keyboard.type("Is it really")
    page.get_by_label("Kind").select_option("fact")
    page.get_by_label("Block release").uncheck()
    page.reload()
    expect(reply).to_have_value("Since Ap")
    expect(page.get_by_label("Suggested wording for query 1")).to_have_value("7 euros")
    expect(page.locator("#query-1 .restored")).to_contain_text("Draft restored.")
    place_caret(page, "The last boat", after=False)
    page.keyboard.type("Now: ")
    saved(page)
    expect(page.locator("#ask-kept")).to_contain_text("last boat")
    page.get_by_role("button", name="Continue").click()
    expect(page.locator("#ask-dialog")).to_contain_text("Draft restored.")
    expect(page.get_by_label("Question")).to_have_value("Is it really")
    page.get_by_label("Question").press("End")
    page.keyboard.type(" the last?")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#query-2")).to_contain_text("Is it really the last?")
    asked = Query.objects.select_related("anchor").get(number=2)
    assert (asked.kind, asked.blocking, asked.anchor.quote) == ("fact", False, "last boat")
    page.locator("#query-1").get_by_text("Still?").click()
    page.locator("#query-1").get_by_role("button", name="Reply").click()
    expect(page.locator("#query-1 .reply")).to_contain_text("Since Ap")
    page.reload()
    expect(reply).to_have_value("")
    expect(page.locator("#ask-kept")).to_be_hidden()
    expect(page.locator(".restored")).to_have_count(0)
    page.locator("#query-1").click()
    reply.fill("Mine alone")
    page.context.clear_cookies()
    other = as_person(room.editor)
    cookies = other.context.cookies()
    page.context.add_cookies(cookies)
    page.goto(article_at(room))
    expect(page.locator(".site-person")).to_contain_text("Ruth Adeyemi")
    expect(reply).to_have_value(""), "one browser, another person"


def test_a_passage_is_cut_undone_moved_replaced_and_put_elsewhere(room, as_person):
    make_query(room.article, TICKET, by=room.editor, question="All of it?")
    make_query(room.article, "6.50 euros", by=room.editor, question="Still?")
    writer, editor = as_person(room.writer, article_at(room)), as_person(room.editor, article_at(room))
    see_each_other(writer, editor)

    select(writer, TICKET)
    writer.keyboard.press("Control+x")
    for page in (writer, editor):
        expect(page.locator("#query-2")).to_contain_text("Text deleted")
    expect(announcement(editor)).to_contain_text("Text of query 2 deleted.")
    writer.keyboard.press("Control+z")
    same_passages(room.article, writer, editor)
    assert (state_of(1), state_of(2)) == ("exact", "exact")
    for page in (writer, editor):
        expect(page.locator("#query-2")).not_to_contain_text("Text deleted")

    select(writer, TICKET)
    writer.keyboard.press("Control+x")
    expect(editor.locator("#query-2")).to_contain_text("Text deleted")
    place_caret(writer, "The last boat", after=False)
    writer.keyboard.press("Enter")
    writer.keyboard.press("ArrowUp")
    writer.keyboard.press("Control+v")
    expect(editor.locator("#query-2")).to_contain_text("Text moved.")
    same_passages(room.article, writer, editor)
    assert (state_of(1), state_of(2)) == ("moved", "moved")
    assert text_of(room.article).endswith(f"{TICKET}\n\n{FERRY}")
    editor.locator("#query-2").click()
    editor.locator("#query-2").get_by_role("button", name="Confirm position").click()
    expect(toast(editor)).to_contain_text("Query 2 is now on “6.50 euros”.")
    expect(editor.locator("#query-2")).to_be_focused()
    expect(writer.locator("#query-2")).not_to_contain_text("Text moved.")
    assert state_of(2) == "exact"

    select(writer, "6.50")
    writer.keyboard.type("7")
    expect(editor.locator("#query-2")).to_contain_text("Text changed.")
    same_passages(room.article, writer, editor)
    editor.locator('#copy .passage-changed[data-query="2"]').first.hover()
    expect(editor.locator("#passage-hint")).to_contain_text("6.50 euros")
    editor.locator("#threads-title").hover()
    expect(editor.locator("#passage-hint")).to_be_hidden()
    place_caret(editor, "euros")
    editor.keyboard.press("ArrowLeft")
    editor.keyboard.press("ArrowLeft")
    expect(editor.locator("#passage-hint")).to_contain_text("6.50 euros")
    expect(announcement(editor)).to_have_text("Query 2, text changed. Originally: 6.50 euros")
    editor.keyboard.press("Escape")
    expect(editor.locator("#passage-hint")).to_be_hidden()
    writer.keyboard.press("Control+z")
    same_passages(room.article, writer, editor)
    wait_until(lambda: state_of(2) == "exact")

    select(writer, "6.50 euros")
    writer.keyboard.press("Delete")
    expect(editor.locator("#query-2")).to_contain_text("Text deleted")
    place_caret(editor, "The last boat", after=False)
    put_it_there(editor)
    expect(announcement(editor)).to_have_text("Select text in the copy first, then try again.")
    select(editor, "last boat")
    put_it_there(editor)
    expect(toast(editor)).to_contain_text("Query 2 is now on “last boat”.")
    expect(writer.locator('#copy .passage[data-query="2"]')).to_have_text("last boat")
    same_passages(room.article, writer, editor)
    expect(editor.locator("#query-2")).to_be_focused()
    expect(editor.locator("#query-2").get_by_role("button", name="Move to")).to_have_count(0)
    assert state_of(2) == "exact"


def test_of_two_paragraphs_that_read_alike_the_query_stays_with_its_own(room, as_person):
    article = make_article(room.desk, author=room.writer, doc=make_doc(TICKET, FERRY, TICKET))
    room.article = article
    query = make_query(article, "6.50 euros", by=room.editor, question="Still?")
    page = as_person(room.writer, article_at(room))
    whole = query.anchor.start
    select(page, TICKET)
    page.keyboard.press("Control+c")
    page.locator(f"{EDITOR} p").last.click()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+v")
    same_passages(article, page)
    query.anchor.refresh_from_db()
    assert (query.anchor.state, query.anchor.start) == ("exact", whole)
    assert len(places_of(page)) == 1
    select(page, TICKET)
    page.keyboard.press("Control+x")
    expect(page.locator("#query-1")).to_contain_text("Text deleted")
    same_passages(article, page)
    page.locator("#copy p", has_text="The last boat").click()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+v")
    expect(page.locator("#query-1")).to_contain_text("Text moved.")
    same_passages(article, page)
    query.anchor.refresh_from_db()
    second = page.locator("#copy p", has_text="The last boat").locator("xpath=following-sibling::p[1]")
    expect(second.locator(".passage")).to_have_text("6.50 euros")


def test_two_hundred_threads_stand_level_without_overlap_and_move_with_the_text(room, as_person):
    sentences = [
        f"Number {n} of the lines is here to be asked about, and about nothing else." for n in range(200)
    ]
    article = make_article(room.desk, author=room.writer, doc=make_doc(*sentences))
    room.article = article
    for n in range(200):
        make_query(article, f"Number {n} of", by=room.editor, question=f"Is it {n}?" + " Really?" * (n % 7))
    page = as_person(
        room.writer, article_at(room), viewport={"width": 1400, "height": 900}, reduced_motion="reduce"
    )
    expect(page.locator("#threads")).to_have_class(re.compile("threads-aligned"))
    expect(page.locator("#threads .thread")).to_have_count(200)

    def boxes():
        return page.evaluate(
            "[...document.querySelectorAll('#threads .thread')].map(one => one.getBoundingClientRect())"
            ".map(({top, bottom}) => [top + scrollY, bottom + scrollY]).sort((a, b) => a[0] - b[0])"
        )

    def apart():
        return all(above[1] <= below[0] + 1 for above, below in itertools.pairwise(boxes()))

    def level(number):
        return page.evaluate(
            "n => { const top = it => document.querySelector(it).getBoundingClientRect().top;"
            " return Math.abs(top(`#copy .passage[data-query='${n}']`) - top(`#query-${n}`)); }",
            number,
        )

    wait_until(apart)
    page.locator('#copy .passage[data-query="120"]').click()
    expect(page.locator("#query-120")).to_have_class(re.compile("active"))
    wait_until(lambda: level(120) < 12)
    wait_until(apart)
    page.locator("#query-60").evaluate("one => one.scrollIntoView({block: 'center'})")
    page.locator("#query-60 .question").click()
    expect(page.locator('#copy .passage[data-query="60"]')).to_have_class(re.compile("active"))
    wait_until(lambda: level(60) < 12)
    expect(page.get_by_label("Reply to query 60", exact=True)).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    expect(page.locator("#query-61")).to_be_focused()
    page.get_by_role("button", name="Previous open query").click()
    expect(page.locator("#query-60")).to_be_focused()
    before = page.locator("#query-60").bounding_box()["y"] + page.evaluate("scrollY")
    page.locator("#copy h1").click()
    for _ in range(8):
        page.keyboard.type(" and so on, for line after line")
    page.locator('#copy .passage[data-query="60"]').click()
    wait_until(lambda: page.locator("#query-60").bounding_box()["y"] + page.evaluate("scrollY") > before + 20)
    wait_until(lambda: level(60) < 12)
    wait_until(apart)


def test_without_scripts_words_are_asked_about_with_others_to_put_there(room, as_person):
    page = as_person(room.reader, article_at(room), java_script_enabled=False)
    page.get_by_label("Text from the copy").fill("6.50 euros")
    page.get_by_label("Question").fill("Since April?")
    page.get_by_label("Suggested wording").fill("7 euros")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator("#query-1 .proposal")).to_contain_text("7 euros")
    expect(page.locator("#copy .passage")).to_have_text("6.50 euros")


def test_without_scripts_words_are_accepted_confirmed_and_put_elsewhere(room, as_person):
    make_query(room.article, "6.50 euros", by=room.editor, question="Still?", proposed="7 euros")
    gone = make_query(room.article, FERRY, by=room.editor, question="Sure?", proposed="It leaves at 23.40.")
    page = as_person(room.editor, article_at(room), java_script_enabled=False)
    page.locator("#query-2").get_by_role("button", name="Accept").click()
    expect(page.locator("#copy")).to_contain_text("It leaves at 23.40.")
    gone.refresh_from_db()
    answering.reopen(query=gone, by=room.editor, now=NOW)
    page.reload()
    page.locator("#query-2").get_by_role("button", name="Keep on this text").click()
    expect(page.locator("#query-2 .passage-state")).to_have_count(0)
    gone.anchor.state = "detached"
    gone.anchor.end = gone.anchor.start
    gone.anchor.save()
    page.reload()
    page.locator("#query-2").get_by_label("Text from the copy").fill("single ticket")
    page.locator("#query-2").get_by_role("button", name="Move to this text").click()
    expect(page.locator('#copy .passage[data-query="2"]')).to_have_text("single ticket")


def test_on_a_telephone_the_passage_leads_to_its_thread(room, as_person):
    make_query(room.article, "6.50 euros", by=room.editor, question="Still?")
    phone = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
    page = as_person(room.writer, article_at(room), **phone)
    page.locator("#copy .passage").tap()
    thread = page.locator("#query-1.sheet")
    expect(thread).to_be_in_viewport()
    expect(thread).to_contain_text("Still?")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
