from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.documents.text import plain_text
from articles.importing import import_copy
from articles.importing.corrections import WordsNotFound, passage_on_words, standfirst_of, with_top

DRAFT = b"# Night market <sure?> moves\n\nThe stalls move in May. The *stalls* stay <till when?> in May.\n"


def read():
    return import_copy(DRAFT, filename="a.md")


def quotes(article):
    return [passage.quote for _note, passage in article.notes]


def test_a_headline_is_corrected_and_notes_stay_on_their_words():
    imported = read()
    corrected = with_top(imported, headline="Night market leaves", standfirst="")
    assert corrected.headline == "Night market leaves"
    assert plain_text(corrected.doc).startswith("Night market leaves\n\nThe stalls")
    assert quotes(corrected) == quotes(imported)
    shift = len("leaves") - len("moves")
    assert corrected.notes[1][1].start == imported.notes[1][1].start + shift


def test_a_standfirst_is_put_in_corrected_and_taken_out():
    one = with_top(read(), headline="Night market moves", standfirst=" What the\n council  decided ")
    assert standfirst_of(one) == "What the council decided"
    two = with_top(one, headline="Night market moves", standfirst="What it decided")
    assert standfirst_of(two) == "What it decided"
    assert quotes(two) == quotes(read())
    none = with_top(two, headline="Night market moves", standfirst="")
    assert none.doc.to_json() == read().doc.to_json()


def test_what_reads_as_it_did_is_not_touched():
    imported = import_copy(b"# Night *market*\n\nWords.\n", filename="a.md")
    assert with_top(imported, headline="Night  market ", standfirst="") is imported


def test_a_note_is_put_on_the_nearest_of_the_words():
    imported = read()
    passage = imported.notes[1][1]
    first, second = 37, 61
    near = passage_on_words(imported, passage, "in \n May")
    assert (near.quote, near.start) == ("in May", first)
    behind = replace(passage, start=second + 2)
    assert passage_on_words(imported, behind, "in May").start == second
    assert passage_on_words(imported, passage, passage.quote) is passage
    assert passage_on_words(imported, passage, None) is passage


@pytest.mark.parametrize("words", ["", "  ", "in June", "May. The stalls stay"])
def test_words_that_are_not_there_are_refused(words):
    imported = read()
    with pytest.raises(WordsNotFound, match="not in the copy"):
        passage_on_words(imported, imported.notes[1][1], words.replace("stalls stay", "boats stay"))


@given(st.data())
def test_any_words_of_the_copy_are_found(data):
    imported = read()
    text = plain_text(imported.doc)
    start = data.draw(st.integers(0, len(text) - 1))
    words = text[start : data.draw(st.integers(start + 1, len(text)))]
    if not words.split():
        return
    found = passage_on_words(imported, imported.notes[0][1], words)
    assert found.quote.split() == words.split()
