"""Pages are on the newsroom's clock, and in its language where the browser names no other."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from newsroom.models import Newsroom
from tests.factories import NOW, join, make_article, make_desk, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client):
    desk = make_desk()
    editor = join(make_user(), desk, "editor")
    make_article(desk, author=editor, deadline=datetime(2031, 7, 1, 12, tzinfo=UTC), now=NOW)
    client.force_login(editor)
    return lambda **headers: client.get("/stories/", headers=headers)


def test_moments_are_in_the_newsrooms_zone(page):
    assert "1 July 2031, 12:00 UTC" in page().content.decode()
    Newsroom.objects.create(name="The Courier", time_zone="Asia/Tokyo")
    assert "1 July 2031, 21:00 JST" in page().content.decode()
    assert timezone.get_current_timezone_name() == "UTC"  # nothing is left behind


def test_its_name_heads_every_page_and_nothing_in_it_is_markup(page, client):
    Newsroom.objects.create(name="<b>Courier</b>", time_zone="UTC")
    shown = page().content.decode()
    assert "· &lt;b&gt;Courier&lt;/b&gt;</title>" in shown
    client.logout()
    assert "&lt;b&gt;Courier&lt;/b&gt;" in client.get("/login/").content.decode()


def test_its_language_is_used_where_the_interface_has_it_and_the_browser_names_none(page, settings):
    settings.LANGUAGES = [("en", "English"), ("de", "Deutsch")]
    Newsroom.objects.create(name="Der Bote", language="de", time_zone="UTC")
    assert page()["Content-Language"] == "de"
    assert page(accept_language="tlh, *;q=0.1")["Content-Language"] == "de"
    assert page(accept_language="en-GB")["Content-Language"] == "en"
    Newsroom.objects.update(language="ar")  # into which nothing is translated
    assert page()["Content-Language"] in ("de", "en")
