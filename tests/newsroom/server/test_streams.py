"""Streams over real HTTP and a real broker: who may listen, what they hear, and what it costs."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import json
import signal
import threading
from urllib.parse import urlsplit

import pytest
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from articles.announcing import announce_lists
from articles.models import topic_of, topic_of_desk
from newsroom.messaging import live
from newsroom.models import Membership
from newsroom.server import hub as hubs
from newsroom.server import streams
from newsroom.server.hub import Hub
from reviews.queries import drafts
from tests.acts import send_steps
from tests.asynchronous import run_alone
from tests.environment import processes
from tests.environment.processes import wait_until
from tests.factories import NOW, join, make_article, make_desk, make_query, newsroom, place_of, typed


@pytest.fixture
def room(transactional_db, broker_url):
    return newsroom()


@pytest.fixture
def served(room):
    """The application on the test's rows; streams check the right to see again all the time."""
    with processes.web(recheck=0.2, heartbeat=0.5) as address:
        yield address


def session_of(person):
    client = Client()
    client.force_login(person)
    return client.cookies[django_settings.SESSION_COOKIE_NAME].value


class Listener:
    """A page that listens: ``events`` and ``comments`` so far; ``ended`` when it is over."""

    def __init__(self, address, person, *articles, session="", lists=False):
        host = urlsplit(address)
        self.connection = http.client.HTTPConnection(host.hostname, host.port, timeout=30)
        session = session or (session_of(person) if person else "")
        query = "&".join(
            [*(f"article={article}" for article in articles), *(["lists=mine"] if lists else [])]
        )
        cookie = f"{django_settings.SESSION_COOKIE_NAME}={session}"
        self.connection.request("GET", f"/events/?{query}", headers={"Cookie": cookie})
        self.socket = self.connection.sock
        self.response = self.connection.getresponse()
        self.status = self.response.status
        self.events, self.comments, self.ended = [], 0, threading.Event()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        with contextlib.suppress(OSError, http.client.HTTPException, ValueError, AttributeError):
            for line in self.response:
                if line.startswith(b"data: "):
                    self.events.append(json.loads(line[6:]))
                elif line.startswith(b":"):
                    self.comments += 1
        self.ended.set()

    def received(self, **event):
        return any(event.items() <= one.items() for one in self.events)

    def close(self):
        with contextlib.suppress(OSError):
            self.socket.shutdown(2)
        self.socket.close()


@pytest.fixture
def listen(room):
    listeners = []

    def open_stream(address, person, *articles, lists=False, **options):
        articles = articles or (() if lists else (room.article.pk,))
        listener = Listener(address, person, *articles, lists=lists, **options)
        listeners.append(listener)
        return listener

    yield open_stream
    for listener in listeners:
        listener.close()


def test_a_page_hears_what_changed(room, served, listen):
    page = listen(served, room.writer)
    assert page.status == 200
    assert page.response.getheader("Content-Type") == "text/event-stream; charset=utf-8"
    assert "no-store" in page.response.getheader("Cache-Control")
    wait_until(lambda: page.received(live=True))
    make_query(room.article, "6.50 euros", by=room.editor)
    wait_until(lambda: page.received(topic=topic_of(room.article.pk), changed="queries"))


def test_a_list_hears_of_every_desk_of_its_person_and_of_no_other(room, served, listen):
    foreign = make_article(make_desk("Sport"))
    page = listen(served, room.writer, lists=True)
    admin = listen(served, room.admin, lists=True)
    wait_until(lambda: page.received(live=True) and admin.received(live=True))
    announce_lists(foreign.desk_id)
    announce_lists(room.desk.pk)
    wait_until(lambda: page.received(topic=topic_of_desk(room.desk.pk), changed="stories"))
    wait_until(lambda: admin.received(topic=topic_of_desk(foreign.desk_id)))
    assert not page.received(topic=topic_of_desk(foreign.desk_id))


def test_a_list_hears_of_a_desk_from_when_its_person_comes_to_it(room, served, listen):
    desk = make_desk("Sport")
    page = listen(served, room.stranger, lists=True)
    assert page.status == 200
    wait_until(lambda: page.received(live=True))
    join(room.stranger, desk, Membership.Role.VIEWER)

    def hears():
        announce_lists(desk.pk)
        return page.received(topic=topic_of_desk(desk.pk))

    wait_until(hears)


