from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings as project_settings
from django.test import Client
from django.utils import timezone

from reviews.models import Hours, KeptMail, Notification, Subscription
from reviews.notifications import outbox
from reviews.notifications.mail import signed_links
from reviews.people import hours
from reviews.preferences import subscriptions
from tests.factories import make_article, make_query, make_user
from tests.pages import browse, words

NOT_ASKED = {"kind-asked": "no_mail"}
HOSTILE = ("x", "~", "1.asked.9999999999~x", "1.asked.9999999999", "9" * 3000, "а.б~ж", "%00", "..~")


@pytest.fixture
def asked(room):
    make_query(room.article, "6.50 euros", by=room.editor, now=timezone.now())
    room.row = Notification.objects.get()
    return room


def unwanted(person):
    return {one.value for one in subscriptions.kinds_of(person) if one.choice == "no_mail"}


def test_you_set_what_mail_you_want(room):
    client = browse(room.writer)
    assert "Email me when" in words(client.get("/preferences/"))
    response = client.post("/preferences/", NOT_ASKED, follow=True)
    assert "Saved." in words(response)
    assert unwanted(room.writer) == {"asked"}
    assert unwanted(room.editor) == set()
    entry = Subscription.history.get()
    assert (entry.history_user, entry.history_change_reason) == (room.writer, "")
    client.post("/preferences/", {"kind-asked": "mail"})
    assert unwanted(room.writer) == set()


def test_an_article_is_set_there_too(room):
    client = browse(room.colleague)
    address = f"/preferences/?article={room.article.slug}"
    assert "Ferry runs at night again" in words(client.get(address))
    client.post(address, {f"article-{room.article.pk}": "all"})
    said = Subscription.objects.get()
    assert (said.person, said.article, said.choice) == (room.colleague, room.article, "all")
    assert "Ferry runs at night again" in words(client.get("/preferences/"))


def test_kinds_that_never_reach_somebody_are_not_on_their_page(room):
    assert "I’m invited to a story" not in words(browse(room.writer).get("/preferences/"))
    page = words(browse(room.editor).get("/preferences/"))
    assert "an email bounces" in page
    assert "I’m invited to a story" not in page


def test_nobody_sets_what_they_do_not_see(room):
    client = browse(room.stranger)
    assert client.get(f"/preferences/?article={room.article.slug}").status_code == 404
    client.post("/preferences/", {f"article-{room.article.pk}": "all"})
    assert not Subscription.objects.exists()
    assert browse().get("/preferences/")["Location"] == "/login/?next=/preferences/"
    assert browse().post("/preferences/").status_code == 302


def test_more_articles_take_no_more_statements(room, django_assert_max_num_queries):
    for _ in range(8):
        subscriptions.set_article(room.writer, make_article(room.desk, author=room.writer), "mute")
    client = browse(room.writer)
    with django_assert_max_num_queries(10):
        client.get("/preferences/")


def test_the_link_in_a_mail_needs_no_signing_in(asked, settings):
    settings.MAIL_KEPT_IN_APP = True
    outbox.drain(seconds=60)
    address = signed_links.to_preferences(asked.row)
    assert address in KeptMail.objects.get().text
    client = browse()
    shown = words(client.get(address))
    assert asked.writer.email in shown
    assert "Ferry runs at night again" in shown
    client.post(address, {**NOT_ASKED, f"article-{asked.article.pk}": "mute"})
    assert unwanted(asked.writer) == {"asked"}
    assert Subscription.objects.get(article=asked.article).choice == "mute"
    assert set(Subscription.history.values_list("history_change_reason", "history_user")) == {
        ("by the link in an email", None)
    }


def test_the_link_is_its_owners_whoever_is_signed_in(asked):
    browse(asked.stranger).post(signed_links.to_preferences(asked.row), NOT_ASKED)
    assert unwanted(asked.stranger) == set()
    assert unwanted(asked.writer) == {"asked"}


def test_the_form_is_safe_from_other_sites(asked):
    client = Client(enforce_csrf_checks=True)
    assert client.post(signed_links.to_preferences(asked.row), NOT_ASKED).status_code == 403
    assert not Subscription.objects.exists()


@pytest.mark.parametrize("where", ["preferences", "unsubscribe"])
@pytest.mark.parametrize("token", HOSTILE)
def test_a_link_that_was_tampered_with_does_nothing(room, where, token):
    client = browse(room.writer)
    for response in (client.get(f"/{where}/{token}/"), client.post(f"/{where}/{token}/")):
        assert response.status_code == 404
    assert not Subscription.objects.exists()


def test_a_link_is_good_for_one_purpose(asked):
    preferences = signed_links.to_preferences(asked.row).split("/")[2]
    unsubscribe = signed_links.to_unsubscribe(asked.row).split("/")[2]
    assert browse().post(f"/unsubscribe/{preferences}/").status_code == 404
    assert browse().post(f"/preferences/{unsubscribe}/").status_code == 404
    assert not Subscription.objects.exists()


@pytest.mark.parametrize("link", [signed_links.to_preferences, signed_links.to_unsubscribe])
def test_a_link_has_an_end(asked, link):
    asked.row.created_at = timezone.now() - signed_links.LIFETIME - timedelta(seconds=1)
    for response in (browse().get(link(asked.row)), browse().post(link(asked.row))):
        assert response.status_code == 410
        assert "This link has expired." in words(response)
    assert not Subscription.objects.exists()


