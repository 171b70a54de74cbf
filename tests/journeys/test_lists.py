"""Many stories at once, saved views, the calendar by key; lists at every width, in both themes, mirrored."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from articles.models import Article
from reviews.models import Round, SavedView
from tests.factories import make_article, make_doc, make_query
from tests.journeys.looking import serious

LONG = "A very long headline about the ferry, the market and Llanfairpwllgwyngyllgogerychwyrndrobwll"
LISTS = ("/board/", "stories", "/calendar/", "/calendar/?by=week", "/stories/views/")


def address(path):
    return path if path.startswith("/") else reverse(path)


@pytest.fixture
def stories(room):
    """Six stories, the first of them overdue, one in Arabic."""
    now = timezone.now()
    Article.objects.filter(pk=room.article.pk).update(deadline=now - timedelta(hours=2))
    for number, headline in enumerate((LONG, "B", "C", "D", "سوق الميناء يعود إلى مكانه القديم")):
        make_article(
            room.desk,
            author=room.writer,
            doc=make_doc(headline=headline),
            deadline=now + timedelta(hours=number + 1),
            language="ar" if number == 4 else "en",
        )
    make_query(room.article, "6.50 euros", by=room.editor)
    return room


def boxes(page):
    return page.locator("[data-select]")


def test_a_range_is_selected_and_moved_and_the_move_taken_back(stories, as_person):
    page = as_person(stories.editor, reverse("stories"))
    expect(page.locator("#bulk")).to_be_hidden()
    boxes(page).nth(1).click()
    boxes(page).nth(3).click(modifiers=["Shift"])
    expect(page.locator(".bulk-count")).to_have_text("3 selected")
    page.locator("#bulk_stage").select_option("Copy")
    page.get_by_role("button", name="Move", exact=True).click()
    expect(page.locator("#flash")).to_contain_text("3 moved to Copy.")
    assert Round.objects.filter(stage__name="Copy").count() == 3
    expect(page.locator("#bulk")).to_be_hidden()
    page.locator("#flash").get_by_role("button", name="Undo").click()
    expect(page.locator("#flash")).to_contain_text("3 moved back.")
    assert not Round.objects.filter(stage__name="Copy").exists()


def test_all_are_selected_by_key_and_spiked_but_for_those_that_were_already(stories, as_person):
    page = as_person(stories.editor, reverse("stories"))
    spiked = Article.objects.get(headline="B")
    boxes(page).first.focus()
    page.keyboard.press("Control+a")
    expect(page.locator(".bulk-count")).to_have_text("6 selected")
    Article.objects.filter(pk=spiked.pk).update(state="spiked")
    page.get_by_role("button", name="Spike").click()
    flash = page.locator("#flash")
    expect(flash).to_contain_text("5 spiked. 1 was not: “B”: “B” is spiked")
    expect(page.locator("#stories")).to_contain_text("No stories in progress")
    flash.get_by_role("button", name="Undo").click()
    expect(page.locator("#stories tbody tr")).to_have_count(5)


def test_what_is_not_said_is_said_beside_the_button_and_the_selection_stays(stories, as_person):
    page = as_person(stories.editor, reverse("stories"))
    boxes(page).first.click()
    page.get_by_role("button", name="Move", exact=True).click()
    expect(page.locator("#failed")).to_have_text("Choose a stage.")
    expect(page.locator(".bulk-count")).to_have_text("1 selected")
    page.get_by_role("button", name="Clear selection").click()
    expect(page.locator("#bulk")).to_be_hidden()


def test_filters_as_they_are_shown_are_saved_as_a_view(stories, as_person):
    page = as_person(stories.editor, reverse("stories"))
    page.get_by_label("Overdue").check()
    expect(page.locator("#stories tbody tr")).to_have_count(1)
    page.get_by_role("button", name="Save view").first.click()
    page.get_by_label("Save these filters as").fill("Late ones")
    page.locator("#save-view").get_by_role("button", name="Save view").click()
    tab = page.get_by_role("link", name="Late ones")
    expect(tab).to_have_attribute("aria-current", "page")
    expect(page.locator("#stories tbody tr")).to_have_count(1)
    assert "overdue=on" in SavedView.objects.get().query


def test_a_heading_sorts_by_itself_and_back(stories, as_person):
    page = as_person(stories.editor, reverse("stories"))
    page.get_by_role("link", name="Story", exact=True).click()
    expect(page.locator('th[aria-sort="ascending"]')).to_contain_text("Story")
    expect(page.locator("#stories .headline").first).to_have_text(LONG)
    page.locator('th[aria-sort="ascending"] a').first.click()
    expect(page.locator('th[aria-sort="descending"]')).to_contain_text("Story")


def test_the_calendar_goes_on_and_back_by_key(stories, as_person):
    page = as_person(stories.editor, "/calendar/")
    now = page.locator("#calendar-title").inner_text()
    page.keyboard.press("]")
    expect(page.locator("#calendar-title")).not_to_have_text(now)
    expect(page).to_have_url(re.compile("on="))
    page.keyboard.press("t")
    expect(page.locator("#calendar-title")).to_have_text(now)
    expect(page.locator(".day.today")).to_have_count(1)


@pytest.mark.parametrize("width", [320, 390, 820, 1360, 1920])
def test_no_list_is_wider_than_the_window(stories, as_person, width):
    page = as_person(stories.editor, viewport={"width": width, "height": 900})
    wide = []
    for path in LISTS:
        page.goto(address(path))
        if path == "stories":
            boxes(page).first.check()
            page.locator(".more-filters summary").click()
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wide.append(path)
    assert wide == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_lists(stories, as_person, scheme):
    SavedView.objects.create(owner=stories.editor, name="Late", query="overdue=on")
    page = as_person(stories.editor, color_scheme=scheme)
    found = []
    for path in LISTS:
        page.goto(address(path))
        if path == "stories":
            boxes(page).first.check()
            page.locator(".more-filters summary").click()
            page.get_by_role("button", name="Save view").first.click()
        found += [(path, *one) for one in serious(page)]
    page.goto("/board/")
    page.locator(".card-menu").first.click()
    page.locator("#move-dialog[open]").wait_for()
    found += [("dialog", *one) for one in serious(page)]
    assert found == []


def test_the_board_is_mirrored_where_the_page_reads_right_to_left(stories, as_person):
    page = as_person(stories.editor, "/board/", viewport={"width": 1500, "height": 900})
    page.evaluate("document.documentElement.dir = 'rtl'")
    first, second = (page.locator("[data-column]").nth(n).bounding_box()["x"] for n in (0, 1))
    assert first > second
    page.locator("#board .headline").first.focus()
    page.keyboard.press("Shift+ArrowLeft")
    expect(page.locator('[data-column="Copy"]')).to_contain_text("Ferry runs")
