from __future__ import annotations

from dataclasses import replace as changed

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from articles.documents.anchors import AnchorError, Passage, State, anchor_at, carry, map_passage
from articles.documents.diff import diff_documents
from articles.documents.finding import find
from articles.documents.steps import StepError, apply_batch
from articles.documents.text import plain_text, text_between
from tests.articles.documents import building
from tests.articles.documents.building import block, doc, p, replace, text, where

ARTICLE = doc("The cat sat on the 😀 mat today.", "Second paragraph, with the other cat.")
CAT = where(ARTICLE, "cat")
EM = {"type": "em"}


def passage_on(document, words, nth=0):
    return anchor_at(document, *where(document, words, nth))


def edited(document, passage, *batches):
    """The document and the passage after some batches of steps."""
    for batch in batches:
        applied = apply_batch(document, batch)
        passage = map_passage(passage, applied.maps, applied.doc)
        document = applied.doc
    return document, passage


def undone(document, batch):
    """The steps that undo a batch."""
    inverse = []
    for step in apply_batch(document, batch).steps:
        inverse.insert(0, step.invert(document).to_json())
        document = step.apply(document).doc
    return inverse


def outcome(document, passage):
    return passage.state, text_between(document, passage.start, passage.end)


class TestPuttingOne:
    def test_it_keeps_its_words_and_those_around_them(self):
        assert passage_on(ARTICLE, "cat") == Passage(
            start=CAT[0],
            end=CAT[1],
            state=State.EXACT,
            quote="cat",
            before="Headline\nThe ",
            after=" sat on the 😀 mat today.\nSecond ",
        )

    def test_borders_of_blocks_at_its_edges_are_left_out(self):
        start, end = where(ARTICLE, "today.")[1], where(ARTICLE, "Second")[1]
        passage = anchor_at(ARTICLE, start, end)
        assert (passage.quote, passage.start) == ("Second", where(ARTICLE, "Second")[0])

    def test_it_may_run_over_several_blocks(self):
        start, end = where(ARTICLE, "mat")[0], where(ARTICLE, "Second")[1]
        assert anchor_at(ARTICLE, start, end).quote == "mat today.\nSecond"

    @pytest.mark.parametrize("start, end", [(-1, 5), (5, 5), (6, 5), (3, 10_000), (10, 11)])
    def test_it_needs_a_range_with_words(self, start, end):
        with pytest.raises(AnchorError):
            anchor_at(ARTICLE, start, end)

    def test_a_space_is_no_word(self):
        with pytest.raises(AnchorError):
            anchor_at(ARTICLE, CAT[0] - 1, CAT[0])


A, Z = CAT
DELETED = [replace(A, Z)]
WIDELY = [replace(A - 4, Z + 4)]


