"""The statement that reads the person of a session, and statements of the mapper that are built once.

:mod:`newsroom.server.session_auth` explains and uses the first, for which Django needs three.

What has to be read often is a function that gives a queryset, below :func:`compiled`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from django.contrib.sessions.models import Session
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.query import ModelIterable, get_related_populators

from newsroom.models import Membership, User

PERSON = f"""
    SELECT person.*, part.desk_id AS desk, part.role AS role
    FROM {User._meta.db_table} person
    JOIN {Session._meta.db_table} session ON session.session_key = %s AND session.expire_date > %s
    LEFT JOIN {Membership._meta.db_table} part ON part.user_id = person.id
    WHERE person.id = %s
"""  # noqa: S608 - the names of tables


def person_of_session(key: str, person: int, *, now: datetime) -> list[Any]:
    """The person, once for each of their desks, with ``desk`` and ``role``; none once the session ended."""
    moment = connection.ops.adapt_datetimefield_value(now)
    return list(User.objects.raw(PERSON, [key, moment, person]))


P = ParamSpec("P")
Row = TypeVar("Row", bound=Model)
Read = TypeVar("Read")
"""What a queryset reads of a row: an instance, or a list where it reads ``values_list``."""
Value = int | datetime | str
_NUMBER, _MOMENT = 2_000_000_000, datetime(1901, 1, 1, tzinfo=UTC)
"""Where the values begin that a statement is built with: no row has such a key, and no act such a time."""
MOST_STATEMENTS = 500


@dataclass(frozen=True)
class _Statement:
    """``places``: for each parameter the index of the value that goes there; ``None`` leaves it as it is.
    ``make`` makes an instance of a row, where the statement reads instances."""

    text: str
    params: tuple[Any, ...]
    places: tuple[int | None, ...]
    converters: dict[int, tuple[list[Any], Any]]
    make: Callable[[list[Any]], Any] | None


kept_statements: dict[Hashable, _Statement] = {}


def compiled(build: Callable[P, QuerySet[Any, Read]]) -> Callable[P, list[Read]]:
    """Have the statement of a queryset built once; the function then reads its rows, each time anew.

    Its arguments are numbers, moments, texts and sequences of numbers, by position. They are parameters of
    the statement and nothing else: what decides its shape is written in the function. What the queryset
    would prefetch is not read. Raises ValueError where an argument is no parameter.
    """

    @wraps(build)
    def read(*given: P.args, **_named: P.kwargs) -> list[Read]:
        parts = [_padded(one) if isinstance(one, list | tuple) else one for one in given]
        lengths = tuple(len(one) if isinstance(one, tuple) else None for one in parts)
        values: list[Any] = [value for one in parts for value in (one if isinstance(one, tuple) else (one,))]

        def with_values(standing_in: Sequence[Value]) -> QuerySet[Any, Read]:
            left = iter(standing_in)
            arguments = [next(left) if n is None else [next(left) for _ in range(n)] for n in lengths]
            return cast("Callable[..., QuerySet[Any, Read]]", build)(*arguments)

        return read_compiled((build, lengths), values, with_values)

    return read


def _padded(numbers: Sequence[Any]) -> tuple[Any, ...]:
    """As many as a power of two, by the last of them again: else each length were a statement of its own."""
    more = (1 << (len(numbers) - 1).bit_length()) - len(numbers) if numbers else 0
    return (*numbers, *[numbers[-1] for _ in range(more)])


def read_compiled(
    key: Hashable, values: Sequence[Value], build: Callable[[Sequence[Value]], QuerySet[Any, Any]]
) -> list[Any]:
    """The rows of ``build(values)``; its SQL is built once for each ``key``.

    They are instances, or lists where it reads ``values_list``. For Django to build a long statement takes
    longer than for the database to run it. ``key`` says what decides the shape of the statement: the number
    of values, and everything else that ``build`` depends on. What comes of the values must be parameters;
    raises ValueError where one is part of the text.
    """
    shape = (connection.vendor, key)
    statement = kept_statements.get(shape)
    if statement is None:
        if len(kept_statements) >= MOST_STATEMENTS:
            kept_statements.clear()
        try:
            statement = kept_statements[shape] = _compile(values, build)
        except EmptyResultSet:  # there is nothing to ask the database for
            return []
    return _run(statement, [_adapted(value) for value in values])


def _compile(values: Sequence[Value], build: Callable[[Sequence[Value]], QuerySet[Any, Any]]) -> _Statement:
    standing_in = [_stand_in(value, number) for number, value in enumerate(values)]
    queryset = build(standing_in)
    compiler = queryset.query.get_compiler(connection.alias)
    text, params = compiler.as_sql()
    index = {_adapted(value): n for n, value in enumerate(standing_in)}
    places = tuple(index.get(param) if isinstance(param, Hashable) else None for param in params)
    kept = [str(param) for param, place in zip(params, places, strict=True) if place is None]
    if any(str(value) in one for value in index for one in (text, *kept)):
        raise ValueError("A value is no parameter of the statement, but part of its text or of another.")
    converters = compiler.get_converters([column for column, _sql, _alias in compiler.select])
    make = _maker(compiler) if queryset._iterable_class is ModelIterable else None
    return _Statement(text, tuple(params), places, converters, make)


def _stand_in(value: Value, number: int) -> Value:
    if isinstance(value, datetime):
        return _MOMENT + timedelta(days=number)
    return f"value {_NUMBER + number}" if isinstance(value, str) else _NUMBER + number


def _maker(compiler: Any) -> Callable[[list[Any]], Any]:
    """What makes an instance of a row, with what was selected with it: as Django's ``ModelIterable`` does."""
    model, fields = compiler.klass_info["model"], compiler.klass_info["select_fields"]
    start, end = fields[0], fields[-1] + 1
    names = [column.target.attname for column, _sql, _alias in compiler.select[start:end]]
    related = get_related_populators(compiler.klass_info, compiler.select, connection.alias)  # type: ignore[call-arg]  # of Django 6.1
    annotations = list(compiler.annotation_col_map.items())

    def make(row: list[Any]) -> Any:
        instance = model.from_db(connection.alias, names, row[start:end])
        for populator in related:
            populator.populate(row, instance)
        for name, column in annotations:
            setattr(instance, name, row[column])
        return instance

    return make