def test_a_list_is_told_of_many_changes_at_once_the_last_one_too(room, served, listen):
    page = listen(served, room.writer, lists=True)
    wait_until(lambda: page.received(live=True))
    for _ in range(50):
        announce_lists(room.desk.pk)
    live.send(topic_of_desk(room.desk.pk), {"changed": "stories", "last": True})
    wait_until(lambda: page.received(last=True))
    heard = [event for event in page.events if event.get("changed") == "stories"]
    assert len(heard) == 3, "the first at once, of equal ones that follow one, and the other"


def test_what_concerns_one_person_is_heard_on_their_pages_alone(room, served, listen):
    own, other = listen(served, room.editor), listen(served, room.writer)
    for page in (own, other):
        wait_until(lambda page=page: page.received(live=True))
    drafts.keep(article=room.article, by=room.editor, on=None, question="Is this libel?", now=NOW)
    wait_until(lambda: own.received(topic=topic_of(room.article.pk), changed="queries"))
    live.publish(topic_of(room.article.pk), "signing")
    wait_until(lambda: other.received(changed="signing"))
    assert not other.received(changed="queries")


def test_a_quiet_stream_shows_that_it_is_alive(room, served, listen):
    page = listen(served, room.writer)
    wait_until(lambda: page.comments >= 2)


@pytest.mark.parametrize(
    ("who", "session", "status"), [(None, "", 401), (None, "made-up", 401), ("stranger", "", 404)]
)
def test_the_wrong_person_gets_no_stream(room, served, listen, who, session, status):
    assert listen(served, getattr(room, who) if who else None, session=session).status == status


def test_somebody_who_was_deactivated_gets_no_stream(room, served, listen):
    session = session_of(room.writer)
    room.writer.is_active = False
    room.writer.save()
    assert listen(served, None, session=session).status == 401


@pytest.mark.parametrize("query", ["", "article=", "article=abc", "article=-1", "article=٣"])
def test_nonsense_is_refused(room, served, query):
    cookie = {"Cookie": f"{django_settings.SESSION_COOKIE_NAME}={session_of(room.writer)}"}
    host = urlsplit(served)
    connection = http.client.HTTPConnection(host.hostname, host.port)
    from urllib.parse import quote

    connection.request("GET", f"/events/?{quote(query, safe='=')}", headers=cookie)
    assert connection.getresponse().status == 400
    connection.close()


def test_a_stream_is_read_and_nothing_else(room, served):
    host = urlsplit(served)
    connection = http.client.HTTPConnection(host.hostname, host.port)
    connection.request("POST", f"/events/?article={room.article.pk}", body="x")
    assert connection.getresponse().status == 405
    connection.close()


def test_nothing_is_heard_of_a_foreign_article_that_was_asked_for_too(room, served, listen):
    elsewhere = make_desk()
    editor = join(room.stranger, elsewhere, "editor")
    foreign = make_article(elsewhere, author=editor)
    page = listen(served, room.writer, room.article.pk, foreign.pk)
    both = listen(served, room.admin, room.article.pk, foreign.pk)
    wait_until(lambda: page.received(live=True) and both.received(live=True))
    make_query(foreign, "6.50 euros", by=editor)
    make_query(room.article, "6.50 euros", by=room.editor)
    wait_until(lambda: page.received(topic=topic_of(room.article.pk)))
    wait_until(lambda: both.received(topic=topic_of(foreign.pk)))
    assert not page.received(topic=topic_of(foreign.pk))


def test_whoever_loses_the_membership_stops_hearing(room, served, listen):
    page, other = listen(served, room.reader), listen(served, room.writer)
    wait_until(lambda: page.received(live=True) and other.received(live=True))
    Membership.objects.filter(user=room.reader).delete()
    assert page.ended.wait(60)
    make_query(room.article, "6.50 euros", by=room.editor)
    wait_until(lambda: other.received(changed="queries"))
    assert not page.received(changed="queries")
    assert listen(served, room.reader).status == 404


def test_of_two_articles_only_the_lost_one_falls_silent(room, served, listen):
    elsewhere = make_desk()
    join(room.reader, elsewhere, "reader")
    editor = join(room.stranger, elsewhere, "editor")
    foreign = make_article(elsewhere, author=editor)
    page = listen(served, room.reader, room.article.pk, foreign.pk)
    wait_until(lambda: page.received(live=True))
    Membership.objects.filter(user=room.reader, desk=elsewhere).delete()

    def silent():
        page.events.clear()
        live.send(topic_of(foreign.pk), {"changed": "queries"})
        live.send(topic_of(room.article.pk), {"changed": "queries"})
        wait_until(lambda: page.received(topic=topic_of(room.article.pk)))
        return not page.received(topic=topic_of(foreign.pk))

    wait_until(silent)
    assert not page.ended.is_set()


