"""The first visit of an empty database."""

import re

import pytest

from newsroom.models import Desk, Newsroom, StaffInvitation, User
from reviews.setup import links
from tests.factories import make_user
from tests.reviews.setup.setting_up import PASSWORD

pytestmark = pytest.mark.django_db
GIVEN = {
    "newsroom": "Riverside Weekly",
    "language": "en",
    "time_zone": "Europe/Dublin",
    "name": "Ines Okafor",
    "address": "ines@riverside.example",
    "password": PASSWORD,
    "desk": "City",
    "preset": "agency",
    "signs_agency": ["2"],
    "signs_daily": ["1", "2"],
    "people-0-address": "mara@riverside.example",
    "people-0-role": "writer",
    "people-2-address": "ruth@riverside.example",
    "people-2-role": "editor",
    "people-2-signs_agency": ["1"],
}


@pytest.fixture
def link(db):
    return f"/set-up/{links.token()}/"


def words(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.mark.parametrize("path", ["/", "/inbox/", "/import/", "/articles/x/", "/login/", "/admin/"])
def test_every_page_of_an_empty_database_leads_to_the_set_up(client, path):
    response = client.get(path, follow=True)
    assert response.redirect_chain[-1][0] == "/set-up/"
    assert "open the link shown in its terminal" in words(response)


def test_a_stranger_sees_one_sentence(client):
    response = client.post("/set-up/made-up/", GIVEN)
    assert response.status_code == 403
    assert "open the link shown in its terminal" in words(response)
    assert links.token() not in response.content.decode()
    assert not User.objects.exists()


def test_one_page_sets_the_newsroom_up(client, link):
    assert client.get(link).status_code == 200
    response = client.post(link, GIVEN, follow=True)
    assert response.redirect_chain == [("/stories/", 302)]
    assert response.context["user"].email == "ines@riverside.example"
    assert "Your newsroom is set up. 2 invitations were sent." in words(response)
    assert "No stories in progress" in words(response)
    assert (Newsroom.objects.get().name, Desk.objects.get().name) == ("Riverside Weekly", "City")
    ruth = StaffInvitation.objects.get(address="ruth@riverside.example")
    assert [str(group) for group in ruth.groups.all()] == ["Desk editors"]
    assert {str(group) for group in User.objects.get().groups.all()} == {"Filing editors"}


def test_a_stage_that_nobody_signs_is_named(client, link):
    response = client.post(link, {**GIVEN, "signs_agency": []}, follow=True)
    assert "No one signs off Filing yet." in words(response)


def test_errors_are_beside_their_fields_and_what_was_typed_is_kept(client, link):
    given = {**GIVEN, "address": "ines", "people-2-address": "<b>ruth"}
    response = client.post(link, given)
    assert response.status_code == 422
    form = response.context["form"]
    assert list(form.errors) == ["address"]
    assert list(form.people[2].errors) == ["address"]
    assert "<b>ruth" not in response.content.decode()
    assert form["newsroom"].value() == "Riverside Weekly"
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"preset": "chaos"},
        {"people-0-role": "king"},
        {"signs_agency": ["9"]},
        {"time_zone": "Mars/Olympus"},
        {"language": "\x00"},
        {"newsroom": "x" * 500},
    ],
)
def test_what_no_form_of_ours_sends_is_refused(client, link, change):
    assert client.post(link, {**GIVEN, **change}).status_code == 422
    assert not User.objects.exists()


def test_an_empty_form_says_all_that_is_missing(client, link):
    response = client.post(link, {"language": "en", "time_zone": "UTC", "preset": "blog"})
    assert set(response.context["form"].errors) == {"newsroom", "name", "address", "password", "desk"}


def test_once_there_are_people_the_page_is_gone(client, link):
    make_user("Ruth Adeyemi")
    for path in (link, "/set-up/"):
        assert client.get(path)["Location"] == "/stories/"
    assert client.post(link, GIVEN)["Location"] == "/stories/"
    assert User.objects.count() == 1
    assert client.get("/login/").status_code == 200
