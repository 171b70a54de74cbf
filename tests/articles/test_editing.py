"""The editing protocol: what is accepted, what is refused, and what each leaves behind."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import editing
from articles.documents.steps import StepError
from articles.documents.text import plain_text
from articles.models import Anchor, Document, Revision
from newsroom.errors import NotAllowed
from tests.factories import NOW, make_doc, make_query, place_of, typed


def submit(room, *steps, by=None, version=0, client="one", now=NOW):
    return editing.submit_steps(
        article=room.article, by=by or room.writer, version=version, steps=steps, client_id=client, now=now
    )


def text_of(article):
    return plain_text(Document.objects.get(pk=article.pk).parsed())


def test_a_batch_changes_the_copy_and_what_lists_show_of_it(room):
    before = room.article.digest
    start, end = place_of(room.article, "Ferry")
    accepted = submit(room, typed(start, end, "Boat"))
    room.article.refresh_from_db()
    assert accepted.version == 1
    assert text_of(room.article).startswith("Boat runs at night again")
    assert room.article.headline == "Boat runs at night again"
    assert room.article.digest == accepted.digest != before
    assert room.article.updated_at == NOW


def test_two_people_at_once_lose_nothing(room):
    """The later batch is refused with the earlier one's steps, so that its editor can rebase."""
    start, _ = place_of(room.article, "The last boat")
    first = typed(start, start, "Well: ")
    submit(room, first, by=room.writer, client="writer")
    with pytest.raises(editing.StaleVersion) as stale:
        submit(room, typed(start, start, "So: "), by=room.editor, client="editor")
    assert (stale.value.version, stale.value.client_ids) == (1, ["writer"])
    assert stale.value.steps[0]["slice"]["content"][0]["text"] == "Well: "
    submit(room, typed(start + 6, start + 6, "So: "), by=room.editor, client="editor", version=1)
    assert "Well: So: The last boat" in text_of(room.article)


def test_an_editor_that_fell_behind_gets_the_rest_of_a_batch_too(room):
    start, _ = place_of(room.article, "The last boat")
    submit(room, typed(start, start, "a"), typed(start + 1, start + 1, "b"), client="x")
    missing = editing.steps_since(article=room.article, version=1)
    assert missing.version == 2
    assert [step["slice"]["content"][0]["text"] for step in missing.steps] == ["b"]
    assert missing.client_ids == ["x"]


@pytest.mark.parametrize("version", [-1, 7])
def test_a_version_that_never_was_is_refused(room, version):
    with pytest.raises(editing.InvalidVersion):
        submit(room, typed(1, 1, "x"), version=version)
    with pytest.raises(editing.InvalidVersion):
        editing.steps_since(article=room.article, version=version)


@pytest.mark.parametrize("steps", [[], ["no step"], [{"stepType": "replace", "from": 1, "to": 9999}], [None]])
def test_a_step_that_cannot_be_changes_nothing(room, steps):
    before = text_of(room.article)
    with pytest.raises(StepError):
        submit(room, *steps)
    assert text_of(room.article) == before
    assert not room.article.document.batches.exists()


@pytest.mark.parametrize("who", ["colleague", "reader", "stranger"])
def test_wrong_people_do_not_edit(room, who):
    with pytest.raises(NotAllowed):
        submit(room, typed(1, 1, "x"), by=getattr(room, who))
    assert room.article.document.version == 0


@pytest.mark.parametrize("state", ["released", "spiked"])
def test_what_left_no_longer_changes(room, state):
    room.article.state = state
    room.article.save()
    with pytest.raises(editing.ArticleClosed):
        submit(room, typed(1, 1, "x"))


def test_passages_move_with_their_words(room):
    above = make_query(room.article, "last boat", by=room.editor).anchor
    below = make_query(room.article, "6.50 euros", by=room.editor).anchor
    start, end = place_of(room.article, "23.40")
    submit(room, typed(start, end, "half past eleven"))
    moved = Anchor.objects.get(pk=below.pk)
    assert (moved.start - below.start, moved.end - below.end) == (11, 11)
    assert moved.state == Anchor.State.EXACT
    assert Anchor.objects.get(pk=above.pk).start == above.start