def test_signing_out_ends_the_stream(room, served, listen):
    page = listen(served, room.writer)
    wait_until(lambda: page.received(live=True))
    Session.objects.all().delete()
    assert page.ended.wait(60)


def deactivated(person, client):
    person.is_active = False
    person.save()


def without_a_part(person, client):
    person.memberships.get().delete()


def with_another_password(person, client):
    person.set_password("another that nobody knows")
    person.save()


def signed_out(person, client):
    client.post("/logout/")


@pytest.mark.parametrize("end", [deactivated, without_a_part, with_another_password, signed_out])
def test_a_lost_right_is_told_to_open_streams_and_what_is_typed_after_it_is_not_heard(room, listen, end):
    client = Client()
    client.force_login(room.reader)
    session = client.cookies[django_settings.SESSION_COOKIE_NAME].value
    with processes.web(recheck=3600) as address:  # nothing but the event says so
        page, other = listen(address, None, session=session), listen(address, room.writer)
        wait_until(lambda: page.received(live=True) and other.received(live=True))
        end(room.reader, client)
        assert page.ended.wait(processes.TIMEOUT)
        type_a_letter(room)
        wait_until(lambda: other.received(changed="document"))
        assert not page.received(changed="document")


def test_a_lost_right_is_found_out_without_the_broker(room, own_broker, listen):
    own_broker.stop()
    with processes.web(recheck=0.2) as address:
        page = listen(address, room.reader)
        room.reader.is_active = False
        room.reader.save()
        assert page.ended.wait(processes.TIMEOUT)


def type_a_letter(room):
    start, _end = place_of(room.article, "6.50")
    send_steps(
        article=room.article,
        by=room.writer,
        version=room.article.document.version,
        steps=[typed(start, start, "x")],
        client_id="here",
        now=NOW,
    )


def test_a_right_that_was_lost_unheard_is_looked_at_within_five_seconds():
    assert streams.RECHECK_SECONDS * 1.1 + streams.RIGHTS_SPACING_SECONDS < 5


def test_the_rights_of_all_streams_are_read_in_as_many_statements_as_those_of_one(
    room, django_assert_num_queries
):
    people = (room.writer, room.editor, room.reader, room.slot, room.admin)
    right = {person: streams.Right(person.pk, frozenset({room.article.pk})) for person in people}
    asked = [(session_of(person), right[person]) for person in people for _ in range(3)]
    assert streams.rights_now(asked) == [right for _session, right in asked]
    for some in (asked[:1], asked):
        with django_assert_num_queries(4):
            streams.rights_now(some)
    Session.objects.all().delete()
    assert streams.rights_now(asked) == [None] * len(asked)


def test_one_person_holds_so_many_streams_and_no_more(room, served, listen, monkeypatch):
    monkeypatch.setattr("newsroom.server.streams.MOST_STREAMS", 2)
    session = session_of(room.writer)
    pages = [listen(served, None, session=session) for _ in range(3)]
    assert [page.status for page in pages] == [200, 200, 429]
    pages[0].close()
    wait_until(lambda: listen(served, None, session=session).status == 200)


def test_two_hundred_streams_hold_no_connection_and_few_threads(room, listen):
    session = session_of(room.writer)
    with processes.web() as address:
        listen(address, None, session=session)
        threads_before = threading.active_count()
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr("newsroom.server.streams.MOST_STREAMS", 1000)
            before = _database_connections()
            pages = [listen(address, None, session=session) for _ in range(200)]
            assert {page.status for page in pages} == {200}
            wait_until(lambda: all(page.received(live=True) for page in pages))
            own_readers = len(pages)
            assert threading.active_count() - own_readers - threads_before <= 4
            # None but those of the few threads that look at rights.
            wait_until(lambda: _database_connections() <= before + 4)
            with live.client(django_settings.REDIS_URL) as client:
                assert len([one for one in client.client_list() if int(one["psub"])]) == 1
            live.send(topic_of(room.article.pk), {"changed": "queries"})
            wait_until(lambda: all(page.received(changed="queries") for page in pages))
            for page in pages:
                page.close()


