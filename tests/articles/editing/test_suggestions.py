"""Who suggests, what is refused, and every way to decide."""

from __future__ import annotations

import itertools
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.change_phrases import sentence
from articles.documents.spans import Span
from articles.editing import edits, suggestions
from articles.editing.suggestion_rows import ForgedSuggestion, OnlySuggests
from articles.editing.suggestions import (
    Choice,
    NothingPending,
    UnclearChoice,
    decide,
    proposals,
    span_of,
    undo,
)
from articles.models import Anchor, Document, StepBatch, Suggestion
from newsroom.errors import NotAllowed, NotFound
from tests.acts import send_steps
from tests.articles.suggesting import edit, inserted, marked, new_key, published, replaced, suggest, whole
from tests.factories import NOW, make_query, place_of, typed

LATER = NOW + timedelta(minutes=1)
TICKET = "A single ticket costs 6.50 euros."


def submit(room, *steps, by, version=None):
    room.article.document.refresh_from_db()
    return send_steps(
        article=room.article,
        by=by,
        version=room.article.document.version if version is None else version,
        steps=steps,
        client_id="one",
        now=NOW,
    )


def decided(room, accept, by, **choice):
    return decide(article=room.article, accept=accept, choice=Choice(**choice), by=by, now=LATER)


def state(key):
    return Suggestion.objects.get(key=key).state


def test_a_reader_suggests_and_nothing_printed_changes(room):
    before = room.article.digest, room.article.words, room.article.headline
    key = suggest(room.article, "6.50", "7.00", by=room.reader)
    room.article.refresh_from_db()
    assert (room.article.digest, room.article.words, room.article.headline) == before
    assert published(room.article).endswith(TICKET)
    assert "6.507.00 euros" in whole(room.article)
    row = Suggestion.objects.get()
    assert (row.key, row.author, row.made_at, row.state) == (key, room.reader, NOW, "pending")
    (proposal,) = proposals(room.article)
    assert (proposal.change.deleted, proposal.change.inserted) == ("6.50", "7.00")


def test_headline_and_words_of_a_suggestion_count_once_it_is_accepted(room):
    key = suggest(room.article, "Ferry runs", "Two ferries run", by=room.reader)
    assert room.article.headline == "Ferry runs at night again"
    decided(room, True, room.editor, keys=(key,))
    room.article.refresh_from_db()
    assert room.article.headline == "Two ferries run at night again"
    assert published(room.article) == whole(room.article)


@pytest.mark.parametrize(
    "steps",
    [
        lambda start, end, mine: [typed(start, end, "7.00")],
        lambda start, end, mine: [typed(start, start, "7.00")],
        lambda start, end, mine: [*replaced(start, end, "7.00", mine), typed(1, 6, "")],
        lambda start, end, mine: [{"stepType": "addMark", "from": start, "to": end, "mark": {"type": "em"}}],
    ],
    ids=["replaces", "types", "does both", "formats"],
)
def test_who_may_only_suggest_does_not_edit(room, steps):
    start, end = place_of(room.article, "6.50")
    before = whole(room.article)
    with pytest.raises(OnlySuggests):
        submit(room, *steps(start, end, new_key(room.reader)), by=room.reader)
    assert whole(room.article) == before
    assert not Suggestion.objects.exists()
    assert not StepBatch.objects.exists()


@pytest.mark.parametrize("who", ["colleague", "stranger"])
def test_who_takes_no_part_does_not_suggest(room, who):
    person = getattr(room, who)
    with pytest.raises(NotFound if who == "stranger" else NotAllowed):
        suggest(room.article, "6.50", "7.00", by=person)
    suggest(room.article, "6.50", "7.00", by=room.reader)
    with pytest.raises(NotAllowed):
        decided(room, False, person)


@pytest.mark.parametrize("who", ["reader", "editor", "writer"])
def test_nobody_suggests_in_anothers_name(room, who):
    start, end = place_of(room.article, "6.50")
    with pytest.raises(NotAllowed):
        submit(room, *replaced(start, end, "7.00", new_key(room.slot)), by=getattr(room, who))
    assert not Suggestion.objects.exists()


def test_an_editor_is_told_of_the_forgery(room):
    start, end = place_of(room.article, "6.50")
    with pytest.raises(ForgedSuggestion, match="own name"):
        submit(room, marked(start, end, "deletion", new_key(room.reader)), by=room.editor)


def test_a_reader_leaves_the_suggestions_of_others_alone(room):
    suggest(room.article, "6.50", "7.00", by=room.writer)
    start, end = place_of(room.article, "7.00")
    with pytest.raises(OnlySuggests):
        submit(room, typed(start, end, ""), by=room.reader)
    with pytest.raises(OnlySuggests):
        submit(room, typed(start, end, "8.00"), by=room.reader)


