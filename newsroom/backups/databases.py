"""Another database in the place of the default one, for as long as a restore is prepared."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from newsroom.errors import Conflict


class NewerSchema(Conflict):
    """Migrations that this code does not know were applied."""


@contextlib.contextmanager
def default_database(described: dict[str, Any]) -> Iterator[None]:
    """In this block everything that asks for the default database gets this one, migrations included.

    For a process with one thread: whoever else asks meanwhile gets it, too.
    """
    before = connections.settings[DEFAULT_DB_ALIAS]
    _turn_to(described)
    try:
        yield
    finally:
        _turn_to(before)


def _turn_to(described: dict[str, Any]) -> None:
    connections[DEFAULT_DB_ALIAS].close()
    del connections[DEFAULT_DB_ALIAS]
    connections.settings[DEFAULT_DB_ALIAS] = described
    ContentType.objects.clear_cache()  # it keeps numbers of rows


def require_known(migrations: list[tuple[str, str]]) -> None:
    """Refuse what a newer version made: its tables are not those of this code.

    Raises :class:`NewerSchema`.
    """
    known = set(_executor().loader.graph.nodes) | set(_executor().loader.disk_migrations)
    if unknown := sorted(set(migrations) - known):
        raise NewerSchema(
            _("It was made by a newer Copydesk (%(migration)s is not known here): update this one first.")
            % {"migration": ".".join(unknown[-1])}
        )


def migrate_to(migrations: list[tuple[str, str]]) -> None:
    """Bring an empty default database to where exactly these migrations are applied."""
    executor = _executor()
    wanted = set(migrations)
    graph = executor.loader.graph
    last = [
        node
        for node in wanted & set(graph.nodes)
        if not any(child.key in wanted and child.key[0] == node[0] for child in graph.node_map[node].children)
    ]
    executor.migrate(sorted(last))


def migrate_forward() -> None:
    """Bring the default database to where this code is."""
    call_command("migrate", interactive=False, verbosity=0)


def _executor() -> MigrationExecutor:
    return MigrationExecutor(connections[DEFAULT_DB_ALIAS])
