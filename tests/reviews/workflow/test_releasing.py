from __future__ import annotations

import json

import pytest

from articles.editing.edits import ArticleClosed
from articles.exporting import FORMATS, UnknownFormat
from articles.models import Article, Document
from newsroom.errors import DomainError, NotAllowed
from newsroom.models import CannotBeChanged
from reviews.models import Event, Release
from reviews.queries import answering
from reviews.workflow import releasing, signoff
from reviews.workflow.releasing import NotClean, NotReleased, ReleaseTampered
from tests.articles.exporting.reading import readable
from tests.factories import NOW, make_query
from tests.reviews.workflow.test_preflight import sign_all
from tests.reviews.workflow.test_signoff import edit


@pytest.fixture
def released(room):
    query = make_query(room.article, "euros", by=room.editor)
    answering.resolve(query=query, by=room.editor, now=NOW)
    sign_all(room)
    room.article.refresh_from_db()
    return releasing.release(article=room.article, by=room.slot, now=NOW)


def test_copy_leaves_with_its_certificate(room, released):
    certificate = released.certificate
    assert certificate["digest"] == released.digest == released.revision.digest == room.article.digest
    assert certificate["revision"] == released.revision.number
    assert (certificate["queries_resolved"], certificate["queries_open"]) == (1, 0)
    assert [(s["stage"], s["signer"]) for s in certificate["signatures"]] == [
        ("Desk edit", "Ruth Adeyemi"),
        ("Copy", "Jonas Keller"),
        ("Standards", "Leila Haddad"),
        ("Slot", "Peter Lund"),
    ]
    assert certificate["scanner"]
    assert Article.objects.get().state == Article.State.RELEASED
    assert Event.objects.filter(kind=Event.Kind.RELEASED).count() == 1


def test_nothing_leaves_while_something_stands(room):
    with pytest.raises(NotClean) as refused:
        releasing.release(article=room.article, by=room.slot, now=NOW)
    assert len(refused.value.findings) == 4
    assert Article.objects.get().is_open
    assert not Release.objects.exists()


@pytest.mark.parametrize("who", ["writer", "colleague", "reader", "stranger"])
def test_wrong_people_do_not_release(room, who):
    sign_all(room)
    with pytest.raises(NotAllowed):
        releasing.release(article=room.article, by=getattr(room, who), now=NOW)
    assert not Release.objects.exists()


def test_copy_that_was_changed_behind_the_workflow_does_not_leave(room):
    sign_all(room)
    document = Document.objects.get()
    Document.objects.update(content=document.content.replace("23.40", "00.40"))
    with pytest.raises(ReleaseTampered):
        releasing.release(article=Article.objects.get(), by=room.slot, now=NOW)
    assert not Release.objects.exists()


def test_a_release_is_never_rewritten(released):
    with pytest.raises(CannotBeChanged):
        released.save()
    with pytest.raises(CannotBeChanged):
        Release.objects.update(digest="x")


def test_what_left_takes_no_edits(room, released):
    with pytest.raises(ArticleClosed):
        edit(room)


def test_a_correction_opens_a_new_round_and_the_old_release_stays(room, released):
    with pytest.raises(DomainError):
        releasing.open_correction(article=room.article, by=room.editor, reason=" ", now=NOW)
    before = Release.objects.values().get()
    round = releasing.open_correction(article=room.article, by=room.editor, reason="Wrong hour", now=NOW)
    assert (round.number, round.stage.name) == (2, "Desk edit")
    edit(room)
    assert Release.objects.values().get() == before
    room.article.refresh_from_db()
    with pytest.raises(NotClean):
        releasing.release(article=room.article, by=room.slot, now=NOW)
    sign_all(room)
    room.article.refresh_from_db()
    second = releasing.release(article=room.article, by=room.slot, now=NOW)
    assert second.certificate["round"] == 2
    assert "midnight" in second.exports["text"]
    assert "23.40" in Release.objects.get(round__number=1).exports["text"]


def test_the_same_words_can_be_released_again(room, released):
    releasing.open_correction(article=room.article, by=room.editor, reason="A false alarm", now=NOW)
    sign_all(room)
    room.article.refresh_from_db()
    second = releasing.release(article=room.article, by=room.slot, now=NOW)
    assert second.digest == released.digest
    assert second.revision != released.revision


def test_signatures_of_the_first_round_do_not_count_in_the_second(room, released):
    releasing.open_correction(article=room.article, by=room.editor, reason="Wrong hour", now=NOW)
    room.article.refresh_from_db()
    stages = signoff.stages_of(room.article, signoff.current_round(room.article))
    assert not any(status.valid or status.stale for status in stages)


def test_what_was_not_released_is_not_exported(room):
    for fmt in FORMATS:
        with pytest.raises(NotReleased):
            releasing.exported(article=room.article, fmt=fmt, by=room.editor)


def test_a_draft_says_so_and_holds_no_query(room):
    make_query(room.article, "euros", by=room.editor, question="Unmistakable wording?")
    for fmt in FORMATS:
        draft = readable(releasing.exported(article=room.article, fmt=fmt, by=room.editor, draft=True))
        assert "23.40" in draft
        assert "draft" in draft.lower()
        assert "Unmistakable" not in draft


def test_the_export_is_what_left(room, released):
    assert "23.40" in releasing.exported(article=room.article, fmt="text", by=room.writer)
    assert json.loads(releasing.exported(article=room.article, fmt="ninjs", by=room.writer))
    with pytest.raises(UnknownFormat):
        releasing.exported(article=room.article, fmt="pdf", by=room.writer)
    with pytest.raises(NotAllowed):
        releasing.exported(article=room.article, fmt="text", by=room.stranger)


def test_published_text_is_held_against_the_signed_words(room, released):
    text = releasing.exported(article=room.article, fmt="text", by=room.writer)
    assert releasing.verified(article=room.article, text=text, filename="page.txt") == []
    wrong = releasing.verified(article=room.article, text=text.replace("23.40", "23.30"), filename="page.txt")
    assert wrong
    page = releasing.exported(article=room.article, fmt="html", by=room.writer)
    assert releasing.verified(article=room.article, text=page, filename="page.html") == []
