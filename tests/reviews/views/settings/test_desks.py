"""The desks: their list, a new one, and the page of each."""

from __future__ import annotations

import pytest

from newsroom.models import Desk
from tests.factories import make_user, newsroom
from tests.pages import browse, words

pytestmark = pytest.mark.django_db
NEW = {"name": "Night desk", "slug": "", "language": "en", "direction": "", "preset": "daily"}


@pytest.fixture
def room(db):
    return newsroom()


def test_a_new_desk_takes_its_slug_from_its_name_and_leads_to_its_workflow(room):
    answer = browse(room.admin).post("/settings/new-desk/", NEW)
    assert answer.headers["Location"] == "/settings/desks/night-desk/workflow/"
    assert Desk.objects.get(slug="night-desk").stages.count() == 4


def test_a_slug_that_is_taken_is_refused_beside_it(room):
    answer = browse(room.admin).post("/settings/new-desk/", {**NEW, "slug": room.desk.slug})
    assert answer.status_code == 409
    assert answer.context["form"].errors["slug"] == ["Another desk has this slug. Choose another."]
    assert 'value="Night desk"' in answer.content.decode()


def test_a_name_of_letters_that_make_no_slug_asks_for_one(room):
    answer = browse(room.admin).post("/settings/new-desk/", {**NEW, "name": "夜"})
    assert "slug" in answer.context["form"].errors
    assert (
        browse(room.admin).post("/settings/new-desk/", {**NEW, "name": "夜", "slug": "yoru"}).status_code
        == 302
    )


def test_the_list_counts_people_stages_and_stories(room):
    Desk.objects.create(name="Empty", slug="empty")
    shown = words(browse(room.admin).get("/settings/desks/"))
    assert "en 6 4 stages 1" in shown
    assert "0 stages no workflow" in shown


def test_its_settings_and_roles_are_saved(room):
    browser, address = browse(room.editor), f"/settings/desks/{room.desk.slug}/"
    data = {"name": "Metro", "language": "ar", "direction": "rtl", "released_by": "last_stage"}
    assert "Desk saved." in words(browser.post(address, data, follow=True))
    answer = browser.post(f"{address}members", {f"role-{room.writer.pk}": "editor"}, follow=True)
    assert "Roles saved." in words(answer)
    assert room.writer.memberships.get().role == "editor"


def test_who_may_release_is_refused_beside_the_form_to_who_may_not(room):
    data = {"name": "Metro", "language": "en", "direction": "", "released_by": "editors"}
    answer = browse(room.editor).post(f"/settings/desks/{room.desk.slug}/", data)
    assert answer.status_code == 403
    assert "Only someone who may release on this desk can do that." in words(answer)


def test_people_are_added_from_a_list(room):
    newcomer = make_user("Nell Ahrens")
    browser, address = browse(room.admin), f"/settings/desks/{room.desk.slug}/members/add"
    browser.post(address, {"person": newcomer.pk, "role": "reader"})
    assert newcomer.memberships.get().role == "reader"
    for odd in ("", "x", "999999", str(newcomer.pk)):
        answer = browser.post(address, {"person": odd, "role": "reader"})
        assert answer.status_code == 422
        assert "Choose a person from the list." in words(answer)


def test_names_are_text(room):
    room.desk.name = "<i>City</i>"
    room.desk.save()
    for page in ("", "workflow/"):
        shown = browse(room.admin).get(f"/settings/desks/{room.desk.slug}/{page}").content.decode()
        assert "<i>City" not in shown and "&lt;i&gt;City" in shown


def test_reminders_are_chosen_with_boxes(room):
    browser, address = browse(room.editor), f"/settings/desks/{room.desk.slug}/"
    assert "halfway to the deadline" in words(browser.get(address))
    answer = browser.post(f"{address}reminders", {"reminders": ["12h"], "escalations": ["15m"]}, follow=True)
    assert "Reminders saved." in words(answer)
    row = Desk.objects.get(pk=room.desk.pk)
    assert (row.reminders, row.escalations) == ("12h", "15m")
    shown = browser.get(address).context["reminders"]
    assert [box.data["value"] for box in shown["reminders"] if box.data["selected"]] == ["12h"]
    refused = browser.post(f"{address}reminders", {"reminders": ["9h"]})
    assert refused.status_code == 422
    assert "Choose times from the list." in words(refused)
