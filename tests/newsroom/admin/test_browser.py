"""The administration in a real browser: the strict content policy breaks nothing (``new_page`` watches)."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.urls import reverse

from tests.factories import make_user
from tests.newsroom.admin.filling import fill_one

PASSWORD = "correct horse"
pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def article(live_app):
    return fill_one()


@pytest.fixture
def signed_in(page, live_app):
    make_user("Ines Okafor", email="ines@paper.example", password=PASSWORD, is_staff=True, is_superuser=True)
    page.goto("/admin/")
    page.get_by_label("Email address").fill("ines@paper.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("heading", name="Administration", exact=True).wait_for()
    return page


def test_every_page_opens_under_the_policy(signed_in, article):
    for model, options in admin.site._registry.items():
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        row = model._default_manager.first()
        pages = [reverse(f"{name}_changelist"), reverse(f"{name}_change", args=[row.pk])]
        if options.has_history:
            pages.append(reverse(f"{name}_history", args=[row.pk]))
        for address in pages:
            response = signed_in.goto(address, wait_until="load")
            assert response.status == 200, address
            policy = {rule.strip() for rule in response.headers["content-security-policy"].split(";")}
            assert {"script-src 'self'", "style-src 'self'", "default-src 'none'"} <= policy
            body = response.text()
            assert "<style" not in body and " style=" not in body and " onclick=" not in body, address


def test_widgets_that_run_scripts_work(signed_in, article):
    page = signed_in
    page.goto("/admin/newsroom/membership/add/")
    page.locator(".field-user .select2-selection").click()
    page.locator(".select2-search__field").fill("Ines")
    page.get_by_role("option", name="Ines Okafor").click()
    assert page.locator(".field-user .select2-selection__rendered").inner_text().endswith("Ines Okafor")

    page.goto(reverse("admin:articles_article_change", args=[article.pk]))
    page.locator(".field-deadline .datetimeshortcuts").first.get_by_role("link", name="Today").click()
    assert page.locator("#id_deadline_0").input_value()
    page.locator("#calendarlink0").click()
    page.locator("#calendarbox0").wait_for(state="visible")

    page.goto(reverse("admin:newsroom_desk_change", args=[article.desk_id]))
    page.get_by_role("button", name="Add another Stage").click()
    assert page.locator("#id_stages-4-name").is_visible()

    page.goto("/admin/newsroom/desk/add/")
    page.locator("#id_name").press_sequentially("World News")
    assert page.locator("#id_slug").input_value() == "world-news"


def test_light_and_dark_by_choice(signed_in):
    def background():
        return signed_in.evaluate("getComputedStyle(document.body).backgroundColor")

    signed_in.emulate_media(color_scheme="light")
    light = background()
    signed_in.emulate_media(color_scheme="dark")
    assert background() != light
    signed_in.locator("#user-tools .theme-toggle").click()  # from "auto" on a dark device to light
    assert background() == light


def test_changing_the_byline_and_reading_it_in_the_history(signed_in, article):
    page = signed_in
    page.goto(reverse("admin:articles_article_change", args=[article.pk]))
    page.locator("#id_byline").fill("By the desk")
    page.get_by_role("button", name="Save and continue editing").click()
    page.get_by_text("was changed successfully").wait_for()
    page.get_by_role("link", name="History").click()
    entry = page.locator("#change-history tbody").first
    assert "Ines Okafor" in entry.inner_text()
    assert entry.locator("ins").inner_text() == "By the desk"
