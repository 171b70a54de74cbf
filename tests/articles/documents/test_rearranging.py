"""Items are put into other lists elsewhere while somebody writes in them here: both are in the merge."""

from __future__ import annotations

import json
import random

import pytest

from articles.documents.diff import diff_documents
from articles.documents.merging import merge
from articles.documents.schema import parse
from articles.documents.text import plain_text
from tests.articles.documents.building import block, doc, p


def item(words, *more):
    return block("list_item", p(words), *more)


def bullets(*items):
    return block("bullet_list", *items)


def numbers(*items):
    return block("ordered_list", *items)


ALPHA, BETA, GAMMA, DELTA = (item(words) for words in ("Alpha one", "Beta two", "Gamma three", "Delta four"))
TWO_LISTS = doc(p("Before."), bullets(ALPHA, BETA), numbers(GAMMA, DELTA), p("After."))
ONE_LIST = doc(p("Before."), bullets(ALPHA, BETA, GAMMA), p("After."))
NESTED = doc(p("Before."), bullets(item("Alpha one", bullets(BETA)), GAMMA), p("After."))
REARRANGED = {
    "into the next list": (
        TWO_LISTS,
        doc(p("Before."), bullets(ALPHA), numbers(BETA, GAMMA, DELTA), p("After.")),
    ),
    "into the list before": (
        TWO_LISTS,
        doc(p("Before."), bullets(ALPHA, BETA, GAMMA), numbers(DELTA), p("After.")),
    ),
    "lists joined": (TWO_LISTS, doc(p("Before."), bullets(ALPHA, BETA, GAMMA, DELTA), p("After."))),
    "a list divided": (
        TWO_LISTS,
        doc(p("Before."), bullets(ALPHA), bullets(BETA), numbers(GAMMA, DELTA), p("After.")),
    ),
    "out of a list": (
        TWO_LISTS,
        doc(p("Before."), bullets(ALPHA), p("Beta two"), numbers(GAMMA, DELTA), p("After.")),
    ),
    "numbers in place of bullets": (
        ONE_LIST,
        doc(p("Before."), bullets(ALPHA), numbers(BETA), bullets(GAMMA), p("After.")),
    ),
    "indented": (ONE_LIST, NESTED),
    "no more indented": (NESTED, ONE_LIST),
}


def with_words(document, old, new):
    return parse(json.loads(json.dumps(document.to_json()).replace(old, new)))


@pytest.mark.parametrize("words", ["Before.", "Alpha one", "Beta two", "Gamma three", "After."])
@pytest.mark.parametrize("name", REARRANGED)
def test_items_that_are_arranged_anew_keep_what_is_written_in_them_here(name, words):
    old, there = REARRANGED[name]
    found = merge(diff_documents(old, there), with_words(old, words, "Written here"))
    assert found.doc.eq(with_words(there, words, "Written here"))
    assert not found.clashes


def test_what_both_wrote_in_other_items_is_there_too():
    old, there = REARRANGED["indented"]
    there = with_words(there, "Gamma three", "Gamma of theirs")
    found = merge(diff_documents(old, there), with_words(old, "Beta two", "Beta of ours"))
    assert found.doc.eq(with_words(there, "Beta two", "Beta of ours"))


def test_words_that_both_sides_changed_are_told_and_those_of_here_stay():
    old, there = REARRANGED["indented"]
    here = with_words(old, "Beta two", "Beta of ours")
    found = merge(diff_documents(old, with_words(there, "Beta two", "Beta of theirs")), here)
    assert "Beta of ours" in plain_text(found.doc)
    assert found.clashes


def test_where_it_is_not_clear_which_words_were_written_in_nothing_is_guessed():
    zero = item("Nil")
    old = doc(bullets(ALPHA, zero, zero, zero, GAMMA), p("After."))
    there = doc(bullets(item("Alpha one", numbers(zero, zero)), zero, GAMMA), p("After."))
    here = doc(bullets(ALPHA, zero, item("Two"), zero, GAMMA), p("After."))
    found = merge(diff_documents(old, there), here)
    assert plain_text(found.doc).count("Two") == 1
    assert found.clashes


@pytest.mark.parametrize("seed", range(60))
def test_no_words_are_lost_or_there_twice_whatever_was_arranged_anew(seed):
    chance = random.Random(seed)
    names = [f"Item {number} of {chance.choice('abcdef') * 3}" for number in range(9)]
    old, there = arranged(names, chance), arranged(names, chance)
    written = {name: f"{name} here" for name in chance.sample(names, 3)}
    here = old
    for name, words in written.items():
        here = with_words(here, f'"{name}"', f'"{words}"')
    found = merge(diff_documents(old, there), here)
    _headline, *texts = plain_text(found.doc).split("\n\n")
    assert texts == [written.get(name, name) for name in names]


def arranged(names, chance):
    """The same items, in lists as it happens, in their order."""
    blocks, left = [], list(names)
    while left:
        some = [left.pop(0) for _ in range(min(len(left), chance.randint(1, 4)))]
        kind = chance.choice(["bullet_list", "ordered_list", "paragraph"])
        if kind == "paragraph":
            blocks += map(p, some)
        elif len(some) > 1 and chance.random() < 0.4:
            blocks.append(block(kind, item(some[0], block(kind, *map(item, some[1:])))))
        else:
            blocks.append(block(kind, *map(item, some)))
    return doc(*blocks)
