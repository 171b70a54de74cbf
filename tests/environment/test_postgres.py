"""Each way to a PostgreSQL leads to one: those of this machine, tried for real."""

import os
from pathlib import Path

import psycopg
import pytest

from newsroom.running.children import Reaper
from tests.environment import postgres

pytestmark = pytest.mark.broker  # once a run is enough


@pytest.fixture
def reaper():
    held = Reaper()
    yield held
    held.close()


def serves(binaries, reaper):
    server = postgres.Server(binaries, reaper)
    try:
        with psycopg.connect(server.url) as connection:
            version, encoding = connection.execute(
                "select current_setting('server_version_num')::int / 10000, getdatabaseencoding()"
            ).fetchone()
            folded = connection.execute("select lower('ÉÇЖ')").fetchone()[0]
        return (version, encoding, folded) == (binaries.version, "UTF8", "éçж")
    finally:
        server.stop()


def test_the_wheel_brings_one_wherever_its_files_lie(reaper):
    """As root with the environment in a home that is closed to others, its files are copied first."""
    (binaries,) = postgres.from_wheel()
    assert serves(binaries, reaper)


def test_installed_ones_serve(reaper):
    found = postgres.installed()
    if not found:
        pytest.skip("no PostgreSQL server is installed on this machine")
    assert serves(found[0], reaper)


def test_nothing_is_left_behind(reaper):
    (binaries,) = postgres.from_wheel()
    server = postgres.Server(binaries, reaper)
    made = Path(server.url.partition("host=")[2])
    assert made.is_dir()
    server.stop()
    assert not made.exists()


def test_an_address_that_is_given_is_used_as_it_is(monkeypatch):
    monkeypatch.setenv("TEST_DATABASE_URL", "postgresql://somewhere/else")
    assert postgres.find() == "postgresql://somewhere/else"


def test_where_there_is_none_the_reason_is_said(monkeypatch):
    monkeypatch.setattr(postgres, "installed", list)
    monkeypatch.setattr(postgres, "from_wheel", list)
    monkeypatch.delenv("TEST_DATABASE_URL", raising=False)
    with pytest.raises(postgres.Unavailable, match="install its server, or set TEST_DATABASE_URL"):
        postgres.find()


def test_files_out_of_reach_are_copied(reaper, monkeypatch):
    """Where the account that serves could have run them in place, pretend that it could not."""
    if os.geteuid():
        pytest.skip("only root gives up its rights, so only root needs copies")
    (binaries,) = postgres.from_wheel()
    able = postgres.Server.can_run
    monkeypatch.setattr(
        postgres.Server,
        "can_run",
        lambda self, directory: directory != binaries.directory and able(self, directory),
    )
    assert serves(binaries, reaper)
