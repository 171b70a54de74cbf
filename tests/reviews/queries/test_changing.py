"""The kind, the words and the due time of a query, changed by who may and nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from articles.models import Article
from newsroom.errors import Conflict, NotAllowed
from reviews.models import Event, Notification, Query
from reviews.models.facts import Changed
from reviews.queries import answering, changing
from reviews.queries.changing import Changes
from reviews.queries.threads import QueryRefused
from tests.factories import NOW, make_query
from tests.pages import browse

SOON = NOW + timedelta(hours=2)


@pytest.fixture
def query(room):
    query = make_query(room.article, "6.50 euros", by=room.reader, question="Still?", kind="fact")
    Event.objects.all().delete()
    return query


def change(query, by, **to):
    kept = {"kind": query.kind, "due_at": query.due_at}
    changing.change(query=query, to=Changes(**{**kept, **to}), by=by, now=NOW)


def test_an_editor_gives_it_another_kind_and_nobody_is_notified(room, query):
    change(query, room.editor, kind="legal")
    assert Query.objects.get().kind == "legal"
    assert query.history.first().kind == "legal"
    assert not Event.objects.exists()


def test_whose_turn_it_is_hears_by_when_it_is_due(room, query):
    change(query, room.editor, due_at=SOON)
    assert Query.objects.get().due_at == SOON
    event = Event.objects.get()
    assert (event.kind, Changed.of(event).is_due) == ("changed", True)
    assert [row.recipient for row in Notification.objects.all()] == [room.writer]


def test_who_asked_rewords_it_until_it_is_answered(room, query):
    change(query, room.reader, question=" Still 6.50? @Jonas Keller ")
    reworded = Query.objects.get()
    assert reworded.question == "Still 6.50? @Jonas Keller"
    assert reworded.people_mentioned == [room.copy_editor.pk]
    assert query.history.count() == 2
    told = set(Notification.objects.values_list("recipient__name", flat=True))
    assert told == {room.writer.name, room.copy_editor.name}
    answering.reply(query=query, by=room.writer, body="Yes.", now=NOW)
    with pytest.raises(Conflict, match="has been answered"):
        change(query, room.reader, question="Really still?")
    assert Query.objects.get().question == "Still 6.50? @Jonas Keller"


@pytest.mark.parametrize("who", ["editor", "writer", "copy_editor", "colleague", "stranger"])
def test_nobody_else_rewords_it(room, query, who):
    with pytest.raises(NotAllowed):
        change(query, getattr(room, who), question="Mine now?")
    assert Query.objects.get().question == "Still?"
    assert not Event.objects.exists()


@pytest.mark.parametrize("who", ["writer", "colleague", "stranger"])
def test_only_who_asked_and_editors_change_the_rest(room, query, who):
    with pytest.raises(NotAllowed):
        change(query, getattr(room, who), kind="legal", due_at=SOON)
    assert Query.objects.get().kind == "fact"


@pytest.mark.parametrize(
    "to",
    [
        {"kind": "gossip"},
        {"due_at": NOW},
        {"due_at": NOW - timedelta(days=1)},
        {"question": " "},
        {"question": "x" * 4001},
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_changed(room, query, to):
    with pytest.raises(QueryRefused), transaction.atomic():
        change(query, room.reader, **{"kind": "legal", **to})
    stored = Query.objects.get()
    assert (stored.kind, stored.question, stored.due_at) == ("fact", "Still?", None)
    assert query.history.count() == 1


def test_what_is_past_stays_where_it_is_left_alone(room, query):
    Query.objects.update(due_at=NOW - timedelta(hours=1))
    query.refresh_from_db()
    change(query, room.editor, kind="legal")
    assert Query.objects.get().kind == "legal"


def test_what_is_resolved_or_has_left_is_not_changed(room, query):
    answering.resolve(query=query, by=room.editor, now=NOW)
    with pytest.raises(Conflict, match="is resolved"):
        change(query, room.editor, kind="legal")
    answering.reopen(query=query, by=room.editor, now=NOW)
    Article.objects.update(state="released")
    with pytest.raises(Conflict, match="released"):
        change(query, room.editor, kind="legal")


def test_what_stays_as_it_is_leaves_no_trace(room, query):
    change(query, room.reader, question="Still?")
    assert query.history.count() == 1
    assert not Event.objects.exists()


def test_the_interface_changes_what_is_named_and_leaves_the_rest(room, query):
    browser, address = browse(room.reader), f"/api/articles/{room.article.slug}/queries/1/change"

    def send(**changed):
        return browser.post(address, changed, content_type="application/json")

    assert send(due_at=(timezone.now() + timedelta(days=1)).isoformat()).json()["due"]
    assert send(question="Still 6.50?").json()["question"] == "Still 6.50?"
    answer = send(kind="legal").json()
    assert (answer["kind"], answer["question"]) == ("legal", "Still 6.50?")
    assert answer["due"]
    assert send(due_at=None).json()["due"] is None
    refused = send(kind="gossip")
    assert (refused.status_code, refused.json()["error"]) == (422, "“gossip” is not a kind of query.")
    assert send(due_at="soon").status_code == 422
