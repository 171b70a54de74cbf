"""Every table and column that a statement written by hand names is one of the models'."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection

from articles import sql as articles_sql
from newsroom import sql as newsroom_sql
from reviews import sql as reviews_sql
from reviews.models import SearchEntry
from reviews.search import finding
from tests.factories import NOW

ROOT = Path(__file__).parents[1]
MODULES = (articles_sql, newsroom_sql, reviews_sql)
TABLES = {
    model._meta.db_table: {field.column for field in model._meta.concrete_fields}
    for model in apps.get_models(include_auto_created=True)
}
FILLED = {"people": "(1, 'pending', 0, 0)", "held": "1", "reported": "1", "all": "1"}
BATCH = f"{articles_sql.INSERT_BATCHES} {articles_sql.BATCH_VALUES}"


def statements():
    """Each as it goes to the database, by its name."""
    written = {
        f"{module.__name__}.{name}": text
        for module in MODULES
        for name, text in vars(module).items()
        if name.isupper() and isinstance(text, str) and name not in ("INSERT_BATCHES", "BATCH_VALUES")
    }
    written["articles.sql.INSERT_BATCHES"] = BATCH
    filled = {}
    for name, text in written.items():
        tables = ("reviews_notification", "reviews_digest") if "{table}" in text else ("",)
        for table in tables:
            filled[f"{name} {table}".strip()] = text.format(table=table, **FILLED)
    return filled


def unknown(statement):
    """Words of a statement that are neither in capitals nor names of tables, columns, or its own."""
    words = re.sub(r"'[^']*'|%s", " ", statement)
    tables = {table for table in TABLES if re.search(rf"\b{table}\b", words)}
    assert tables, statement
    own = set(re.findall(r"\bAS ([a-z]\w*)", words))
    own |= {alias for table in tables for alias in re.findall(rf"\b{table}\b ([a-z]\w*)", words)}
    own |= {f"column{number}" for number in range(1, 5)} if "VALUES" in words else set()
    columns = {column for table in tables for column in TABLES[table]}
    return set(re.findall(r"\b[a-z_][a-z_0-9]*\b", words)) - tables - columns - own


@pytest.mark.parametrize("name", statements())
def test_tables_and_columns_are_those_of_the_models(name):
    assert unknown(statements()[name]) == set()


@pytest.mark.django_db
@pytest.mark.parametrize("name", statements())
def test_the_database_can_plan_it(name):
    statement = statements()[name]
    values = [None] * statement.count("%s")
    if "lease_until" in statement:  # PostgreSQL takes an empty value in a CASE for text
        moment = connection.ops.adapt_datetimefield_value(NOW)
        values[0], values[3] = moment, moment
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {statement}", values)


def test_a_name_that_is_none_would_be_seen():
    assert unknown('UPDATE articles_anchor SET begin = begin + %s WHERE "stop" > %s') == {"begin", "stop"}


def test_states_are_no_text_in_a_statement():
    for name, statement in statements().items():
        assert not set(re.findall(r"'([^']*)'", statement)) - {"", "pending"}, name


@pytest.mark.django_db
@pytest.mark.parametrize("vendor", ["postgresql", "sqlite"])
def test_the_conditions_of_search_name_what_there_is(vendor):
    condition = finding.POSTGRESQL if vendor == "postgresql" else finding.SQLITE
    own = {"vector"}  # which the migration adds in PostgreSQL alone
    table = SearchEntry._meta.db_table
    assert set(re.findall(r'"(\w+)"', condition)) - own - TABLES[table] == {table}
    if vendor == connection.vendor:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN SELECT article_id FROM {table} WHERE {condition}", ["cferry"])


def test_no_other_module_of_the_apps_writes_statements():
    writes = re.compile(r"\bcursor\(\)|\.objects\.raw\(|RawSQL\(")
    found = [
        str(path.relative_to(ROOT))
        for app in ("articles", "reviews", "newsroom")
        for path in (ROOT / app).rglob("*.py")
        if not {"migrations", "backups", "node_modules"} & set(path.parts) and writes.search(path.read_text())
    ]
    full_text = (
        "reviews/search/finding.py"  # of each database in its own way, and of no columns of other models
    )
    assert sorted(found) == ["articles/sql.py", "newsroom/sql.py", full_text, "reviews/sql.py"]
