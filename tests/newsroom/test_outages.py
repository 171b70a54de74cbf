"""The database goes away, is full, locked, read-only or damaged under a real web process: 503, never 500."""

from __future__ import annotations

import errno
import json
import shutil
import sqlite3
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import timedelta

import psutil
import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError, connection, connections
from django.test import RequestFactory
from psycopg_pool import PoolTimeout

from articles.documents.text import plain_text
from articles.models import Document
from newsroom.command import UnusableInput
from newsroom.outages import Fault, Unavailable, outage
from newsroom.web.refusals import RefusalMiddleware
from tests.environment import database, processes
from tests.environment.processes import wait_until
from tests.factories import make_query, newsroom, place_of, typed
from tests.newsroom.server.test_steps import TOKEN, batch, cookie_of
from tests.pages import HTMX

NEVER = 14
"""Seconds that nobody may be kept waiting for an answer."""
ANSWERS = {"/nowhere/": 404, "/metrics": 403, "/admin/": 403}
"""What the editor gets who is no administrator; 200 elsewhere."""


# --- which errors these are


def sqlite_error(name, error=sqlite3.OperationalError):
    made = error("it failed")
    made.sqlite_errorname = name
    return made


def raised_from(cause, error=OperationalError):
    made = error(str(cause))
    made.__cause__ = cause
    return made


def postgresql_error(code):
    return psycopg.errors.lookup(code)("it failed")


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (raised_from(sqlite_error("SQLITE_BUSY")), Fault.BUSY),
        (raised_from(sqlite_error("SQLITE_BUSY_SNAPSHOT")), Fault.BUSY),
        (raised_from(sqlite_error("SQLITE_FULL")), Fault.FULL),
        (raised_from(sqlite_error("SQLITE_READONLY_DBMOVED")), Fault.READ_ONLY),
        (raised_from(sqlite_error("SQLITE_CANTOPEN")), Fault.AWAY),
        (raised_from(sqlite_error("SQLITE_IOERR_WRITE")), Fault.AWAY),
        (raised_from(sqlite_error("SQLITE_CORRUPT", sqlite3.DatabaseError), DatabaseError), Fault.DAMAGED),
        (raised_from(sqlite_error("SQLITE_NOTADB", sqlite3.DatabaseError), DatabaseError), Fault.DAMAGED),
        (raised_from(psycopg.OperationalError("connection refused")), Fault.AWAY),
        (raised_from(PoolTimeout("no connection")), Fault.AWAY),
        (raised_from(psycopg.InterfaceError("closed"), InterfaceError), Fault.AWAY),
        (InterfaceError("connection already closed"), Fault.AWAY),
        (raised_from(postgresql_error("57P01")), Fault.AWAY),
        (raised_from(postgresql_error("57P03")), Fault.AWAY),
        (raised_from(postgresql_error("53300")), Fault.BUSY),
        (raised_from(postgresql_error("55P03")), Fault.BUSY),
        (raised_from(postgresql_error("57014")), Fault.BUSY),
        (raised_from(postgresql_error("40P01")), Fault.BUSY),
        (raised_from(postgresql_error("53100")), Fault.FULL),
        (raised_from(postgresql_error("25006"), DatabaseError), Fault.READ_ONLY),
        (raised_from(postgresql_error("XX001"), DatabaseError), Fault.DAMAGED),
        (OSError(errno.ENOSPC, "No space left on device"), Fault.FULL),
        (OSError(errno.EROFS, "Read-only file system"), Fault.READ_ONLY),
        (PermissionError(errno.EACCES, "Permission denied"), Fault.READ_ONLY),
    ],
)
def test_what_will_pass_is_told_by_the_code_it_comes_with(error, fault):
    assert outage(error).fault is fault


@pytest.mark.parametrize(
    "error",
    [
        None,
        ZeroDivisionError("defect"),
        raised_from(sqlite_error("SQLITE_ERROR")),
        raised_from(sqlite_error("SQLITE_CONSTRAINT_UNIQUE", sqlite3.IntegrityError), IntegrityError),
        raised_from(postgresql_error("23505"), IntegrityError),
        raised_from(postgresql_error("42P01"), DatabaseError),
        raised_from(PermissionError(errno.EACCES, "Permission denied"), UnusableInput),
        FileNotFoundError(errno.ENOENT, "No such file"),
    ],
)
def test_a_defect_or_a_refusal_is_no_outage(error):
    assert outage(error) is None


def answered(path="/somewhere", **headers):
    request = RequestFactory().post(path, {"body": "<b>typed</b>"}, headers=headers)
    full = raised_from(sqlite_error("SQLITE_FULL"))
    return RefusalMiddleware(lambda _request: None).process_exception(request, full)