def test_a_passage_that_goes_is_detached_and_comes_back_with_an_undo(room):
    anchor = make_query(room.article, "last boat", by=room.editor).anchor
    start, end = place_of(room.article, "The last boat leaves")
    submit(room, typed(start, end, ""))
    gone = Anchor.objects.get(pk=anchor.pk)
    assert (gone.state, gone.quote, gone.detached_at_version) == (Anchor.State.DETACHED, "last boat", 1)
    submit(room, typed(start, start, "The last boat leaves"), version=1)
    back = Anchor.objects.get(pk=anchor.pk)
    assert (back.state, back.start, back.end) == (Anchor.State.EXACT, anchor.start, anchor.end)
    assert back.detached_at_version is None


def test_shifting_many_passages_costs_no_more_statements_than_shifting_one(room):
    def statements(version):
        start, _ = place_of(room.article, "The last boat")
        with CaptureQueriesContext(
            connection,
        ) as captured:
            submit(room, typed(start, start, "Now. "), version=version)
        return len(captured)

    make_query(room.article, "euros", by=room.editor)
    few = statements(0)
    for _ in range(20):
        make_query(room.article, "euros", by=room.editor)
    assert statements(1) == few


def test_what_changes_hands_is_frozen_first(room):
    start, _ = place_of(room.article, "The last boat")
    submit(room, typed(start, start, "a"), by=room.writer)
    assert room.article.revisions.count() == 1
    submit(room, typed(start, start, "b"), by=room.editor, version=1)
    frozen = room.article.revisions.get(number=2)
    assert (frozen.reason, frozen.version, frozen.created_by) == (Revision.Reason.HANDOVER, 1, room.writer)
    assert "aThe last boat" in plain_text(frozen.parsed())


def test_ten_quiet_minutes_are_frozen_too(room):
    start, _ = place_of(room.article, "The last boat")
    submit(room, typed(start, start, "a"))
    submit(room, typed(start, start, "b"), version=1, now=NOW + timedelta(minutes=9))
    assert room.article.revisions.count() == 1
    submit(room, typed(start, start, "c"), version=2, now=NOW + timedelta(minutes=20))
    assert room.article.revisions.get(number=2).reason == Revision.Reason.QUIET


def test_a_new_version_becomes_steps_and_queries_stay_on_their_words(room):
    query = make_query(room.article, "6.50 euros", by=room.editor)
    new = make_doc(
        "A new first paragraph about the weather.",
        "The very last boat leaves at 23.40.",
        "A single ticket costs 6.50 euros.",
    )
    revision = editing.replace_text(
        article=room.article, new=new, by=room.writer, reason=Revision.Reason.NEW_VERSION, now=NOW
    )
    assert text_of(room.article) == plain_text(new) == plain_text(revision.parsed())
    anchor = Anchor.objects.get(query=query)
    assert anchor.state == Anchor.State.EXACT
    assert (anchor.start, anchor.end) == place_of(room.article, "6.50 euros")
    batch = room.article.document.batches.get()
    assert (batch.first_version, batch.count) == (0, Document.objects.get(pk=room.article.pk).version)


def test_the_same_words_again_change_nothing(room):
    before = room.article.digest
    revision = editing.replace_text(
        article=room.article, new=make_doc(), by=room.writer, reason=Revision.Reason.NEW_VERSION, now=NOW
    )
    room.article.refresh_from_db()
    assert (room.article.digest, revision.number) == (before, 1)
    assert not room.article.document.batches.exists()


def test_restoring_is_one_more_edit_and_keeps_what_was_there(room):
    start, end = place_of(room.article, "23.40")
    submit(room, typed(start, end, "midnight"))
    restored = editing.restore(article=room.article, number=1, by=room.editor, now=NOW)
    assert "23.40" in text_of(room.article)
    kept = room.article.revisions.get(number=2)
    assert "midnight" in plain_text(kept.parsed())
    assert (restored.number, restored.reason) == (3, Revision.Reason.RESTORED)
    assert restored.digest == room.article.revisions.get(number=1).digest
