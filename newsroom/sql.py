"""The statement that reads the person of a session, for which Django needs three.

:mod:`newsroom.server.session_auth` explains and uses it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.sessions.models import Session
from django.db import connection

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