def test_the_sentence_comes_in_the_form_that_was_asked_for():
    sentence = "Not saved: the server’s disk is full. Tell an administrator."
    escaped = sentence.replace("'", "&#x27;")
    page, part, data = answered(), answered(**HTMX), answered("/api/articles")
    for answer in (page, part, data):
        assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "30", "no-store")
    assert escaped in page.content.decode()
    assert "&lt;b&gt;typed&lt;/b&gt;</textarea>" in page.content.decode()
    assert "http-equiv" not in page.content.decode(), "what was posted is not posted again by itself"
    assert part.content.decode().strip() == f'<p class="flash error" role="alert">{escaped}</p>'
    assert json.loads(data.content) == {"error": sentence}


def test_every_kind_says_who_has_to_do_what():
    for fault in Fault:
        unavailable = Unavailable(fault, "it failed")
        assert str(unavailable).endswith(".")
        assert "(it failed)" in unavailable.advice
        assert unavailable.retry_after > timedelta()
    assert "manage.py restore" in Unavailable(Fault.DAMAGED, "it failed").advice


# --- a real web process


class Visitor:
    """An editor of a story who looks at every kind of page and types a letter."""

    def __init__(self, room):
        self.room = room
        self.cookie = f"csrftoken={TOKEN}; {cookie_of(room.editor)}"
        self.start, _ = place_of(room.article, "The last boat")
        self.story = f"/articles/{room.article.slug}/"

    def reads(self):
        api = f"/api/articles/{self.room.article.slug}/queries"
        return ["/", self.story, "/login/", "/admin/", "/metrics", "/nowhere/", "/api/articles", api]

    def ask(self, address, path, data=None, **headers):
        headers = {"Cookie": self.cookie, "X-CSRFToken": TOKEN, **headers}
        asked = urllib.request.Request(address + path, data, headers)
        try:
            return urllib.request.urlopen(asked, timeout=NEVER)
        except urllib.error.HTTPError as error:
            return error

    def type(self, address, *, client="tab"):
        sent = json.dumps(batch(typed(self.start, self.start, "x"), client=client)).encode()
        path = f"/api/articles/{self.room.article.slug}/steps"
        return self.ask(address, path, sent, **{"Content-Type": "application/json"})

    def reply(self, address, **headers):
        path = f"/articles/{self.room.article.slug}/queries/{self.room.query.number}/reply"
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.ask(address, path, b"body=It+is+fine", **form, **headers)

    def listen(self, address):
        return self.ask(address, f"/events/?article={self.room.article.pk}")


@pytest.fixture
def visitor(transactional_db):
    room = newsroom()
    room.query = make_query(room.article, "The last boat", by=room.editor)
    return Visitor(room)


def is_later_again(answer):
    said = answer.read().decode()
    assert answer.status == 503, (answer.url, answer.status, said[:300])
    assert answer.headers["Retry-After"].isdigit(), answer.url
    return said


def require_503(visitor, address, *, reads=True):
    """Each road answers one sentence; nobody is signed out. All are asked at once, as many people do."""
    paths = visitor.reads() if reads else []
    with ThreadPoolExecutor() as people:
        answers = [people.submit(visitor.ask, address, path) for path in paths]
        streams = [people.submit(visitor.listen, address) for _once in range(reads)]
        written = [
            people.submit(visitor.reply, address),
            people.submit(visitor.reply, address, **HTMX),
            people.submit(visitor.type, address),
        ]
    for path, answer in zip(paths, answers, strict=True):
        said = is_later_again(answer.result())
        assert "Set-Cookie" not in answer.result().headers, path
        assert said.lstrip().startswith('{"error": ' if path.startswith("/api/") else "<!doctype html>"), path
    for stream in streams:
        is_later_again(stream.result())
    page, part, data = (is_later_again(answer.result()) for answer in written)
    assert page.lstrip().startswith("<!doctype html>")
    assert part.lstrip().startswith("<p class")
    assert json.loads(data)["error"].endswith(".")


def require_all_is_well(visitor, address):
    """It goes on by itself, and what was typed meanwhile goes in once, when the editor sends it again."""
    wait_until(lambda: visitor.ask(address, visitor.story).status == 200)
    for path in visitor.reads():
        assert visitor.ask(address, path).status == ANSWERS.get(path, 200), path
    assert visitor.type(address).status == 200
    assert visitor.type(address).status == 409, "it is in the log, and is not taken twice"
    assert plain_text(Document.objects.get(pk=visitor.room.article.pk).parsed()).count("xThe last boat") == 1
    assert visitor.room.query.replies.count() == 0


def only_on(vendor):
    if connection.vendor != vendor:
        pytest.skip(f"this is about {vendor}")
    if vendor == "postgresql" and database.own is None:
        pytest.skip("a PostgreSQL that TEST_DATABASE_URL names is not ours to break")


def let_go():
    connections.close_all()
    if connection.vendor == "postgresql":
        connection.close_pool()  # the test's own


