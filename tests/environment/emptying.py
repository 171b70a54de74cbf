"""Emptying the database after a test that committed.

Django truncates every table and then writes all permissions anew, which takes longer than most tests. Here
the rows are deleted, and what ``migrate`` writes by itself stays.
"""

from __future__ import annotations

from functools import cache

from django.db import connection, transaction
from django.test import TransactionTestCase

KEPT = ("auth_permission", "django_content_type", "django_migrations", "django_site")

POSTGRESQL = """
DO $$
DECLARE name text;
BEGIN
    SET LOCAL session_replication_role = replica;
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() LOOP
        IF NOT name = ANY ('{%s}') THEN EXECUTE format('DELETE FROM %%I', name); END IF;
    END LOOP;
END $$
"""
"""Nothing that a row refers to is looked up, and no trigger runs; the role has to be a superuser's."""


def install() -> None:
    """Have tests that commit empty the database in this way, where that is possible."""
    by_django = TransactionTestCase._fixture_teardown

    def empty_or_flush(test: TransactionTestCase) -> None:
        if not empty():
            by_django(test)

    TransactionTestCase._fixture_teardown = empty_or_flush


def empty() -> bool:
    """Whether the database is empty now: on somebody else's PostgreSQL the right to do it may be missing."""
    if connection.vendor == "postgresql":
        if not _is_superuser():
            return False
        with connection.cursor() as cursor:
            cursor.execute(POSTGRESQL % ",".join(KEPT))
        return True
    # Foreign keys are looked at when the transaction ends: tables are emptied in any order.
    with transaction.atomic(), connection.cursor() as cursor:
        for name in _tables():
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(name)}")
    return True


@cache
def _is_superuser() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('is_superuser') = 'on'")
        return bool(cursor.fetchone()[0])


@cache
def _tables() -> tuple[str, ...]:
    return tuple(sorted(set(connection.introspection.django_table_names(only_existing=True)) - {*KEPT}))