def _database_connections():
    """Connections to the test's database: on the server, or as open files of this process."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("select count(*) from pg_stat_activity where datname = current_database()")
            return cursor.fetchone()[0]
    from pathlib import Path

    name = str(connection.settings_dict["NAME"])
    links = []
    for file in Path("/proc/self/fd").iterdir() if Path("/proc/self/fd").exists() else ():
        with contextlib.suppress(OSError):
            links.append(str(file.readlink()))
    return links.count(name)


def test_a_broker_that_went_away_and_came_back(room, own_broker, listen):
    with processes.web() as address:
        page = listen(address, room.writer)
        wait_until(lambda: page.received(live=True))
        own_broker.stop()
        wait_until(lambda: page.received(live=False))
        make_query(room.article, "6.50 euros", by=room.editor)
        late = listen(address, room.reader)
        assert late.status == 200, "a stream is there without Redis, too"
        page.events.clear()
        own_broker.start()
        wait_until(lambda: page.received(live=True) and late.received(live=True))
        make_query(room.article, "last boat", by=room.editor)
        wait_until(lambda: page.received(changed="queries") and late.received(changed="queries"))
        assert not page.ended.is_set()


def test_a_frozen_broker_is_noticed(room, own_broker, listen, monkeypatch):
    monkeypatch.setattr(hubs, "SILENCE_SECONDS", 0.5)
    with processes.web() as address:
        page = listen(address, room.writer)
        wait_until(lambda: page.received(live=True))
        own_broker.process.send_signal(signal.SIGSTOP)
        wait_until(lambda: page.received(live=False))
        page.events.clear()
        own_broker.process.send_signal(signal.SIGCONT)
        wait_until(lambda: page.received(live=True))


def test_events_reach_every_process_and_a_stop_ends_streams_at_once(room, listen):
    with processes.web_process() as one, processes.web_process() as other:
        pages = [listen(one.address, room.writer), listen(other.address, room.reader)]
        wait_until(lambda: all(page.received(live=True) for page in pages))
        make_query(room.article, "6.50 euros", by=room.editor)
        wait_until(lambda: all(page.received(changed="queries") for page in pages))
        one.stop()
        assert pages[0].ended.wait(60)
        assert one.output == "", "the server did not have to cut anything off"
        assert not pages[1].ended.is_set()


def test_a_reader_too_slow_is_dropped_and_the_others_hear_on(broker_url):
    async def story():
        hub = Hub(broker_url)
        slow, quick = hub.open(["a"], length=3), hub.open(["a"], length=3)
        assert json.loads((await asyncio.wait_for(quick.get(), 60))[6:]) == {"live": True}
        for number in range(5):
            live.send("a", {"changed": "document", "version": number})
            received = json.loads((await asyncio.wait_for(quick.get(), 60))[6:])
            assert received == {"topic": "a", "changed": "document", "version": number}
        await asyncio.wait_for(slow.dropped.wait(), 60)
        assert not quick.dropped.is_set()
        hub.close(slow)
        hub.close(quick)
        assert len(hub) == 0

    run_alone(story())


def test_what_comes_in_quick_succession_goes_out_in_few_pieces_and_in_order(broker_url):
    async def story():
        hub = Hub(broker_url)
        stream = hub.open(["a"])
        await asyncio.wait_for(stream.get(), 60)
        with live.client(broker_url) as client, client.pipeline() as batch:
            for number in range(50):
                batch.publish(live.channel("a"), json.dumps({"version": number}))
            batch.execute()
        received, pieces = [], 0
        while len(received) < 50:
            piece = await asyncio.wait_for(stream.get(), 60)
            received += [json.loads(line[6:]) for line in piece.decode().split("\n\n") if line]
            pieces += 1
        assert received == [{"version": number} for number in range(50)]
        assert pieces < 25
        hub.close(stream)

    run_alone(story())


def test_the_hub_lets_go_of_redis_with_its_last_stream_and_takes_it_up_again(broker_url):
    def subscriptions():
        with live.client(broker_url) as client:
            return len([one for one in client.client_list() if int(one["psub"])])

    async def let_go():
        while subscriptions():
            await asyncio.sleep(0.02)

    async def story():
        hub = Hub(broker_url)
        for _ in range(2):
            stream = hub.open(["a"])
            await asyncio.wait_for(stream.get(), 60)
            assert subscriptions() == 1
            hub.close(stream)
            await asyncio.wait_for(let_go(), 60)

    run_alone(story())
