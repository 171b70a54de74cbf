"""The outbox: what waits, what failed and why, and the one thing that is done by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from reviews.models import Digest, Event, KeptMail, Notification
from reviews.notifications import outbox
from tests.factories import join, make_desk, make_query, make_user, newsroom
from tests.newsroom.admin.filling import keep_mail

pytestmark = pytest.mark.django_db
LIST, DIGESTS = "/admin/reviews/notification/", "/admin/reviews/digest/"
ERROR = "550 5.1.1 <nobody@paper.example>: user unknown"


@pytest.fixture
def people(client):
    people = newsroom()
    make_query(people.article, "last boat", by=people.editor)
    people.mail = Notification.objects.get()
    client.force_login(people.admin)
    return people


def give_up(mail):
    Notification.objects.filter(pk=mail.pk).update(state="dead", attempts=12, last_error=ERROR)


def staff(desk, *codes):
    person = join(make_user("Paul Weber", is_staff=True), desk, "editor")
    person.user_permissions.set(Permission.objects.filter(codename__in=codes))
    return person


def test_the_list_says_how_it_stands(client, people):
    give_up(people.mail)
    text = client.get(LIST).content.decode()
    for words in (
        "Mara Velde",
        "query asked",
        "failed",
        "12",
        "user unknown",
        "Ferry runs at night again",
    ):
        assert words in text, words


def test_what_was_given_up_is_tried_again(client, people):
    give_up(people.mail)
    before = timezone.now()
    text = client.post(
        LIST, {"action": "retry", "_selected_action": people.mail.pk}, follow=True
    ).content.decode()
    assert "1 email will be retried." in text
    people.mail.refresh_from_db()
    assert (people.mail.state, people.mail.attempts) == ("pending", 0)
    assert before <= people.mail.not_before <= timezone.now()


def test_from_the_page_of_the_mail_too(client, people):
    url = reverse("admin:reviews_notification_change", args=[people.mail.pk])
    assert 'value="retry"' not in client.get(url).content.decode()
    give_up(people.mail)
    page = client.get(url)
    assert 'name="action" value="retry"' in page.content.decode()
    assert page.context["retry_url"] == LIST


def test_what_waits_or_went_out_is_left_alone(client, people):
    Notification.objects.filter(pk=people.mail.pk).update(state="sent", attempts=1, sent_at=timezone.now())
    text = client.post(
        LIST, {"action": "retry", "_selected_action": people.mail.pk}, follow=True
    ).content.decode()
    assert "Only failed emails can be retried." in text
    people.mail.refresh_from_db()
    assert (people.mail.state, people.mail.attempts) == ("sent", 1)


def test_who_may_only_look_retries_nothing(client, people):
    give_up(people.mail)
    client.force_login(staff(people.desk, "view_notification"))
    page = client.get(reverse("admin:reviews_notification_change", args=[people.mail.pk]))
    assert 'value="retry"' not in page.content.decode()
    client.post(LIST, {"action": "retry", "_selected_action": people.mail.pk})
    people.mail.refresh_from_db()
    assert people.mail.state == "dead"


def test_nobody_retries_the_mail_of_another_desk(client, people):
    give_up(people.mail)
    client.force_login(staff(make_desk(), "view_notification", "change_notification"))
    client.post(LIST, {"action": "retry", "_selected_action": people.mail.pk})
    people.mail.refresh_from_db()
    assert people.mail.state == "dead"


@pytest.mark.parametrize(("age", "count"), [("5m", 1), ("1h", 1), ("1d", 0)])
def test_mails_are_found_by_how_long_they_wait(client, people, age, count):
    Notification.objects.update(created_at=timezone.now() - timedelta(hours=2))
    assert client.get(LIST, {"age": age}).context["cl"].result_count == count
    Notification.objects.update(state="sent")
    assert client.get(LIST, {"age": age}).context["cl"].result_count == 0


def test_mails_are_found_by_person_article_and_message_id(client, people):
    for words in ("mara", "ferry", people.mail.message_id):
        assert client.get(LIST, {"q": words}).context["cl"].result_count == 1, words
    assert client.get(LIST, {"q": "nobody"}).context["cl"].result_count == 0


@pytest.mark.parametrize("model", [Event, Notification])
def test_nothing_of_it_is_edited(client, people, model):
    row = model.objects.first()
    before = model.objects.filter(pk=row.pk).values().get()
    address = f"admin:reviews_{model._meta.model_name}_"
    assert client.get(reverse(address + "add")).status_code == 403
    assert client.post(reverse(address + "change", args=[row.pk]), {"state": "sent"}).status_code == 403
    assert client.post(reverse(address + "delete", args=[row.pk]), {"post": "yes"}).status_code == 403
    assert model.objects.filter(pk=row.pk).values().get() == before


def test_an_event_says_who_was_told(client, people):
    event = Event.objects.get()
    page = client.get(reverse("admin:reviews_event_change", args=[event.pk]))
    (panel,) = page.context["panels"]
    assert [row[1] for row in panel.rows] == ["waiting"]
    assert "Mara Velde" in page.content.decode()
    assert "[" + people.desk.name + "] Ferry runs at night again" in page.content.decode()


def test_kept_mail_is_read_and_cleared_away(client, people):
    mail = keep_mail(people.article, people.writer)
    url = reverse("admin:reviews_keptmail_change", args=[mail.pk])
    text = client.get(url).content.decode()
    assert "Is that right?" in text and "&lt;p&gt;Is that right?&lt;/p&gt;" in text
    assert client.post(url, {"subject": "x"}).status_code == 403
    client.post(reverse("admin:reviews_keptmail_delete", args=[mail.pk]), {"post": "yes"})
    assert not KeptMail.objects.exists()


def test_kept_mail_of_other_desks_is_nobodys_business(client, people):
    mail = keep_mail(people.article, people.writer)
    client.force_login(staff(make_desk(), "view_keptmail", "delete_keptmail"))
    assert client.get("/admin/reviews/keptmail/").context["cl"].result_count == 0
    client.post(reverse("admin:reviews_keptmail_delete", args=[mail.pk]), {"post": "yes"})
    assert KeptMail.objects.exists()


def digest_of(person, **fields):
    now = timezone.now()
    shared = {"person": person, "day": now.date(), "not_before": now, "created_at": now}
    return Digest.objects.create(message_id="<1@desk>", **shared, **fields)


def test_a_digest_that_was_given_up_is_tried_again_and_says_what_waits_now(client, people):
    row = digest_of(people.writer, state="dead", attempts=12, last_error=ERROR)
    url = reverse("admin:reviews_digest_change", args=[row.pk])
    assert 'name="action" value="retry"' in client.get(url).content.decode()
    text = client.post(DIGESTS, {"action": "retry", "_selected_action": row.pk}, follow=True).content.decode()
    assert "1 email will be retried." in text
    row.refresh_from_db()
    assert (row.state, row.attempts) == ("pending", 0)
    outbox.drain(seconds=60)
    row.refresh_from_db()
    assert row.state == "sent"
    assert KeptMail.objects.get(message_id="<1@desk>").recipient == people.writer.email


def test_digests_that_went_out_and_staff_who_only_look_have_nothing_tried_again(client, people):
    row = digest_of(people.writer, state="sent")
    choice = {"action": "retry", "_selected_action": row.pk}
    assert "Only failed emails" in client.post(DIGESTS, choice, follow=True).content.decode()
    Digest.objects.update(state="dead")
    client.force_login(staff(people.article.desk, "view_digest"))
    client.post(DIGESTS, choice, follow=True)
    row.refresh_from_db()
    assert row.state == "dead"
