"""The newsroom's row, and the defaults that pages, mails and calendars take from it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from newsroom.models import Newsroom, newsroom
from newsroom.models.newsroom import (
    interface_language,
    language_of_newsroom,
    name_of_newsroom,
    newsrooms_defaults,
    zone_of_newsroom,
)
from reviews.models import Hours
from tests.factories import make_user

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)


def found(**fields) -> Newsroom:
    return Newsroom.objects.create(
        **{"name": "The Saltmarsh Courier", "language": "en", "time_zone": "Asia/Tokyo", **fields}
    )


def test_without_a_row_the_environment_speaks(settings):
    assert Newsroom.current() is None
    assert (name_of_newsroom(), str(zone_of_newsroom())) == ("Copydesk", settings.TIME_ZONE)
    assert language_of_newsroom() == settings.LANGUAGE_CODE


def test_there_is_one_newsroom():
    found()
    with pytest.raises(IntegrityError), transaction.atomic():
        Newsroom.objects.create(id=2, name="Another", time_zone="UTC")
    with pytest.raises(IntegrityError), transaction.atomic():
        found(name="Again")


def test_it_is_read_once_and_again_after_a_change():
    row = found()
    with CaptureQueriesContext(connection) as captured:
        assert [name_of_newsroom() for _ in range(20)] == ["The Saltmarsh Courier"] * 20
    assert len(captured) == 1
    row.name = "The Courier"
    row.save()
    assert name_of_newsroom() == "The Courier"
    row.delete()
    assert name_of_newsroom() == "Copydesk"


def test_what_was_read_is_believed_for_a_while_only():
    found()
    newsroom.remember(None, seconds=-1)
    assert name_of_newsroom() == "The Saltmarsh Courier"


def test_a_zone_or_language_that_is_unknown_here_does_no_harm(settings):
    row = found(time_zone="Mars/Olympus", language="tlh")
    assert str(zone_of_newsroom()) == settings.TIME_ZONE
    assert interface_language() == settings.LANGUAGE_CODE
    with pytest.raises(ValidationError, match="Choose a time zone"):
        row.full_clean()


def test_its_zone_is_that_of_people_who_chose_none():
    found()
    assert str(Hours(person=make_user()).zone) == "Asia/Tokyo"
    assert str(Hours(person=make_user(), time_zone="Europe/Berlin").zone) == "Europe/Berlin"


def test_what_is_written_for_no_page_is_on_its_clock():
    found()
    with newsrooms_defaults():
        assert timezone.localtime(NOON).hour == 21
    assert timezone.localtime(NOON).hour == 12


def test_its_changes_are_kept():
    row = found()
    row.time_zone = "Europe/Berlin"
    row.save()
    assert list(row.history.values_list("time_zone", flat=True)) == ["Europe/Berlin", "Asia/Tokyo"]
