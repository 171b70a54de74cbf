"""Positions of findings in random documents, and what a block without any change says again."""

from __future__ import annotations

from hypothesis import given

from articles.documents.style.blocks import blocks
from articles.documents.style.checking import check_consistency, check_entries
from articles.documents.style.rules import Rules
from articles.documents.text import text_between, text_blocks
from tests.articles.documents.building import documents, examples

from .support import entry

RULES = Rules(
    [
        entry(name="words", pattern="minister|don't|said again", suggestion="x"),
        entry(name="wide", pattern="😀 the", suggestion="x"),
        entry(name="accent", pattern="é", suggestion="x"),
        entry(name="Arabic", pattern="نص", suggestion="x"),
        entry(name="free", pattern=r"b\pL+t|日本", suggestion="x", form="re2"),
    ]
)


@given(documents)
@examples(150)
def test_a_finding_is_on_its_words(document):
    found = [*check_entries(document, RULES), *check_consistency(document, everything=True)]
    for one in found:
        for place in (one.place, *one.others):
            assert text_between(document, place.start, place.end) == place.words
            assert place.start < place.end


@given(documents)
@examples(100)
def test_all_words_of_a_document_are_read_and_code_is_none(document):
    read = {block.number: block.words.text for block in blocks(document)}
    for number, block in enumerate(text_blocks(document)):
        for piece in block.node.children:
            if piece.text and not any(mark.type.name == "code" for mark in piece.marks):
                assert piece.text in read[number]


@given(documents)
@examples(60)
def test_the_same_document_says_the_same_again(document):
    first = check_entries(document, RULES)
    assert check_entries(document, RULES) == first
    assert [one.key for one in check_entries(document, Rules(RULES.entries))] == [one.key for one in first]
