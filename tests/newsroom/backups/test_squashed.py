"""Squashed migrations make what the ones they replace made, and every database goes on from where it is."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from newsroom.backups.databases import NewerSchema, executor_for, migrate_to, require_known

pytestmark = pytest.mark.django_db

SQUASHED = {
    ("newsroom", "0001_squashed_0013_desks_list_their_sections"),
    ("reviews", "0001_squashed_0035_with_articles_0019"),
}
LAST = [
    ("newsroom", "0013_desks_list_their_sections"),
    ("articles", "0019_stories_are_planned_before_their_words"),
    ("reviews", "0035_stories_are_searched"),
]
"""The last migrations that are replaced: those before them lead there."""

POSTGRESQL = {
    "columns": """
        SELECT c.table_name, row_number() OVER (PARTITION BY c.table_name ORDER BY c.ordinal_position),
            c.column_name, c.data_type, c.udt_name, c.character_maximum_length, c.is_nullable,
            c.column_default, c.is_identity, c.identity_generation, c.generation_expression, c.collation_name
        FROM information_schema.columns AS c WHERE c.table_schema = 'public'
    """,
    "indexes": "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "constraints": """
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), condeferrable, condeferred
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    """,
    "triggers": """
        SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
    """,
    "sequences": """
        SELECT sequencename, data_type::text, start_value, increment_by, max_value
        FROM pg_sequences WHERE schemaname = 'public'
    """,
    "tables": """
        SELECT relname, relkind::text, reloptions FROM pg_class WHERE relnamespace = 'public'::regnamespace
    """,
}
PERMISSIONS = """
    SELECT app_label, model, codename, name FROM django_content_type
    JOIN auth_permission ON auth_permission.content_type_id = django_content_type.id
"""


def test_a_new_database_is_what_the_replaced_migrations_made(another):
    """Every column, index, constraint and trigger, and every row that a database has from the start."""
    older, newer = another(), another()
    with older.entered():
        migrate_to(LAST)
    for place in (older, newer):
        place.must("migrate", "-v", "0")
    with newer.entered():
        assert set(MigrationRecorder(connection).applied_migrations()) >= SQUASHED
    assert schema(newer) == schema(older)
    assert first_rows(newer) == first_rows(older)


def schema(place):
    if "://" in place.database:
        return {kind: sorted(map(repr, place.query(statement))) for kind, statement in POSTGRESQL.items()}
    found = place.query(
        "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_stat%'"
    )
    return sorted((kind, name, table, parts_of(sql)) for kind, name, table, sql in found)


def parts_of(sql):
    """Columns and constraints in no order: SQLite puts a column that was altered at the end of its table."""
    written = re.sub(r"\s+", " ", sql or "").strip()
    start, depth, parts = written.find("(") + 1, 0, [""]
    if not written.startswith("CREATE TABLE"):
        return [written]
    for letter in written[start : written.rfind(")")]:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return [written[:start], *sorted(part.strip() for part in parts), written[written.rfind(")") :]]


def first_rows(place):
    """Of models and permissions the names: Django numbers them in the order in which models were created."""
    numbered = {"django_content_type", "auth_permission"}
    left_out = {"django_migrations", "sqlite_sequence", *numbered}
    rows = {table: rows for table, rows in place.rows().items() if table not in left_out}
    rows["permissions"] = sorted(place.query(PERMISSIONS))
    return rows


def test_the_models_are_those_of_the_replaced_migrations():
    """As migrations see them: a later one may alter any of their fields, labels and options."""
    replaced = executor_for(set()).loader
    squashed = MigrationLoader(None)
    assert set(squashed.graph.nodes) >= SQUASHED
    assert not SQUASHED & set(replaced.graph.nodes)
    state, before = squashed.project_state(), replaced.project_state()
    assert state.models.keys() == before.models.keys()
    assert [key for key in state.models if state.models[key] != before.models[key]] == []


def test_wherever_a_database_is_it_gets_the_migrations_it_lacks():
    """At each of the replaced migrations, in the order in which they were applied."""
    executor = executor_for(set())
    recorder, graph = MigrationRecorder(connection), executor.loader.graph
    plan = executor.migration_plan(graph.leaf_nodes(), clean_start=True)
    order = [(migration.app_label, migration.name) for migration, _ in plan]
    recorder.migration_qs.all().delete()
    assert len(order) > 100
    stands = 0
    for key in order:
        recorder.record_applied(*key)
        if key[0] not in ("newsroom", "articles", "reviews"):
            continue
        applied = set(recorder.applied_migrations())
        reached = MigrationExecutor(connection)
        reached.loader.check_consistent_history(connection)
        lacking = reached.migration_plan(reached.loader.graph.leaf_nodes())
        keys = [step for migration, _ in lacking for step in work_of(migration)]
        assert sorted(keys) == sorted(set(order) - applied), key
        stands += 1
    assert stands > 67


def work_of(migration):
    """The keys of what a migration does: a squashed one does that of those it replaces."""
    return migration.replaces or [(migration.app_label, migration.name)]


def test_a_part_of_the_migrations_is_made_by_the_squashed_ones_only_when_it_has_all_of_them():
    newsroom, reviews = (MigrationLoader(None).disk_migrations[key].replaces for key in sorted(SQUASHED))
    assert len(newsroom) == 13
    assert len(reviews) == 19 + 35
    for wanted, used in (
        ([*newsroom, *reviews], SQUASHED),
        (newsroom, {min(SQUASHED)}),
        ([*newsroom, *reviews[:-1]], {min(SQUASHED)}),
        (newsroom[:-1], set()),
    ):
        graph = executor_for(set(wanted)).loader.graph
        graph.ensure_not_cyclic()
        assert SQUASHED & set(graph.nodes) == used


def test_a_backup_may_name_squashed_migrations_of_another_version():
    gone = ("reviews", "0001_squashed_0020_of_before")
    require_known([*LAST, gone])
    with pytest.raises(NewerSchema, match="0999_of_tomorrow"):
        require_known([*LAST, gone, ("reviews", "0999_of_tomorrow")])


def test_the_tables_can_be_taken_back(another):
    place = another()
    place.must("migrate", "-v", "0")
    place.must("migrate", "-v", "0", "reviews", "zero")
    assert [name for name in place.rows() if name.startswith(("articles_", "reviews_"))] == []
    place.must("migrate", "-v", "0")
    place.must("migrate", "--check")