def as_superuser(statement):
    with psycopg.connect(database.own.url, autocommit=True) as own:
        own.execute(statement)


def cut_everybody_off():
    as_superuser("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")


@contextmanager
def stopped():
    database.own.halt()
    try:
        yield
    finally:
        database.own.process = database.own.start()


@contextmanager
def frozen():
    server = psutil.Process(database.own.process.pid)
    server.suspend()  # it starts no process from here on
    children = server.children(recursive=True)
    try:
        for child in children:
            # A background process may just have come to its end.
            with suppress(psutil.NoSuchProcess):
                child.suspend()
        yield
    finally:
        for child in children:
            with suppress(psutil.NoSuchProcess):
                child.resume()
        server.resume()


@contextmanager
def closed_to_all():
    """As while a backup is put back: the server is there and lets nobody in."""
    name = connection.settings_dict["NAME"]
    as_superuser(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
    cut_everybody_off()
    try:
        yield
    finally:
        as_superuser(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')


@pytest.mark.broker
@pytest.mark.parametrize("fault", [stopped, frozen, closed_to_all])
def test_a_postgresql_that_is_away_is_waited_for(visitor, fault):
    only_on("postgresql")
    with processes.web_process() as web:
        assert visitor.ask(web.address, visitor.story).status == 200
        let_go()
        with fault():
            require_503(visitor, web.address)
        require_all_is_well(visitor, web.address)
        assert "Traceback" not in web.output


@pytest.mark.broker
def test_a_postgresql_that_takes_no_writes_still_shows_everything(visitor):
    only_on("postgresql")
    name = connection.settings_dict["NAME"]
    with processes.web_process() as web:
        let_go()
        try:
            as_superuser(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
            cut_everybody_off()
            assert visitor.ask(web.address, visitor.story).status == 200
            require_503(visitor, web.address, reads=False)
        finally:
            as_superuser(f'ALTER DATABASE "{name}" RESET default_transaction_read_only')
            cut_everybody_off()
        require_all_is_well(visitor, web.address)
        assert "Traceback" not in web.output


@pytest.mark.broker
def test_nobody_waits_for_a_lock_that_is_not_let_go_of(visitor):
    with processes.web_process() as web:
        let_go()
        with locked(visitor):
            assert visitor.ask(web.address, visitor.story).status == 200
            require_503(visitor, web.address, reads=False)
        require_all_is_well(visitor, web.address)
        assert "Traceback" not in web.output


@contextmanager
def locked(visitor):
    if connection.vendor == "sqlite":
        holder = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
    else:
        holder = psycopg.connect(database.url(connection.settings_dict))
        holder.execute("LOCK TABLE articles_document, articles_article, reviews_query IN EXCLUSIVE MODE")
    try:
        yield
    finally:
        holder.rollback()
        holder.close()


@pytest.mark.broker
@pytest.mark.parametrize(
    ("pragma", "sentence"),
    [("max_page_count=1", "disk is full"), ("query_only=1", "storage is read-only")],
)
def test_an_sqlite_that_cannot_be_written_to_still_shows_everything(visitor, pragma, sentence):
    only_on("sqlite")
    let_go()
    broken = f"sqlite:///{connection.settings_dict['NAME']}?init_command=PRAGMA {pragma}"
    filled = b"body=" + b"long " * 1500
    with sqlite3.connect(connection.settings_dict["NAME"]) as own:
        own.execute("VACUUM")  # or pages that are free take what is written
    own.close()
    with processes.web_process(DATABASE_URL=broken) as web:
        assert visitor.ask(web.address, visitor.story).status == 200
        path = f"/articles/{visitor.room.article.slug}/queries/{visitor.room.query.number}/reply"
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        said = is_later_again(visitor.ask(web.address, path, filled, **form))
        assert sentence in said
        assert "long long" in said
        assert "Traceback" not in web.output
    with processes.web_process() as web:
        require_all_is_well(visitor, web.address)


@pytest.mark.broker
@pytest.mark.parametrize("how", ["not a database", "malformed"])
def test_a_damaged_sqlite_says_what_to_do(visitor, tmp_path, how):
    only_on("sqlite")
    let_go()
    damaged = tmp_path / "damaged.sqlite3"
    if how == "malformed":
        shutil.copy(connection.settings_dict["NAME"], damaged)
    with damaged.open("r+b" if how == "malformed" else "wb") as file:
        file.seek(4096 if how == "malformed" else 0)
        file.write(b"\xff nonsense" * 40_000)
    with processes.web_process(DATABASE_URL=f"sqlite:///{damaged}") as web:
        answer = visitor.ask(web.address, visitor.story)
        assert "database is damaged" in is_later_again(answer)
        assert "manage.py restore" in web.output
        assert "Traceback" not in web.output