def _run(statement: _Statement, values: Sequence[Any]) -> list[Any]:
    params = [
        param if place is None else values[place]
        for param, place in zip(statement.params, statement.places, strict=True)
    ]
    with connection.cursor() as cursor:
        cursor.execute(statement.text, params)
        rows = [list(row) for row in cursor.fetchall()]
    for column, (converters, expression) in statement.converters.items():
        for row in rows:
            for converter in converters:
                row[column] = converter(row[column], expression, connection)
    return rows if statement.make is None else [statement.make(row) for row in rows]


def _adapted(value: Value) -> Any:
    """As it stands among the parameters of a statement."""
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


def attach(owners: Iterable[Model], name: str, rows: Iterable[Model], *, by: str) -> None:
    """Have ``owner.name.all()`` give these rows of each owner, as if they had been prefetched. ``by``: the
    field of a row that names its owner."""
    sorted_rows: dict[Any, list[Model]] = {}
    for row in rows:
        sorted_rows.setdefault(getattr(row, f"{by}_id"), []).append(row)
    for owner in owners:
        found: QuerySet[Any, Any] = QuerySet(owner._meta.get_field(name).related_model)
        found._result_cache = sorted_rows.get(owner.pk, [])
        found._prefetch_done = True  # type: ignore[attr-defined]
        owner.__dict__.setdefault("_prefetched_objects_cache", {})[name] = found
        for row in found._result_cache:
            setattr(row, by, owner)


def analyze() -> None:
    """Have the database count anew what is in its tables, after many rows were written at once."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
