"""Several people in one copy at once: everyone sees everything, without reloading, through every outage."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import expect

from articles.documents import schema
from articles.documents.digest import canonical_json
from articles.models import Document
from newsroom.models import Membership
from reviews.models import Query
from reviews.queries import answering
from reviews.workflow import signoff
from tests.environment import processes
from tests.environment.processes import wait_until
from tests.factories import NOW, make_article, make_doc, make_query
from tests.journeys.test_editing import EDITOR, place_caret, saved, text_of


def here(page):
    return page.locator("#here li")


def see_each_other(*pages):
    for page in pages:
        expect(here(page)).to_have_count(len(pages) - 1)


def same_everywhere(article, *pages):
    """All pages come to hold the very document the server has."""
    for page in pages:
        page.evaluate("document.querySelector('#copy').copydesk.flush()")
        wait_until(lambda page=page: _doc(page) == Document.objects.get(pk=article.pk).content)


def _doc(page):
    return canonical_json(
        schema.parse(
            json.loads(page.evaluate("JSON.stringify(document.querySelector('#copy').copydesk.doc())"))
        )
    )


def test_two_type_into_one_paragraph_while_a_third_asks(room, as_person):
    url = f"/articles/{room.article.slug}/"
    writer, editor, reader = (as_person(who, url) for who in (room.writer, room.editor, room.reader))
    see_each_other(writer, editor, reader)
    place_caret(writer, "6.50 euros")
    place_caret(editor, "6.50 euros", after=False)
    for ours, theirs in zip(" Dogs pay nothing.", "From April on: ...", strict=False):
        writer.keyboard.type(ours)
        editor.keyboard.type(theirs)
    reader.locator(f"{EDITOR} p", has_text="The last boat").dblclick(position={"x": 5, "y": 8})
    reader.keyboard.press("Control+Alt+m")
    expect(reader.locator("#ask-dialog")).to_be_visible()
    reader.keyboard.type("The very last?")
    reader.keyboard.press("Control+Enter")
    for page in (writer, editor, reader):
        expect(page.locator("#copy")).to_contain_text("Dogs pay nothing.")
        expect(page.locator("#copy")).to_contain_text("From April on:")
        expect(page.locator("#threads .thread")).to_contain_text("The very last?")
        expect(page.locator("#copy .passage")).to_have_text(Query.objects.get().anchor.quote)
    saved(writer)
    saved(editor)
    same_everywhere(room.article, writer, editor, reader)
    assert text_of(room.article).count("Dogs pay nothing.") == 1


def test_answers_and_resolutions_arrive_while_somebody_types_a_reply(room, as_person):
    query = make_query(room.article, "6.50 euros", by=room.editor, question="Still?")
    url = f"/articles/{room.article.slug}/"
    page = as_person(room.writer, url)
    page.locator("#query-1").click()
    field = page.locator("#query-1 textarea[name=body]")
    field.focus()
    page.keyboard.type("Since Ap")
    expect(page.locator("#copy .passage")).to_be_visible()
    answering.reply(query=query, by=room.reader, body="I wonder, too.", now=NOW)
    expect(page.locator("#query-1 .reply")).to_contain_text("I wonder, too.")
    expect(field).to_be_focused()
    page.keyboard.type("ril.")
    expect(field).to_have_value("Since April.")
    make_query(room.article, "last boat", by=room.editor, question="The last one?")
    expect(page.locator("#query-2")).to_contain_text("The last one?")
    expect(field).to_be_focused()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#query-1")).to_contain_text("Since April.")
    answering.resolve(query=Query.objects.get(number=2), by=room.editor, now=NOW)
    expect(page.locator("#threads #query-2")).to_have_count(0)
    expect(page.locator("#resolved #query-2")).to_have_count(1)
    expect(page.locator("#query-1 textarea[name=body]")).to_have_value("")


def test_a_passage_that_somebody_deletes_is_shown_as_gone_to_everyone(room, as_person):
    make_query(room.article, "6.50 euros", by=room.editor, question="Still?")
    url = f"/articles/{room.article.slug}/"
    writer, editor = as_person(room.writer, url), as_person(room.editor, url)
    see_each_other(writer, editor)
    place_caret(writer, "6.50 euros")
    writer.keyboard.press("Shift+Home")
    writer.keyboard.press("Delete")
    for page in (writer, editor):
        expect(page.locator("#query-1")).to_contain_text("Text deleted")
    writer.keyboard.press("Control+z")
    for page in (writer, editor):
        expect(page.locator("#query-1")).not_to_contain_text("Text deleted")
        expect(page.locator("#copy .passage")).to_have_text("6.50 euros")


def test_stages_and_release_show_without_reloading(room, as_person):
    page = as_person(room.writer, f"/articles/{room.article.slug}/")
    expect(page.locator("#status")).to_contain_text("blocking release")
    first = room.desk.stages.order_by("position").first()
    room.article.refresh_from_db()
    signoff.sign(article=room.article, stage=first, by=room.editor, digest=room.article.digest, now=NOW)
    expect(page.locator("#track li").nth(0)).to_have_class(re.compile("signed"))
    expect(page.locator("#track li").nth(1)).to_have_attribute("aria-current", "step")


def test_names_and_cursors_are_seen_and_go_with_the_tab(room, as_person):
    url = f"/articles/{room.article.slug}/"
    writer, editor = as_person(room.writer, url), as_person(room.editor, url)
    expect(here(writer)).to_have_text(["Ruth Adeyemi"])
    expect(here(editor)).to_have_text(["Mara Velde"])
    expect(writer.locator("#copy .cursor")).to_have_count(0), "who has not been in the copy has no cursor"
    place_caret(editor, "6.50 euros")
    caret = writer.locator("#copy p", has_text="6.50 euros").locator(".cursor")
    expect(caret).to_have_attribute("data-name", "Ruth Adeyemi")
    editor.keyboard.press("Shift+Home")
    expect(writer.locator("#copy .selection")).to_have_text("A single ticket costs 6.50 euros.")
    place_caret(writer, "The last boat", after=False)
    writer.keyboard.type("Hurry: ")
    saved(writer)
    expect(writer.locator("#copy .selection")).to_have_text("A single ticket costs 6.50 euros.")
    assert "Ruth" not in text_of(room.article)
    editor.close(run_before_unload=True)
    expect(here(writer)).to_have_count(0)
    expect(writer.locator("#copy .cursor")).to_have_count(0)


def test_a_cursor_moves_with_the_words_that_are_typed_there(room, as_person):
    url = f"/articles/{room.article.slug}/"
    writer, editor = as_person(room.writer, url), as_person(room.editor, url)
    see_each_other(writer, editor)
    place_caret(editor, "6.50 euros")
    editor.keyboard.type(" Dogs go free.")
    saved(editor)
    expect(writer.locator("#copy")).to_contain_text("Dogs go free.")
    wait_until(lambda: words_before_cursor(writer).endswith("Dogs go free."))


def words_before_cursor(page):
    """The paragraph up to the only cursor of somebody else; "" when there is none."""
    return page.evaluate(
        """() => {
          const cursor = document.querySelector('#copy .cursor');
          if (!cursor) return '';
          const range = document.createRange();
          range.setStart(cursor.closest('p'), 0);
          range.setEndBefore(cursor);
          return range.toString();
        }"""
    )


def test_who_is_here_reads_right_to_left_and_names_are_never_markup(room, as_person):
    room.editor.name = "<b>رُبى حداد</b>"
    room.editor.save()
    doc = make_doc("الحافلة الأخيرة تغادر.", headline="ليل")
    article = make_article(room.desk, author=room.writer, doc=doc, language="ar")
    url = f"/articles/{article.slug}/"
    writer, editor = as_person(room.writer, url), as_person(room.editor, url)
    expect(here(writer)).to_have_text(["<b>رُبى حداد</b>"])
    editor.locator(f"{EDITOR} p").last.click()
    editor.keyboard.press("End")
    caret = writer.locator("#copy .cursor")
    expect(caret).to_have_attribute("data-name", "<b>رُبى حداد</b>")
    line = writer.locator("#copy p").last.bounding_box()
    left = line["x"] + line["width"] - 100
    wait_until(lambda: caret.bounding_box()["x"] < left)  # a line ends on the left


def test_one_tab_holds_the_stream_for_all_and_another_takes_over(room, as_person):
    url = f"/articles/{room.article.slug}/"
    other = make_article(room.desk, author=room.writer)
    first = as_person(room.writer, url)
    streams = []
    first.context.on("request", lambda one: streams.append(one) if "/events/" in one.url else None)
    second, third = first.context.new_page(), first.context.new_page()
    second.goto(url)
    third.goto(f"/articles/{other.slug}/")
    wait_until(lambda: _listening_pages(first, second, third) == 1)
    make_query(room.article, "6.50 euros", by=room.editor, question="Still?")
    make_query(other, "6.50 euros", by=room.editor, question="There, too?")
    for page in (first, second):
        expect(page.locator("#query-1")).to_contain_text("Still?")
    expect(third.locator("#query-1")).to_contain_text("There, too?")
    first.close(run_before_unload=True)
    make_query(other, "last boat", by=room.editor, question="After that?")
    make_query(room.article, "last boat", by=room.editor, question="And now?")
    expect(second.locator("#query-2")).to_contain_text("And now?")
    expect(third.locator("#query-2")).to_contain_text("After that?")


def _listening_pages(*pages):
    held = (
        "navigator.locks.query().then((all) =>"
        " all.held.filter((one) => one.name.startsWith('copydesk:news:')).length)"
    )
    return {page.evaluate(held) for page in pages} == {1}


def test_who_loses_the_membership_sees_nothing_more(room, as_person):
    query = make_query(room.article, "6.50 euros", by=room.editor, question="Still?")
    page = as_person(room.reader, f"/articles/{room.article.slug}/")
    expect(page.locator("#query-1")).to_contain_text("Still?")
    answering.reply(query=query, by=room.editor, body="You hear this.", now=NOW)
    expect(page.locator("#query-1")).to_contain_text("You hear this.")
    refused = lambda answer: room.article.slug in answer.url and answer.status == 404  # noqa: E731
    with page.expect_response(refused):  # the stream ends at once, and is not opened again
        Membership.objects.filter(user=room.reader).delete()
        answering.reply(query=query, by=room.editor, body="For the desk alone.", now=NOW)
    expect(page.locator("#query-1")).not_to_contain_text("For the desk alone.")


@pytest.fixture
def on_own_broker(own_broker, request):
    """The application, started when the test's own broker is what it is told to use."""
    request.getfixturevalue("live_app")
    return own_broker