def test_a_reader_takes_an_own_suggestion_back_by_typing(room):
    key = suggest(room.article, "6.50", "7.00", by=room.reader)
    start, end = place_of(room.article, "7.00")
    took_out = {**marked(start - 4, start, "deletion", key), "stepType": "removeMark"}
    submit(room, typed(start, end, ""), took_out, by=room.reader)
    row = Suggestion.objects.get()
    assert (row.state, row.decided_by) == ("rejected", room.reader)
    assert whole(room.article) == published(room.article)


def test_an_editor_undoes_and_anothers_suggestion_is_pending_again(room):
    key = suggest(room.article, "6.50", "7.00", by=room.reader)
    start, end = place_of(room.article, "7.00")
    submit(
        room,
        typed(start, end, ""),
        {**marked(start - 4, start, "deletion", key), "stepType": "removeMark"},
        by=room.editor,
    )
    assert state(key) == "rejected"
    submit(room, *replaced(start - 4, start, "7.00", key), by=room.editor)
    row = Suggestion.objects.get()
    assert (row.state, row.decided_by, row.decided_at, row.kind) == ("pending", None, None, "")


def test_accept_and_reject_one(room):
    price = suggest(room.article, "6.50", "7.00", by=room.reader)
    time = suggest(room.article, "23.40", "23.50", by=room.reader)
    assert decided(room, True, room.editor, keys=(price,)).suggestions[0].key == price
    decided(room, False, room.writer, keys=(time,))
    assert published(room.article) == whole(room.article)
    assert "The last boat leaves at 23.40.\n\nA single ticket costs 7.00 euros." in whole(room.article)
    row = Suggestion.objects.get(key=price)
    assert (row.state, row.decided_by, row.decided_at) == ("accepted", room.editor, LATER)
    assert (row.kind, row.deleted, row.inserted) == ("replacement", "6.50", "7.00")
    assert state(time) == "rejected"
    assert list(StepBatch.objects.order_by("pk").values_list("author", flat=True))[-2:] == [
        room.editor.pk,
        room.writer.pk,
    ]


def test_accept_all_reject_all_and_all_of_one_person(room):
    suggest(room.article, "6.50", "7.00", by=room.reader)
    suggest(room.article, "23.40", "23.50", by=room.slot)
    suggest(room.article, "single", "", by=room.reader)
    decided(room, False, room.editor, author=room.reader.pk)
    assert [one.suggestion.author for one in proposals(room.article)] == [room.slot]
    decided(room, True, room.editor)
    assert "leaves at 23.50.\n\nA single ticket costs 6.50" in whole(room.article)
    with pytest.raises(NothingPending):
        decided(room, True, room.editor)


def test_a_selection_decides_on_what_lies_in_it_and_leaves_the_rest(room):
    suggest(room.article, "6.50", "7.00", by=room.reader)
    suggest(room.article, "23.40", "23.50", by=room.reader)
    start, end = place_of(room.article, "ticket costs 6.507.00 euros")
    version = room.article.document.version
    edit(room.article, "Ferry", "A ferry", by=room.writer)
    decided(room, True, room.editor, span=Span(start, end, version))
    assert "23.4023.50" in whole(room.article)
    assert "costs 7.00 euros" in whole(room.article)
    with pytest.raises(NothingPending):
        decided(room, True, room.editor, span=Span(1, 3, 0))


def test_half_of_a_suggestion_in_a_selection_leaves_the_other_half_pending(room):
    start, _ = place_of(room.article, "single")
    key = new_key(room.reader)
    submit(room, inserted(start, "very cheap ", key), by=room.reader)
    version = room.article.document.version
    decided(room, True, room.editor, span=Span(start, start + 5, version))
    assert state(key) == "pending"
    assert published(room.article).endswith("A very single ticket costs 6.50 euros.")
    decided(room, False, room.editor)
    assert whole(room.article).endswith("A very single ticket costs 6.50 euros.")


def test_who_suggested_withdraws_and_does_no_more(room):
    mine = suggest(room.article, "6.50", "7.00", by=room.reader)
    theirs = suggest(room.article, "23.40", "23.50", by=room.slot)
    for refused in ({"keys": (theirs,)}, {"keys": (mine, theirs)}, {}):
        with pytest.raises(NotAllowed):
            decided(room, False, room.reader, **refused)
    with pytest.raises(NotAllowed):
        decided(room, True, room.reader, keys=(mine,))
    decided(room, False, room.reader, keys=(mine,))
    assert (state(mine), state(theirs)) == ("rejected", "pending")


