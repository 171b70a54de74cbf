"""Replaces the default database by another one while a restore is prepared."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from newsroom.errors import Conflict


class NewerSchema(Conflict):
    """Migrations that this code does not know were applied."""


@contextlib.contextmanager
def default_database(described: dict[str, Any]) -> Iterator[None]:
    """In this block the default database is this one, for migrations, too.

    It is for a process with one thread: other threads would get it, too.
    """
    before = connections.settings[DEFAULT_DB_ALIAS]
    _switch_to(described)
    try:
        yield
    finally:
        _switch_to(before)


def _switch_to(described: dict[str, Any]) -> None:
    connections[DEFAULT_DB_ALIAS].close()
    del connections[DEFAULT_DB_ALIAS]
    connections.settings[DEFAULT_DB_ALIAS] = described
    ContentType.objects.clear_cache()  # it caches primary keys


def require_known(migrations: list[tuple[str, str]]) -> None:
    """Refuse a backup of a newer version, whose tables are not those of this code.

    Squashed migrations come and go between versions; those they replace are named beside them.

    Raises :class:`NewerSchema`.
    """
    known = set(_executor().loader.graph.nodes) | set(_executor().loader.disk_migrations)
    if unknown := sorted(key for key in set(migrations) - known if "_squashed_" not in key[1]):
        raise NewerSchema(
            _("It was made by a newer Copydesk (%(migration)s is not known here): update this one first.")
            % {"migration": ".".join(unknown[-1])}
        )


def migrate_to(migrations: list[tuple[str, str]]) -> None:
    """Apply exactly these migrations to an empty default database."""
    wanted = set(migrations)
    executor = executor_for(wanted)
    graph = executor.loader.graph
    last = [
        node
        for node in wanted & set(graph.nodes)
        if not any(child.key in wanted and child.key[0] == node[0] for child in graph.node_map[node].children)
    ]
    executor.migrate(sorted(last))


def migrate_forward() -> None:
    """Apply all migrations of this code to the default database."""
    call_command("migrate", interactive=False, verbosity=0)


def executor_for(wanted: set[tuple[str, str]]) -> MigrationExecutor:
    """An executor for a part of the migrations, by their keys.

    A squashed one does the work of those it replaces only where all of them are wanted.
    """
    executor = _executor()
    executor.loader = MigrationLoader(executor.connection, replace_migrations=False)
    for key, migration in executor.loader.replacements.items():
        if wanted.issuperset(migration.replaces):
            executor.loader.graph.remove_replaced_nodes(key, migration.replaces)
        else:
            executor.loader.graph.remove_replacement_node(key, migration.replaces)
    return executor


def _executor() -> MigrationExecutor:
    return MigrationExecutor(connections[DEFAULT_DB_ALIAS])
