"""Notes in pasted words: found in place, made queries in one act, put back."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.documents.notes import TooManyNotes, scanner
from articles.documents.text import plain_text
from articles.editing.edits import ArticleClosed, CannotTakeBack
from articles.models import Article, StepBatch
from newsroom import subprocesses
from newsroom.errors import NotAllowed
from reviews.models import Event, Query
from reviews.queries.threads import QueryRefused
from reviews.workflow import pasted_notes
from reviews.workflow.pasted_notes import NoteGone
from tests.acts import send_steps
from tests.articles.suggesting import suggest
from tests.factories import NOW, make_article, make_doc, make_query, place_of, typed

EVERYWHERE = [(0, 10_000)]


@pytest.fixture
def article(room):
    return make_article(
        room.desk,
        author=room.writer,
        doc=make_doc(
            "The last boat leaves <late? yes> at 23.40.",
            "A single ticket[a] costs 6.50 euros.",
            "[[Ruth: do we have the new fares?]]",
            "[a]Singles only?",
        ),
    )


def text_of(article):
    article.document.refresh_from_db()
    return plain_text(article.document.parsed())


def notes_of(article, by, **fields):
    return pasted_notes.find_notes(
        article=article, by=by, **{"version": article.document.version, "ranges": EVERYWHERE, **fields}
    )


def make(article, by, *positions, version=None, **fields):
    version = article.document.version if version is None else version
    return pasted_notes.make_queries(
        article=article, by=by, version=version, positions=positions, now=NOW, **fields
    )


def edit(article, by, *steps):
    article.document.refresh_from_db()
    send_steps(
        article=article,
        by=by,
        version=article.document.version,
        steps=list(steps),
        client_id="tab",
        now=NOW,
    )
    article.document.refresh_from_db()


def test_notes_are_found_where_they_stand_and_nothing_changes(room, article):
    offered = notes_of(article, room.writer)
    assert [(note.words, note.note.question, note.note.replies) for note in offered.notes] == [
        ("<late? yes>", "late?", ("yes",)),
        ("[a]", "Singles only?", ()),
        ("[[Ruth: do we have the new fares?]]", "do we have the new fares?", ()),
    ]
    assert offered.notes[0].position == place_of(article, "<late")[0]
    assert offered.notes[1].passage.quote.endswith("ticket")
    assert not Query.objects.exists()
    assert not StepBatch.objects.exists()


def test_only_what_was_pasted_is_looked_at(room, article):
    start, end = place_of(article, "A single ticket[a] costs")
    assert [note.words for note in notes_of(article, room.writer, ranges=[(start, end)]).notes] == ["[a]"]
    assert notes_of(article, room.writer, ranges=[]).notes == ()


def test_ranges_are_carried_from_the_version_they_were_seen_at(room, article):
    start, end = place_of(article, "A single ticket[a] costs")
    edit(article, room.editor, typed(1, 1, "Now: "))
    offered = notes_of(article, room.writer, version=0, ranges=[(start, end)])
    assert (offered.version, [note.words for note in offered.notes]) == (1, ["[a]"])
    assert offered.notes[0].position == place_of(article, "[a]")[0]


def test_one_note_becomes_a_query_and_the_others_stay(room, article):
    (query,) = make(article, room.writer, place_of(article, "<late")[0])
    assert text_of(article).startswith("Ferry runs at night again\n\nThe last boat leaves at 23.40.")
    assert "[a]Singles only?" in text_of(article)
    assert (query.question, query.state, query.convention) == ("late?", Query.State.ANSWERED, "angle")
    assert [reply.body for reply in query.replies.all()] == ["yes"]
    assert query.anchor.quote == "last boat leaves"
    assert query.anchor.made_at_version == article.document.version
    assert query.asked_by == room.writer


def test_all_notes_become_queries_in_one_edit(room, article):
    positions = [note.position for note in notes_of(article, room.writer).notes]
    made = make(article, room.editor, *positions)
    assert text_of(article) == (
        "Ferry runs at night again\n\nThe last boat leaves at 23.40.\n\nA single ticket costs 6.50 euros."
    )
    assert [query.question for query in made] == ["late?", "Singles only?", "do we have the new fares?"]
    assert made[2].asked_by == room.editor
    assert made[0].assigned_to == room.writer
    batch = StepBatch.objects.get()
    assert (batch.author, batch.first_version) == (room.editor, 0)
    assert Event.objects.filter(kind=Event.Kind.ASKED, actor=room.editor).count() == 1


def test_the_edit_is_kept_before_it_if_somebody_else_wrote_last(room, article):
    edit(article, room.writer, typed(1, 1, "Now: "))
    make(article, room.editor, place_of(article, "<late")[0])
    assert article.revisions.first().version == 1


def test_passages_of_other_queries_stay_exact(room, article):
    other = make_query(article, "6.50 euros", by=room.editor)
    make(article, room.editor, place_of(article, "<late")[0], place_of(article, "[a]")[0])
    other.anchor.refresh_from_db()
    assert other.anchor.state == "exact"
    assert place_of(article, "6.50 euros") == (other.anchor.start, other.anchor.end)


def test_positions_are_carried_from_the_version_they_were_offered_at(room, article):
    at = place_of(article, "<late")[0]
    edit(article, room.editor, typed(1, 1, "Now: "))
    (query,) = make(article, room.writer, at, version=0)
    assert query.question == "late?"


def test_a_note_that_is_gone_makes_no_query(room, article):
    start, end = place_of(article, "<late? yes>")
    edit(article, room.writer, typed(start, end, ""))
    with pytest.raises(NoteGone):
        make(article, room.writer, start, version=0)
    assert not Query.objects.exists()


def test_all_or_none(room, article):
    before = text_of(article)
    with pytest.raises(NoteGone):
        make(article, room.writer, place_of(article, "<late")[0], 1)
    assert text_of(article) == before
    assert not Query.objects.exists()


def test_a_note_without_any_other_words_is_refused(room):
    article = make_article(room.desk, author=room.writer, doc=make_doc("[[Which ferry?]]", headline=""))
    assert notes_of(article, room.writer).notes == ()
    with pytest.raises(QueryRefused):
        make(article, room.writer, place_of(article, "[[Which")[0])


def test_a_comment_mark_whose_comment_was_not_copied_asks_for_it(room):
    article = make_article(room.desk, author=room.writer, doc=make_doc("A single ticket[b] costs 6.50."))
    assert notes_of(article, room.writer).notes == ()
    (note,) = notes_of(article, room.writer, comment_marks=["[b]"]).notes
    (query,) = make(article, room.writer, note.position, comment_marks=["[b]"])
    assert text_of(article).endswith("A single ticket costs 6.50.")
    assert "comment [b]" in query.question
    assert query.anchor.quote.endswith("ticket")


@pytest.mark.parametrize("who", ["colleague", "reader", "stranger"])
def test_only_who_edits_and_asks_makes_queries_of_notes(room, article, who):
    person = getattr(room, who)
    with pytest.raises(NotAllowed):
        notes_of(article, person)
    with pytest.raises(NotAllowed):
        make(article, person, place_of(article, "<late")[0])
    assert not Query.objects.exists()


def test_copy_that_left_keeps_its_words(room, article):
    at = place_of(article, "<late")[0]
    Article.objects.filter(pk=article.pk).update(state="released")
    with pytest.raises(ArticleClosed):
        make(article, room.writer, at)


def test_putting_back_undoes_the_whole_act(room, article):
    before = text_of(article)
    made = make(article, room.writer, *[note.position for note in notes_of(article, room.writer).notes])
    edit(article, room.editor, typed(1, 1, "Now: "))
    back = pasted_notes.put_back(query=made[0], by=room.writer, now=NOW)
    assert text_of(article) == "Now: " + before
    assert [query.number for query in back] == [1, 2, 3]
    for query in Query.objects.all():
        assert query.state == Query.State.RESOLVED
        assert query.replies.last().body == "Put back into the copy."


def test_what_changed_there_since_is_not_overwritten(room, article):
    (query,) = make(article, room.writer, place_of(article, "[[Ruth")[0])
    edit(article, room.editor, typed(*place_of(article, "6.50 euros."), "7 euros."))
    pasted_notes.put_back(query=query, by=room.writer, now=NOW)
    assert "7 euros.\n\n[[Ruth: do we have the new fares?]]" in text_of(article)


def test_words_that_have_no_place_any_more_are_not_put_back(room, article):
    (query,) = make(article, room.writer, place_of(article, "<late")[0])
    start, end = place_of(article, "The last boat leaves at 23.40.")
    edit(article, room.editor, typed(start, end, ""))
    with pytest.raises(CannotTakeBack):
        pasted_notes.put_back(query=query, by=room.writer, now=NOW)
    query.refresh_from_db()
    assert query.is_open


def test_only_who_made_it_or_an_editor_puts_it_back(room, article):
    (query,) = make(article, room.editor, place_of(article, "<late")[0])
    for person in (room.colleague, room.reader, room.stranger, room.writer):
        with pytest.raises(NotAllowed):
            pasted_notes.put_back(query=query, by=person, now=NOW)


def test_a_query_that_was_asked_here_has_no_words_to_put_back(room, article):
    query = make_query(article, "6.50 euros", by=room.editor)
    with pytest.raises(NotAllowed):
        pasted_notes.put_back(query=query, by=room.writer, now=NOW)


def test_a_placeholder_keeps_its_words_and_others_edits_are_never_undone(room):
    article = make_article(room.desk, author=room.writer, doc=make_doc("The ferry [TK: name] leaves."))
    edit(article, room.writer, typed(1, 1, "Now: "))
    (query,) = make(article, room.writer, notes_of(article, room.writer).notes[0].position)
    assert query.anchor.quote == "[TK: name]"
    pasted_notes.put_back(query=query, by=room.editor, now=NOW)
    assert text_of(article).startswith("Now: ")
    query.refresh_from_db()
    assert not query.is_open


def test_the_number_of_statements_does_not_grow_with_the_copy(room, article):
    def statements(act):
        with CaptureQueriesContext(
            connection,
        ) as counted:
            act()
        return len(counted)

    assert statements(lambda: notes_of(article, room.writer)) <= 4


def test_a_note_in_words_that_are_only_proposed_is_lifted_out_of_the_proposal(room, article):
    suggest(article, "A single ticket", "A ticket <which? the single>", by=room.writer)
    offered = notes_of(article, room.writer)
    (note,) = [one for one in offered.notes if one.note.question == "which?"]
    (query,) = make(article, room.writer, note.position)
    assert [reply.body for reply in query.replies.all()] == ["the single"]
    assert "<which?" not in text_of(article)
    assert article.suggestions.pending().count() == 1


def test_long_copies_are_read_in_another_process_to_the_same_end(room, article, monkeypatch):
    offered = notes_of(article, room.writer)
    monkeypatch.setattr(pasted_notes, "LONG", 0)
    assert notes_of(article, room.writer) == offered
    monkeypatch.setattr(pasted_notes, "find_standing", None)
    monkeypatch.setattr(pasted_notes, "lift_standing", None)
    made = make(article, room.writer, *(note.position for note in offered.notes))
    assert [(query.question, query.anchor.quote) for query in made] == [
        (note.note.question, note.passage.quote) for note in offered.notes
    ]
    subprocesses.stop()


def test_notes_are_lifted_before_the_copy_is_locked_and_again_if_it_was_edited_meanwhile(
    room, article, monkeypatch
):
    position = place_of(article, "<late")[0]
    lift, before_the_lock = pasted_notes.lift_standing, []

    def lifting(*args, **kwargs):
        found = lift(*args, **kwargs)
        before_the_lock.append(not connection.savepoint_ids)
        if len(before_the_lock) == 1:
            edit(Article.objects.get(pk=article.pk), room.editor, typed(1, 1, "Now: "))
        return found

    monkeypatch.setattr(pasted_notes, "lift_standing", lifting)
    (query,) = make(article, room.writer, position, version=0)
    assert before_the_lock == [True, False]
    assert text_of(article).startswith("Now: Ferry runs at night again\n\nThe last boat leaves at 23.40.")
    assert (query.anchor.start, query.anchor.end) == place_of(article, "last boat leaves")
    make(article, room.writer, place_of(article, "[a]")[0])
    assert before_the_lock == [True, False, True]


def test_more_notes_than_one_act_asks_are_refused_with_a_sentence(room, monkeypatch):
    monkeypatch.setattr(scanner, "NOTES", 3)
    words = ["It runs <why?> again."] * 4
    article = make_article(room.desk, author=room.writer, doc=make_doc(*words[:3]))
    offered = notes_of(article, room.writer)
    assert len(make(article, room.writer, *(note.position for note in offered.notes))) == 3
    article = make_article(room.desk, author=room.writer, doc=make_doc(*words))
    with pytest.raises(TooManyNotes, match="more than 3 notes"):
        notes_of(article, room.writer)
    assert not article.queries.exists()
