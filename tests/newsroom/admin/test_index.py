"""The index page: what needs an eye first, in few statements, for those who may see it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.models import Article
from reviews.models import Digest, Notification
from tests.factories import join, make_article, make_desk, make_query, make_user
from tests.newsroom.admin.filling import fill

pytestmark = pytest.mark.django_db
INDEX = "/admin/"


def tiles(client):
    response = client.get(INDEX)
    assert response.status_code == 200
    return {tile.title: tile for tile in response.context["tiles"]}


@pytest.fixture
def superuser(client):
    person = make_user("Ines Okafor", is_staff=True, is_superuser=True)
    client.force_login(person)
    return person


def test_a_quiet_newsroom(client, superuser):
    shown = tiles(client)
    assert list(shown) == [
        "Failed emails",
        "Queue delay",
        "Oldest queued email",
        "Failed digests",
        "Failed account emails",
        "Stories in progress",
    ]
    assert [tile.figure for tile in shown.values()] == ["0", "0", "—", "0", "0", "0"]
    assert not any(tile.grave for tile in shown.values())


def test_mail_that_does_not_go_out_is_grave(client, superuser):
    fill(2)
    now = timezone.now()
    Notification.objects.update(not_before=now - timedelta(hours=2), created_at=now - timedelta(hours=3))
    dead = Notification.objects.order_by("pk").last()
    Notification.objects.filter(pk=dead.pk).update(state="dead")
    shown = tiles(client)
    assert (shown["Failed emails"].figure, shown["Failed emails"].grave) == ("1", True)
    assert (shown["Queue delay"].figure, shown["Queue delay"].grave) == ("2\xa0hours", True)
    assert shown["Oldest queued email"].figure.startswith("3\xa0hours")
    oldest = Notification.objects.order_by("pk").first()
    assert shown["Oldest queued email"].url == reverse("admin:reviews_notification_change", args=[oldest.pk])
    assert client.get(shown["Failed emails"].url).context["cl"].result_count == 1


def test_a_digest_that_was_given_up_is_grave_as_well(client, superuser):
    now = timezone.now()
    row = {"day": now.date(), "not_before": now - timedelta(minutes=1), "created_at": now}
    Digest.objects.create(person=superuser, message_id="<1@desk>", **row)
    tile = tiles(client)["Failed digests"]
    assert (tile.figure, tile.detail, tile.grave) == ("0", "1 digest is due.", False)
    Digest.objects.update(state="dead")
    tile = tiles(client)["Failed digests"]
    assert (tile.figure, tile.grave) == ("1", True)
    assert client.get(tile.url).context["cl"].result_count == 1


def test_articles_in_progress_and_late(client, superuser):
    desk = make_desk()
    make_article(desk, deadline=timezone.now() - timedelta(hours=1))
    make_article(desk)
    Article.objects.filter(pk=make_article(desk).pk).update(state="spiked")
    tile = tiles(client)["Stories in progress"]
    assert (tile.figure, tile.detail) == ("2", "1 overdue.")


def test_the_tiles_cost_at_most_seven_statements_however_much_there_is(client, superuser):
    fill(4)
    client.get(INDEX)
    with CaptureQueriesContext(connection) as captured:
        client.get(INDEX)
    assert len(captured) <= 7, [query["sql"] for query in captured]


def test_staff_see_figures_of_their_own_desks_alone(client):
    desk, other = make_desk(), make_desk()
    person = join(make_user("Paul Weber", is_staff=True), desk, "editor")
    person.user_permissions.add(Permission.objects.get(codename="view_article"))
    make_article(desk)
    make_article(other)
    client.force_login(person)
    shown = tiles(client)
    assert list(shown) == ["Stories in progress"]
    assert shown["Stories in progress"].figure == "1"


def test_staff_without_permissions_see_no_figures(client):
    fill(1)
    client.force_login(make_user("Paul Weber", is_staff=True))
    assert tiles(client) == {}


def test_who_is_not_staff_sees_nothing(client):
    desk = make_desk()
    editor = join(make_user(), desk, "editor")
    make_query(make_article(desk), "last boat", by=editor)
    client.force_login(editor)
    assert client.get(INDEX).status_code == 302
