"""A process that runs for months keeps nothing of what it did: documents, rows and caches stay level."""

from __future__ import annotations

import asyncio
import itertools
import json
import weakref

import pytest
from django.conf import settings as django_settings
from prosemirror.model import Node, ResolvedPos

from articles.documents import stored
from articles.documents.stored import ParsedCache
from articles.exporting import FORMATS
from articles.models import Document
from newsroom.server.hub import Hub
from newsroom.server.steps import read_batch, write_batches
from reviews.inbound import responses
from reviews.models import InboundMail
from reviews.notifications import outbox
from reviews.workflow import suspects
from tests.asynchronous import run_alone
from tests.environment.growing import grown, kept_by_modules, live_objects
from tests.factories import make_article, make_doc, newsroom, place_of
from tests.filing import file, preview
from tests.pages import at, browse
from tests.reviews.answering import Room, answered  # noqa: F401 - a fixture

TURNS = 12
"""Each of which does every act once; what a turn leaves behind shows as often."""

WORDS = "The harbour office says that the last boat leaves at 23.40 on every day of the year."


class Day:
    """The acts of a working day, through the whole application."""

    def __init__(self, room, url):
        self.room, self.url = room, url
        self.editor = browse(room.editor)
        self.article = make_article(room.desk, author=room.writer, doc=make_doc(*[WORDS] * 20))
        self.turn = itertools.count(1)
        self.query = 0

    def once(self):
        number = next(self.turn)
        self.type_(number)
        self.ask(number)
        self.read()
        self.file(number)
        self.listen(number)
        self.answer_by_mail(number)
        outbox.drain(seconds=5)
        responses.drain(seconds=5)

    def type_(self, number):
        token, name = "a" * 32, django_settings.SESSION_COOKIE_NAME
        cookie = f"csrftoken={token}; {name}={self.editor.cookies[name].value}"
        headers = {"host": "testserver", "cookie": cookie, "x-csrftoken": token}
        scope = {
            "type": "http",
            "method": "POST",
            "path": f"/api/articles/{self.article.slug}/steps",
            "headers": [(key.encode(), value.encode()) for key, value in headers.items()],
        }
        start, _end = place_of(self.article, "harbour")
        text = {"content": [{"type": "text", "text": f"{number} "}]}
        for _again in range(3):
            version = Document.objects.get(pk=self.article.pk).version
            step = {"stepType": "replace", "from": start, "to": start, "slice": text}
            body = {"version": version, "client_id": f"tab-{number}", "steps": [step]}
            read = read_batch(scope, json.dumps(body).encode())
            ((status, _answer),) = write_batches(self.article.slug, [read])
            assert status == 200

    def ask(self, number):
        self.article.document.refresh_from_db()
        start, end = place_of(self.article, "boat")
        asked = self._post(
            f"/api/articles/{self.article.slug}/queries",
            {
                "start": start,
                "end": end,
                "version": self.article.document.version,
                "question": f"Which one? {number}",
            },
        )
        assert asked.status_code == 201, asked.content
        self.query = asked.json()["number"]
        replied = self._post(
            f"/api/articles/{self.article.slug}/queries/{self.query}/replies", {"body": "The late one."}
        )
        assert replied.status_code == 201

    def read(self):
        for tail in (
            "",
            "history/",
            "compare/?from=1&to=1",
            "authorship/",
            "preflight/",
            "threads",
            "clean/",
        ):
            assert self.editor.get(at(self.article, tail)).status_code == 200, tail
        for fmt in FORMATS:
            assert self.editor.get(at(self.article, f"clean/{fmt}")).status_code in (200, 409), fmt
        for url in ("/", "/inbox/", "/mail/", "/calendar/"):
            assert self.editor.get(url).status_code == 200, url

    def file(self, number):
        source = f"# Story {number}\n\n{WORDS} <which one? {number}>\n\n{WORDS}\n"
        desk, author = self.room.desk, self.room.writer.pk
        looked_at = preview(self.room.editor, text=source, desk=desk, author=author)
        assert file(self.room.editor, looked_at).redirect_chain[-1][0].startswith("/articles/")

    def listen(self, number):
        async def stream():
            hub = Hub(self.url)
            listening = hub.open([f"article:{number}"])
            await asyncio.sleep(0)
            hub.close(listening)
            assert len(hub) == 0

        run_alone(stream())

    def answer_by_mail(self, number):
        row = self.room.post(f"It is the late one, says {number}.", person=self.room.writer)
        assert row.state == InboundMail.State.TAKEN

    def _post(self, url, body):
        return self.editor.post(url, json.dumps(body), content_type="application/json")


@pytest.fixture
def day(room, broker_url, monkeypatch):
    # Room for a few of the documents, and findings, so that it is full when counting begins.
    monkeypatch.setattr(stored, "parsed_documents", ParsedCache(characters=20_000))
    monkeypatch.setattr(suspects, "MOST_TEXTS", 5)
    return Day(room, broker_url)


@pytest.fixture
def room(transactional_db, answered, settings, tmp_path):  # noqa: F811
    settings.MEDIA_ROOT = tmp_path
    return Room(newsroom())


def test_nothing_grows_with_what_was_done(day):
    for _turn in range(TURNS):
        day.once()
    objects, kept = live_objects(), kept_by_modules()
    for _turn in range(TURNS):
        day.once()
    assert grown(objects, live_objects(), by=TURNS // 2) == {}
    assert grown(kept, kept_by_modules(), by=TURNS // 2) == {}


def test_what_grows_is_found(monkeypatch):
    monkeypatch.setattr(stored, "kept_for_ever", [], raising=False)
    documents, kept = live_objects(), kept_by_modules()
    stored.kept_for_ever.extend(make_doc(f"One of {number}.") for number in range(TURNS))
    assert grown(documents, live_objects(), by=TURNS // 2)["document"][1] >= TURNS
    name = "articles.documents.stored.kept_for_ever"
    assert grown(kept, kept_by_modules(), by=TURNS // 2)[name] == (0, TURNS)


def test_a_document_goes_although_positions_in_it_were_looked_up():
    doc = make_doc("The last boat leaves at 23.40.")
    doc.resolve(3)
    gone = weakref.ref(doc)
    del doc
    assert gone() is None


def test_the_engine_by_itself_would_keep_every_document():
    """When this fails, the engine was mended: articles.documents.engine and its report can go."""
    doc = make_doc("The last boat leaves at 23.40.")
    ResolvedPos.resolve_cached(doc, 3)
    kept = weakref.ref(doc)
    del doc
    found = kept()
    assert isinstance(found, Node)
    from prosemirror.model import resolvedpos

    del resolvedpos._resolve_cache[id(found)]