def test_what_is_decided_already_is_said_and_by_whom(room):
    key = suggest(room.article, "6.50", "7.00", by=room.reader)
    decided(room, True, room.editor, keys=(key,))
    with pytest.raises(NothingPending, match="Ruth Adeyemi has already accepted"):
        decided(room, False, room.slot, keys=(key,))
    with pytest.raises(NotFound):
        decided(room, False, room.slot, keys=(new_key(room.reader),))


@pytest.mark.parametrize("closed", ["released", "spiked"])
def test_nothing_is_suggested_or_decided_once_the_copy_left(room, closed):
    key = suggest(room.article, "6.50", "7.00", by=room.reader)
    room.article.state = closed
    room.article.save()
    with pytest.raises(edits.ArticleClosed):
        decided(room, True, room.editor, keys=(key,))
    with pytest.raises(edits.ArticleClosed):
        suggest(room.article, "23.40", "23.50", by=room.reader)


def test_undo_brings_an_accepted_suggestion_back_as_it_was(room):
    key = suggest(room.article, "6.50", "7.00", by=room.reader)
    before = Document.objects.get().content
    decision = decided(room, True, room.editor, keys=(key,))
    edit(room.article, "Ferry", "A ferry", by=room.writer)
    undo(article=room.article, version=decision.undo, by=room.editor, now=LATER)
    edit(room.article, "A ferry", "Ferry", by=room.writer)
    assert Document.objects.get().content == before
    assert state(key) == "pending"
    with pytest.raises(NotFound):
        undo(article=room.article, version=decision.undo, by=room.editor, now=LATER)


def test_undo_is_refused_when_others_changed_the_words(room):
    key = suggest(room.article, "6.50", "7.00", by=room.reader)
    decision = decided(room, True, room.editor, keys=(key,))
    edit(room.article, "ticket costs 7.00 euros", "ticket is free", by=room.writer)
    with pytest.raises(edits.CannotTakeBack):
        undo(article=room.article, version=decision.undo, by=room.editor, now=LATER)
    assert state(key) == "accepted"


def test_undo_is_for_who_decides_and_for_who_withdrew(room):
    key = suggest(room.article, "6.50", "7.00", by=room.reader)
    decision = decided(room, False, room.editor, keys=(key,))
    with pytest.raises(NotAllowed):
        undo(article=room.article, version=decision.undo, by=room.reader, now=LATER)
    undo(article=room.article, version=decision.undo, by=room.writer, now=LATER)
    withdrawn = decided(room, False, room.reader, keys=(key,))
    undo(article=room.article, version=withdrawn.undo, by=room.reader, now=LATER)
    assert state(key) == "pending"
    with pytest.raises(NotFound):
        undo(article=room.article, version=0, by=room.editor, now=LATER)


def test_more_suggestions_than_fit_in_one_batch_are_decided_at_once(room):
    edit(room.article, "6.50", " ".join(f"w{number}" for number in range(250)), by=room.writer)
    start, _ = place_of(room.article, "w0")
    steps, at = [], start
    for number in range(250):
        size = len(f"w{number}")
        steps.append(marked(at, at + size, "deletion", new_key(room.reader)))
        at += size + 1
    for first in (0, 125):
        submit(room, *steps[first : first + 125], by=room.reader)
    assert len(decided(room, False, room.editor).suggestions) == 250
    assert published(room.article) == whole(room.article)


def test_a_passage_is_exact_until_the_change_in_it_is_accepted(room):
    make_query(room.article, "costs 6.50 euros", by=room.editor)
    key = suggest(room.article, "6.50", "7.00", by=room.reader)
    assert Anchor.objects.get().state == "exact"
    decision = decided(room, True, room.editor, keys=(key,))
    anchor = Anchor.objects.get()
    assert (anchor.state, anchor.end - anchor.start) == ("changed", len("costs 7.00 euros"))
    undo(article=room.article, version=decision.undo, by=room.editor, now=LATER)
    assert Anchor.objects.get().state == "exact"
    decided(room, False, room.editor, keys=(key,))
    assert Anchor.objects.get().state == "exact"


def test_text_is_not_replaced_over_the_heads_of_those_who_suggest(room):
    suggest(room.article, "6.50", "7.00", by=room.reader)
    with pytest.raises(edits.SuggestionsPending, match="1 suggestion is pending"):
        edits.restore(article=room.article, number=1, by=room.editor, now=LATER)
    decided(room, True, room.editor)
    edits.restore(article=room.article, number=1, by=room.editor, now=LATER)
    assert whole(room.article).endswith(TICKET)


