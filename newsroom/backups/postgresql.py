"""Backups of PostgreSQL by COPY, which needs no external program and works between versions.

Rows are restored into a schema of their own, to which the migrations of the backup are applied. One
transaction then replaces the old tables by the new ones.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
from django.db import Error, OperationalError, ProgrammingError, connection, transaction
from django.utils.translation import gettext as _
from psycopg import sql

from newsroom.backups.archive import CHUNK_BYTES, TABLES, Manifest, Progress, damaged
from newsroom.backups.databases import default_database, migrate_to
from newsroom.errors import Conflict

SCHEMA = "copydesk_restore"
LOCK_KEY = 0x636F7079  # one restore at a time on a database
COLUMNS = """
    SELECT table_name, column_name FROM information_schema.columns
    JOIN information_schema.tables USING (table_schema, table_name)
    WHERE table_schema = current_schema() AND table_type = 'BASE TABLE' AND is_generated = 'NEVER'
    ORDER BY table_name, ordinal_position
"""


class DatabaseInUse(Conflict):
    """Other processes use these tables, or restore them at the moment."""


class TablesNotOurs(Conflict):
    """The database does not let us do this."""


@contextlib.contextmanager
def snapshot() -> Iterator[None]:
    """In this block all reads see the database as it was at the start. They block nobody."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def copy(staging: Path, progress: Progress) -> dict[str, Path]:
    """Copy the rows of every table; member → file. To be called within a :func:`snapshot`."""
    (staging / TABLES).mkdir()
    found = {}
    with connection.cursor() as cursor:
        for table, columns in _columns().items():
            progress(table)
            found[f"{TABLES}/{table}"] = target = staging / TABLES / table
            with target.open("xb") as file, cursor.copy(_copy(table, columns, "TO STDOUT")) as rows:
                for part in rows:
                    file.write(part)
    return found


def describe() -> dict[str, Any]:
    """The manifest's fields about the database, to be called within the same :func:`snapshot`."""
    columns = _columns()
    return {
        "rows": {
            table: select(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))[0][0]
            for table in columns
        },
        "columns": columns,
        "sequences": _sequences(columns),
        "migrations": select("SELECT app, name FROM django_migrations ORDER BY id"),
    }


def select(query: str | sql.Composed) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return [tuple(row) for row in cursor.fetchall()]


def _columns() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for table, column in select(COLUMNS):
        found.setdefault(table, []).append(column)
    return found


def _sequences(columns: dict[str, list[str]]) -> dict[str, dict[str, int]]:
    """Table → column → the last value of its sequence. Unused sequences are left out."""
    found: dict[str, dict[str, int]] = {}
    with connection.cursor() as cursor:
        for table, names in columns.items():
            for name in names:
                cursor.execute("SELECT pg_get_serial_sequence(quote_ident(%s), %s)", [table, name])
                if sequence := cursor.fetchone()[0]:
                    cursor.execute(f"SELECT last_value FROM {sequence} WHERE is_called")  # noqa: S608
                    if row := cursor.fetchone():
                        found.setdefault(table, {})[name] = row[0]
    return found


def _copy(table: str, columns: list[str], direction: str) -> sql.Composed:
    return sql.SQL("COPY {} ({}) {}").format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, columns)),
        sql.SQL(direction),
    )


# --- restoring


@contextlib.contextmanager
def restored(manifest: Manifest, unpacked: Path, progress: Progress) -> Iterator[None]:
    """In this block the restored tables are the default database's; at its end they replace the old ones."""
    target = select("SELECT current_schema()")[0][0]
    with default_database(_in_a_schema_of_its_own()):
        _make_schema()
        try:
            progress(_("the tables"))
            migrate_to(manifest.migrations)
            _load(manifest, unpacked, progress)
            yield
            _replace_tables(target)
        finally:
            with contextlib.suppress(Error):
                _execute("DROP SCHEMA IF EXISTS {} CASCADE", SCHEMA)
    with contextlib.suppress(Error), connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _in_a_schema_of_its_own() -> dict[str, Any]:
    described: dict[str, Any] = connection.settings_dict
    options = {name: value for name, value in described["OPTIONS"].items() if name != "pool"}
    arguments = f"{options.get('options', '')} -c search_path={SCHEMA}".strip()
    return {**described, "OPTIONS": {**options, "options": arguments}}


def _make_schema() -> None:
    if not select(f"SELECT pg_try_advisory_lock({LOCK_KEY})")[0][0]:
        raise DatabaseInUse(_("Another restore is running on this database: wait until it ends."))
    try:
        _execute("DROP SCHEMA IF EXISTS {} CASCADE", SCHEMA)
        _execute("CREATE SCHEMA {}", SCHEMA)
    except ProgrammingError as error:
        reason = str(error).splitlines()[0]
        raise TablesNotOurs(
            _("This account may not create a schema (%(reason)s): make it the owner of the database.")
            % {"reason": reason}
        ) from error


def _load(manifest: Manifest, unpacked: Path, progress: Progress) -> None:
    """Fill the tables with the rows of the backup. Constraints are checked at the end."""
    if _columns() != manifest.columns:
        raise damaged("its tables are not those that its migrations make")
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            _execute("TRUNCATE {}", *manifest.columns)
            for table, columns in manifest.columns.items():
                progress(table)
                with (
                    (unpacked / TABLES / table).open("rb") as file,
                    cursor.copy(_copy(table, columns, "FROM STDIN")) as rows,
                ):
                    while part := file.read(CHUNK_BYTES):
                        rows.write(part)
            for table, sequences in manifest.sequences.items():
                for column, last in sequences.items():
                    cursor.execute(
                        "SELECT setval(pg_get_serial_sequence(quote_ident(%s), %s), %s)",
                        [table, column, last],
                    )
            if describe()["rows"] != manifest.rows:
                raise damaged("its rows are not those that were counted")
    except FileNotFoundError as error:
        raise damaged(f"{TABLES}/{Path(error.filename).name} is missing") from error
    except (Error, psycopg.Error, ValueError) as error:
        raise damaged(error) from error


def _replace_tables(target: str) -> None:
    """Replace the tables of the same names in the schema ``target``, or none of them."""
    fresh = list(_columns())
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '10s'")
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = %s AND tablename = ANY(%s)", [target, fresh]
        )
        old = [sql.Identifier(target, name) for (name,) in cursor.fetchall()]
        try:
            if old:
                cursor.execute(sql.SQL("DROP TABLE {}").format(sql.SQL(", ").join(old)))
            for table in fresh:
                cursor.execute(
                    sql.SQL("ALTER TABLE {} SET SCHEMA {}").format(
                        sql.Identifier(SCHEMA, table), sql.Identifier(target)
                    )
                )
        except OperationalError as error:
            raise DatabaseInUse(
                _("The database is in use: stop Copydesk first, and run this again.")
            ) from error
        except Error as error:
            reason = str(error).splitlines()[0]
            raise TablesNotOurs(
                _("The old tables cannot be replaced: %(reason)s.") % {"reason": reason}
            ) from error


def _execute(statement: str, *names: str) -> None:
    with connection.cursor() as cursor:
        listed = sql.SQL(", ").join(map(sql.Identifier, names))
        cursor.execute(sql.SQL(statement).format(listed))
