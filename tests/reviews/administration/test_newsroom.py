"""The newsroom's settings are an administrator's."""

from __future__ import annotations

import pytest

from newsroom.errors import NotAllowed
from newsroom.models import Newsroom
from reviews.administration.newsroom import NewsroomRefused, change_newsroom
from tests.factories import newsroom

pytestmark = pytest.mark.django_db
WANTED = {"name": "The Courier", "language": "en", "time_zone": "Europe/Berlin"}


@pytest.fixture
def room(db):
    return newsroom()


def test_it_is_made_and_changed(room):
    change_newsroom(by=None, **WANTED)
    change_newsroom(by=room.admin, **{**WANTED, "name": " The  Saltmarsh Courier"})
    row = Newsroom.objects.get()
    assert (row.name, row.time_zone, row.history.count()) == ("The Saltmarsh Courier", "Europe/Berlin", 2)


def test_nobody_else_changes_it(room):
    for person in (room.editor, room.writer, room.stranger):
        with pytest.raises(NotAllowed):
            change_newsroom(by=person, **WANTED)
    assert not Newsroom.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"language": "English, please"}, "language"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"time_zone": "../../etc/passwd"}, "time_zone"),
        ({"time_zone": ""}, "time_zone"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(room, wrong, field):
    with pytest.raises(NewsroomRefused) as refused:
        change_newsroom(by=room.admin, **{**WANTED, **wrong})
    assert refused.value.field == field
