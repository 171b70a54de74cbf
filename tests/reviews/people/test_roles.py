"""What a person does on each desk."""

import pytest

from reviews.people import roles
from tests.factories import join, make_desk, make_user

pytestmark = pytest.mark.django_db


def test_each_desk_with_its_role_and_the_stages_signed(django_assert_num_queries):
    person = make_user("Ruth Adeyemi", groups=["Desk editors", "Slot"])
    city, world = make_desk("city"), make_desk("world", workflow=[("Desk edit", "Desk editors")])
    join(person, city, "editor")
    arts = make_desk("arts", workflow=[("Desk edit", "Desk editors")])
    join(person, arts, "viewer")
    join(person, world, "reader")
    make_desk("elsewhere")
    with django_assert_num_queries(2):
        found = roles.roles_of(person)
    assert [(part.desk, part.role, part.signs) for part in found] == [
        (arts, "viewer", ()),
        (city, "editor", ("Desk edit", "Slot")),
        (world, "reader", ("Desk edit",)),
    ]


def test_every_role_is_described():
    assert set(roles.DESCRIPTIONS) == set(roles.Role)
