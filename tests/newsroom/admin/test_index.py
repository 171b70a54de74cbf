"""The index page: what needs an eye first, in few statements, for those who may see it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from articles.models import Article
from reviews.models import Digest, Notification
from tests.factories import join, make_article, make_desk, make_query, make_user
from tests.newsroom.admin.filling import fill, fill_one

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


def test_lists_are_in_sections_and_what_support_alone_needs_is_folded(client, superuser):
    shown = client.get(INDEX).content.decode()
    open_part, folded = shown.split('<details class="module folded">')
    assert 'href="/admin/newsroom/desk/"' in open_part and 'href="/admin/articles/article/"' in open_part
    for name in ("articles/anchor", "reviews/placing"):
        assert f'href="/admin/{name}/"' in folded and f'href="/admin/{name}/"' not in open_part
    assert 'href="/settings/"' in open_part


def test_no_list_has_two_filters_of_one_name(client, superuser):
    fill(2)
    for model in admin.site._registry:
        page = client.get(reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"))
        titles = [one.title for one in page.context["cl"].filter_specs]
        assert len(titles) == len(set(titles)), (model, titles)


def test_every_input_of_a_desk_has_a_name(client, superuser):
    article = fill_one()
    shown = client.get(reverse("admin:newsroom_desk_change", args=[article.desk_id])).content.decode()
    for part in ("name", "position", "signatures", "required", "author_may_sign", "DELETE"):
        control = re.search(rf'<input[^>]*name="stages-0-{part}"[^>]*>', shown).group()
        assert "aria-label=" in control, control
    assert "aria-label=" in re.search(r'<select[^>]*name="memberships-0-role"[^>]*>', shown).group()


def test_dates_begin_with_the_day_and_clocks_have_24_hours():
    moment = datetime(2026, 11, 29, 18, 22)
    assert date_format(moment, "DATETIME_FORMAT") == "29 November 2026, 18:22"
