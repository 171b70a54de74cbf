"""What left takes no open query any more: by no page, interface, mail or link, nor in the administration."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from newsroom.errors import Conflict
from reviews.models import Clearance, Query
from reviews.notifications.mail import signed_links
from reviews.queries import answering
from reviews.workflow import preflight, releasing
from tests.factories import NOW, make_guest, make_query
from tests.pages import at, browse, words
from tests.reviews.answering import Room
from tests.reviews.workflow.test_preflight import sign_all

REFUSAL = "“Ferry runs at night again” is released. Start a correction to ask about it."


@pytest.fixture
def desk(room, answered, settings, tmp_path):
    """A released story: query 1 is resolved, query 2 is open and non-blocking; and a guest who comments."""
    settings.MEDIA_ROOT = tmp_path
    desk = Room(room)
    answering.resolve(query=desk.query, by=room.editor, now=NOW)
    desk.open = make_query(room.article, "last boat", by=room.editor, blocking=False)
    preflight.clear(article=room.article, words="TK", by=room.editor, now=NOW)
    desk.invitation = make_guest(room.article, by=room.editor, now=timezone.now())
    sign_all(room)
    releasing.release(article=room.article, by=room.slot, now=NOW)
    return desk


def page(tail, **posted):
    return lambda desk: words(browse(desk.editor).post(at(desk.article, tail), posted))


def api(tail, **body):
    def call(desk):
        answer = browse(desk.editor).post(
            f"/api{at(desk.article, tail)}", json.dumps(body), content_type="application/json"
        )
        return answer.json()["error"]

    return call


def by_mail(desk):
    return desk.said(desk.post("Reopen", person=desk.editor))[1]


def as_guest(desk):
    client = Client()
    client.post(signed_links.to_guest(desk.invitation))
    home = f"/guest/{desk.invitation.pk}/"
    return words(client.post(f"{home}comment", {"words": "6.50 euros", "body": "Sure?"}))


SURFACES = {
    "page, ask": page("queries/", start=1, end=4, version=0, question="Still?", kind="fact"),
    "page, reopen": page("queries/1/reopen"),
    "page, block": page("queries/2/block", blocking="yes"),
    "page, unblock": page("queries/2/block", blocking="no"),
    "interface, ask": api("queries", start=1, end=4, version=0, question="Still?"),
    "interface, reopen": api("queries/1/reopen"),
    "mail, reopen": by_mail,
    "guest, comment": as_guest,
}


@pytest.mark.parametrize("surface", SURFACES.values(), ids=SURFACES)
def test_no_query_of_what_left_is_open_again(desk, surface):
    before = list(Query.objects.order_by("pk").values())
    said = surface(desk)
    assert REFUSAL in said
    assert list(Query.objects.order_by("pk").values()) == before


def test_the_administration_does_not_make_one_block(client, desk):
    client.force_login(desk.admin)
    address = reverse("admin:reviews_query_change", args=[desk.open.pk])
    client.post(address, {"assigned_to": desk.reader.pk, "blocking": "on"})
    desk.open.refresh_from_db()
    assert (desk.open.blocking, desk.open.assigned_to) == (False, desk.reader)


def test_what_was_cleared_stays_cleared(client, desk):
    clearance = Clearance.objects.get()
    address = reverse("admin:reviews_clearance_delete", args=[clearance.pk])
    client.force_login(desk.admin)
    refused = client.post(address, {"post": "yes"}, follow=True)
    assert "is released, so nothing in it can be cleared." in words(refused)
    with pytest.raises(Conflict):
        preflight.clear(article=desk.article, words="XX", by=desk.editor, now=NOW)
    assert Clearance.objects.get() == clearance


def test_the_page_offers_none_of_it(desk):
    for number in (1, 2):
        shown = browse(desk.editor).get(at(desk.article, f"queries/{number}/"))
        assert shown.status_code == 200
        for act in ("reopen", "block"):
            assert f"queries/{number}/{act}" not in shown.content.decode()


def test_a_correction_lets_them_be_asked_again(desk):
    releasing.open_correction(article=desk.article, by=desk.editor, reason="Wrong hour", now=NOW)
    resolved, still_open = (answering.find(desk.editor, desk.article, number) for number in (1, 2))
    answering.reopen(query=resolved, by=desk.editor, now=NOW)
    answering.set_blocking(query=still_open, blocking=True, by=desk.editor, now=NOW)
    assert Query.objects.blocking().count() == 2
