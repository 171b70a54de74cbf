"""Batches say which kind of act made them, whatever a page calls itself."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from articles.editing import edits, suggestions
from articles.editing.suggestions import Choice
from articles.models import Revision, StepBatch
from newsroom.errors import NotFound
from reviews.queries import proposals
from reviews.workflow import pasted_notes
from tests.acts import send_steps
from tests.articles.suggesting import suggest
from tests.factories import NOW, make_article, make_doc, make_query, typed

Kind = StepBatch.Kind
NAMES = ["decision", "accepted-1-", "accepted-1-1", "notes-lifted", "demo", "filed", "x" * 64]


@pytest.fixture
def article(room):
    return make_article(
        room.desk, author=room.writer, doc=make_doc("A ticket costs 6.50 euros [AU: who says so?] now.")
    )


def type_as(article, by, client, *steps):
    article.document.refresh_from_db()
    return send_steps(
        article=article,
        by=by,
        version=article.document.version,
        steps=list(steps) or [typed(1, 1, "x")],
        client_id=client,
        now=NOW,
    )


def lift(article, by):
    article.document.refresh_from_db()
    version = article.document.version
    found = pasted_notes.find_notes(article=article, by=by, version=version, ranges=[(0, 10_000)])
    (query,) = pasted_notes.make_queries(
        article=article, by=by, version=version, positions=[one.position for one in found.notes], now=NOW
    )
    return query


def every_act(room, article):
    """Each act that changes copy, once, and the taking back of those that can be."""
    key = suggest(article, "costs", "is", by=room.reader)
    made = suggestions.decide(
        article=article, accept=True, choice=Choice(keys=(key,)), by=room.editor, now=NOW
    )
    suggestions.undo(article=article, version=made.undo, by=room.editor, now=NOW)
    suggestions.decide(article=article, accept=False, choice=Choice(), by=room.editor, now=NOW)
    query = make_query(article, "6.50", by=room.reader, proposed="7")
    proposals.accept(query=query, by=room.editor, now=NOW)
    proposals.take_back(query=query, by=room.editor, now=NOW)
    pasted_notes.put_back(query=lift(article, room.writer), by=room.writer, now=NOW)
    edits.replace_text(
        article=article,
        new=make_doc("Other words."),
        by=room.editor,
        reason=Revision.Reason.NEW_VERSION,
        now=NOW,
    )
    edits.restore(article=article, number=1, by=room.editor, now=NOW)


def test_each_act_says_its_kind_and_only_pages_have_a_name(room, article):
    every_act(room, article)
    rows = StepBatch.objects.filter(document_id=article.pk).order_by("first_version")
    assert list(rows.values_list("kind", "client_id", "can_undo")) == [
        ("typed", "s", False),
        ("decision", "", True),
        ("decision", "", False),
        ("decision", "", True),
        ("accepted", "", True),
        ("accepted", "", False),
        ("lifted", "", True),
        ("lifted", "", False),
        ("filed", "", False),
        ("restored", "", False),
    ]
    assert {kind for kind, _client, _undo in rows.values_list("kind", "client_id", "can_undo")} == set(
        Kind.values
    )


@pytest.mark.parametrize("client", NAMES)
def test_a_page_may_call_itself_as_it_likes(room, article, client):
    type_as(article, room.writer, client)
    batch = StepBatch.objects.get()
    assert (batch.kind, batch.client_id, batch.can_undo) == (Kind.TYPED, client, False)
    with pytest.raises(NotFound):
        suggestions.undo(article=article, version=0, by=room.editor, now=NOW)


@pytest.mark.parametrize("client", ["decision", "accepted-1-", "notes-lifted"])
def test_a_page_named_like_an_act_is_told_of_the_act_as_of_somebody_elses(room, article, client):
    key = suggest(article, "costs", "is", by=room.reader)
    article.document.refresh_from_db()
    version = article.document.version
    suggestions.decide(article=article, accept=True, choice=Choice(keys=(key,)), by=room.editor, now=NOW)
    proposals.accept(query=make_query(article, "6.50", by=room.reader, proposed="7"), by=room.editor, now=NOW)
    lift(article, room.writer)
    taken = send_steps(
        article=article, by=room.writer, version=version, steps=[typed(1, 1, "x")], client_id=client, now=NOW
    )
    assert {"", client} == set(taken.log.client_ids)
    assert taken.log.client_ids[-1] == client


def test_what_was_lifted_and_put_back_is_lifted_no_more(room, article):
    """A note that a file brings right after is put back by nobody: the batch before it only took back."""
    query = lift(article, room.writer)
    pasted_notes.put_back(query=query, by=room.writer, now=NOW)
    article.document.refresh_from_db()
    later = make_query(article, "ticket", by=room.writer)
    later.convention = "bracket"
    later.save()
    assert later.anchor.made_at_version == article.document.version
    before = StepBatch.objects.count()
    pasted_notes.put_back(query=later, by=room.editor, now=NOW)
    assert StepBatch.objects.count() == before


@pytest.mark.parametrize(
    "kind, client",
    [
        ("typed", ""),
        ("decision", "tab"),
        ("accepted", "accepted-1-"),
        ("filed", "x"),
        ("", ""),
        ("else", ""),
    ],
)
def test_the_database_refuses_what_is_of_no_kind_and_a_client_that_typed_nothing(room, article, kind, client):
    with pytest.raises(IntegrityError), transaction.atomic():
        StepBatch.objects.create(
            document_id=article.pk,
            kind=kind,
            first_version=0,
            count=1,
            steps=[typed(1, 1, "x")],
            client_id=client,
            author=room.writer,
            created_at=NOW,
        )
