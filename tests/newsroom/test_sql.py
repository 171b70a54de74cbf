"""Statements of the mapper that are built once give the rows that the mapper gives."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.db.models import QuerySet, Value
from django.db.models.functions import Lower

from newsroom import sql
from newsroom.models import User
from newsroom.sql import attach, compiled, read_compiled
from reviews.models import Hours, Query, Reply
from tests.factories import NOW, make_query, make_user, newsroom

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


@compiled
def people_named(name: str, among: Sequence[int]) -> QuerySet[User]:
    found = User.objects.filter(name=name, pk__in=among).annotate(lower=Lower("name"))
    return found.select_related("hours__deputy").order_by("pk")


def test_a_function_that_gives_a_queryset_reads_instances_with_what_is_joined_to_them(
    django_assert_num_queries,
):
    deputy = make_user("Deputy")
    first, second = make_user("Ana", date_joined=NOW), make_user("Ana", email="other@riverside.example")
    make_user("Ben")
    Hours.objects.create(person=first, deputy=deputy, away_from=NOW, away_until=NOW + timedelta(days=1))
    for name, among in (("Ana", [first.pk, second.pk, deputy.pk]), ("Ben", [first.pk]), ("Ana", (first.pk,))):
        expected = list(User.objects.filter(name=name, pk__in=among).order_by("pk"))
        with django_assert_num_queries(1):
            found = people_named(name, among)
            assert found == expected
            assert [person.lower for person in found] == ["ana"] * len(found)
            assert [getattr(one, "hours", None) and one.hours.deputy for one in found][:1] == [deputy] * bool(
                found
            )
        assert all(
            person.date_joined == known.date_joined for person, known in zip(found, expected, strict=True)
        )


def test_nobody_is_asked_for_where_nothing_can_be_found(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert people_named("Ana", []) == []


def test_lists_of_many_lengths_are_few_statements():
    person = make_user("Ana")
    sql.kept_statements.clear()
    for length in range(1, 130):
        assert people_named("Ana", [person.pk, *range(-length, -1)]) == [person]
    assert len(sql.kept_statements) == 9


@compiled
def people_like(part: str) -> QuerySet[User]:
    return User.objects.filter(name__contains=part)


def test_a_text_that_becomes_part_of_another_is_refused():
    with pytest.raises(ValueError, match="part of its text or of another"):
        people_like("An")


def test_statements_have_a_bound(monkeypatch):
    monkeypatch.setattr(sql, "MOST_STATEMENTS", 3)
    person = make_user("Ana")
    for number in range(10):
        build = lambda values: User.objects.filter(pk=values[0]).values_list("pk")  # noqa: E731
        assert read_compiled(("numbered", number), [person.pk], build) == [[person.pk]]
        assert len(sql.kept_statements) <= 3


def test_rows_are_attached_as_if_they_had_been_prefetched(django_assert_num_queries):
    room = newsroom()
    first, second = (make_query(room.article, words, by=room.editor) for words in ("6.50 euros", "euros"))
    rows = [Reply.objects.create(query=first, body=body, created_at=NOW) for body in ("One.", "Two.")]
    queries = list(Query.objects.order_by("pk"))
    with django_assert_num_queries(0):
        attach(queries, "replies", rows, by="query")
        assert [list(query.replies.all()) for query in queries] == [rows, []]
        assert rows[0].query is queries[0]
    assert second in queries
