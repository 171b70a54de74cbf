"""“Leave it” holds for its words, follows them, and never hides others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prosemirror.transform import Transform

from articles.documents.schema import schema
from articles.documents.style.checking import check_entries
from articles.documents.style.remembering import Scope, follow, is_stale, leave, remaining
from articles.documents.style.rules import Rules
from articles.documents.text import text_between
from tests.articles.documents.building import doc, examples

from .support import entry

RULES = Rules([entry(pattern="Arab governments|the boat", suggestion="x")])
WORDS = "Arab governments met. The boat and other Arab governments left."


def changed(document, start, end, words=""):
    """The steps that put words in the place of a range, and the document after them."""
    transform = Transform(document)
    if start < end:
        transform.delete(start, end)
    if words:
        transform.insert(start, schema.text(words))
    return [step.get_map() for step in transform.steps], transform.doc


def test_one_place_or_the_whole_story():
    document = doc(WORDS, WORDS)
    found = check_entries(document, RULES)
    here, everywhere = leave(document, found[0], Scope.HERE), leave(document, found[0], Scope.STORY)
    assert len(found) == 6
    assert remaining(document, found, [here]) == found[1:]
    kept = remaining(document, found, [everywhere])
    assert {one.place.words for one in kept} == {"The boat", "Arab governments"}
    assert all(one.key != found[0].key for one in kept)


def test_other_words_in_the_place_are_not_hidden():
    document = doc(WORDS)
    first = check_entries(document, RULES)[0]
    left = leave(document, first, Scope.HERE)
    maps, after = changed(document, first.place.start, first.place.end, "The boat")
    now = follow(left, maps, after)
    assert is_stale(now, after)
    assert [one.place.words for one in remaining(after, check_entries(after, RULES), [now])] == [
        "The boat",
        "The boat",
        "Arab governments",
    ]


def test_another_suggestion_asks_again():
    document = doc(WORDS)
    left = leave(document, check_entries(document, RULES)[0], Scope.STORY)
    others = Rules([entry(pattern="Arab governments", suggestion="y")])
    assert len(remaining(document, check_entries(document, others), [left])) == 2


@pytest.mark.parametrize("scope", Scope)
def test_it_is_the_same_after_the_whole_story_was_written_again(scope):
    document = doc(WORDS)
    left = leave(document, check_entries(document, RULES)[0], scope)
    again = doc(WORDS)
    assert len(remaining(again, check_entries(again, RULES), [left])) < 3


edits = st.lists(
    st.tuples(
        st.integers(0, 90), st.integers(0, 6), st.sampled_from(["", "x", " and ", "😀", "Arab governments"])
    ),
    max_size=6,
)


@given(edits, st.integers(0, 2))
@examples(150)
def test_what_is_left_follows_its_words_and_hides_no_others(made, which):
    document = doc("😀 " + WORDS)
    chosen = check_entries(document, RULES)[which]
    left = leave(document, chosen, Scope.HERE)
    for start, length, words in made:
        size = document.content.size - 1
        start = 11 + start % max(size - 11, 1)
        end = min(start + length, size)
        try:
            maps, document = changed(document, start, end, words)
        except ValueError:  # half a character, or not within a block
            continue
        left = follow(left, maps, document)
    found = check_entries(document, RULES)
    hidden = [one for one in found if one not in remaining(document, found, [left])]
    assert len(hidden) <= 1
    for one in hidden:
        assert one.key == chosen.key
        assert text_between(document, one.place.start, one.place.end) == chosen.place.words
        assert not is_stale(left, document)
    if not is_stale(left, document) and any(one.key == chosen.key for one in found):
        places = {(one.place.start, one.place.end) for one in found}
        assert len(hidden) == ((left.passage.start, left.passage.end) in places)
