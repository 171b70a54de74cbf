"""A version that was written on elsewhere, and what was written here meanwhile: both are in the merge."""

from __future__ import annotations

import random

import pytest

from articles.documents import schema
from articles.documents.diff import diff_documents
from articles.documents.merging import merge
from articles.documents.text import plain_text
from tests.articles.documents.made import version


def doc(*paragraphs):
    nodes = schema.schema.node
    texts = [[schema.schema.text(words)] if words else None for words in paragraphs]
    return nodes(
        "doc", None, [nodes("headline", None, texts[0]), *(nodes("paragraph", None, t) for t in texts[1:])]
    )


def merged(base, elsewhere, here):
    return merge(diff_documents(base, elsewhere), here)


BASE = ("Two ferries", "The first leaves at nine.", "The second leaves at ten.", "Nobody knows why.")


def changed(**paragraphs):
    texts = list(BASE)
    for name, words in paragraphs.items():
        texts[int(name[1:])] = words
    return doc(*texts)


@pytest.mark.parametrize(
    ("elsewhere", "here", "both"),
    [
        ({"p1": "The first leaves at eight."}, {}, {"p1": "The first leaves at eight."}),
        (
            {"p1": "The first leaves at eight."},
            {"p2": "The second leaves at midnight."},
            {"p1": "The first leaves at eight.", "p2": "The second leaves at midnight."},
        ),
        (
            {"p1": "The first boat leaves at nine."},
            {"p1": "The first leaves at noon."},
            {"p1": "The first boat leaves at noon."},
        ),
        ({"p0": "Three ferries"}, {"p3": ""}, {"p0": "Three ferries", "p3": ""}),
    ],
)
def test_what_was_changed_in_other_places_is_in_both(elsewhere, here, both):
    found = merged(doc(*BASE), changed(**elsewhere), changed(**here))
    assert plain_text(found.doc) == plain_text(changed(**both))
    assert not found.clashes


def test_the_same_words_changed_twice_stay_as_they_are_here_and_are_told_in_whole_words():
    found = merged(
        doc(*BASE),
        changed(p1="The first leaves at nineteen."),
        changed(p1="Both are at the pier until dawn."),
    )
    assert plain_text(found.doc) == plain_text(changed(p1="Both are at the pier until dawn."))
    assert [(clash.removed, clash.inserted) for clash in found.clashes] == [("nine.", "nineteen.")]


def test_a_paragraph_that_was_deleted_there_stays_where_it_was_written_in_here():
    shorter = doc(*(words for words in BASE if not words.startswith("The second")))
    found = merged(doc(*BASE), shorter, changed(p2="The second, a small one, leaves at ten."))
    assert "a small one" in plain_text(found.doc)
    assert found.clashes


def test_words_that_moved_there_are_neither_lost_nor_there_twice():
    moved = doc(BASE[0], BASE[3], BASE[1], BASE[2])
    for here in (changed(), changed(p1="The first leaves at eight."), changed(p3="Nobody here knows why.")):
        text = plain_text(merged(doc(*BASE), moved, here).doc)
        assert text.count("knows why") == 1
        assert text.count("The first") == 1


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("change", ["5 % of the words", "paragraphs swapped", "shuffled and edited"])
def test_a_file_alone_is_what_it_is(change, seed):
    made = version("English", change, seed)
    found = merge(diff_documents(made.old, made.new), made.old)
    assert found.doc.eq(made.new)
    assert not found.clashes


@pytest.mark.parametrize("seed", range(20))
def test_edits_of_different_paragraphs_are_all_in_it(seed):
    chance = random.Random(seed)
    texts = [f"Paragraph {number} says {chance.choice('abcdef') * 4} again." for number in range(30)]
    there = {number: f"{texts[number]} There {number}." for number in chance.sample(range(30), 10)}
    here = {
        number: texts[number].replace("says", "says here")
        for number in chance.sample([one for one in range(30) if one not in there], 10)
    }

    def written(*edits):
        return doc(*(next((edit[n] for edit in edits if n in edit), text) for n, text in enumerate(texts)))

    found = merged(written(), written(there), written(here))
    assert found.doc.eq(written(there, here))
