from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from articles.documents.anchors import AnchorError, State, anchor_at
from articles.documents.replacing import CannotReplace, replacement, tidy_words
from articles.documents.steps import apply_batch
from articles.documents.text import text_between
from tests.articles.documents import building
from tests.articles.documents.building import LINK, doc, p, text, where


def replaced(document, words, new, nth=0):
    passage = anchor_at(document, *where(document, words, nth))
    found = replacement(document, passage, new)
    after = apply_batch(document, [found.step]).doc if found.step else document
    return after, found


def test_the_words_take_the_place_of_the_passage_and_nothing_else():
    after, found = replaced(doc("A single ticket costs 6.50 euros."), "6.50 euros", "7 euros")
    assert after.eq(doc("A single ticket costs 7 euros."))
    assert text_between(after, found.passage.start, found.passage.end) == "7 euros"
    assert (found.passage.state, found.passage.quote) == (State.CHANGED, "6.50 euros")


def test_what_both_begin_and_end_with_is_left_alone():
    _after, found = replaced(doc("costs 6.50 euros today"), "6.50 euros", "6.80 euros")
    start, _end = where(doc("costs 6.50 euros today"), "5")
    assert (found.step["from"], found.step["to"]) == (start, start + 1)


def test_new_words_are_formatted_as_those_they_replace():
    document = doc(p("It ", text("may well", "em"), " rain."))
    assert replaced(document, "may well", "might")[0].eq(doc(p("It ", text("might", "em"), " rain.")))
    half = doc(p("It ", text("may", "em"), " rain."))
    found = where(half, "may")
    passage = anchor_at(half, found[0], found[1] + 5)
    after = apply_batch(half, [replacement(half, passage, "will pour").step]).doc
    assert after.eq(doc("It will pour."))


def test_words_put_into_a_link_stay_in_it():
    document = doc(p("See ", text("the report", LINK), "."))
    after, _found = replaced(document, "report", "second report")
    assert after.eq(doc(p("See ", text("the second report", LINK), ".")))


def test_the_same_words_are_no_edit():
    assert replaced(doc("As it was."), "As it was", "As it was")[1].step is None


@pytest.mark.parametrize("old", ["😀 mat", "نص", "e\u0301"])
def test_characters_of_two_units_stay_whole(old):
    after, found = replaced(doc(f"The {old} today."), old, "😀😀 mat")
    assert after.eq(doc("The 😀😀 mat today."))
    assert text_between(after, found.passage.start, found.passage.end) == "😀😀 mat"


def test_a_passage_over_two_paragraphs_is_refused():
    document = doc("The first.", "The second.")
    start, _ = where(document, "first")
    _, end = where(document, "second")
    with pytest.raises(CannotReplace):
        replacement(document, anchor_at(document, start, end), "other")


@pytest.mark.parametrize("kind", ["insertion", "deletion"])
def test_words_that_somebody_suggested_to_change_are_decided_on_first(kind):
    suggested = text("may", {"type": kind, "attrs": {"suggestion": "7.abcdefgh"}})
    document = doc(p("It ", suggested, " rain."))
    passage = anchor_at(document, *where(document, "may"))
    with pytest.raises(CannotReplace, match="Accept or reject it first"):
        replacement(document, passage, "will")


def test_proposed_words_are_one_line_without_control_characters():
    assert tidy_words("  two\r\nlines\tand\x00 more ") == "two lines and more"


@building.examples(150)
@given(st.data())
def test_whatever_is_replaced_reads_as_proposed_and_leaves_the_rest(data):
    document = data.draw(building.documents)
    size = document.content.size
    start = data.draw(st.integers(0, size - 1))
    try:
        passage = anchor_at(document, start, data.draw(st.integers(start + 1, size)))
        new = data.draw(building.phrases)
        found = replacement(document, passage, new)
    except (AnchorError, CannotReplace):
        assume(False)
    if found.step is None:
        assert passage.quote == new
        return
    after = apply_batch(document, [found.step]).doc
    assert text_between(after, found.passage.start, found.passage.end) == new
    assert text_between(after, 0, passage.start) == text_between(document, 0, passage.start)
    rest = text_between(after, found.passage.end, after.content.size)
    assert rest == text_between(document, passage.end, size)
