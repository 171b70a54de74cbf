"""Statements of the mapper that are built once give the rows that the mapper gives."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models import Value

from newsroom.models import User
from newsroom.sql import read_compiled
from tests.factories import NOW, make_user

pytestmark = pytest.mark.django_db


def joined(values):
    """Two of these people who joined before a moment, with a column that databases keep differently."""
    first, second, before = values
    found = User.objects.filter(pk__in=(first, second), date_joined__lt=before).order_by("pk")
    return found.values_list("pk", "name", "is_active", "date_joined")


def test_it_is_built_once_and_read_with_other_values_each_time(django_assert_num_queries):
    people = [make_user(name, date_joined=NOW) for name in ("Ana", "Ben", "Cleo")]
    built = []

    def build(values):
        built.append(values)
        return joined(values)

    for first, second, before in (
        (people[0].pk, people[1].pk, NOW + timedelta(days=1)),
        (people[1].pk, people[2].pk, NOW + timedelta(seconds=1)),
        (people[2].pk, people[2].pk, NOW + timedelta(days=1)),
        (people[0].pk, people[1].pk, NOW),
    ):
        values = [first, second, before]
        with django_assert_num_queries(1):
            rows = read_compiled("joined", values, build)
        assert [tuple(row) for row in rows] == list(joined(values))
    assert len(built) == 1


@pytest.mark.parametrize("active", [True, False])
def test_statements_of_another_shape_are_others(active):
    person = make_user("Ana")

    def build(values):
        return User.objects.filter(pk=values[0], is_active=active).values_list("pk")

    rows = read_compiled(("by state", active), [person.pk], build)
    assert rows == ([[person.pk]] if active else [])


def test_a_value_that_becomes_part_of_the_text_is_refused():
    with pytest.raises(ValueError, match="part of its text"):
        read_compiled("limited", [7], lambda values: User.objects.values_list("pk")[: values[0]])


def test_what_is_no_value_stays_as_it_was_built():
    person = make_user("Ana")
    build = lambda values: User.objects.filter(pk=values[0]).values_list(Value("as it is"))  # noqa: E731
    for _again in range(2):
        assert read_compiled("constant", [person.pk], build) == [["as it is"]]
