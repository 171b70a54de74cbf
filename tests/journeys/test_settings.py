"""The settings in a real browser: axe finds nothing serious, nothing is wider than a telephone, and the
keyboard is enough."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from newsroom.accounts.staff import invitations
from newsroom.accounts.staff.grants import Grant
from reviews.models import Stage
from tests.journeys.looking import serious

PAGES = (
    "people/",
    "people/P/",
    "people/P/leave/",
    "people/invite/",
    "desks/",
    "desks/D/",
    "desks/D/workflow/",
)
FOR_ADMINISTRATORS = ("new-desk/", "newsroom/", "security/")
WIDTHS = {"telephone": {"width": 390, "height": 844}, "desk": {"width": 1360, "height": 900}}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", WIDTHS)
def test_axe_finds_nothing_serious_in_the_settings(room, as_person, scheme, size):
    grant = Grant([(room.desk, "reader")])
    invitations.invite(by=room.admin, address="ada@paper.example", grant=grant, now=timezone.now())
    page = as_person(room.admin, color_scheme=scheme, viewport=WIDTHS[size])
    found = []
    for path in (*PAGES, *FOR_ADMINISTRATORS):
        address = path.replace("P", str(room.writer.pk)).replace("D", room.desk.slug)
        assert page.goto(f"/settings/{address}").ok, address
        page.locator("main details").evaluate_all("(all) => all.forEach((one) => { one.open = true; })")
        found += [(path, *one) for one in serious(page)]
        page.evaluate("document.documentElement.dir = 'rtl'")
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider <= 0, path
    assert found == []


def test_a_workflow_is_changed_with_the_keyboard_alone(room, as_person):
    page = as_person(room.admin, f"/settings/desks/{room.desk.slug}/workflow/")
    page.get_by_role("button", name="Move Copy up").press("Enter")
    expect(page.get_by_text("“Copy” moved.")).to_be_visible()
    page.get_by_text("Change Standards", exact=True).press("Enter")
    page.get_by_role("group", name="Who signs off").get_by_label("Peter Lund").press("Space")
    page.get_by_label("Sign-offs needed").locator("visible=true").first.press("Enter")
    expect(page.get_by_text("“Standards” saved.")).to_be_visible()
    assert Stage.objects.get(position=1).name == "Copy"
    signing = Stage.objects.get(name="Standards").group.user_set.order_by("name")
    assert [person.name for person in signing] == ["Leila Haddad", "Peter Lund"]
