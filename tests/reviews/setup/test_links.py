"""The link that sets a newsroom up belongs to one database, and works until there are people."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from reviews.setup import links
from reviews.setup.links import SetUpAlready, SetUpLinkNeeded
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_the_link_that_is_printed_is_let_in():
    assert links.path() == f"/set-up/{links.token()}/"
    links.require(links.token())


@pytest.mark.parametrize("other", ["", "x", "é", "\x00", "a" * 5000])
def test_any_other_is_not(other):
    with pytest.raises(SetUpLinkNeeded):
        links.require(other)


def test_another_key_or_database_has_another_link(settings):
    mine = links.token()
    first = MigrationRecorder(connection).migration_qs.order_by("pk").first()
    MigrationRecorder(connection).migration_qs.filter(pk=first.pk).update(
        applied=first.applied - timedelta(seconds=1)
    )
    assert links.token() != mine
    settings.SECRET_KEY = "another key, as long as it has to be, and then some more of it"
    with pytest.raises(SetUpLinkNeeded):
        links.require(mine)


def test_once_there_are_people_it_is_over():
    make_user("Ruth Adeyemi")
    with pytest.raises(SetUpAlready):
        links.require(links.token())
