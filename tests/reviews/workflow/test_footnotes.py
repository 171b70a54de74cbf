from __future__ import annotations

from articles.documents.text import text_between
from reviews.workflow.footnotes import astray
from tests.articles.documents.building import doc, footnote, note, p


def sentences(document):
    return [sentence for sentence, _start, _end in astray(document)]


def test_footnotes_with_their_references_are_fine():
    assert sentences(doc(p("x", note("a"), note("a")), footnote("In May.", id="a"))) == []
    assert sentences(doc(p("x"))) == []


def test_what_has_lost_its_counterpart_is_named():
    document = doc(p("x", note("gone")), footnote("In May.", id="b"))
    assert sentences(document) == [
        "A footnote is missing: its number is in the copy.",
        "No number in the copy for the footnote “In May.”.",
    ]
    (_first, start, end), (_second, first, last) = astray(document)
    assert document.node_at(start).type.name == "footnote_reference" and end == start + 1
    assert text_between(document, first, last) == "In May."


def test_a_second_footnote_of_one_id_is_surplus():
    found = sentences(doc(p("x", note("a")), footnote("One.", id="a"), footnote("Two.", id="a")))
    assert found == ["No number in the copy for the footnote “Two.”."]


def test_an_empty_footnote_is_named():
    assert sentences(doc(p("x", note("a")), footnote(id="a"))) == ["Footnote 1 is empty."]
