"""The page of a desk's webhooks: the secret is shown once, and only to its editors."""

from __future__ import annotations

import pytest

from reviews.models import Delivery, Endpoint, Event
from reviews.webhooks import outbox
from tests.environment import receiver as receivers
from tests.factories import NOW, make_desk, make_guest, make_query
from tests.pages import browse, words

ACTS = ("change", "secret", "trial", "again", "remove")


@pytest.fixture
def receiver(settings):
    settings.WEBHOOK_PRIVATE_HOSTS = ["localhost"]
    with receivers.serve() as served:
        yield served


@pytest.fixture
def added(room, receiver):
    room.client = browse(room.editor)
    given = {"desk": room.desk.slug, "url": receiver.url, "kinds": ["asked", "resolved"]}
    room.answer = room.client.post("/webhooks/", given)
    room.endpoint = Endpoint.objects.get()
    room.receiver = receiver
    return room


def test_an_editor_adds_one_and_sees_its_secret_once(added):
    assert added.endpoint.secret in added.answer.content.decode()
    assert "previous secret" not in added.answer.content.decode()
    assert "no-store" in added.answer["Cache-Control"]
    assert (added.endpoint.desk, added.endpoint.added_by) == (added.desk, added.editor)
    for page in (added.client.get("/webhooks/"), browse(added.admin).get("/webhooks/")):
        assert added.receiver.url in page.content.decode().replace("&amp;", "&")
        assert added.endpoint.secret not in page.content.decode()
    for tail in ("", f"{added.endpoint.pk}/change/", f"{added.endpoint.pk}/history/"):
        shown = browse(added.admin).get(f"/admin/reviews/endpoint/{tail}")
        assert shown.status_code == 200
        assert added.endpoint.secret not in shown.content.decode()


def test_a_new_secret_is_shown_once_too(added):
    page = added.client.post(f"/webhooks/{added.endpoint.pk}/secret").content.decode()
    fresh = Endpoint.objects.get().secret
    assert fresh != added.endpoint.secret
    assert "also signed with the previous secret until" in page
    assert added.endpoint.secret not in page
    assert fresh in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"url": ""},
        {"url": "http://hooks.example.org/"},
        {"url": "https://127.0.0.1/"},
        {"url": "https://hooks.example.org/" + "x" * 500},
        {"kinds": []},
        {"kinds": ["x"]},
        {"desk": "nowhere"},
    ],
)
def test_a_refusal_leaves_the_form_as_it_was_typed(room, wrong):
    make_desk("nowhere")
    given = {"desk": room.desk.slug, "url": "https://127.0.0.1/typed", "kinds": ["asked"], **wrong}
    response = browse(room.editor).post("/webhooks/", given)
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    assert not Endpoint.objects.exists()


def test_others_see_and_do_nothing(added):
    for person in (added.writer, added.reader, added.stranger):
        client = browse(person)
        assert client.get("/webhooks/").status_code == 403
        for act in ACTS:
            assert client.post(f"/webhooks/{added.endpoint.pk}/{act}").status_code == 404
    assert browse().get("/webhooks/").status_code == 302
    guest = browse(make_guest(added.article, by=added.editor).person)
    assert guest.get("/webhooks/").status_code == 302
    for act in ACTS:
        assert added.client.get(f"/webhooks/{added.endpoint.pk}/{act}").status_code == 405
    assert Endpoint.objects.get().secret == added.endpoint.secret


def test_a_trial_and_what_came_of_it(added):
    added.receiver.answers.append(404)
    page = words(added.client.post(f"/webhooks/{added.endpoint.pk}/trial", follow=True))
    assert "1 pending" in page
    outbox.drain(seconds=30)
    page = words(added.client.get("/webhooks/"))
    assert "failing" in page
    assert "HTTP 404 channel_is_archived" in page
    Delivery.objects.update(state="dead")
    assert "1 failed" in words(added.client.get("/webhooks/"))
    page = words(added.client.post(f"/webhooks/{added.endpoint.pk}/again", follow=True))
    assert "Retrying 1 delivery." in page
    outbox.drain(seconds=30)
    assert added.receiver.posts[-1].json["type"] == "trial"
    assert "last sent today" in words(added.client.get("/webhooks/"))


def test_changing_and_removing(added):
    pk = added.endpoint.pk
    added.client.post(f"/webhooks/{pk}/change", {"kinds": ["released"]})
    assert (Endpoint.objects.get().kinds, Endpoint.objects.get().is_active) == (["released"], False)
    assert added.client.post(f"/webhooks/{pk}/trial").status_code == 409
    added.client.post(f"/webhooks/{pk}/change", {"kinds": Event.Kind.values, "is_active": "on"})
    make_query(added.article, "6.50 euros", by=added.editor, now=NOW)
    assert Delivery.objects.count() == 1
    page = words(added.client.post(f"/webhooks/{pk}/remove", follow=True))
    assert "removed" in page
    assert not Delivery.objects.exists()
    last = Endpoint.history.first()
    assert (last.history_type, last.history_user) == ("-", added.editor)


def test_an_address_that_names_a_desk_shows_its_webhooks_alone(added):
    other = make_desk("Weekend")
    weekend = "https://hooks.example.org/weekend"
    Endpoint.objects.create(desk=other, url=weekend, kinds=["asked"], added_by=added.admin, added_at=NOW)
    admin, editor = browse(added.admin), browse(added.editor)
    shown = words(admin.get("/webhooks/", {"desk": other.slug}))
    assert "Only those of Weekend are shown." in shown
    assert "hooks.example.org/weekend" in shown and added.receiver.url not in shown
    for odd in ("", "nowhere", "\x00"):
        shown = words(admin.get("/webhooks/", {"desk": odd}))
        assert "hooks.example.org/weekend" in shown and added.receiver.url in shown
    assert "weekend" not in words(editor.get("/webhooks/", {"desk": other.slug})).lower()
    assert (
        f"/webhooks/?desk={added.desk.slug}"
        in editor.get(f"/settings/desks/{added.desk.slug}/").content.decode()
    )