def test_a_restored_revision_brings_no_old_suggestion_back(room):
    suggest(room.article, "6.50", "7.00", by=room.reader)
    edit(room.article, "Ferry", "A ferry", by=room.writer)
    held = room.article.revisions.order_by("-number").first()
    assert "7.00" in held.content
    decided(room, False, room.editor)
    restored = edits.restore(article=room.article, number=held.number, by=room.editor, now=LATER)
    assert "7.00" not in restored.content
    assert not Suggestion.objects.pending().exists()


def test_an_article_without_suggestions_costs_no_statement_more(room):
    start, _ = place_of(room.article, "6.50")
    submit(room, typed(start, start, "x"), by=room.writer)
    room.article.document.refresh_from_db()
    with CaptureQueriesContext(
        connection,
    ) as plain:
        send_steps(
            article=room.article,
            by=room.writer,
            version=1,
            steps=[typed(start, start, "x")],
            client_id="one",
            now=NOW,
        )
    assert not [one for one in plain.captured_queries if "suggestion" in one["sql"]]


def test_decisions_cost_the_same_for_one_and_for_many(room):
    def cost(words):
        for word in words:
            suggest(room.article, word, "instead", by=room.reader)
        with CaptureQueriesContext(connection) as queries:
            decided(room, False, room.editor)
        return len(queries)

    cost(["single"])  # what was there before is kept once
    assert cost(["6.50"]) == cost(["6.50", "23.40", "single", "boat"])


def test_typing_on_in_a_suggestion_touches_no_row(room):
    key = suggest(room.article, "6.50", "7.00", by=room.reader)
    _, end = place_of(room.article, "7.00")
    version = room.article.document.version
    with CaptureQueriesContext(connection) as queries:
        send_steps(
            article=room.article,
            by=room.reader,
            version=version,
            steps=[inserted(end, "5", key)],
            client_id="s",
            now=NOW,
        )
    assert not [one for one in queries.captured_queries if "articles_suggestion" in one["sql"]]
    assert suggestions.find(room.article, key).change.inserted == "7.005"


def listed(room, key):
    """Steps that make a list of the last paragraph, as the browser sends them."""
    doc = Document.objects.get(pk=room.article.pk).parsed()
    end = doc.content.size
    start = end - doc.last_child.node_size
    item = {"type": "list_item"}
    wrap = {
        "stepType": "replaceAround",
        "from": start,
        "to": end,
        "gapFrom": start,
        "gapTo": end,
        "insert": 2,
        "slice": {"content": [{"type": "bullet_list", "content": [item]}]},
        "structure": True,
    }
    return [{"stepType": "attr", "pos": start, "attr": "rewrapped", "value": f"{key} 0 doc"}, wrap]


@pytest.mark.parametrize("accept", [True, False])
def test_a_paragraph_is_suggested_to_be_a_list_and_its_passages_stay_exact(room, accept):
    query = make_query(room.article, "6.50 euros", by=room.editor)
    before = room.article.document.parsed()
    key = new_key(room.reader)
    submit(room, *listed(room, key), by=room.reader)
    assert Document.objects.get(pk=room.article.pk).published().eq(before)
    (proposal,) = proposals(room.article)
    assert sentence(proposal.change) == f"Format “{TICKET}”: now in a bulleted list"
    decided(room, accept, room.editor, keys=(key,))
    after = Document.objects.get(pk=room.article.pk).parsed()
    assert after.last_child.type.name == ("bullet_list" if accept else "paragraph")
    assert accept or after.eq(before)
    assert Anchor.objects.get(query=query).state == "exact"
    undo(
        article=room.article,
        version=room.article.document.batches.last().first_version,
        by=room.editor,
        now=LATER,
    )
    assert state(key) == "pending"


def test_a_list_that_says_nothing_of_what_it_was_is_an_edit(room):
    _remember, wrap = listed(room, new_key(room.reader))
    with pytest.raises(OnlySuggests, match="Reload the page and suggest it again"):
        submit(room, wrap, by=room.reader)


@pytest.mark.parametrize("given", [p for p in itertools.product((None, 3), repeat=3) if len({*p}) == 2])
def test_half_of_a_span_chooses_nothing(given):
    with pytest.raises(UnclearChoice):
        span_of(*given)


def test_a_whole_span_is_one_and_none_is_no_choice():
    assert span_of(1, 2, 3) == Span(1, 2, 3)
    assert span_of(0, 0, 0) == Span()
    assert span_of(None, None, None) is None
