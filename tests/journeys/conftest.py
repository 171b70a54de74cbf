from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from tests.factories import newsroom

expect.set_options(timeout=60_000)  # a bound, not a wait: a busy machine takes its time


def pytest_collection_modifyitems(items):
    for item in items:
        if "/journeys/" in str(item.path):
            item.add_marker(pytest.mark.journey)


@pytest.fixture
def room(live_app):
    """A desk with everybody on it, visible to the application that serves the pages."""
    return newsroom()


@pytest.fixture
def as_person(new_page) -> Callable:
    """Open a browser of one's own for somebody who has signed in."""

    def open_as(person, path="/", **options):
        client = Client()
        client.force_login(person)
        page = new_page(**options)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "domain": "127.0.0.1", "path": "/"}]
        )
        page.goto(path)
        return page

    return open_as