class TestEditing:
    @pytest.mark.parametrize(
        "batch, state, words",
        [
            ([replace(A, A, "X")], State.EXACT, "cat"),
            ([replace(Z, Z, "X")], State.EXACT, "cat"),
            ([replace(A + 1, A + 1, "X")], State.CHANGED, "cXat"),
            ([replace(A, Z, "dog")], State.CHANGED, "dog"),
            ([replace(A - 4, Z + 4, "A dog")], State.DETACHED, ""),
            (DELETED, State.DETACHED, ""),
            (WIDELY, State.DETACHED, ""),
            ([replace(Z - 1, Z + 2)], State.CHANGED, "ca"),
            ([replace(A + 1, A + 1, content=[p(), p()], open_start=1, open_end=1)], State.CHANGED, "c\nat"),
            ([{"stepType": "addMark", "from": A, "to": Z, "mark": EM}], State.EXACT, "cat"),
            ([replace(1, 5)], State.EXACT, "cat"),
            ([replace(1, 5), replace(A - 4, A - 4, "😀")], State.EXACT, "cat"),
            ([replace(A + 1, A + 1, "X"), replace(A + 1, A + 2)], State.EXACT, "cat"),
        ],
    )
    def test_it_follows_its_words(self, batch, state, words):
        document, passage = edited(ARTICLE, passage_on(ARTICLE, "cat"), batch)
        assert outcome(document, passage) == (state, words)

    def test_it_always_says_which_words_it_was_put_on(self):
        asked = passage_on(ARTICLE, "cat")
        for batch in (DELETED, [replace(A, Z, "dog")], [replace(1, 5)]):
            _document, passage = edited(ARTICLE, asked, batch)
            assert (passage.quote, passage.before, passage.after) == (asked.quote, asked.before, asked.after)

    def test_a_detached_one_keeps_the_point(self):
        document, passage = edited(ARTICLE, passage_on(ARTICLE, "cat"), WIDELY, [replace(1, 3)])
        assert (passage.start, passage.end, passage.lead) == (A - 6, A - 6, 4)
        assert text_between(document, passage.start, passage.start + 7) == " on the"

    @pytest.mark.parametrize(
        "batch",
        [
            DELETED,
            WIDELY,
            [replace(A - 4, Z + 4, "A dog")],
            [replace(Z - 1, Z + 2)],
            [replace(A - 2, A + 1)],
            [replace(A + 1, A + 2)],
            [replace(A, Z, "dog")],
            [replace(A - 5, where(ARTICLE, "today.")[1] + 1)],
            [replace(A - 2, Z + 1), replace(1, A - 2), replace(1, 3)],
        ],
    )
    def test_undo_makes_it_exact_again(self, batch):
        asked = passage_on(ARTICLE, "cat")
        document, passage = edited(ARTICLE, asked, batch, undone(ARTICLE, batch))
        assert document.eq(ARTICLE)
        assert passage == asked

    def test_undo_step_by_step_makes_it_exact_again(self):
        first, second = [replace(A - 2, Z + 1)], [replace(A - 4, A - 1)]
        between = apply_batch(ARTICLE, first).doc
        asked = passage_on(ARTICLE, "cat")
        batches = [first, second, undone(between, second), undone(ARTICLE, first)]
        document, passage = edited(ARTICLE, asked, *batches)
        assert document.eq(ARTICLE)
        assert passage == asked

    def test_words_typed_again_where_they_were_are_the_same_words(self):
        typed = [[replace(A + i, A + i, letter)] for i, letter in enumerate("cat")]
        document, passage = edited(ARTICLE, passage_on(ARTICLE, "cat"), DELETED, *typed)
        assert outcome(document, passage) == (State.EXACT, "cat")

    def test_a_twin_that_stands_beside_it_is_not_taken_for_it(self):
        document = doc("the the cat")
        first, second = where(document, "the ")
        _document, passage = edited(
            document, anchor_at(document, first, second - 1), [replace(first, second)]
        )
        assert passage.state is State.DETACHED

    def test_a_paragraph_dragged_elsewhere_takes_it_along(self):
        moving = "The finance minister told the committee that nothing had been paid to the contractor."
        document = doc("First paragraph of the article.", moving, "Last paragraph of the article.")
        start = where(document, moving)[0] - 1
        end = start + len(moving) + 2
        dragged = [replace(start, end), replace(10, 10, content=[p(moving)])]
        document, passage = edited(document, passage_on(document, "the committee"), dragged)
        assert outcome(document, passage) == (State.MOVED, "the committee")
        assert passage.start == where(document, "the committee")[0]

    def test_words_pasted_twice_are_taken_for_neither(self):
        moving = "The finance minister told the committee that nothing had been paid to the contractor."
        document = doc("First paragraph.", moving, "Last paragraph.")
        start = where(document, moving)[0] - 1
        pasted = [replace(start, start + len(moving) + 2), replace(10, 10, content=[p(moving), p(moving)])]
        _document, passage = edited(document, passage_on(document, "the committee"), pasted)
        assert passage.state is State.DETACHED

    def test_the_same_words_in_another_sentence_are_not_its_words(self):
        pasted = [replace(1, 1, "A cat may look at a king: ")]
        _document, passage = edited(ARTICLE, passage_on(ARTICLE, "cat"), DELETED, pasted)
        assert passage.state is State.DETACHED

    def test_a_moved_one_stays_to_be_confirmed(self):
        moved = changed(passage_on(ARTICLE, "cat"), state=State.MOVED)
        document, passage = edited(ARTICLE, moved, [replace(A + 1, A + 1, "X")])
        assert outcome(document, passage) == (State.MOVED, "cXat")


@building.examples(120)
@given(st.data())
def test_whatever_happens_undo_brings_it_back(data):
    document, asked = _asked(data)
    batch = [data.draw(building.step_data(document))]
    try:
        there, passage = edited(document, asked, batch)
    except StepError:
        return
    assert 0 <= passage.start <= passage.end <= there.content.size
    assert passage.live == (passage.start < passage.end)
    if passage.state is State.EXACT:
        assert text_between(there, passage.start, passage.end) == asked.quote
    if batch[0]["stepType"] not in ("replace", "replaceAround"):
        return
    back, passage = edited(there, passage, undone(document, batch))
    assert back.eq(document)
    if passage.state is not State.MOVED:
        assert passage == asked


@building.examples(50)
@given(st.data())
def test_typing_at_an_edge_stays_outside(data):
    document, asked = _asked(data)
    words = data.draw(building.phrases)
    at = data.draw(st.sampled_from([asked.start, asked.end]))
    assume(document.resolve(at).parent.inline_content)
    there, passage = edited(document, asked, [replace(at, at, words)])
    assert outcome(there, passage) == (State.EXACT, asked.quote)


def _asked(data):
    document = data.draw(building.documents)
    assume(plain_text(document).strip())
    size = document.content.size
    start = data.draw(st.integers(0, size - 1))
    try:
        return document, anchor_at(document, start, data.draw(st.integers(start + 1, size)))
    except AnchorError:
        assume(False)


