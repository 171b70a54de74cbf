"""After signing out Back shows nothing, and words that were not sent go only when that was said."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.factories import make_query
from tests.journeys.frame import sign_out
from tests.pages import at

pytestmark = pytest.mark.journey

KEPT = "Object.keys(localStorage).filter((key) => key.startsWith('copydesk:')).length"


@pytest.fixture
def signed_in(page, room):
    make_query(room.article, "6.50 euros", by=room.editor)
    room.writer.set_password("correct horse")
    room.writer.save()
    page.goto("/login/")
    page.fill("input[name=username]", room.writer.email)
    page.fill("input[name=password]", "correct horse")
    page.click("main button")
    page.goto(at(room.article))
    expect(page.locator("h1").first).to_contain_text("Ferry runs at night again")
    return page


def test_back_after_signing_out_shows_no_page(signed_in, room):
    page = signed_in
    page.goto("/inbox/")
    sign_out(page)
    expect(page).to_have_url(re.compile("/login/$"))
    for _ in range(3):
        page.go_back()
        expect(page.locator("input[name=password]")).to_be_visible()
        assert "Ferry runs at night" not in page.content()
        assert "6.50 euros" not in page.content()


def test_words_that_were_not_sent_are_asked_about_and_then_cleared(signed_in, room):
    page = signed_in
    page.goto(at(room.article, "queries/1/"))
    field = page.locator("form[data-draft] textarea").first
    field.fill("I have it.")
    page.wait_for_function(KEPT)
    asked = []

    def answer(dialog):
        asked.append(dialog.message)
        (dialog.accept if len(asked) > 1 else dialog.dismiss)()

    page.on("dialog", answer)
    sign_out(page)
    assert "will be deleted when you sign out" in asked[0]
    expect(field).to_have_value("I have it.")
    assert page.evaluate(KEPT) > 0
    sign_out(page)
    expect(page).to_have_url(re.compile("/login/$"))
    assert len(asked) == 2
    assert page.evaluate(KEPT) == 0


def test_with_nothing_unsent_nothing_is_asked(signed_in):
    page = signed_in
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    sign_out(page)
    expect(page).to_have_url(re.compile("/login/$"))


def test_the_administration_asks_too(signed_in, room):
    page = signed_in
    room.writer.is_staff = True
    room.writer.save()
    page.goto(at(room.article, "queries/1/"))
    page.locator("form[data-draft] textarea").first.fill("I have it.")
    page.wait_for_function(KEPT)
    page.goto("/admin/")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    page.get_by_role("button", name="Log out").click()
    assert "will be deleted when you sign out" in asked[0]
    assert page.evaluate(KEPT) > 0
    expect(page).to_have_url(re.compile("/admin/$"))
