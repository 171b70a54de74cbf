"""The words around what was found."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reviews.models import SearchEntry
from reviews.search.excerpts import LENGTH, excerpt, marked
from reviews.search.folding import words_in
from reviews.search.terms import read
from reviews.search.texts import folded

Kind = SearchEntry.Kind
EVERYTHING = frozenset(Kind)


def entry(*texts):
    return SearchEntry(texts=[list(text) for text in texts], folded=folded("", texts))


def shown(found):
    return "".join(f"[{piece.text}]" if piece.is_hit else piece.text for piece in found.pieces)


def test_hits_are_marked_as_they_are_written():
    pieces = marked("Élysée: the ELYSEE again", read("elysee "))
    assert [piece.text for piece in pieces if piece.is_hit] == ["Élysée", "ELYSEE"]
    assert "".join(piece.text for piece in pieces) == "Élysée: the ELYSEE again"


def test_a_phrase_is_one_hit_and_its_words_elsewhere_are_none():
    text = "The last boat was the last, said the boat’s owner."
    assert shown(excerpt(entry(("c", None, text)), read('"last boat"'), EVERYTHING)) == (
        "The [last boat] was the last, said the boat’s owner."
    )


def test_the_last_word_is_marked_from_its_beginning():
    assert [piece.text for piece in marked("ferries and a ferry", read("ferr")) if piece.is_hit] == [
        *("ferries", "ferry")
    ]


def test_an_excerpt_is_of_the_text_that_has_most_of_the_terms():
    found = excerpt(
        entry(("c", None, "The boat leaves."), ("r", 7, "The boat is the Petrel.")),
        read("boat petrel "),
        EVERYTHING,
    )
    assert (found.kind, found.number, shown(found)) == (Kind.REPLY, 7, "The [boat] is the [Petrel].")


def test_an_excerpt_is_of_the_kinds_that_were_looked_in():
    texts = entry(("c", None, "The boat leaves."), ("q", 2, "Which boat?"))
    assert excerpt(texts, read("boat "), {Kind.QUERY}).number == 2


def test_where_only_the_headline_has_it_the_copy_is_shown_from_its_beginning():
    found = excerpt(entry(("s", None, "Every night."), ("c", None, "A boat.")), read("ferry "), EVERYTHING)
    assert (shown(found), found.is_from_start, found.is_to_end) == ("Every night.", True, True)
    assert excerpt(entry(), read("ferry "), EVERYTHING) is None


def test_long_texts_are_cut_between_words():
    text = "word " * 400 + "petrel " + "other " * 400
    found = excerpt(entry(("c", None, text)), read("petrel "), EVERYTHING)
    assert found.text.startswith("word word") and found.text.endswith("other")
    assert "[petrel]" in shown(found)
    assert len(found.text) <= LENGTH
    assert (found.is_from_start, found.is_to_end) == (False, False)


@given(st.text(min_size=1, max_size=2_000), st.data())
def test_an_excerpt_is_a_part_of_the_text_with_the_hit_in_it(text, data):
    words = list(words_in(text))
    if not words:
        return
    word = data.draw(st.sampled_from(words))
    found = excerpt(entry(("c", None, text)), read(f'"{text[word.start : word.end]}"'), EVERYTHING)
    assert found.text in text
    assert [fold.folded for piece in found.pieces if piece.is_hit for fold in words_in(piece.text)][:1] == [
        word.folded
    ]
