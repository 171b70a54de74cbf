"""A redline: accepting all of it gives the new copy, rejecting all of it the old one."""

from __future__ import annotations

from hypothesis import given

from articles.documents.compare import compare
from articles.documents.suggestions import accepted, pending, rejected
from articles.documents.text import plain_text
from articles.exporting.word import About, Change, redline_docx
from articles.importing.losses import Losses
from articles.importing.word import read_word
from tests.articles.documents import suggesting
from tests.articles.documents.building import block, doc, examples, p, text
from tests.articles.exporting.documents import documents
from tests.articles.exporting.word.test_clean import seen

ANNA, NOBODY = Change("Anna"), Change("Unknown")


def redline(old, new):
    """(the document that the redline of these two is read as, whose its changes are)"""
    data = redline_docx(
        old,
        new,
        About(title="Redline"),
        changes=compare(old, new),
        credit=lambda run: ANNA if run else NOBODY,
    )
    back = read_word(data, filename="redline.docx", losses=Losses())
    return back.doc, back.changes


def changes_of(old, new):
    back, authors = redline(old, new)
    return [(one.kind, one.deleted, one.inserted, authors[one.id].author) for one in pending(back)]


@examples(40)
@given(documents(), documents())
def test_two_documents_that_have_nothing_in_common(old, new):
    back, _authors = redline(old, new)
    assert (seen(rejected(back)), seen(accepted(back))) == (seen(old), seen(new))


@examples(40)
@given(suggesting.documents)
def test_two_versions_of_one_document(document):
    old, new = rejected(document), accepted(document)
    back, _authors = redline(old, new)
    assert (seen(rejected(back)), seen(accepted(back))) == (seen(old), seen(new))


OLD = doc(p("The last boat leaves at seven."), p("A ticket costs six euros."), p("Bicycles are free."))


def test_words_are_taken_out_and_put_in_by_those_who_did():
    new = doc(p("The last boat leaves at eight."), p("A ticket costs six euros."), p("Bicycles are free."))
    assert changes_of(OLD, new) == [("replacement", "seven", "eight", "Anna")]


def test_paragraphs_that_came_and_went():
    new = doc(p("The last boat leaves at seven."), p("Dogs are not."), p("Bicycles are free."))
    back, _authors = redline(OLD, new)
    for side, wanted in ((rejected, OLD), (accepted, new)):
        assert plain_text(side(back)) == plain_text(wanted)


def test_a_paragraph_that_moved_is_taken_out_where_it_was_and_put_in_where_it_is():
    new = doc(p("Bicycles are free."), p("The last boat leaves at seven."), p("A ticket costs six euros."))
    back, _authors = redline(OLD, new)
    assert plain_text(rejected(back)) == plain_text(OLD)
    assert plain_text(accepted(back)) == plain_text(new)


def test_looks_links_and_kinds_of_blocks_are_changes_too():
    link = {"type": "link", "attrs": {"href": "https://a.example", "title": None}}
    new = doc(
        p("The last ", text("boat", "strong"), " leaves at seven."),
        block("heading", "A ticket costs six euros.", level=3),
        p("Bicycles are ", text("free", link), "."),
    )
    back, _authors = redline(OLD, new)
    assert accepted(back).eq(new)
    assert rejected(back).eq(OLD)


def test_a_row_that_came_shows_in_a_table_as_a_whole():
    def table(*rows):
        return block(
            "table",
            *(block("table_row", *(block("table_cell", p(cell)) for cell in row)) for row in rows),
        )

    old, new = (
        doc(table(("Adults", "6"), ("Dogs", "2"))),
        doc(table(("Adults", "6"), ("Children", "3"), ("Dogs", "2"))),
    )
    back, _authors = redline(old, new)
    assert (seen(rejected(back)), seen(accepted(back))) == (seen(old), seen(new))


def test_the_same_copy_has_no_changes():
    assert changes_of(OLD, OLD) == []
