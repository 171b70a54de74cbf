"""A day of a desk with sixty stories and twelve people: from an idea to a release, in windows that stay open.

Nobody loads a list anew: after each act every open list shows what a reader who comes now is shown.
"""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from articles.models import Article
from reviews.models import Query, Release, Round, SearchEntry, Stage
from tests.environment.processes import wait_until
from tests.factories import join, make_article, make_doc, make_user
from tests.journeys.looking import serious
from tests.journeys.test_board import card, column, draw
from tests.journeys.test_editing import EDITOR, saved
from tests.journeys.test_margin import select
from tests.pages import at

STORIES = 60
HEADLINE = "Mill Bridge closes for a year"
PARAGRAPHS = (
    "The Mill Bridge closes to cars on 4 May.",
    "Repairs cost 2.3 million euros, the council said.",
    "Until then a pontoon by the granary carries cyclists across.",
)
WIDE = {"viewport": {"width": 1500, "height": 1000}}

AS_A_READER_WHO_COMES_NOW = """async () => {
    const shown = "[data-live] [data-row], [data-live] .count";
    const rows = (page) => [...page.querySelectorAll(shown)].map((row) => {
        const words = row.cloneNode(true);
        for (const moment of words.querySelectorAll(".when, .deadline, .changed, time")) moment.remove();
        return `${row.id} ${words.textContent.replace(/\\s+/g, " ")}`;
    }).join("\\n");
    const read = await fetch(location.href);
    const fresh = new DOMParser().parseFromString(await read.text(), "text/html");
    return read.ok && rows(fresh) === rows(document);
}"""
"""Rows and counts of a window are those of its address, read anew; how long it is until a moment aside."""


@pytest.fixture
def desk(room):
    """Sixty stories with the one that the day is about, on every stage; twelve people with a part in them."""
    for number in range(5):
        join(make_user(f"Writer {number}"), room.desk, "writer")
    join(make_user("Nils Aalto"), room.desk, "reader")
    assert room.desk.people.count() == 12
    now = timezone.now()
    stages = list(Stage.objects.filter(desk=room.desk).order_by("position"))
    writers = list(room.desk.people.filter(memberships__role="writer").order_by("pk"))
    for number in range(STORIES - 2):
        article = make_article(
            room.desk,
            author=writers[number % len(writers)],
            doc=make_doc(*PARAGRAPHS[:2], headline=f"Story {number} of the morning"),
            deadline=now + timedelta(hours=6 + number),
            now=now,
        )
        Round.objects.filter(article=article).update(stage=stages[number % 4])  # the mails about it aside
    return room


class Windows:
    """Lists that stay open, of several people."""

    def __init__(self, desk, as_person):
        self.stories = as_person(desk.editor, reverse("stories"), **WIDE)
        self.board = as_person(desk.colleague, reverse("board"), **WIDE)
        self.inbox = as_person(desk.writer, reverse("inbox"))
        self.needs = {
            person: as_person(person, reverse("needs_me"))
            for person in (desk.writer, desk.editor, desk.copy_editor)
        }
        for window in self.all:
            window.evaluate("window.hasStayedOpen = true")

    @property
    def all(self):
        return [self.stories, self.board, self.inbox, *self.needs.values()]

    def are_right(self):
        for window in self.all:
            window.wait_for_function(AS_A_READER_WHO_COMES_NOW, polling=1_000)
            assert window.evaluate("window.hasStayedOpen")


def row(window, words=HEADLINE):
    """The row of a story, in whatever list the window has."""
    return window.locator("[data-live] [data-row]", has_text=words)


def plan(desk, windows, editor, writer):
    """An idea is assigned to the writer, who accepts it."""
    editor.goto(reverse("propose"))
    editor.get_by_label("Working headline").fill(HEADLINE)
    editor.get_by_label("Deadline").fill(f"{timezone.now() + timedelta(hours=3):%Y-%m-%dT%H:%M}")
    editor.get_by_role("button", name="Save idea").click()
    expect(row(windows.stories)).to_contain_text("idea", ignore_case=True)
    assert serious(editor) == []
    editor.get_by_label("Writer").select_option(str(desk.writer.pk))
    editor.get_by_role("button", name="Assign").click()
    expect(row(windows.stories)).to_contain_text(desk.writer.name)
    expect(windows.inbox.locator("#inbox")).to_contain_text(HEADLINE)
    windows.are_right()
    writer.goto(reverse("inbox"))
    writer.get_by_role("link", name="Open").first.click()
    writer.get_by_role("link", name="Accept or decline").click()
    writer.get_by_role("button", name="Accept").click()
    expect(writer.locator(EDITOR)).to_be_visible()
    article = Article.objects.get(headline=HEADLINE)
    assert article.is_being_written
    return article


def write(windows, writer):
    """Three paragraphs are typed, and the story is filed."""
    writer.locator(f"{EDITOR} p").last.click()
    writer.keyboard.press("Control+End")
    for number, paragraph in enumerate(PARAGRAPHS):
        if number:
            writer.keyboard.press("Enter")
        writer.keyboard.type(paragraph)
    saved(writer)
    assert serious(writer) == []
    writer.get_by_role("button", name="File story").click()
    expect(row(windows.stories)).to_contain_text("Desk edit")
    expect(column(windows.board, "Desk edit")).to_contain_text(HEADLINE)
    windows.are_right()