@pytest.mark.parametrize("link", [signed_links.to_preferences, signed_links.to_unsubscribe])
def test_a_link_ends_with_its_person(asked, link):
    asked.writer.is_active = False
    asked.writer.save()
    assert browse().post(link(asked.row)).status_code == 404


def test_mail_programs_unsubscribe_with_one_click(asked, settings):
    settings.MAIL_KEPT_IN_APP = True
    outbox.drain(seconds=60)
    headers = KeptMail.objects.get().headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = signed_links.to_unsubscribe(asked.row)
    assert headers["List-Unsubscribe"] == f"<{project_settings.COPYDESK_URL}{address}>"
    client = Client(enforce_csrf_checks=True)
    for _ in range(2):
        response = client.post(address, {"List-Unsubscribe": "One-Click"})
        assert response.status_code == 200
        assert response.headers["Cache-Control"].startswith("max-age=0")
        assert unwanted(asked.writer) == {"asked"}
    assert Subscription.history.get().history_change_reason == "by the unsubscribe link"
    assert unwanted(asked.editor) == set()


def test_looking_changes_nothing_and_there_is_a_way_back(asked):
    client, address = browse(), signed_links.to_unsubscribe(asked.row)
    assert "Stop these emails?" in words(client.get(address))
    client.head(address)
    assert unwanted(asked.writer) == set()
    assert "Unsubscribed" in words(client.post(address))
    assert "Unsubscribed" in words(client.get(address))
    assert "Resubscribed" in words(client.post(address, {"again": "yes"}))
    assert unwanted(asked.writer) == set()


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(asked, method):
    assert getattr(browse(), method)(signed_links.to_unsubscribe(asked.row)).status_code == 405
    assert getattr(browse(), method)(signed_links.to_preferences(asked.row)).status_code == 405


def test_administrators_look_up_what_people_want_and_others_do_not(room):
    subscriptions.set_article(room.writer, room.article, "mute")
    said = Subscription.objects.get()
    address = "/admin/reviews/subscription/"
    client = browse(room.admin)
    assert "Mara Velde" in words(client.get(address))
    assert client.get(f"{address}{said.pk}/change/").status_code == 200
    assert client.get(f"{address}{said.pk}/history/").status_code == 200
    assert client.get(f"{address}add/").status_code == 403
    staff = make_user("Paul Weber", is_staff=True)
    assert browse(staff).get(address).status_code == 403


ON_THEIR_CLOCK = {
    "hours": "yes",
    "time_zone": "Asia/Tokyo",
    "digest": "on",
    "digest_at": "06:30",
    "digest_days": ["1", "2"],
    "quiet_from": "22:00",
    "quiet_until": "06:00",
    "away_from": "2026-12-20T09:00",
    "away_until": "2026-12-27T09:00",
}


def test_you_set_your_clock_and_who_stands_in(room):
    client = browse(room.writer)
    deputy = {"deputy": str(room.colleague.pk)}
    response = client.post("/preferences/", {**ON_THEIR_CLOCK, **deputy}, follow=True)
    assert "Saved." in words(response)
    said = hours.stored_hours(room.writer)
    assert (str(said.digest_at), said.digest_days, said.deputy) == ("06:30:00", "12", room.colleague)
    assert said.away_from.isoformat() == "2026-12-20T00:00:00+00:00"  # nine in the morning in Tokyo
    page = client.get("/preferences/").content.decode()
    assert 'value="2026-12-20T09:00"' in page
    assert unwanted(room.writer) == set()


def test_the_clock_is_set_by_the_link_in_a_mail_too(asked):
    browse(asked.stranger).post(signed_links.to_preferences(asked.row), ON_THEIR_CLOCK)
    assert hours.stored_hours(asked.writer).time_zone == "Asia/Tokyo"
    assert hours.stored_hours(asked.stranger).time_zone == ""
    assert Hours.history.get().history_change_reason == "by the link in an email"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"quiet_until": ""}, "Set both a start and an end time."),
        ({"digest_at": "half past six"}, "Enter times as 08:00"),
        ({"time_zone": "Mars/Olympus"}, "Enter times as 08:00"),
        ({"deputy": "1000000"}, "choose the rest from the lists"),
        ({"away_until": "2026-12-01T09:00"}, "The end date is before the start date."),
    ],
)
def test_a_clock_that_makes_no_sense_is_refused_in_a_sentence(room, wrong, sentence):
    response = browse(room.writer).post("/preferences/", {**ON_THEIR_CLOCK, **wrong})
    assert response.status_code == 422
    assert sentence in words(response)
    assert not Hours.objects.exists()


def test_administrators_look_up_hours_and_digests_and_others_do_not(room):
    hours.set_digest(room.writer, wanted=False, now=timezone.now())
    client = browse(room.admin)
    assert "Mara Velde" in words(client.get("/admin/reviews/hours/"))
    assert client.get(f"/admin/reviews/hours/{room.writer.pk}/history/").status_code == 200
    assert client.get("/admin/reviews/digest/").status_code == 200
    assert client.get("/admin/reviews/hours/add/").status_code == 403
    staff = make_user("Paul Weber", is_staff=True)
    for where in ("hours", "digest"):
        assert browse(staff).get(f"/admin/reviews/{where}/").status_code == 403
