from __future__ import annotations

import time

import pytest

from tests.factories import join, make_desk, make_user

PASSWORD = "nine grey herons wade"


@pytest.fixture
def quick_hashes(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def person(db, quick_hashes):
    return make_user("Nora Field", email="nora@paper.example", password=PASSWORD)


@pytest.fixture
def signed_in_long_ago():
    """Have a browser's person have signed in before the times in which that is recent."""

    def age(browser, seconds=13 * 3600):
        session = browser.session
        session["confirmed_at"] = time.time() - seconds
        session.save()
        return browser

    return age


@pytest.fixture
def administrator(db):
    return make_user("Ines Okafor", is_staff=True, is_superuser=True)


@pytest.fixture
def desk(db):
    return make_desk("city")


@pytest.fixture
def editor(desk):
    return join(make_user("Ruth Adeyemi", groups=["Copy editors"]), desk, "editor")
