"""What every template knows."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from newsroom.web.context import page


@pytest.mark.parametrize(
    ("cookie", "theme"),
    [("dark", "dark"), ("light", "light"), ("auto", "auto"), ('"><script>', "auto"), ("", "auto")],
)
def test_the_theme_is_one_of_three_whatever_the_cookie_says(cookie, theme):
    request = RequestFactory().get("/")
    if cookie:
        request.COOKIES["theme"] = cookie
    assert page(request)["theme"] == theme


@pytest.mark.parametrize("kept", [True, False])
def test_pages_know_whether_mail_is_kept_or_sent(settings, kept):
    settings.MAIL_KEPT_IN_APP = kept
    assert page(RequestFactory().get("/"))["mail_kept_in_app"] is kept
