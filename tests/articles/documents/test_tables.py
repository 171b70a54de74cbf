from __future__ import annotations

import pytest

from articles.documents import schema
from articles.documents.anchors import anchor_at
from articles.documents.compare import compare
from articles.documents.diff import diff_documents
from articles.documents.digest import canonical_json
from articles.documents.schema import LIMITS, DocumentError
from articles.documents.steps import StepError, apply_batch
from articles.documents.suggestions import accepted, only_suggests, pending, published, rejected
from articles.documents.text import plain_text, word_count
from tests.articles.documents.building import article, block, cell, doc, p, replace, row, table, where
from tests.articles.documents.suggesting import ANNA, BEN, inserted

FERRIES = table(
    row(cell("Boat", header=True), cell("Seats", header=True)),
    row(cell("Aurora", header=True), cell("120")),
    ["Borealis", "80"],
)


def test_words_in_cells_are_words_of_the_copy():
    document = doc("Before.", FERRIES)
    assert plain_text(document).split("\n\n")[1:] == [
        "Before.",
        "Boat",
        "Seats",
        "Aurora",
        "120",
        "Borealis",
        "80",
    ]
    assert word_count(document) == 8
    start, end = where(document, "Aurora")
    assert anchor_at(document, start, end).quote == "Aurora"


def test_a_cell_that_is_no_header_does_not_say_so():
    assert '"header":true' in canonical_json(doc(FERRIES))
    assert "header" not in canonical_json(doc(table(["a"])))


@pytest.mark.parametrize("header", [0, 1, None, "true", 1.0])
def test_whether_a_cell_is_a_header_is_true_or_false(header):
    with pytest.raises(DocumentError):
        schema.parse(article(table(row(block("table_cell", p("a"), header=header)))))


@pytest.mark.parametrize(
    "content",
    [
        table(),
        table(row()),
        table(row(block("table_cell"))),
        table(row(cell(block("heading", "a", level=2)))),
        table(row(cell(block("bullet_list", block("list_item", p("a")))))),
        table(row(cell(table(["a"])))),
        row("a"),
        cell("a"),
    ],
)
def test_a_table_holds_rows_of_cells_of_paragraphs(content):
    with pytest.raises(DocumentError):
        schema.parse(article(content))


@pytest.mark.parametrize(
    ("rows", "columns"),
    [(1, LIMITS.table_columns + 1), (LIMITS.table_cells + 1, 1), (LIMITS.table_cells // 10 + 1, 10)],
)
def test_a_table_that_is_too_large_is_refused_in_a_sentence(rows, columns):
    # A single long row makes all the others as long.
    long = article(table(["a"] * columns, *[["a"]] * (rows - 1)))
    with pytest.raises(DocumentError, match="A table can have at most 50 columns and 1,000 cells"):
        schema.parse(long)


def test_a_step_that_makes_a_table_too_large_is_refused():
    document = doc(table(*[["a"]] * LIMITS.table_cells))
    end = document.content.size - 1
    with pytest.raises(StepError, match="A table can have at most"):
        apply_batch(document, [replace(end, end, content=[row("b")])])


def test_an_inserted_row_is_one_suggestion_whatever_is_in_it():
    added = row(cell(p(inserted("Stella"))), cell(p(inserted("60"))), inserted=ANNA)
    document = doc(table(["Aurora", "120"], added))
    [found] = pending(document)
    assert (found.kind, found.inserted, found.note) == ("insertion", "Stella | 60", "a table row")
    assert rejected(document).eq(doc(table(["Aurora", "120"])))
    assert accepted(document).eq(doc(table(["Aurora", "120"], ["Stella", "60"])))
    assert only_suggests(doc(table(["Aurora", "120"])), document, 1) is None


def test_a_struck_row_goes_as_a_whole_with_what_others_put_into_it():
    struck = row(cell(p("Aurora", inserted(" II", BEN))), cell("120"), deleted=ANNA)
    document = doc(table(struck, ["Borealis", "80"]))
    first, second = pending(document)
    assert (first.kind, first.deleted, first.note) == ("deletion", "Aurora II | 120", "a table row")
    assert (second.kind, second.inserted) == ("insertion", " II")
    assert accepted(document).eq(doc(table(["Borealis", "80"])))
    assert published(document).eq(doc(table(["Aurora", "120"], ["Borealis", "80"])))


def test_a_table_goes_with_its_last_row():
    document = doc("Before.", table(row("a", deleted=ANNA), row("b", deleted=ANNA)), "After.")
    assert accepted(document).eq(doc("Before.", "After."))


def test_no_words_cross_the_border_of_a_cell():
    struck = {"type": "paragraph", "attrs": {"deleted": ANNA}}
    second = struck | {"content": [{"type": "text", "text": "b"}]}
    document = doc(table(row("a", cell(second)), row(cell("c", second), cell(struck))))
    assert accepted(document).eq(doc(table(["a", "b"], ["cb", ""])))


def test_words_after_a_proposed_table_join_those_before_it_once_it_is_rejected():
    divided = block("paragraph", "two", inserted=ANNA)
    document = doc("one ", table(row("a", inserted=BEN)), divided)
    assert rejected(document).eq(doc("one two"))
    for first in (ANNA, BEN):
        once = rejected(document, lambda found, first=first: found == first)
        assert rejected(once).eq(doc("one two"))


def test_a_paragraph_in_a_cell_becomes_no_heading_and_goes_into_no_list():
    odd = block("paragraph", "a", retyped=f"{ANNA} heading 2", rewrapped=f"{ANNA} 0 doc/blockquote")
    document = doc(table(row(cell(odd))))
    assert rejected(document).eq(doc(table(["a"])))


def test_a_comparison_says_what_became_of_cells():
    old = doc(table(["Aurora", "120 seats"], ["Borealis", "80"]))
    new = doc(
        table(row(cell("Aurora", header=True), cell("130 seats")), ["Borealis", "80"], ["Stella", "60"])
    )
    changed = [(one.kind, one.note) for one in compare(old, new) if one.kind != "same"]
    cells = [one.cell for one in compare(old, new) if one.kind != "same"]
    assert cells == ["row 1, column 1", "row 1, column 2", "row 3, column 1", "row 3, column 2"]
    assert changed == [("changed", "now a header cell"), ("changed", ""), ("added", ""), ("added", "")]


def test_a_new_version_changes_only_the_cells_that_changed():
    old = doc("Before.", table(["Aurora", "120 seats"], ["Borealis", "80"]))
    new = doc("Before.", table(["Aurora", "130 seats"], ["Borealis", "80"], ["Stella", "60"]))
    found = diff_documents(old, new)
    assert found.doc.eq(new)
    start, _end = where(old, "Borealis")
    assert found.map.map(start) == where(new, "Borealis")[0]
