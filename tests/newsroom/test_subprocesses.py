from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.shortcuts import resolve_url
from django.test import Client

from articles.documents.text import word_count
from articles.importing import import_copy, import_packed, unpack
from newsroom import subprocesses
from newsroom.errors import Conflict
from tests.environment.processes import wait_until
from tests.factories import make_user
from tests.newsroom.slow_work import die, refuse, wait_for


@pytest.fixture(autouse=True)
def helper():
    yield
    subprocesses.stop()


def test_others_are_answered_while_it_works(db, tmp_path):
    make_user("Ruth Adeyemi")
    begun, end = tmp_path / "begun", tmp_path / "end"
    with ThreadPoolExecutor(1) as threads:
        work = threads.submit(subprocesses.in_subprocess, wait_for, str(begun), str(end))
        try:
            wait_until(begun.exists)
            assert Client().get(resolve_url(settings.LOGIN_URL)).status_code == 200
            assert not work.done()
        finally:
            end.touch()
        assert work.result() != os.getpid()


def test_one_helper_serves_all():
    assert subprocesses.in_subprocess(os.getpid) == subprocesses.in_subprocess(os.getpid) != os.getpid()


def test_a_refusal_is_a_refusal():
    with pytest.raises(Conflict, match="Not now"):
        subprocesses.in_subprocess(refuse)
    assert subprocesses.in_subprocess(abs, -1) == 1


def test_what_takes_too_long_is_given_up_with_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(subprocesses, "TIMEOUT_SECONDS", 0.5)
    with pytest.raises(subprocesses.TookTooLong, match="too long"):
        subprocesses.in_subprocess(wait_for, str(tmp_path / "begun"), str(tmp_path / "never"))
    monkeypatch.undo()
    assert subprocesses.in_subprocess(abs, -1) == 1


def test_a_helper_that_died_is_started_again():
    with pytest.raises(subprocesses.TookTooLong):
        subprocesses.in_subprocess(die)
    assert subprocesses.in_subprocess(abs, -1) == 1


LONG = ("The road <which one?> is closed. " + "It stays so until June. " * 20 + "\n\n") * 3


def test_a_long_file_is_read_as_a_short_one_is():
    here = import_copy(LONG.encode(), filename="a.txt")
    there = unpack(subprocesses.in_own_subprocess(20, import_packed, LONG.encode(), filename="a.txt"))
    assert (there.doc.to_json(), there.notes, there.losses) == (here.doc.to_json(), here.notes, here.losses)
    assert word_count(there.doc) == word_count(here.doc)
