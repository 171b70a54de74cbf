"""Asking, answering and resolving: with the keyboard alone, without scripts, on a telephone."""

from __future__ import annotations

import itertools
import re

from playwright.sync_api import expect

from reviews.models import Query
from tests.environment.processes import wait_until
from tests.factories import make_query
from tests.journeys.test_editing import EDITOR, saved


def select_words(page, words):
    """Select words in the copy as a keyboard would: caret to the paragraph's end, then back over them."""
    page.locator(f"{EDITOR} p", has_text=words).first.click()
    page.keyboard.press("End")
    for _ in range(len(words) + 1):  # the full stop stays outside
        page.keyboard.press("Shift+ArrowLeft")


def test_asking_answering_and_resolving_with_the_keyboard_alone(room, as_person):
    editor = as_person(room.editor, f"/articles/{room.article.slug}/")
    select_words(editor, "6.50 euros")
    editor.keyboard.press("Control+Alt+m")
    expect(editor.locator("#ask-dialog")).to_be_visible()
    expect(editor.locator("[data-ask-quote]")).to_contain_text("6.50 euros")
    editor.keyboard.type("From April on, or now?")
    editor.keyboard.press("Control+Enter")
    expect(editor.locator("#threads .thread")).to_contain_text("From April on, or now?")
    expect(editor.locator("#copy .passage")).to_contain_text("6.50 euros")
    query = Query.objects.get()
    assert "6.50 euros" in query.anchor.quote

    writer = as_person(room.writer, f"/articles/{room.article.slug}/")
    expect(writer.locator(EDITOR)).to_be_visible()
    writer.keyboard.press("Alt+n")
    expect(writer.locator("#query-1")).to_be_focused()
    writer.locator("#query-1 textarea[name=body]").focus()
    writer.keyboard.type("From April on.")
    writer.keyboard.press("Control+Enter")
    expect(writer.locator("#query-1")).to_contain_text("answered")

    editor.reload()
    expect(editor.locator(EDITOR)).to_be_visible()
    editor.keyboard.press("Alt+n")
    expect(editor.locator("#query-1")).to_be_focused()
    editor.locator("#query-1").get_by_role("button", name="Resolve").focus()
    editor.keyboard.press("Enter")
    expect(editor.locator("#query-1")).to_have_attribute("data-open", "false")
    assert Query.objects.get().resolved_by == room.editor


def test_reading_answering_and_resolving_without_scripts(room, as_person):
    make_query(room.article, "6.50 euros", by=room.editor, question="Still?")
    writer = as_person(room.writer, f"/articles/{room.article.slug}/", java_script_enabled=False)
    expect(writer.locator("#copy")).to_contain_text("A single ticket costs")
    expect(writer.locator("#copy .passage")).to_have_text("6.50 euros")
    writer.locator("#query-1 textarea[name=body]").fill("Yes, still.")
    writer.locator("#query-1").get_by_role("button", name="Reply").click()
    expect(writer.locator("#query-1")).to_contain_text("Yes, still.")
    editor = as_person(room.editor, f"/articles/{room.article.slug}/", java_script_enabled=False)
    editor.locator("#query-1").get_by_role("button", name="Resolve").click()
    expect(editor.locator("#query-1")).to_have_attribute("data-open", "false")
    assert not Query.objects.open().exists()


def test_threads_stand_beside_their_passages_without_overlap(room, as_person):
    for words in ("last boat", "23.40", "single ticket", "6.50 euros"):
        make_query(room.article, words, by=room.editor, question=f"Is “{words}” right?")
    page = as_person(room.writer, f"/articles/{room.article.slug}/", viewport={"width": 1400, "height": 900})
    expect(page.locator("#threads")).to_have_class(re.compile("threads-aligned"))
    expect(page.locator("#threads .thread")).to_have_count(4)

    def boxes():
        found = (thread.bounding_box() for thread in page.locator("#threads .thread").all())
        return sorted(found, key=lambda box: box["y"])

    def apart():
        return all(
            above["y"] + above["height"] <= below["y"] + 1 for above, below in itertools.pairwise(boxes())
        )

    wait_until(apart)
    copy = page.locator("#copy").bounding_box()
    assert all(box["x"] >= copy["x"] + copy["width"] - 1 for box in boxes())


def test_a_detached_query_stays_visible_with_its_words(room, as_person):
    make_query(room.article, "6.50 euros", by=room.editor, question="Still?")
    page = as_person(room.writer, f"/articles/{room.article.slug}/")
    page.locator(f"{EDITOR} p", has_text="A single ticket").click()
    page.keyboard.press("End")
    page.keyboard.press("Shift+Home")
    page.keyboard.press("Delete")
    saved(page)
    page.reload()
    expect(page.locator("#query-1")).to_contain_text("Text deleted")
    expect(page.locator("#query-1")).to_contain_text("6.50 euros")


def test_nothing_is_wider_than_a_telephone(room, as_person):
    make_query(room.article, "6.50 euros", by=room.editor, question="Still?")
    for path in (
        "/",
        "/stories/",
        "/import/",
        f"/articles/{room.article.slug}/",
        f"/articles/{room.article.slug}/preflight/",
        f"/articles/{room.article.slug}/history/",
        f"/articles/{room.article.slug}/clean/",
    ):
        page = as_person(
            room.editor, path, viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True
        )
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= 360, (path, width)


def test_what_people_type_is_never_markup(room, as_person):
    make_query(
        room.article, "6.50 euros", by=room.editor, question="<img src=x onerror=alert(1)> & <b>bold</b>"
    )
    page = as_person(room.writer, f"/articles/{room.article.slug}/")
    expect(page.locator("#query-1 .question")).to_have_text("<img src=x onerror=alert(1)> & <b>bold</b>")
    expect(page.locator("#query-1 .question b")).to_have_count(0)
