from __future__ import annotations

from hypothesis import given

from articles.documents.flat import flatten
from articles.documents.text import text_between
from tests.articles.documents import building
from tests.articles.documents.building import doc, p, where
from tests.articles.documents.test_text import ARTICLE


def test_flat_text_has_no_empty_lines():
    assert flatten(ARTICLE).text == " Floods \nIt rained.\nFirst 😀 line\nand second.\none\ntwo\nThe river."
    assert flatten(doc(headline="")).text == ""
    assert flatten(doc(headline="")).position(0) == 1
    assert flatten(doc(headline="")).offset(3) == 0


def test_a_position_between_blocks_belongs_to_the_next_or_as_an_end_to_the_last():
    document = doc("one", p(), "two", headline="")
    flat = flatten(document)
    between = where(document, "two")[0] - 1
    assert flat.text[flat.offset(between) :] == "two"
    assert flat.text[: flat.offset(between, end=True)] == "one"


@building.examples(40)
@given(building.documents)
def test_offsets_and_positions_lead_to_each_other(document):
    flat = flatten(document)
    for offset, character in enumerate(flat.text):
        start, end = flat.position(offset), flat.position(offset + 1, end=True)
        assert flat.offset(start) == offset
        # The border between two blocks is a character of the text and none of the document.
        if character != "\n":
            assert flat.offset(end, end=True) == offset + 1
            assert text_between(document, start, end) == character
