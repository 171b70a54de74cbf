from __future__ import annotations

import random

from articles.documents import alignment
from articles.documents.alignment import align, likely_pairs, moved_pairs, sketch
from articles.documents.matching import Words
from tests.articles.documents.sessions import draft

RAIN = "It rained in the north of the country for a whole week in June."
SCHOOL = "Schools in the capital stay closed until the end of the month."
MONEY = "The minister told the committee that no money had been paid at all."


def sketches(texts, vocabulary, kind="text"):
    return [sketch(vocabulary, key=text, kind=kind, text=text) for text in texts]


def aligned(old, new):
    vocabulary = Words([], [])
    return align(sketches(old, vocabulary), sketches(new, vocabulary))


def test_equal_blocks_are_matched_around_what_is_new():
    assert aligned([RAIN, SCHOOL], [RAIN, MONEY, SCHOOL]) == [(0, 0), (None, 1), (1, 2)]


def test_an_edited_block_is_the_same_block():
    assert aligned([RAIN, SCHOOL], [RAIN.replace("June", "May"), MONEY]) == [(0, 0), (1, None), (None, 1)]


def test_blocks_that_share_no_more_than_common_words_are_not():
    assert aligned([RAIN], [MONEY]) == [(0, None), (None, 0)]


def test_a_corrected_heading_is_the_same_heading():
    assert aligned(["Goverment"], ["Government"]) == [(0, 0)]


def test_blocks_of_different_kinds_are_never_matched():
    vocabulary = Words([], [])
    old, new = sketches([RAIN], vocabulary, "text"), sketches([RAIN + " So?"], vocabulary, "list")
    assert align(old, new) == [(0, None), (None, 0)]


def test_a_moved_block_is_known_again_unless_it_has_a_twin():
    vocabulary = Words([], [])
    gone = sketches([RAIN, "Sources"], vocabulary)
    come = sketches([MONEY, "Sources", RAIN.replace("June", "May")], vocabulary)
    assert sorted(moved_pairs(gone, come)) == [(0, 2), (1, 1)]
    assert moved_pairs(gone[:1], sketches([RAIN, RAIN], vocabulary)) == []
    assert moved_pairs(sketches([RAIN, RAIN], vocabulary), sketches([RAIN], vocabulary)) == []
    assert moved_pairs(sketches([""], vocabulary), sketches([""], vocabulary)) == []


def texts(seed, blocks):
    drafted = draft(random.Random(seed), blocks * 50)
    return [" ".join(word.text for word in block.words) for block in drafted if block.kind == "paragraph"]


def pairs_compared(blocks):
    vocabulary = Words([], [])
    # Two articles about different things, as in a list of all that a language has words for.
    old = sketches([f"{text} old{i}a old{i}b" for i, text in enumerate(texts(1, blocks))], vocabulary)
    new = sketches([f"{text} old{i}a new{i}b" for i, text in enumerate(texts(2, blocks))], vocabulary)
    return len(list(likely_pairs(old, new, range(len(old)), range(len(new))))) / len(old)


def test_the_pairs_that_are_compared_grow_no_faster_than_the_blocks():
    few, many = pairs_compared(100), pairs_compared(400)
    assert few <= alignment.LIKELIEST and many <= alignment.LIKELIEST
    assert few > 0.5 and many > 0.5


def test_many_edited_blocks_are_still_matched():
    old = [f"{text} number{i} and so on" for i, text in enumerate(texts(3, 120))]
    new = [text + " indeed" for text in old]
    assert aligned(old, new) == [(i, i) for i in range(len(old))]