def ask_and_answer(desk, windows, editor, article):
    """A query goes to the writer, who answers it in the row; the editor resolves it in the row."""
    editor.goto(at(article))
    select(editor, "2.3 million euros")
    editor.keyboard.press("Control+Alt+m")
    dialog = editor.get_by_role("dialog", name="New query")
    dialog.locator("textarea[name=question]").fill("Is that with tax?")
    dialog.get_by_role("button", name="Ask").click()
    mine, theirs = windows.needs[desk.writer], windows.needs[desk.editor]
    expect(row(mine)).to_contain_text("Is that with tax?")
    expect(row(windows.stories)).to_contain_text("1 blocking")
    expect(card(windows.board, HEADLINE)).to_contain_text("1")
    windows.are_right()
    row(mine).locator("textarea").fill("With tax, says the tender.")
    row(mine).get_by_role("button", name="Reply").click()
    expect(row(mine)).to_have_count(0)
    answered = row(theirs, "With tax, says the tender.")
    expect(answered).to_have_count(1)
    windows.are_right()
    assert serious(theirs) == []
    answered.get_by_role("button", name="Resolve").click()
    expect(row(theirs, "With tax")).to_have_count(0)
    expect(row(windows.stories)).to_contain_text("none open")
    windows.are_right()
    assert not Query.objects.open().exists()


def move(desk, windows, editor):
    """Stories go on by key and by drag; who signs there has them at once."""
    editor.goto(reverse("board"))
    moved = "Story 0 of the morning"
    card(editor, moved).get_by_role("link").first.focus()
    editor.keyboard.press("Shift+ArrowRight")
    expect(editor.locator("#flash")).to_contain_text("moved to Copy.")
    expect(column(windows.board, "Copy")).to_contain_text(moved)
    expect(row(windows.stories, moved)).to_contain_text("Copy")
    expect(row(windows.needs[desk.copy_editor], moved)).to_have_count(1)
    expect(row(windows.needs[desk.editor], moved)).to_have_count(0)
    windows.are_right()
    assert serious(editor) == []
    draw(editor, card(editor, moved), column(editor, "Standards"))
    expect(editor.locator("#flash")).to_contain_text("moved to Standards.")
    expect(column(windows.board, "Standards")).to_contain_text(moved)
    expect(row(windows.needs[desk.copy_editor], moved)).to_have_count(0)
    windows.are_right()


def find(article, colleague):
    """By a word of its third paragraph, once the worker has read it."""
    wait_until(lambda: SearchEntry.objects.filter(article=article, folded__contains="pontoon").exists())
    colleague.keyboard.press("/")
    colleague.keyboard.type("pontoon")
    colleague.keyboard.press("Enter")
    expect(colleague.locator("#results mark")).to_have_text(["pontoon"])
    assert serious(colleague) == []
    colleague.locator("#results").get_by_role("link", name=HEADLINE).click()
    expect(colleague.locator(EDITOR)).to_contain_text("pontoon")


def sign(windows, page, person, stage):
    """From the row in Needs me; the row is gone afterwards."""
    page.goto(reverse("needs_me"))
    row(page).get_by_role("link", name="Read and sign").click()
    page.get_by_role("button", name=f"Sign off ({stage})").click()
    expect(page.get_by_text(f"Signed off by {person.name}")).to_be_visible()
    assert serious(page) == []
    windows.are_right()


def release(windows, slot):
    slot.get_by_role("button", name="Release").click()
    expect(slot.get_by_role("heading", name="Release this story?")).to_be_visible()
    slot.get_by_role("button", name="Release").click()
    expect(slot).to_have_url(re.compile("/releases/1/$"))
    assert Release.objects.get().article.headline == HEADLINE
    expect(row(windows.stories)).to_have_count(0)
    expect(windows.board.locator(".column.released")).to_contain_text(HEADLINE)
    windows.are_right()


def test_a_day_of_a_desk(desk, as_person, start_worker):
    start_worker()
    windows = Windows(desk, as_person)
    editor, writer = as_person(desk.editor, **WIDE), as_person(desk.writer, **WIDE)
    colleague = as_person(desk.colleague, **WIDE)
    article = plan(desk, windows, editor, writer)
    write(windows, writer)
    assert Article.objects.count() == STORIES
    ask_and_answer(desk, windows, editor, article)
    move(desk, windows, editor)
    find(article, colleague)
    sign(windows, editor, desk.editor, "Desk edit")
    expect(row(windows.needs[desk.copy_editor])).to_have_count(1)
    expect(column(windows.board, "Copy")).to_contain_text(HEADLINE)
    for person, stage in ((desk.copy_editor, "Copy"), (desk.reader, "Standards"), (desk.slot, "Slot")):
        page = as_person(person)
        sign(windows, page, person, stage)
    release(windows, page)
    for window in windows.all:
        assert serious(window) == []
