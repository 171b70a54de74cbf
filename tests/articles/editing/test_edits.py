"""The editing protocol: what is accepted, what is refused, and what each leaves behind."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.documents.steps import StepError
from articles.documents.text import plain_text
from articles.editing import edits, passages, protocol
from articles.history import log
from articles.models import Anchor, Article, Document, Revision
from newsroom.errors import NotAllowed, NotFound
from tests.acts import send_steps
from tests.factories import NOW, make_article, make_doc, make_query, place_of, typed


def submit(room, *steps, by=None, version=0, client="one", now=NOW):
    return send_steps(
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


def test_two_people_at_once_are_both_taken(room):
    """The later batch is brought along; its editor is told how, and what came before it."""
    start, _ = place_of(room.article, "The last boat")
    submit(room, typed(start, start, "Well: "), by=room.writer, client="writer")
    accepted = submit(room, *letters(start + 4, "far "), by=room.editor, client="editor")
    assert "Well: The far last boat" in text_of(room.article)
    assert (accepted.version, accepted.log.client_ids) == (5, ["writer", *["editor"] * 4])
    assert [step["slice"]["content"][0]["text"] for step in accepted.log.steps] == ["Well: ", *"far "]
    assert accepted.log.steps[1]["from"] == start + len("Well: ") + 4
    logged = log.steps_since(article=room.article, version=0)
    assert (logged.steps, logged.client_ids) == (accepted.log.steps, accepted.log.client_ids)


def letters(start, text):
    """A step for each letter, as typing makes them."""
    return [typed(start + offset, start + offset, letter) for offset, letter in enumerate(text)]


def test_words_whose_surroundings_are_gone_are_given_back_to_their_editor(room):
    start, end = place_of(room.article, "The last boat leaves")
    submit(room, typed(start, end, ""), by=room.writer, client="writer")
    with pytest.raises(protocol.StaleVersion) as stale:
        submit(room, *letters(start + 4, "very "), by=room.editor, client="editor")
    assert (stale.value.missing.version, stale.value.missing.client_ids) == (1, ["writer"])
    assert room.article.document.batches.count() == 1


def test_nobody_deletes_what_they_have_not_seen(room):
    start, end = place_of(room.article, "The last boat leaves")
    submit(room, typed(start + 4, start + 4, "very "), by=room.writer, client="writer")
    with pytest.raises(protocol.StaleVersion):
        submit(room, typed(start, end, "It goes"), by=room.editor, client="editor")
    assert "The very last boat leaves" in text_of(room.article)


def test_a_batch_whose_answer_was_lost_is_not_taken_twice(room):
    start, _ = place_of(room.article, "The last boat")
    submit(room, typed(start, start, "Once. "), client="one")
    submit(room, typed(start, start, "And: "), by=room.editor, client="other", version=1)
    with pytest.raises(protocol.StaleVersion) as stale:
        submit(room, typed(start, start, "Once. "), typed(start + 6, start + 6, "More."), client="one")
    assert stale.value.missing.client_ids == ["one", "other"]
    assert "And: Once. The last boat" in text_of(room.article)


def test_an_editor_that_is_far_behind_rebases_by_itself(room, monkeypatch):
    monkeypatch.setattr(protocol, "MOST_TO_REBASE", 1)
    for version in range(2):
        submit(room, typed(1, 1, "x"), client="writer", version=version)
    with pytest.raises(protocol.StaleVersion):
        submit(room, typed(1, 1, "y"), client="editor")


def test_passages_are_moved_once_when_a_batch_is_brought_along(room):
    anchor = make_query(room.article, "6.50 euros", by=room.editor).anchor
    start, _ = place_of(room.article, "The last boat")
    submit(room, typed(start, start, "12345"), client="writer")
    submit(room, typed(start, start, "123"), by=room.editor, client="editor")
    moved = Anchor.objects.get(pk=anchor.pk)
    assert (moved.start - anchor.start, moved.end - anchor.end, moved.state) == (8, 8, Anchor.State.EXACT)


def test_an_editor_is_told_of_the_passages_it_cannot_work_out(room):
    anchor = make_query(room.article, "6.50 euros", by=room.editor).anchor
    start, _ = place_of(room.article, "The last boat")
    assert submit(room, typed(start, start, "a")).anchors == ()
    start, _ = place_of(room.article, "6.50 euros")
    changed = submit(room, typed(start + 1, start + 1, "9"), version=1).anchors
    assert [(one.pk, one.state) for one in changed] == [(anchor.pk, Anchor.State.CHANGED)]
    assert submit(room, typed(start + 1, start + 1, "9"), version=2).anchors == ()


def test_an_editor_that_fell_behind_gets_the_rest_of_a_batch_too(room):
    start, _ = place_of(room.article, "The last boat")
    submit(room, typed(start, start, "a"), typed(start + 1, start + 1, "b"), client="x")
    missing = log.steps_since(article=room.article, version=1)
    assert missing.version == 2
    assert [step["slice"]["content"][0]["text"] for step in missing.steps] == ["b"]
    assert missing.client_ids == ["x"]


@pytest.mark.parametrize("version", [-1, 7])
def test_a_version_that_never_was_is_refused(room, version):
    with pytest.raises(log.InvalidVersion):
        submit(room, typed(1, 1, "x"), version=version)
    with pytest.raises(log.InvalidVersion):
        log.steps_since(article=room.article, version=version)


@pytest.mark.parametrize("steps", [[], ["no step"], [{"stepType": "replace", "from": 1, "to": 9999}], [None]])
def test_a_step_that_cannot_be_changes_nothing(room, steps):
    before = text_of(room.article)
    with pytest.raises(StepError):
        submit(room, *steps)
    assert text_of(room.article) == before
    assert not room.article.document.batches.exists()


@pytest.mark.parametrize("who", ["colleague", "reader", "stranger"])
def test_wrong_people_do_not_edit(room, who):
    with pytest.raises(NotFound if who == "stranger" else NotAllowed):
        submit(room, typed(1, 1, "x"), by=getattr(room, who))
    assert room.article.document.version == 0


@pytest.mark.parametrize("state", ["released", "spiked"])
def test_what_left_no_longer_changes(room, state):
    room.article.state = state
    room.article.save()
    with pytest.raises(edits.ArticleClosed):
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


def test_while_several_write_together_nothing_changes_hands(room):
    start, _ = place_of(room.article, "The last boat")
    for version, minute in enumerate([0, 1, 2, 3, 4]):
        by = room.editor if version % 2 else room.writer
        submit(room, typed(start, start, "a"), by=by, version=version, now=NOW + timedelta(minutes=minute))
    reasons = [one.reason for one in room.article.revisions.order_by("number")][1:]
    assert reasons == [Revision.Reason.HANDOVER]
    submit(room, typed(start, start, "b"), by=room.slot, version=5, now=NOW + timedelta(minutes=5))
    assert room.article.revisions.count() == 3, "somebody new"
    submit(room, typed(start, start, "c"), by=room.writer, version=6, now=NOW + timedelta(minutes=15))
    assert room.article.revisions.count() == 4, "the writer was away"


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
    revision = edits.replace_text(
        article=room.article, new=new, by=room.writer, reason=Revision.Reason.NEW_VERSION, now=NOW
    )
    assert text_of(room.article) == plain_text(new) == plain_text(revision.parsed())
    anchor = Anchor.objects.get(query=query)
    assert anchor.state == Anchor.State.EXACT
    assert (anchor.start, anchor.end) == place_of(room.article, "6.50 euros")
    batch = room.article.document.batches.get()
    assert (batch.first_version, batch.count) == (0, Document.objects.get(pk=room.article.pk).version)


MOVING = [
    "The last boat leaves at 23.40.",
    "“We knew nothing of it,” said the harbour master, who has been in office for a month.",
    "“We knew all of it,” said the mayor, who has been in office for a year. Tickets go up in May.",
    "A single ticket costs 6.50 euros.",
]


def test_queries_go_with_paragraphs_that_change_places_and_come_back_when_that_is_undone(room):
    article = make_article(room.desk, author=room.writer, doc=make_doc(*MOVING))
    words = ["harbour master", "the mayor", "in office for a month", "in office for a year"]
    asked = [make_query(article, one, by=room.editor) for one in words]
    began = list(Anchor.objects.filter(document=article.pk).order_by("pk").values_list("start", "end"))
    first, one, other, last = MOVING
    new = make_doc(first, other.replace("year", "full year"), one, last)
    edits.replace_text(article=article, new=new, by=room.editor, reason=Revision.Reason.NEW_VERSION, now=NOW)
    for query, expected in zip(asked, [*words[:3], "in office for a full year"], strict=True):
        query.anchor.refresh_from_db()
        assert passages.current_text(Document.objects.get(pk=article.pk), query.anchor) == expected
        assert query.anchor.state in (Anchor.State.EXACT, Anchor.State.MOVED, Anchor.State.CHANGED)
    edits.restore(article=Article.objects.get(pk=article.pk), number=1, by=room.editor, now=NOW)
    again = Anchor.objects.filter(document=article.pk).order_by("pk")
    assert list(again.values_list("start", "end")) == began
    assert {anchor.state for anchor in again} == {Anchor.State.EXACT}


def test_the_same_words_again_change_nothing(room):
    before = room.article.digest
    revision = edits.replace_text(
        article=room.article, new=make_doc(), by=room.writer, reason=Revision.Reason.NEW_VERSION, now=NOW
    )
    room.article.refresh_from_db()
    assert (room.article.digest, revision.number) == (before, 1)
    assert not room.article.document.batches.exists()


def test_restoring_is_one_more_edit_and_keeps_what_was_there(room):
    start, end = place_of(room.article, "23.40")
    submit(room, typed(start, end, "midnight"))
    restored = edits.restore(article=room.article, number=1, by=room.editor, now=NOW)
    assert "23.40" in text_of(room.article)
    kept = room.article.revisions.get(number=2)
    assert "midnight" in plain_text(kept.parsed())
    assert (restored.number, restored.reason) == (3, Revision.Reason.RESTORED)
    assert restored.digest == room.article.revisions.get(number=1).digest


def test_what_was_deleted_after_a_passage_is_not_taken_for_it(room):
    twin = "A single ticket costs 6.50 euros."
    room.article = make_article(room.desk, author=room.writer, doc=make_doc(twin, twin, twin))
    query = make_query(room.article, twin, by=room.editor)
    start, size = query.anchor.start - 1, len(twin) + 2
    cut = {"stepType": "replace", "from": start, "to": start + size}
    paragraph = {"type": "paragraph", "content": [{"type": "text", "text": twin}]}
    back = {"stepType": "replace", "from": start, "to": start, "slice": {"content": [paragraph]}}
    submit(room, cut)
    submit(room, cut, version=1)
    assert Anchor.objects.get().later == [size]
    submit(room, back, version=2)
    gone = Anchor.objects.get()
    assert (gone.state, gone.later, gone.detached_at_version) == ("detached", [], 1)
    submit(room, back, version=3)
    anchor = Anchor.objects.get()
    assert (anchor.state, anchor.start) == ("exact", query.anchor.start)
