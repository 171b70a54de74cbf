"""Rows as an older version left them: the tables are migrated back, given such rows, and forward again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test.utils import CaptureQueriesContext

from articles.editing import suggestions
from articles.models import StepBatch
from newsroom.backups.databases import executor_for
from reviews.models import Query, Reply
from reviews.queries import answering, proposals
from reviews.queries import suggestions as query_suggestions
from reviews.queries.proposals import NothingAccepted
from reviews.workflow import pasted_notes
from tests.articles.models.test_document import every_act, lift, type_as
from tests.articles.suggesting import suggest
from tests.factories import NOW, make_article, make_doc, make_query, newsroom

BEFORE = [("articles", "0007_the_log_is_compacted"), ("reviews", "0023_webhooks_change_their_secret")]
WORDS = "A ticket costs 6.50 euros [AU: who says so?] now, and a boat 20 or 30 more."
LATER = NOW + timedelta(hours=1)


def migrate(targets):
    """Bring the tables back there, and give the models as they are there."""
    executor = executor_for(set())
    executor.migrate(targets)
    return executor.loader.project_state(targets).apps


@pytest.fixture
def migrated(transactional_db):
    """Leaves the tables as they are now."""
    yield migrate
    now()


def now():
    """Bring the tables forward, as an update does: by the migrations that were taken back."""
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())


@pytest.fixture
def room(transactional_db):
    return newsroom()


@pytest.fixture
def article(room):
    return make_article(room.desk, author=room.writer, doc=make_doc(WORDS))


def spellings(apps):
    rows = apps.get_model("articles", "StepBatch").objects.order_by("first_version")
    return list(rows.values_list("client_id", "can_undo"))


def kinds(article):
    rows = StepBatch.objects.filter(document_id=article.pk).order_by("first_version")
    return list(rows.values_list("kind", "client_id", "can_undo"))


def test_every_spelling_has_its_kind_and_there_is_a_way_back(migrated, room, article):
    type_as(article, room.writer, "demo")
    every_act(room, article)
    key = suggest(article, "costs", "is", by=room.reader)
    choice = suggestions.Choice(keys=(key,))
    made = suggestions.decide(article=article, accept=True, choice=choice, by=room.editor, now=NOW)
    lifted = lift(article, room.writer)
    before = kinds(article)
    older = migrated(BEFORE)
    assert spellings(older) == [
        ("demo", False),
        ("s", False),
        ("decision", True),
        ("decision", False),
        ("decision", True),
        ("accepted-0-", True),
        ("accepted-0-", False),
        ("notes-lifted", True),
        ("", False),
        ("", False),
        ("", False),
        ("s", False),
        ("decision", True),
        ("notes-lifted", True),
    ]
    now()
    assert kinds(article) == before
    pasted_notes.put_back(query=lifted, by=room.writer, now=LATER)
    suggestions.undo(article=article, version=made.undo, by=room.editor, now=LATER)
    article.document.refresh_from_db()
    assert "who says so?" in article.document.parsed().text_content
    assert article.suggestions.get(key=key).is_pending


def test_accepted_words_are_taken_back_as_before(migrated, room, article):
    """Two at the same moment, one of a reply, one accepted a second time; and one resolved anew since."""
    first = make_query(article, "6.50", by=room.reader, proposed="7")
    proposals.accept(query=first, by=room.editor, now=NOW)
    proposals.take_back(query=first, by=room.editor, now=NOW)
    second = make_query(article, "20", by=room.editor)
    reply = answering.reply(query=second, by=room.writer, body="", proposed="21", now=NOW)
    third = make_query(article, "30", by=room.reader, proposed="31")
    proposals.accept(query=first, by=room.editor, now=NOW)
    proposals.accept(query=second, by=room.editor, reply=reply, now=NOW)
    proposals.accept(query=third, by=room.editor, now=NOW)
    answering.reopen(query=third, by=room.editor, now=LATER)
    answering.resolve(query=third, by=room.editor, now=LATER)
    type_as(article, room.writer, "tab")
    older = migrated(BEFORE)
    said = [client for client, _undo in spellings(older)]
    assert said == [*["accepted-0-"] * 2, "accepted-1-", f"accepted-2-{reply.pk}", "accepted-0-", "tab"]
    rows = older.get_model("articles", "StepBatch").objects.order_by("first_version")
    _first, _back, _again, _reply, of_third, typed = rows.values_list("pk", flat=True)
    rows.filter(client_id="accepted-0-", pk__lt=of_third).update(client_id="accepted-1-")
    rows.filter(pk=of_third).update(client_id="accepted-3-")
    rows.filter(pk=typed).update(client_id="accepted-1-x")
    now()
    batches = list(StepBatch.objects.order_by("first_version"))
    assert [batch.kind for batch in batches] == [*["accepted"] * 5, "typed"]
    assert [one.accepted_in for one in Query.objects.order_by("number")] == [batches[2], None, None]
    assert Reply.objects.get(pk=reply.pk).accepted_in == batches[3]
    queries = list(Query.objects.select_related("article", "anchor").order_by("number"))
    with pytest.raises(NothingAccepted, match="No wording was accepted here"):
        proposals.take_back(query=queries[2], by=room.editor, now=LATER)
    for query in queries[:2]:
        proposals.take_back(query=query, by=room.editor, now=LATER)
    article.document.refresh_from_db()
    assert "6.50 euros" in article.document.parsed().text_content
    assert "boat 20 or 31" in article.document.parsed().text_content


def test_a_long_log_is_gone_through_in_pieces(migrated, room, article):
    """As many statements for the rows of one piece, however many they are."""
    batches = [
        StepBatch(
            document_id=article.pk,
            first_version=version,
            count=1,
            steps=[{}],
            client_id="tab",
            author=room.writer,
            created_at=NOW,
        )
        for version in range(1200)
    ]
    StepBatch.objects.bulk_create(batches)
    older = migrated(BEFORE)
    rows = older.get_model("articles", "StepBatch").objects
    rows.filter(first_version__lt=1000).update(client_id="decision", can_undo=True)
    rows.filter(first_version__in=range(1000, 1100)).update(client_id="accepted-9-9", can_undo=True)
    with CaptureQueriesContext(connection) as captured:
        now()
    changes = [one["sql"] for one in captured if one["sql"].startswith('UPDATE "articles_stepbatch"')]
    pieces = StepBatch.objects.latest("pk").pk // 5_000 + 1
    assert 0 < len(changes) <= 6 * pieces
    assert all('"id" <= ' in one for one in changes)
    assert StepBatch.objects.filter(kind="decision").count() == 1000
    assert StepBatch.objects.filter(kind="accepted").count() == 100
    assert StepBatch.objects.filter(kind="typed", client_id="tab").count() == 100


def test_queries_know_that_they_closed_with_their_suggestion(migrated, room, article):
    """What was resolved at the moment of a decision closed with it; what somebody resolved did not."""
    keys = [suggest(article, words, "is", by=room.reader) for words in ("costs", "20")]
    queries = [
        query_suggestions.discuss(article=article, key=key, remark="Sure?", by=room.editor, now=NOW)
        for key in keys
    ]
    answering.resolve(query=queries[1], by=room.editor, now=NOW)
    both = suggestions.Choice(keys=tuple(keys))
    made = query_suggestions.decide(article=article, accept=True, choice=both, by=room.editor, now=LATER)
    migrated([("reviews", "0028_people_are_notified_and_endpoints_paused")])
    now()
    assert [Query.objects.get(pk=query.pk).closed_with_suggestion for query in queries] == [True, False]
    query_suggestions.undo(article=article, version=made.undo, by=room.editor, now=LATER)
    assert [Query.objects.get(pk=query.pk).is_open for query in queries] == [True, False]
