"""So often and no more, for all processes together, with the moment from which on there is room again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connections
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from newsroom.limiting import limits
from newsroom.limiting.limits import Limit, TooManyAttempts
from newsroom.limiting.models import Allowance
from newsroom.tasks import forget
from newsroom.web import auth_backend
from tests.factories import NOW, make_user
from tests.pages import HTMX, browse, words

THREE = Limit("three", 3, timedelta(seconds=30))
SECOND = timedelta(seconds=1)


def spend(count, *, at=NOW, subject="x", limit=THREE):
    for _ in range(count):
        limits.use(limit, subject, now=at)


def test_the_fourth_is_refused_and_told_when_there_is_room(db):
    spend(3)
    with pytest.raises(TooManyAttempts) as refusal:
        spend(1, at=NOW + SECOND)
    assert refusal.value.retry_after == timedelta(seconds=9)
    assert str(refusal.value) == "Too many attempts. Try again in 9 seconds."
    with pytest.raises(TooManyAttempts):
        spend(1, at=NOW + 9 * SECOND)
    spend(1, at=NOW + 10 * SECOND)
    spend(3, subject="y")
    spend(3, at=NOW + timedelta(hours=1))


def test_a_clock_that_was_ahead_locks_nobody_out(db):
    spend(3, at=NOW + timedelta(days=300))
    spend(3)


@settings(max_examples=40, derandomize=True, database=None)
@given(waits=st.lists(st.integers(0, 20), max_size=25))
@pytest.mark.django_db
def test_in_no_stretch_of_the_time_are_there_more_than_twice_as_many(waits):
    """Three at once and three that grow back is what one time of the limit can hold."""
    Allowance.objects.all().delete()
    at, taken = NOW, []
    for wait in waits:
        at += wait * SECOND
        try:
            spend(1, at=at)
        except TooManyAttempts as refusal:
            assert timedelta() < refusal.retry_after <= THREE.step
        else:
            taken.append(at)
    for begin in taken:
        assert sum(begin <= one < begin + THREE.within for one in taken) <= 2 * THREE.most
    assert Allowance.objects.count() <= 1


def test_many_at_once_get_no_more_than_there_are(transactional_db):
    def attempt(_number):
        try:
            spend(1)
        except TooManyAttempts:
            return 0
        finally:
            connections.close_all()
        return 1

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(attempt, range(24))) == 3


def test_what_has_grown_back_and_sessions_that_ran_out_are_let_go_of(db):
    now = timezone.now()
    spend(1, at=now - timedelta(hours=1))
    spend(3, at=now, subject="y", limit=Limit("long", 3, timedelta(hours=3)))
    client = browse(make_user())
    browse(make_user())
    mine = Session.objects.filter(session_key=client.session.session_key)
    mine.update(expire_date=now - SECOND)
    forget()
    assert Allowance.objects.count() == 1
    assert Session.objects.count() == 1 and not mine.exists()


@pytest.fixture
def few(monkeypatch):
    """Few guesses of each kind, so that the tests hash few passwords."""
    minutes = timedelta(minutes=15)
    monkeypatch.setattr(auth_backend, "GUESSES_AT_AN_ACCOUNT", Limit("here", 3, minutes))
    monkeypatch.setattr(auth_backend, "GUESSES_OF_A_CLIENT", Limit("client", 5, minutes))
    monkeypatch.setattr(auth_backend, "GUESSES_FROM_ANYWHERE", Limit("anywhere", 8, minutes))


@pytest.fixture
def hashing(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def sign_in(address, password, *, client="192.0.2.1", **headers):
    posted = {"username": address, "password": password}
    return browse().post("/login/", posted, REMOTE_ADDR=client, headers=headers)


@pytest.mark.parametrize("exists", [True, False])
def test_guessing_ends_with_one_sentence_for_whatever_address(db, few, hashing, exists):
    if exists:
        make_user(email="mara@paper.example", password="correct horse", is_staff=True)
    answers = [sign_in("Mara@paper.example", f"guess {n}") for n in range(4)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429]
    assert answers[0].content.count(b"error") == answers[2].content.count(b"error")
    last = answers[-1]
    assert 0 < int(last["Retry-After"]) <= 300
    assert "Too many attempts. Try again in 5 minutes." in words(last)
    refused = sign_in("mara@paper.example", "correct horse")
    assert refused.status_code == 429, "not even with the right one"
    elsewhere = sign_in("mara@paper.example", "correct horse", client="198.51.100.7")
    assert elsewhere.status_code == (302 if exists else 200), "its owner is not locked out"


def test_one_client_guesses_at_few_addresses_and_one_address_is_guessed_at_by_few(db, few, hashing):
    make_user(email="mara@paper.example", password="correct horse")
    assert [sign_in(f"{n}@paper.example", "x").status_code for n in range(6)] == [200] * 5 + [429]
    spread = [sign_in("mara@paper.example", "x", client=f"203.0.113.{n}").status_code for n in range(9)]
    assert spread == [200] * 8 + [429]


def test_who_signs_in_often_is_no_guesser(db, few, hashing):
    make_user(email="mara@paper.example", password="correct horse")
    for _ in range(12):
        assert sign_in("mara@paper.example", "correct horse").status_code == 302


def test_the_refusal_of_a_fragment_says_when_too(db, few, hashing):
    for _ in range(3):
        sign_in("a@paper.example", "x")
    answer = sign_in("a@paper.example", "x", **HTMX)
    assert answer.status_code == 429 and answer["Retry-After"]


def test_a_stranger_learns_nothing_from_how_much_is_hashed(db, few, monkeypatch):
    """Whoever there is or is not: one password is hashed for each attempt."""
    from django.contrib.auth.hashers import PBKDF2PasswordHasher

    make_user(email="here@paper.example", password="correct horse")
    make_user(email="away@paper.example", password="correct horse", is_active=False)
    make_user(email="guest@paper.example", is_guest=True)
    make_user(email="none@paper.example")
    hashed = []
    encode = PBKDF2PasswordHasher.encode

    def counting(self, password, salt, iterations=None):
        hashed.append(iterations)
        return encode(self, password, salt, iterations=1)

    monkeypatch.setattr(PBKDF2PasswordHasher, "encode", counting)
    costs, said = {}, set()
    for number, name in enumerate(("here", "away", "guest", "none", "nobody")):
        hashed.clear()
        answer = sign_in(f"{name}@paper.example", "wrong", client=f"203.0.113.{number}")
        costs[name] = len(hashed)
        said.add(words(answer).replace(name, ""))
    assert set(costs.values()) == {1}, costs
    assert len(said) == 1
