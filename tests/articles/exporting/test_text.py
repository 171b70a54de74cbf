import re

from hypothesis import given

from articles.documents.text import plain_text
from articles.exporting import export
from articles.importing import import_copy
from tests.articles.documents.building import cell, doc, examples, p, row, table
from tests.articles.exporting.documents import documents, ferry, publication

FERRY = """Ferry returns to Harbour Island

Crossings resume on Monday after six weeks

Ana Lima and Rui Sol

The Aurora sails at 7 a.m., the port authority said.
Bicycles travel free.

What it costs

3. Adults: €4

   - return: €7

4. Children: free

“We missed her,” the harbour master said.

We missed her

The Aurora on Friday
Rui Sol

* * *

A <b> & a “quote” – done.
"""


def test_a_whole_article():
    assert export(publication(ferry()), "text") == FERRY


def test_a_draft_says_so_in_its_first_line_and_comes_back_without_it():
    written = export(publication(ferry(), draft=True, released_at=None), "text")
    assert written == "DRAFT — NOT FOR PUBLICATION\n\n" + FERRY
    imported = import_copy(written.encode(), filename="a.txt")
    assert imported.headline == "Ferry returns to Harbour Island"
    assert imported.losses == ("The draft notice of an export was left out.",)


@given(documents())
@examples(40)
def test_every_word_is_in_the_text(document):
    written = _without_numbers(export(publication(document), "text")).split()
    for word in _without_numbers(plain_text(document)).split():
        assert word in written


def _without_numbers(text):
    """The text without the numbers of footnotes, which may stand within a word."""
    return re.sub(r"\[\d+\]", "", text)


def test_the_rows_of_a_table_are_lines_with_tabs_between_their_cells():
    two = cell(p("120"), p("in ", {"type": "hard_break"}, "summer"))
    written = export(publication(doc(table(["Boat", "Seats"], row(cell("Aurora"), two)), "After.")), "text")
    assert "\n\nBoat\tSeats\nAurora\t120 in summer\n\nAfter.\n" in written
