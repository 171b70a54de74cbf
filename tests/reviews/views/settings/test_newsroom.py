"""The page of the newsroom."""

from __future__ import annotations

import pytest

from newsroom.models import Newsroom
from tests.factories import newsroom
from tests.pages import browse, words

pytestmark = pytest.mark.django_db
WANTED = {"name": "The Courier", "language": "en", "time_zone": "Europe/Berlin"}


@pytest.fixture
def admin(db):
    return browse(newsroom().admin)


def test_the_newsroom_gets_its_name_and_every_page_says_it(admin):
    answer = admin.post("/settings/newsroom/", WANTED, follow=True)
    assert "Newsroom saved." in words(answer)
    assert "· The Courier</title>" in admin.get("/").content.decode()
    assert Newsroom.objects.get().time_zone == "Europe/Berlin"


def test_a_refusal_stands_beside_its_field_and_keeps_what_was_typed(admin):
    answer = admin.post("/settings/newsroom/", {**WANTED, "language": "Klingon please"})
    assert (answer.status_code, Newsroom.objects.count()) == (422, 0)
    assert "language" in answer.context["form"].errors
    assert 'value="The Courier"' in answer.content.decode()
