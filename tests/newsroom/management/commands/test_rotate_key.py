"""A new secret key, over real HTTP: nobody is signed out, and every link that was given holds."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from newsroom import configuration
from newsroom.messaging import live
from newsroom.server.session_auth import owner_cache
from reviews.models import Notification
from reviews.notifications.mail import reply_addresses, signed_links
from reviews.preferences import calendar_feed
from tests.environment import processes
from tests.environment.processes import wait_until
from tests.factories import make_guest, make_query, newsroom, place_of, typed
from tests.newsroom.server.test_steps import TOKEN, batch, cookie_of, post
from tests.newsroom.server.test_streams import Listener

REMAINS = pytest.mark.parametrize("first", ["page", "steps", "stream", "all at once"])


@pytest.fixture
def room(transactional_db, broker_url):
    return newsroom()


@pytest.fixture
def rotate(settings):
    """The next key in the place of the present one, as a restart with another environment would have it."""

    def rotated(*, forget=False):
        before = settings.SECRET_KEY
        if not forget:
            settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = f"{before} and its successor", [before]
        else:
            settings.SECRET_KEY_FALLBACKS = []
        owner_cache.clear()  # what a process remembers ends with it

    return rotated


def page_is_mine(address, room, cookie):
    client = Client()
    client.cookies.load(cookie)
    import http.client

    host = urlsplit(address)
    connection = http.client.HTTPConnection(host.hostname, host.port, timeout=60)
    connection.request("GET", f"/articles/{room.article.slug}/", headers={"Cookie": cookie})
    answer = connection.getresponse()
    answer.read()
    kept = all("Max-Age=0" not in value for name, value in answer.getheaders() if name == "Set-Cookie")
    connection.close()
    return answer.status == 200 and kept


def typing_is_accepted(address, room, cookie, client="tab"):
    start, _end = place_of(room.article, "The last boat")
    version = room.article.document.version
    body = batch(typed(start, start, "x"), version=version, client=client)
    return post(address, room.article, body, cookie=cookie)[0] == 200


def stream_is_open(address, room, cookie):
    session = cookie.partition("=")[2]
    listener = Listener(address, None, room.article.pk, session=session)
    listener.close()
    return listener.status == 200


@REMAINS
def test_a_new_key_signs_nobody_out_whatever_asks_first(room, rotate, first):
    cookie = cookie_of(room.writer)
    ways = {"page": page_is_mine, "steps": typing_is_accepted, "stream": stream_is_open}
    with processes.web() as address:
        assert all(way(address, room, cookie) for way in ways.values())
        rotate()
        if first == "all at once":  # as an open page does, with the one cookie it has
            with ThreadPoolExecutor(8) as pool:
                asked = [pool.submit(page_is_mine, address, room, cookie) for _ in range(8)]
                assert all(one.result() for one in asked)
        else:
            assert ways[first](address, room, cookie)
        assert all(way(address, room, cookie) for way in ways.values())
        assert Session.objects.count() == 1
        rotate(forget=True)  # the session was renewed under the new key
        assert all(way(address, room, cookie) for way in ways.values())


def test_a_stream_that_is_open_hears_those_who_have_the_new_key(room, rotate):
    with processes.web(recheck=0.2) as address:
        page = Listener(address, room.reader, room.article.pk)
        wait_until(lambda: page.received(live=True))
        rotate()
        wait_until(lambda: Session.objects.count() == 1)
        assert typing_is_accepted(address, room, cookie_of(room.writer))
        wait_until(lambda: page.received(changed="document"))
        assert not page.ended.is_set()
        page.close()


def test_who_has_a_session_under_a_key_that_is_forgotten_signs_in_anew(room, rotate):
    cookie = cookie_of(room.writer)
    with processes.web() as address:
        rotate()
        rotate(forget=True)
        assert not page_is_mine(address, room, cookie)


def test_every_link_and_address_holds(room, rotate, settings):
    settings.INBOUND = configuration.Inbound("reply", "desk.example.org")
    now = timezone.now()
    query = make_query(room.article, "6.50 euros", by=room.editor, now=now)
    row = Notification.objects.get(event__query=query)
    guest = make_guest(room.article, by=room.editor, now=now)
    feed = calendar_feed.switch_on(room.writer, choice="mine")
    given = [
        signed_links.to_preferences(row),
        signed_links.to_unsubscribe(row),
        signed_links.to_guest(guest),
        urlsplit(calendar_feed.link_to(feed)).path,
    ]
    seen = re.search(r"seen=([^#]+)", signed_links.to_item(row, [query]))[1]
    address = reply_addresses.make(reply_addresses.About.QUERY, query.pk, person=room.writer.pk, written=now)
    browser = Client()
    door = signed_links.to_guest(guest)
    browser.post(door)
    assert browser.get(f"/guest/{guest.pk}/").status_code == 200
    rotate()
    for path in given:
        assert Client().get(path).status_code == 200, path
    assert browser.get(f"/guest/{guest.pk}/").status_code == 200
    assert signed_links.read_seen(seen)[:2] == (room.writer.pk, row.pk)
    assert reply_addresses.read(address).pk == query.pk


def test_a_form_that_was_open_is_taken(room, rotate):
    cookie = cookie_of(room.writer)
    with processes.web() as address:
        rotate()
        status, _told = post(
            address, room.article, json.dumps({}).encode(), cookie=cookie, token="b" * len(TOKEN)
        )
        assert status == 403, "that is no token of this browser"
        assert typing_is_accepted(address, room, cookie), "and this one, from before, is"


def test_processes_with_the_old_and_the_new_key_hear_each_other(rotate, settings):
    before = live.namespace()
    rotate()
    assert live.namespace() == before
    rotate(forget=True)
    assert live.namespace() != before


def test_an_installation_that_keeps_its_own_key_gets_another_and_still_knows_the_first(tmp_path):
    first = configuration.secret_key({}, tmp_path)
    assert configuration.former_keys({}, tmp_path) == []
    for _ in range(2):
        configuration.rotate_key(tmp_path)
    second, *former = (tmp_path / "secret-key").read_text().split()
    assert configuration.secret_key({}, tmp_path) == second != first
    assert configuration.former_keys({}, tmp_path) == former and former[-1] == first
    assert [path.name for path in tmp_path.iterdir()] == ["secret-key"]
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600
    given = {"SECRET_KEY": "given", "SECRET_KEY_FALLBACKS": "one, two"}
    assert configuration.former_keys(given, tmp_path) == ["one", "two"]
