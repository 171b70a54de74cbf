"""A model instance, updated from a fresh one."""

from __future__ import annotations

from newsroom.models.renewing import renew
from reviews.models import Hours
from tests.factories import make_user


def test_fields_are_those_of_the_fresh_one_and_related_objects_stay_unless_they_changed(db):
    person, deputy, other = (make_user(f"{name}@desk.example") for name in ("mara", "ruth", "jonas"))
    stale = Hours(person=person, deputy=deputy, time_zone="Asia/Tokyo")
    renew(stale, Hours(person=person, deputy=other, time_zone="Europe/Berlin"))
    assert stale.time_zone == "Europe/Berlin"
    assert stale.person is person
    assert stale.deputy == other
