"""Who opens which page of the settings, and who may do what there: everybody, everything."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from newsroom.models import Desk, Membership, User
from reviews.models import Stage
from tests.factories import join, make_desk, make_user, newsroom
from tests.pages import browse, words

pytestmark = pytest.mark.django_db

WHO = ("nobody", "writer", "reader", "stranger", "elsewhere", "editor", "admin")
PAGES = {  # address → the statuses, in the order of WHO
    "/settings/": (302, 403, 403, 403, 302, 302, 302),
    "/settings/people/": (302, 403, 403, 403, 200, 200, 200),
    "/settings/people/P/": (302, 403, 403, 403, 404, 200, 200),
    "/settings/desks/": (302, 403, 403, 403, 200, 200, 200),
    "/settings/desks/D/": (302, 403, 403, 404, 404, 200, 200),
    "/settings/desks/D/workflow/": (302, 403, 403, 404, 404, 200, 200),
    "/settings/new-desk/": (302, 403, 403, 403, 403, 403, 200),
    "/settings/newsroom/": (302, 403, 403, 403, 403, 403, 200),
    "/settings/security/": (302, 403, 403, 403, 403, 403, 200),
}
ACTS = {  # address → what is posted; 302 for who may, after which something has changed
    "/settings/people/P/": ({"name": "Changed", "email": "c@d.example"}, (302, 403, 403, 403, 404, 302, 302)),
    "/settings/people/P/parts": ({"role-D#": "viewer"}, (302, 403, 403, 403, 404, 302, 302)),
    "/settings/desks/D/": (
        {"name": "Changed", "language": "en", "direction": "", "released_by": "last_stage"},
        (302, 403, 403, 404, 404, 302, 302),
    ),
    "/settings/desks/D/members": ({"role-P#": "viewer"}, (302, 403, 403, 404, 404, 302, 302)),
    "/settings/desks/D/members/add": (
        {"person": "F#", "role": "viewer"},
        (302, 403, 403, 404, 404, 422, 302),  # an editor adds only people that they see
    ),
    "/settings/desks/D/workflow/add": (
        {"new-name": "Legal", "new-signatures": "1", "new-before": "S#"},
        (302, 403, 403, 404, 404, 302, 302),
    ),
    "/settings/desks/D/workflow/S#/up": ({}, (302, 403, 403, 404, 404, 403, 302)),
    "/settings/desks/D/workflow/S#/remove": ({}, (302, 403, 403, 404, 404, 403, 302)),
    "/settings/new-desk/": (
        {"name": "Night", "language": "en", "direction": "", "preset": "blog"},
        (302, 403, 403, 403, 403, 403, 302),
    ),
    "/settings/newsroom/": (
        {"name": "The Courier", "language": "en", "time_zone": "UTC"},
        (302, 403, 403, 403, 403, 403, 302),
    ),
}


@pytest.fixture
def room(db):
    room = newsroom()
    room.elsewhere = join(make_user("Eva Elsewhere"), make_desk(), "editor")
    room.free = make_user("Free Lance")
    room.nobody = None
    return room


def filled(text, room):
    slot = Stage.objects.get(desk=room.desk, name="Slot")
    named = {"P#": room.colleague.pk, "D#": room.desk.pk, "S#": slot.pk, "F#": room.free.pk}
    for name, value in named.items():
        text = text.replace(name, str(value))
    return text.replace("/P/", f"/{room.colleague.pk}/").replace("/D/", f"/{room.desk.slug}/")


def everything():
    """What the acts change."""
    return (
        sorted(User.objects.values_list("pk", "name", "email", "is_superuser")),
        sorted(Membership.objects.values_list("user", "desk", "role")),
        sorted(Stage.objects.values_list("pk", "name", "position", "group")),
        sorted(Desk.objects.values_list("pk", "name")),
    )


@pytest.mark.parametrize(("who", "index"), [(who, index) for index, who in enumerate(WHO)])
def test_who_opens_which_page(room, who, index):
    browser = browse(getattr(room, who))
    found = {page: browser.get(filled(page, room)).status_code for page in PAGES}
    assert found == {page: statuses[index] for page, statuses in PAGES.items()}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize(("who", "index"), [(who, index) for index, who in enumerate(WHO)])
def test_who_does_what(room, who, index, act):
    posted, statuses = ACTS[act]
    data = {filled(name, room): filled(value, room) for name, value in posted.items()}
    before = everything()
    answer = browse(getattr(room, who)).post(filled(act, room), data)
    assert answer.status_code == statuses[index]
    may = statuses[index] == 302 and who != "nobody"
    assert (everything() != before) == (may and act != "/settings/newsroom/")


@pytest.mark.parametrize("who", ["editor", "admin", "writer", "reader", "stranger"])
def test_the_settings_are_in_the_navigation_of_who_opens_them(room, who):
    shown = browse(getattr(room, who)).get("/").content.decode()
    assert ('href="/settings/"' in shown) == (who in ("editor", "admin"))


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"name": "\x00", "email": "\x00", "language": "\x00", "new-name": "\x00", "seen": "\x00"},
        {"name": "<script>alert(1)</script>", "email": "<b>", "new-name": "<b>", "new-signatures": "9" * 400},
        {"role-99999999999999999999": "editor", "stages": "9" * 400, "person": "9" * 400, "role": "<b>"},
    ],
)
def test_hostile_input_is_refused_with_a_sentence(room, data):
    browser = browse(room.admin)
    stage = filled("/settings/desks/D/workflow/S#/", room)
    for act in (*(filled(act, room) for act in ACTS), f"{stage}save", f"{stage}sideways"):
        if act.endswith(("/remove", "/up")):
            continue
        answer = browser.post(act, data)
        assert answer.status_code in (302, 403, 404, 409, 422), act
        assert b"<script>alert(1)" not in answer.content


def test_pages_cost_the_same_with_two_people_and_with_thirty(room):
    browser = browse(room.admin)
    pages = [filled(page, room) for page in PAGES if page not in ("/settings/", "/settings/security/")]

    def costs():
        found = {}
        for page in pages:
            browser.get(page)
            with CaptureQueriesContext(connection) as captured:
                assert browser.get(page).status_code == 200
            found[page] = len(captured)
        return found

    few = costs()
    for number in range(25):
        join(make_user(f"Person {number}", groups=["Copy editors"]), room.desk, "reader")
        join(make_user(f"Another {number}"), make_desk(), "editor")
    assert costs() == few
    assert max(few.values()) <= 15


def test_nothing_of_djangos_rights_is_shown(room):
    browser = browse(room.admin)
    for page in PAGES:
        shown = words(browser.get(filled(page, room), follow=True)).lower()
        if "security" not in page:
            assert not any(word in shown for word in ("permission", "group", "superuser", "staff"))