def test_a_broker_that_is_restarted_in_the_middle(on_own_broker, room, as_person):
    url = f"/articles/{room.article.slug}/"
    writer, editor = as_person(room.writer, url), as_person(room.editor, url)
    see_each_other(writer, editor)
    on_own_broker.stop()
    place_caret(writer, "6.50 euros")
    writer.keyboard.type(" Typed without a broker.")
    saved(writer)
    on_own_broker.start()
    expect(editor.locator("#copy")).to_contain_text("Typed without a broker.")
    place_caret(editor, "The last boat")
    editor.keyboard.type(" And with one.")
    expect(writer.locator("#copy")).to_contain_text("And with one.")
    same_everywhere(room.article, writer, editor)


def test_two_processes_behave_as_one_and_a_restart_is_survived(room, as_person):
    url = f"/articles/{room.article.slug}/"
    with processes.web_process() as one, processes.web_process() as other:
        writer = as_person(room.writer, url, base_url=one.address)
        editor = as_person(room.editor, url, base_url=other.address)
        see_each_other(writer, editor)
        place_caret(writer, "6.50 euros")
        place_caret(editor, "6.50 euros", after=False)
        writer.keyboard.type(" Dogs go free.")
        editor.keyboard.type("Now: ")
        for page in (writer, editor):
            expect(page.locator("#copy")).to_contain_text(
                "Now: A single ticket costs 6.50 euros. Dogs go free."
            )
        one.stop()
        writer.keyboard.type(" Typed at a stopped server.")
        expect(writer.locator("#save-state")).not_to_have_text("Saved")
        one.start()
        for page in (writer, editor):
            expect(page.locator("#copy")).to_contain_text("Typed at a stopped server.")
        saved(writer)
        place_caret(editor, "The last boat")
        editor.keyboard.type(" Bye.")
        expect(writer.locator("#copy")).to_contain_text("23.40. Bye.")
        same_everywhere(room.article, writer, editor)


def test_without_a_stream_a_page_asks_by_itself(room, as_person):
    page = as_person(room.writer)
    page.clock.install()
    page.route("**/events/**", lambda route: route.fulfill(status=503))
    page.goto(f"/articles/{room.article.slug}/")
    editor = as_person(room.editor, f"/articles/{room.article.slug}/")
    place_caret(editor, "6.50 euros")
    editor.keyboard.type(" Dogs go free.")
    saved(editor)
    expect(page.locator("#copy")).not_to_contain_text("Dogs go free.")
    page.clock.fast_forward(60_000)
    expect(page.locator("#copy")).to_contain_text("Dogs go free.")
