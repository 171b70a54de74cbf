"""Descriptions are of one shape when they differ only in whom they name."""

from __future__ import annotations

import pytest
from django.db.models import Exists, Q

from newsroom.models import User
from reviews.notifications.descriptions import ids_in, shape_of, with_ids


def editors_or(*ids):
    return Q(pk__in=set(ids)) | Q(part__role="editor") & ~Q(pk__in={ids[0]})


def test_other_people_make_no_other_shape():
    assert shape_of(editors_or(1, 2)) == shape_of(editors_or(7, 9))


@pytest.mark.parametrize(
    "other",
    [
        editors_or(1),
        editors_or(1, 2, 3),
        Q(pk__in={1, 2}) | Q(part__role="viewer") & ~Q(pk__in={1}),
        Q(pk__in={1, 2}) & Q(part__role="editor") & ~Q(pk__in={1}),
        Q(pk__in={1, 2}) | Q(part__role="editor") & Q(pk__in={1}),
        Q(),
    ],
)
def test_anything_else_does(other):
    assert shape_of(other) != shape_of(editors_or(1, 2))


def test_one_that_holds_a_statement_has_none():
    assert shape_of(Q(pk__in=User.objects.all())) is None
    assert shape_of(Q(pk__in={1}) | Q(Exists(User.objects.all()))) is None


def test_others_are_put_in_the_place_of_those_it_names():
    description = editors_or(1, 2)
    assert sorted(ids_in(description)) == [1, 1, 2]
    other = with_ids(description, iter((7, 8, 9)))
    assert ids_in(other) == [7, 8, 9]
    assert shape_of(other) == shape_of(description)
    assert sorted(ids_in(description)) == [1, 1, 2]
