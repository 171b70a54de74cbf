"""A session that ended elsewhere: typing goes on, the page leads to the sign-in, and sends what waited."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import expect

from reviews.models import Query
from tests.environment.processes import wait_until
from tests.factories import make_query
from tests.journeys.frame import sign_out
from tests.journeys.looking import serious
from tests.journeys.test_editing import place_caret, saved, text_of
from tests.pages import at

pytestmark = pytest.mark.journey

PASSWORD = "correct horse battery"


@pytest.fixture
def typing(room, as_person):
    """The writer has the story open, and her session has ended elsewhere."""
    for person in (room.writer, room.editor):
        person.set_password(PASSWORD)
        person.save()
    make_query(room.article, "last boat", by=room.editor)
    page = as_person(room.writer, at(room.article))
    saved(page)
    Session.objects.all().delete()
    return page


def bar(page):
    return page.locator("#signed-out")


def type_more(page):
    place_caret(page, "6.50 euros")
    page.keyboard.type("exactly ")


def sign_in(page, person):
    """In the window that the bar opens."""
    with page.context.expect_page() as opened:
        bar(page).get_by_role("link", name="Sign in").click()
    window = opened.value
    window.locator("input[name=username]").fill(person.email)
    window.locator("input[name=password]").fill(PASSWORD)
    window.get_by_role("button", name="Sign in", exact=True).click()
    return window


def test_words_and_a_reply_are_sent_once_one_has_signed_in_again(room, typing):
    page = typing
    type_more(page)
    expect(page.locator("#save-state")).to_have_text("Signed out – saved on this device")
    expect(bar(page)).to_contain_text("You’re signed out.")
    thread = page.locator("#query-1")
    thread.click()
    thread.locator("textarea[name=body]").fill("The one at midnight.")
    thread.get_by_role("button", name="Reply").click()
    expect(thread.locator(".failed")).to_have_text("You’re signed out. Sign in to send this.")
    assert serious(page) == []
    type_more(page)
    sign_in(page, room.writer)
    saved(page)
    expect(bar(page)).to_be_hidden()
    expect(thread).to_contain_text("The one at midnight.")
    wait_until(lambda: text_of(room.article).count("exactly ") == 2)
    assert Query.objects.get().replies.get().author == room.writer


def test_nothing_is_sent_in_the_name_of_somebody_else(room, typing):
    page = typing
    type_more(page)
    expect(bar(page)).to_be_visible()
    window = sign_in(page, room.editor)
    expect(window.locator("main")).to_contain_text("You’re signed in as Ruth Adeyemi.")
    expect(bar(page)).to_contain_text("Ruth Adeyemi is signed in here now.")
    page.locator("#query-1").click()
    page.locator("#query-1 textarea[name=body]").fill("Mine.")
    page.locator("#query-1").get_by_role("button", name="Reply").click()
    expect(page.locator("#query-1 .failed")).to_contain_text("so this was not sent")
    expect(page.locator("#copy")).to_contain_text("exactly ")
    assert "exactly " not in text_of(room.article)
    assert not Query.objects.get().replies.exists()
    window.get_by_role("button", name="Sign in as someone else").click()
    window.locator("input[name=username]").fill(room.writer.email)
    window.locator("input[name=password]").fill(PASSWORD)
    window.get_by_role("button", name="Sign in", exact=True).click()
    saved(page)
    assert "exactly " in text_of(room.article)
    expect(page.locator("#query-1")).to_contain_text("Mine.")


def test_signing_out_in_another_tab_is_said_at_once(room, typing, as_person):
    client = Client()
    client.force_login(room.writer)
    page = typing
    page.context.add_cookies(
        [
            {
                "name": settings.SESSION_COOKIE_NAME,
                "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
                "domain": "127.0.0.1",
                "path": "/",
            }
        ]
    )
    other = page.context.new_page()
    other.goto("/")
    sign_out(other)
    expect(other.locator("input[name=password]")).to_be_visible()
    expect(bar(page)).to_be_visible()


def test_a_form_of_another_page_waits_too(room, as_person):
    room.editor.set_password(PASSWORD)
    room.editor.save()
    page = as_person(room.editor, at(room.article, "details/"))
    page.locator("input[name=byline]").fill("Mara Velde in Port Ellen")
    Session.objects.all().delete()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("form .failed")).to_have_text("You’re signed out. Sign in to send this.")
    sign_in(page, room.editor)
    expect(page.locator("#flash")).to_contain_text("Details saved.")
    room.article.refresh_from_db()
    assert room.article.byline == "Mara Velde in Port Ellen"
