"""Whose session it is: asked of the database each time, in one statement."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from newsroom.models import Membership
from newsroom.server.session_auth import signed_in
from tests.factories import newsroom


@pytest.fixture
def room(db):
    return newsroom()


@pytest.fixture
def key(room):
    client = Client()
    client.force_login(room.writer)
    return client.session.session_key


def person(key):
    return signed_in(key, now=timezone.now())


def test_the_person_comes_with_their_part_in_every_desk(room, key, django_assert_num_queries):
    for _ in range(2):
        assert (person(key), person(key).desk_roles) == (room.writer, {room.desk.pk: "writer"})
    with django_assert_num_queries(1):
        assert person(key).desk_roles


def test_somebody_without_a_desk_is_signed_in_all_the_same(room, key):
    Membership.objects.all().delete()
    for _ in range(2):
        assert (person(key), person(key).desk_roles) == (room.writer, {})


def test_a_part_that_was_taken_away_is_gone_at_once(room, key):
    assert person(key).desk_roles
    Membership.objects.filter(user=room.writer).update(role="reader")
    assert person(key).desk_roles == {room.desk.pk: "reader"}


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("end", ["signed out", "expired", "deactivated", "guest", "password"])
def test_a_session_that_ended_is_nobodys(room, key, known, end):
    if known:
        assert person(key) == room.writer
    if end == "signed out":
        Session.objects.all().delete()
    elif end == "expired":
        Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    elif end == "deactivated":
        type(room.writer).objects.filter(pk=room.writer.pk).update(is_active=False)
    elif end == "guest":
        type(room.writer).objects.filter(pk=room.writer.pk).update(is_guest=True)
    else:
        room.writer.set_password("another that nobody knows")
        room.writer.save()
    assert person(key) is None


@pytest.mark.parametrize("key", [None, "", "no-such-session", "\x00"])
def test_no_session_is_nobodys(db, key):
    assert person(key) is None