SENTENCE = "The finance minister told the committee that nothing had been paid to the contractor."
OTHERS = [
    "It rained in the north of the country for a week.",
    "Schools stay closed until the end of the month.",
]


def carried(old, new, words):
    [passage] = carry([passage_on(old, words)], diff_documents(old, new))
    return passage.state, text_between(new, passage.start, passage.end)


class TestANewVersion:
    def test_untouched_words_stay_exact(self):
        assert carried(doc(SENTENCE), doc("New.", SENTENCE), "the committee") == (
            State.EXACT,
            "the committee",
        )

    def test_words_that_were_edited_are_changed(self):
        new = doc(SENTENCE.replace("the committee", "a small committee"))
        assert carried(doc(SENTENCE), new, "told the committee") == (State.CHANGED, "told a small committee")

    def test_words_that_are_gone_are_detached(self):
        new = doc("The finance minister told reporters nothing.", *OTHERS)
        assert carried(doc(SENTENCE, *OTHERS), new, "contractor")[0] is State.DETACHED

    def test_a_paragraph_that_moved_takes_them_along(self):
        old, new = doc(SENTENCE, *OTHERS), doc(*OTHERS, SENTENCE.replace("nothing", "no money"))
        assert carried(old, new, "the committee") == (State.MOVED, "the committee")

    def test_a_sentence_that_moved_to_another_paragraph_takes_them_along(self):
        old = doc(SENTENCE + " " + OTHERS[0], OTHERS[1])
        new = doc(SENTENCE, OTHERS[1] + " " + OTHERS[0])
        assert carried(old, new, "north of the country") == (State.MOVED, "north of the country")
        assert carried(old, new, "told the committee") == (State.EXACT, "told the committee")

    def test_a_paragraph_that_was_divided_keeps_them(self):
        first, second = SENTENCE.split(" that ")
        assert carried(doc(SENTENCE), doc(first, second), "nothing") == (State.EXACT, "nothing")
        assert carried(doc(first, second), doc(SENTENCE), "nothing") == (State.EXACT, "nothing")

    def test_a_paragraph_that_became_a_heading_keeps_them(self):
        new = doc(block("heading", SENTENCE, level=3))
        assert carried(doc(SENTENCE), new, "nothing") == (State.EXACT, "nothing")

    def test_marks_alone_change_no_passage(self):
        new = doc(p(SENTENCE[:20], text(SENTENCE[20:40], "em"), SENTENCE[40:]))
        assert carried(doc(SENTENCE), new, "told the committee") == (State.EXACT, "told the committee")

    def test_a_look_alike_is_not_taken(self):
        old = doc("The president spoke.", "In the evening the president left for home.")
        new = doc("Nobody spoke.", "In the evening the president left for home.")
        [passage] = carry([passage_on(old, "president")], diff_documents(old, new))
        assert passage.state is State.DETACHED

    def test_of_two_equal_places_neither_is_taken(self):
        old = doc(SENTENCE, *OTHERS)
        new = doc(OTHERS[0], SENTENCE, OTHERS[1], SENTENCE)
        state, _words = carried(doc("Intro.", SENTENCE), new, "the committee")
        assert state in (State.EXACT, State.DETACHED, State.MOVED)
        moved_and_doubled = doc(*OTHERS, "Something else entirely.", SENTENCE, SENTENCE)
        found = carry([passage_on(old, "the committee")], diff_documents(old, moved_and_doubled))
        assert found[0].state is State.DETACHED

    def test_a_detached_one_comes_back_with_its_words(self):
        old, without = doc(*OTHERS, SENTENCE), doc(*OTHERS)
        [gone] = carry([passage_on(old, "the committee")], diff_documents(old, without))
        assert gone.state is State.DETACHED
        [back] = carry([gone], diff_documents(without, old))
        assert back == passage_on(old, "the committee")

    def test_a_changed_one_is_looked_for_by_the_words_it_was_on_last(self):
        old, new = doc(SENTENCE, *OTHERS), doc(OTHERS[0], OTHERS[1] + " " + SENTENCE)
        now = changed(passage_on(old, "told the committee"), quote="said to them", state=State.CHANGED)
        [passage] = carry([now], diff_documents(old, new))
        assert passage.state is State.MOVED
        assert text_between(new, passage.start, passage.end) == "told the committee"
        assert passage.quote == "said to them"


def test_words_that_stand_in_very_many_places_are_known_by_their_neighbours():
    """Only so many places are compared; which of the others is meant is told by the letters next to it."""
    lines = [f"Line {number} says yes and goes on." for number in range(400)]
    passage = passage_on(doc("Only here stands the word yes among others."), "yes")
    new = doc(*lines[:200], "Here stands the word yes among others.", *lines[200:])
    everywhere = ((0, new.content.size),)
    start, _end = where(new, "yes among")
    assert find(new, passage, everywhere) == (start, start + len("yes"))
    assert find(doc(*lines), passage, everywhere) is None
    assert find(doc(*["The word yes among"] * 400), passage, everywhere) is None
