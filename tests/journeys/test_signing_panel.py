"""Reading, signing and releasing without leaving the copy."""

from __future__ import annotations

import re
import time

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import expect

from articles.models import Article
from newsroom.accounts.recent import CONFIRMED_AT
from reviews.models import SignOff, Stage
from tests.acts import put_instead, sign
from tests.environment.processes import wait_until
from tests.factories import make_query
from tests.journeys.looking import serious
from tests.journeys.test_editing import EDITOR, place_caret, saved
from tests.journeys.test_margin import toast
from tests.pages import at

pytestmark = pytest.mark.journey


def panel(page):
    return page.locator("#panel")


def open_panel(page):
    saved(page)
    page.locator("#status a").click()
    expect(panel(page).locator("#signing")).to_be_visible()


def stages(room):
    return list(Stage.objects.filter(desk=room.desk).order_by("position"))


def test_signed_and_released_from_the_panel_by_the_keyboard(room, as_person):
    people = (room.editor, room.copy_editor, room.reader)
    for stage, person in zip(stages(room), people, strict=False):
        sign(room.article, stage, by=person)
    page = as_person(room.slot, at(room.article))
    open_panel(page)
    assert serious(page) == []
    button = panel(page).get_by_role("button", name="Sign off (Slot)")
    button.focus()
    page.keyboard.press("Enter")
    expect(toast(page)).to_contain_text("Signed off (Slot).")
    expect(panel(page)).to_contain_text("All clear.")
    expect(page.locator("#signing")).to_be_focused()
    panel(page).get_by_role("button", name="Release").focus()
    page.keyboard.press("Enter")
    expect(panel(page)).to_contain_text("Release this story?")
    expect(panel(page)).to_contain_text("Destinations")
    assert Article.objects.get(pk=room.article.pk).is_open, "it is asked first"
    assert serious(page) == []
    panel(page).get_by_role("button", name="Release").focus()
    page.keyboard.press("Enter")
    expect(panel(page).get_by_role("link", name="View certificate")).to_be_visible()
    expect(page.locator(EDITOR)).to_have_attribute("aria-readonly", "true")
    panel(page).get_by_role("link", name="View certificate").click()
    expect(page).to_have_url(re.compile("/releases/1/$"))


def long_ago(page):
    """As if the person of this browser had signed in two days ago."""
    (cookie,) = [one for one in page.context.cookies() if one["name"] == settings.SESSION_COOKIE_NAME]
    session = SessionStore(session_key=cookie["value"])
    session[CONFIRMED_AT] = time.time() - 2 * 24 * 3600
    session.save()


def test_who_signed_in_long_ago_confirms_in_a_dialog_and_the_release_goes_on(room, as_person):
    room.slot.set_password("nine grey herons wade")
    room.slot.save()
    for stage, person in zip(
        stages(room), (room.editor, room.copy_editor, room.reader, room.slot), strict=True
    ):
        sign(room.article, stage, by=person)
    query = make_query(room.article, "23.40", by=room.editor, blocking=False)
    page = as_person(room.slot, at(room.article))
    page.locator(f"#reply-{query.number} textarea[name=body]").fill("Half a reply")
    long_ago(page)
    open_panel(page)
    panel(page).get_by_role("button", name="Release").click()
    expect(panel(page).get_by_role("heading", name="Release this story?")).to_be_visible()
    panel(page).get_by_role("button", name="Release").click()
    dialog = page.get_by_role("dialog", name="Confirm it’s you")
    expect(dialog).to_be_visible()
    assert serious(page) == []
    dialog.get_by_role("link", name="Cancel").click()
    expect(dialog).to_be_hidden()
    assert Article.objects.get(pk=room.article.pk).is_open
    panel(page).get_by_role("button", name="Release").click()
    dialog.get_by_label("Password").fill("wrong")
    page.keyboard.press("Enter")
    expect(dialog).to_contain_text("Wrong password.")
    dialog.get_by_label("Password").fill("nine grey herons wade")
    page.keyboard.press("Enter")
    expect(panel(page).get_by_role("link", name="View certificate")).to_be_visible()
    expect(dialog).to_be_hidden()
    assert Article.objects.get(pk=room.article.pk).state == "released"
    expect(page.locator(f"#reply-{query.number} textarea[name=body]")).to_have_value("Half a reply")


def test_words_that_changed_since_are_shown_before_they_are_signed(room, as_person):
    page = as_person(room.editor, at(room.article))
    open_panel(page)
    put_instead(room.article, "single", "return", by=room.writer)
    expect(panel(page).locator("[data-outdated]")).to_be_visible()
    panel(page).get_by_role("button", name="Sign off (Desk edit)").click()
    expect(panel(page)).to_contain_text("Not signed: the copy changed while you were reading.")
    expect(panel(page).locator("ins").first).to_contain_text("return")
    assert not SignOff.objects.exists()
    panel(page).get_by_role("button", name="Sign off the current version").click()
    expect(toast(page)).to_contain_text("Signed off (Desk edit).")
    wait_until(lambda: SignOff.objects.filter(withdrawn_at=None).exists())
    toast(page).get_by_role("button", name="Undo").click()
    expect(toast(page)).to_contain_text("Sign-off withdrawn (Desk edit).")
    wait_until(lambda: not SignOff.objects.filter(withdrawn_at=None).exists())


def test_what_one_types_oneself_is_named_as_a_change_too(room, as_person):
    page = as_person(room.editor, at(room.article))
    open_panel(page)
    place_caret(page, "6.50 euros")
    page.keyboard.type("exactly ")
    saved(page)
    panel(page).get_by_role("button", name="Show changes").click()
    expect(panel(page)).to_contain_text("Changed since you read it")
    expect(panel(page).locator("ins").first).to_contain_text("exactly")
    page.keyboard.press("Escape")
    expect(panel(page)).to_be_hidden()
