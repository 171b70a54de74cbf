"""The statement that reads the person of a session, and statements of the mapper that are built once.

:mod:`newsroom.server.session_auth` explains and uses the first, for which Django needs three.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import QuerySet

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


Value = int | datetime
_NUMBER, _MOMENT = 2_000_000_000, datetime(1901, 1, 1, tzinfo=UTC)
"""Where the values begin that a statement is built with: no row has such a key, and no act such a time."""
MOST_STATEMENTS = 500


@dataclass(frozen=True)
class _Statement:
    """``places``: for each parameter the index of the value that goes there; ``None`` leaves it as it is."""

    text: str
    params: tuple[Any, ...]
    places: tuple[int | None, ...]
    converters: dict[int, tuple[list[Any], Any]]


_statements: dict[Hashable, _Statement] = {}


def read_compiled(
    key: Hashable, values: Sequence[Value], build: Callable[[Sequence[Value]], QuerySet[Any, Any]]
) -> list[list[Any]]:
    """The rows of ``build(values)``, which reads ``values_list``; its SQL is built once for each ``key``.

    For Django to build a long statement takes longer than for the database to run it. ``key`` says what
    decides the shape of the statement: the number of values, and everything else that ``build`` depends on.
    What comes of the values must be parameters; raises ValueError where one is part of the text.
    """
    shape = (connection.vendor, key)
    statement = _statements.get(shape)
    if statement is None:
        if len(_statements) >= MOST_STATEMENTS:
            _statements.clear()
        statement = _statements[shape] = _compile(values, build)
    return _run(statement, [_adapted(value) for value in values])


def _compile(values: Sequence[Value], build: Callable[[Sequence[Value]], QuerySet[Any, Any]]) -> _Statement:
    standing_in = [
        _MOMENT + timedelta(days=n) if isinstance(value, datetime) else _NUMBER + n
        for n, value in enumerate(values)
    ]
    compiler = build(standing_in).query.get_compiler(connection.alias)
    text, params = compiler.as_sql()
    index = {_adapted(value): n for n, value in enumerate(standing_in)}
    places = tuple(index.get(param) if isinstance(param, Hashable) else None for param in params)
    if any(str(value) in text for value in index):
        raise ValueError("A value is no parameter of the statement, but part of its text.")
    converters = compiler.get_converters([column for column, _sql, _alias in compiler.select])
    return _Statement(text, tuple(params), places, converters)


def _run(statement: _Statement, values: Sequence[Any]) -> list[list[Any]]:
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
    return rows


def _adapted(value: Value) -> Any:
    """As it stands among the parameters of a statement."""
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value
