"""The statements of the outbox, written out: building them anew for each act or mail takes longer than the
rest of it.

What they mean stands where they are used: :mod:`reviews.notifications.events` and
:mod:`reviews.notifications.outbox`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, models

from newsroom.models import Leased
from reviews.models import Event, Notification

INSERT_NOTIFICATIONS = """
    INSERT INTO reviews_notification (
        event_id, recipient_id, message_id, state, attempts, last_error,
        only_follows, in_place_of_id, not_before, created_at
    )
    SELECT
        %s, column1, %s || CAST(column1 AS text) || %s, column2, 0, '',
        column3 = 1, CASE WHEN column4 > 0 THEN column4 END, %s, %s
    FROM (VALUES {people}) AS addressee
"""
MARK_AND_HOLD = """
    UPDATE {table} SET
        attempts = attempts + CASE WHEN id IN ({held}) THEN 1 ELSE 0 END,
        lease_until = CASE WHEN id IN ({held}) THEN %s END,
        lease_token = CASE WHEN id IN ({held}) THEN lease_token END,
        last_error = CASE WHEN id IN ({held}) THEN last_error ELSE '' END,
        state = CASE WHEN id IN ({held}) THEN state WHEN id IN ({reported}) THEN %s ELSE %s END,
        sent_at = CASE WHEN id IN ({reported}) THEN %s END
    WHERE id IN ({all}) AND lease_token = %s AND state = %s
"""


@dataclass(frozen=True)
class Row:
    """What differs from person to person in the rows of one event."""

    person: int
    state: str
    only_follows: bool
    in_place_of: int | None


def insert_notifications(
    event: Event, rows: Collection[Row], *, message_id: tuple[str, str], not_before: datetime
) -> None:
    """Write a row of the outbox for each person; ``message_id``: what stands before and behind their number.

    The statement says once what they share: writing every column for everybody costs more than all the rest
    of an act.
    """
    moment = connection.ops.adapt_datetimefield_value
    people = ", ".join(
        f"({row.person:d}, %s, {row.only_follows:d}, {row.in_place_of or 0:d})" for row in rows
    )
    states = [str(row.state) for row in rows]
    values: list[Any] = [event.pk, *message_id, moment(not_before), moment(event.happened_at), *states]
    with connection.cursor() as cursor:
        cursor.execute(INSERT_NOTIFICATIONS.format(people=people), values)


def mark_and_hold(
    rows: type[Leased],
    token: UUID | None,
    *,
    held: Collection[int],
    reported: Collection[int],
    left: Collection[int],
    lease_until: datetime,
    now: datetime,
) -> int:
    """Of the rows in ``left``, mark those ``reported`` as sent and the others as overtaken; count an attempt
    of those held, and begin their lease anew. Says how many rows were still this token's."""
    state, moment = Notification.State, connection.ops.adapt_datetimefield_value
    lists = {"held": _listed(held), "reported": _listed(reported), "all": _listed((*held, *left))}
    statement = MARK_AND_HOLD.format(table=rows._meta.db_table, **lists)
    its_token = _field(rows, "lease_token").get_db_prep_value(token, connection)
    values: list[Any] = [moment(lease_until), str(state.SENT), str(state.OVERTAKEN), moment(now)]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, its_token, str(state.SENDING)])
        return int(cursor.rowcount)


def _field(rows: type[models.Model], name: str) -> Any:
    return rows._meta.get_field(name)


def _listed(ids: Iterable[int]) -> str:
    return ", ".join(f"{pk:d}" for pk in (0, *ids))  # there is no row 0, and no empty list in SQL
