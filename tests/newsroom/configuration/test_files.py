"""What the run writes is for its owner alone, whatever the umask and however wide the rights were."""

from __future__ import annotations

import os
import sqlite3
import stat

import pytest
from django.core.exceptions import ImproperlyConfigured

from newsroom import configuration
from newsroom.configuration import files


@pytest.fixture(autouse=True)
def no_umask():
    before = os.umask(0)
    yield
    os.umask(before)


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def made(path, rights):
    path.mkdir(parents=True)
    path.chmod(rights)
    return path


@pytest.mark.parametrize("rights", [0o755, 0o750, 0o777, 0o701])
@pytest.mark.parametrize("holds", [None, "secret-key", "copydesk.sqlite3", "up.lock"])
def test_a_directory_of_ours_is_closed_to_others(tmp_path, rights, holds):
    var = made(tmp_path / "var", rights)
    if holds:
        (var / holds).touch()
    assert configuration.var_directory({}, tmp_path) == var
    assert mode(var) == 0o700


def test_a_directory_that_holds_other_things_is_refused_and_left_alone(tmp_path):
    var = made(tmp_path / "srv", 0o755)
    (var / "media").mkdir()
    with pytest.raises(
        ImproperlyConfigured, match=f"can look into {var}: set COPYDESK_VAR to .*/srv/copydesk"
    ):
        configuration.var_directory({"COPYDESK_VAR": str(var)}, tmp_path)
    assert mode(var) == 0o755
    (var / "copydesk").mkdir(mode=0o700)
    configuration.var_directory({"COPYDESK_VAR": str(var / "copydesk")}, tmp_path)


def test_a_directory_of_another_account_is_refused(tmp_path, monkeypatch):
    made(tmp_path / "var", 0o755)
    monkeypatch.setattr(files.os, "geteuid", lambda: os.getuid() + 1)
    with pytest.raises(ImproperlyConfigured, match="Other accounts can look into"):
        configuration.var_directory({}, tmp_path)


def test_a_directory_that_is_private_may_hold_anything(tmp_path):
    made(tmp_path / "var" / "media", 0o755)
    (tmp_path / "var").chmod(0o700)
    configuration.var_directory({}, tmp_path)


def test_rights_within_are_taken_from_others_and_kept_for_the_owner(tmp_path):
    outside = tmp_path / "outside"
    outside.touch(0o666)
    var = made(tmp_path / "var", 0o700)
    made(var / "media" / "2026", 0o777)
    (var / "media" / "2026" / "letter.pdf").touch(0o666)
    (var / "run.sh").touch(0o755)
    (var / "link").symlink_to(outside)
    configuration.close_all(var)
    assert mode(var / "media" / "2026") == 0o700
    assert mode(var / "media" / "2026" / "letter.pdf") == 0o600
    assert mode(var / "run.sh") == 0o700
    assert mode(outside) == 0o666


@pytest.mark.parametrize("rights", [None, 0o666])
def test_a_database_and_what_is_beside_it(tmp_path, rights):
    path = tmp_path / "some.sqlite3"
    if rights is not None:
        path.touch(rights)
    options = configuration.database({"DATABASE_URL": f"sqlite:///{path}"}, tmp_path)["OPTIONS"]
    connection = sqlite3.connect(path, factory=options["factory"])
    connection.executescript(f"{options['init_command']} create table one (two); insert into one values (3);")
    assert {one.name: mode(one) for one in tmp_path.iterdir()} == {
        "some.sqlite3": 0o600,
        "some.sqlite3-wal": 0o600,
        "some.sqlite3-shm": 0o600,
    }
    connection.close()


def test_the_key_is_closed_again(tmp_path):
    kept = configuration.secret_key({}, tmp_path)
    (tmp_path / "secret-key").chmod(0o644)
    assert configuration.secret_key({}, tmp_path) == kept
    assert mode(tmp_path / "secret-key") == 0o600


def test_an_empty_key_file_is_made_anew_and_a_damaged_one_is_named(tmp_path):
    kept = tmp_path / "secret-key"
    kept.touch()
    key = files.secret_key({}, tmp_path)
    assert len(key) >= 32
    assert files.secret_key({}, tmp_path) == key
    for damage in (b"\xff\x00\xfe", b" \n"):
        kept.write_bytes(damage)
        with pytest.raises(ImproperlyConfigured, match="secret-key is damaged: put it back from a backup"):
            files.secret_key({}, tmp_path)
        assert kept.read_bytes() == damage
