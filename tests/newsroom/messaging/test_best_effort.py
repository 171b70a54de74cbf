"""Calls after the commit: an outage delays one of them, and none is made twice."""

from __future__ import annotations

import pytest
from django.db import transaction

from newsroom.messaging.best_effort import Breaker, after_commit


def test_calls_are_allowed_until_one_fails_and_again_after_one_succeeds():
    breaker = Breaker(pause=3600)
    assert breaker.allows() and breaker.allows()
    breaker.failed()
    assert not breaker.allows()
    breaker.succeeded()
    assert breaker.allows()


def test_after_the_pause_a_call_is_tried_again():
    breaker = Breaker(pause=0)
    breaker.failed()
    assert breaker.allows()


def test_equal_calls_of_one_transaction_are_made_once_after_it(transactional_db):
    calls = []

    def call():
        calls.append("made")

    with transaction.atomic():
        after_commit(call)
        after_commit(call)
        assert calls == []
    assert calls == ["made"]


def test_a_call_of_a_transaction_that_failed_is_not_made(transactional_db):
    calls = []
    with pytest.raises(ValueError, match="undo"), transaction.atomic():
        after_commit(lambda: calls.append("made"))
        raise ValueError("undo")
    assert calls == []


def test_a_call_that_fails_raises_nothing(transactional_db, caplog):
    def call():
        raise ConnectionError("no broker")

    with transaction.atomic():
        after_commit(call)
    assert "no broker" in caplog.text
