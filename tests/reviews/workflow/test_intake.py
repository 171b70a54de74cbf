"""Files of Word are filed: comments become threads, tracked changes suggestions, of people or of names."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from articles.documents.suggestions import author_of
from articles.importing import import_copy
from articles.models import Article, Document
from reviews.models import Event, Query
from reviews.schedule import reminders
from reviews.workflow import intake
from tests.articles.importing.word.making import (
    comment,
    dele,
    docx,
    end,
    ins,
    p,
    part,
    start,
)
from tests.factories import NOW
from tests.filing import file, preview
from tests.pages import browse, words
from tests.reviews.test_commands import run

ASKED = datetime(2026, 2, 1, 9, tzinfo=UTC)


def file_of(room, *, second=""):
    """A story with a thread of the editor and an outsider, a resolved comment, and changes of both."""
    writer, editor = room.writer, room.editor
    comments = part(
        "w:comments",
        comment(1, "Which ferry?", by=f"Ed <{editor.email}>", at="2026-02-01T09:00:00Z", mark="0A")
        + comment(2, "The Petrel.", by="Out Sider", at="2026-02-01T10:00:00", mark="0B")
        + comment(3, "Done?", by=writer.name.upper(), mark="0C"),
    )
    threads = part(
        "w15:commentsEx",
        '<w15:commentEx w15:paraId="0A"/><w15:commentEx w15:paraId="0B" w15:paraIdParent="0A"/>'
        '<w15:commentEx w15:paraId="0C" w15:done="1"/>',
    )
    body = p("Harbour", style="Title") + p(
        "The ", start(1), start(2), "ferry", end(1), end(2), " is ",
        ins("not ", by=f'w:author="{editor.name}"'),
        dele("back", by='w:author="Out Sider" w:date="2026-02-01T11:00:00Z"'),
        start(3), " here", end(3), ". ", second,
    )  # fmt: skip
    return docx(body, parts={"word/comments.xml": comments, "word/commentsExtended.xml": threads})


@pytest.fixture
def filed(room):
    imported = import_copy(file_of(room), filename="story.docx")
    received = intake.file_copy(
        imported=imported, desk=room.desk, author=room.writer, by=room.editor, now=NOW
    )
    return received.article


def test_comments_are_threads_of_the_people_they_name_or_of_outsiders(room, filed):
    first, second = filed.queries.order_by("number")
    assert (first.question, first.asked_by, first.asked_as) == ("Which ferry?", room.editor, "")
    assert (first.asked_at, first.anchor.quote) == (ASKED, "ferry")
    (reply,) = first.replies.all()
    assert (reply.body, reply.author, reply.written_as) == ("The Petrel.", None, "Out Sider")
    assert reply.created_at == ASKED + timedelta(hours=1)
    assert (second.asked_by, second.state, second.resolved_at) == (room.writer, Query.State.RESOLVED, NOW)


def test_somebody_of_nearly_that_name_is_not_meant(room):
    body = p(start(1), "The ferry", end(1), " is back.")
    first_name = room.editor.name.split()[0]
    data = docx(body, parts={"word/comments.xml": part("w:comments", comment(1, "Is it?", by=first_name))})
    imported = import_copy(data, filename="a.docx")
    received = intake.file_copy(imported=imported, desk=room.desk, author=None, by=room.editor, now=NOW)
    (query,) = received.queries
    assert (query.asked_by, query.asked_as) == (None, first_name)


def test_changes_are_suggestions_of_the_people_they_name_or_of_outsiders(room, filed):
    rows = {row.inserted or row.key: row for row in filed.suggestions.pending()}
    by = {author_of(row.key): row for row in rows.values()}
    assert by.keys() == {room.editor.pk, 0}
    assert (by[room.editor.pk].author, by[0].author, by[0].written_as) == (room.editor, None, "Out Sider")
    assert by[0].made_at == datetime(2026, 2, 1, 11, tzinfo=UTC)
    page = words(browse(room.editor).get(filed.get_absolute_url()))
    assert "Out Sider" in page
    assert Document.objects.get(pk=filed.pk).published().text_content.endswith("is back here. ")


def test_nobody_is_told_of_what_is_resolved(room, filed):
    told = Event.objects.get(kind=Event.Kind.ASKED, article=filed)
    assert told.facts["queries"] == [filed.queries.get(question="Which ferry?").pk]


def test_a_comment_that_is_older_than_the_story_reminds_nobody_at_once(room, filed):
    Query.objects.filter(article=filed).update(state=Query.State.OPEN, resolved_at=None)
    Article.objects.filter(pk=filed.pk).update(deadline=NOW + timedelta(days=2))
    reminders.remind(now=NOW + timedelta(minutes=5))
    assert not Event.objects.filter(kind=Event.Kind.REMINDED).exists()


def test_the_same_on_the_command_line(room, tmp_path):
    file = tmp_path / "story.docx"
    file.write_bytes(file_of(room))
    code, out, _error = run("import_article", str(file), "--dry-run", "--format", "json")
    shown = json.loads(out)
    assert code == 0
    assert [(query["question"], query["resolved"]) for query in shown["queries"]] == [
        ("Which ferry?", False),
        ("Done?", True),
    ]
    assert shown["queries"][0]["replies"] == [{"author": "Out Sider", "body": "The Petrel."}]
    assert shown["accepted_text"] == "Harbour\n\nThe ferry is not  here. "
    assert [found["kind"] for found in shown["suggestions"]] == ["insertion", "deletion"]
    code, out, _error = run("import_article", str(file), "--desk", room.desk.slug)
    assert code == 0
    for said in ("asked by", "Out Sider: The Petrel.", "resolved in the file", "insertion ("):
        assert said in out


def test_the_same_on_the_page(room):
    upload = SimpleUploadedFile("story.docx", file_of(room, second="Well. " * 9_000))
    looked_at = preview(room.editor, file=upload, desk=room.desk, author="")
    assert "Out Sider: The Petrel." in words(looked_at)
    before = Article.objects.count()
    file(room.editor, looked_at)
    assert Article.objects.count() == before + 1
    assert Article.objects.latest("pk").queries.count() == 2


def test_a_new_version_with_tracked_changes_is_refused_and_changes_nothing(room, tmp_path):
    file = tmp_path / "story.docx"
    file.write_bytes(file_of(room))
    before = Document.objects.get(pk=room.article.pk).content
    code, _out, error = run("import_revision", room.article.slug, str(file))
    assert (code, error.strip()) == (
        2,
        "The file has tracked changes; accept or reject them in the file and upload it again.",
    )
    assert Document.objects.get(pk=room.article.pk).content == before


def test_a_story_without_a_word_keeps_its_comments(room):
    data = docx(p(start(1), end(1)), parts={"word/comments.xml": part("w:comments", comment(1, "Where?"))})
    imported = import_copy(data, filename="a.docx")
    received = intake.file_copy(imported=imported, desk=room.desk, author=None, by=room.editor, now=NOW)
    assert [query.anchor.state for query in received.queries] == ["detached"]
    assert browse(room.editor).get(received.article.get_absolute_url()).status_code == 200
