"""Several Copydesks on one machine, each with its database, its directory and its keys."""

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch
from uuid import uuid4

import psycopg
import pytest
from django.core.management import call_command
from django.db import connection
from django.test import override_settings
from psycopg import sql

from newsroom import configuration
from newsroom.backups.databases import default_database
from newsroom.running.children import PROJECT
from tests.environment import database, processes


class Place:
    """A Copydesk by itself. ``database``: a file or an address."""

    def __init__(self, where, var, *, described=None, environ=None):
        self.database, self.var, self.described, self.environ = where, Path(var), described, environ

    @contextmanager
    def entered(self):
        """In this block this process is one of its own."""
        if self.described is None:
            yield
            return
        self.var.mkdir(mode=0o700, exist_ok=True)
        key = configuration.secret_key(self.environ, self.var)
        configured = {"VAR": self.var, "MEDIA_ROOT": self.var / "media", "SECRET_KEY": key}
        with (
            patch.dict(os.environ, self.environ, clear=True),
            override_settings(**configured),
            default_database(self.described),
        ):
            yield

    def run(self, *arguments):
        out, refused, code = StringIO(), StringIO(), 0
        with self.entered():
            try:
                call_command(*map(str, arguments), stdout=out, stderr=refused)
            except SystemExit as ended:
                code = ended.code
        return SimpleNamespace(code=code, said=out.getvalue(), refused=refused.getvalue())

    def must(self, *arguments):
        done = self.run(*arguments)
        assert done.code == 0, done.refused
        return done.said

    def process(self, *arguments):
        """As people do it: a process that reads its environment."""
        variables = {**processes.environment(), "DATABASE_URL": "", "COPYDESK_VAR": str(self.var)}
        if "://" in self.database:
            variables["DATABASE_URL"] = self.database
        elif self.described is None:
            variables["DATABASE_URL"] = f"sqlite:///{self.database}"
        if self.described:
            del variables["SECRET_KEY"]
        command = [sys.executable, str(PROJECT / "manage.py"), *map(str, arguments)]
        done = subprocess.run(command, env=variables, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def query(self, statement):
        if "://" in self.database:
            with psycopg.connect(self.database) as opened:
                return opened.execute(statement).fetchall()
        with closing(sqlite3.connect(self.database)) as opened:
            return opened.execute(statement).fetchall()

    def rows(self):
        """Table → its rows, in no order: how they look is compared, not where they lie."""
        if "://" in self.database:
            names = self.query("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        else:
            names = self.query("SELECT name FROM sqlite_master WHERE type = 'table'")
        return {name: sorted(map(repr, self.query(f'SELECT * FROM "{name}"'))) for (name,) in names}


def address_of(name=None):
    """For psycopg: of the test's database, or of another one on its server."""
    return database.url({**connection.settings_dict, **({"NAME": name} if name else {})})


@pytest.fixture
def here(transactional_db, settings):
    """The Copydesk of this test: its rows, and its process's own directory."""
    where = address_of() if connection.vendor == "postgresql" else str(connection.settings_dict["NAME"])
    settings.MEDIA_ROOT = Path(settings.VAR) / "media"
    yield Place(where, settings.VAR)
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)


@pytest.fixture
def another(here, tmp_path):
    """Makes another Copydesk on which nothing is yet, with the key that it makes for itself."""
    made = []

    def another(**environ):
        name = f"elsewhere_{uuid4().hex[:8]}"
        var = tmp_path / name
        variables = {key: value for key, value in os.environ.items() if key != "SECRET_KEY"} | environ
        options = {key: value for key, value in connection.settings_dict["OPTIONS"].items() if key != "pool"}
        described = {**connection.settings_dict, "OPTIONS": options}
        if connection.vendor == "sqlite":
            file = str(var / "copydesk.sqlite3")
            return Place(file, var, described={**described, "NAME": file}, environ=variables)
        with psycopg.connect(here.database, autocommit=True) as opened:
            opened.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        made.append(name)
        return Place(address_of(name), var, described={**described, "NAME": name}, environ=variables)

    yield another
    for name in made:
        with psycopg.connect(here.database, autocommit=True) as opened:
            opened.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
