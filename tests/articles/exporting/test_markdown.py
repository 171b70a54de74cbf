import pytest
from hypothesis import given

from articles.exporting import export
from articles.importing import import_copy
from articles.importing.losses import Losses
from articles.importing.text.markdown import parse
from articles.importing.text.parsing import Markers, clean_source, without_notice
from tests.articles.documents.building import block, cell, doc, examples, p, row, table, text
from tests.articles.exporting.documents import documents, ferry, link, publication


def _read_back(markdown):
    losses = Losses()
    source = without_notice(clean_source(markdown, losses), losses)
    return parse(source, markers=Markers(), losses=losses)


def _body(*blocks):
    """How these blocks are written."""
    written = export(publication(doc(*blocks, headline="Head")), "markdown")
    return written.partition("# Head\n\n")[2].rstrip("\n")


def test_a_whole_article():
    assert (
        export(publication(ferry()), "markdown")
        == """---
standfirst: "Crossings resume on Monday after **six weeks**"
byline: "Ana Lima and Rui Sol"
language: "en"
---

# Ferry returns to *Harbour Island*

The *Aurora* sails at 7 a.m., the [port authority](<https://port.example/times?a=1&b=2> "Timetable") said.\\
Bicycles travel free.

### What it costs

3. Adults: €4

   - return: €7

4. Children: free

> “We missed her,” the harbour master said.

> [!pull-quote]
> We missed her

![A white ferry at a quay](https://img.example/aurora.jpg "The *Aurora* on Friday"){credit="Rui Sol"}

* * *

A \\<b> & a “quote” – done.
"""
    )


@pytest.mark.parametrize(
    ("content", "written"),
    [
        (["1. May was cold"], "1\\. May was cold"),
        (["- not an item"], "\\- not an item"),
        (["# no heading"], "\\# no heading"),
        (["*stars* _and_ snake_case"], "\\*stars\\* \\_and\\_ snake_case"),
        (["R&D, AT&T; &amp;"], "R&D, AT&T; \\&amp;".replace("AT&T;", "AT\\&T;")),
        (["[not](a link)"], "\\[not\\](a link)"),
        ([" edges "], "&#32;edges&#32;"),
        (["a", text("b", "em"), "c"], "a<em>b</em>c"),
        (["a ", text("b", "em"), " c"], "a *b* c"),
        ([text("both", "em", "strong")], "***both***"),
        ([text("bold ", "strong"), "after"], "<strong>bold </strong>after"),
        (["so!", link("now", "https://x.example")], "so\\![now](https://x.example)"),
        (["a", {"type": "hard_break"}, "- b"], "a\\\n\\- b"),
        (["a", {"type": "hard_break"}], "a<br>"),
    ],
)
def test_what_could_be_taken_for_markdown_is_written_so_that_it_is_not(content, written):
    assert _body(p(*content)) == written


def test_lists_that_touch_stay_two():
    first = block("bullet_list", block("list_item", p("a")), block("list_item", p("b")))
    assert _body(first, first, first) == "- a\n- b\n\n* a\n* b\n\n- a\n- b"


def test_a_draft_says_so_in_its_first_line_and_comes_back_without_it():
    written = export(publication(ferry(), draft=True, released_at=None), "markdown")
    assert written.startswith("**DRAFT — NOT FOR PUBLICATION**\n\n---\n")
    imported = import_copy(written.encode(), filename="a.md")
    assert imported.doc.eq(ferry())
    assert imported.byline == "Ana Lima and Rui Sol"
    assert imported.losses == ("The draft notice of an export was left out.",)


def test_metadata_comes_back():
    written = export(
        publication(ferry(), language="ar", direction="ltr", byline='Ana "A" \\ Lima'), "markdown"
    )
    copy = _read_back(written)
    assert (copy.byline, copy.language, copy.direction) == ('Ana "A" \\ Lima', "ar", "ltr")


@given(documents())
@examples(80)
def test_markdown_reads_back_as_the_same_document(document):
    written = export(publication(document), "markdown")
    assert _read_back(written).doc.to_json() == document.to_json()


def test_emphasised_code_reads_back_beside_a_character_that_is_no_space():
    bold = text("0", "code", "em", "strong")
    for after in ("\u00ad", "x", " on", ".", "—"):
        document = doc(p("a ", bold, after))
        assert _read_back(export(publication(document), "markdown")).doc.to_json() == document.to_json()


@pytest.mark.parametrize("words", ["#", "##", "\\#", "a #", "# a", "C#", "\\", "#\\"])
def test_a_heading_that_ends_in_a_number_sign_reads_back(words):
    document = doc(
        block("heading", words, level=2), block("blockquote", block("heading", words, level=3)), p("x")
    )
    assert _read_back(export(publication(document), "markdown")).doc.to_json() == document.to_json()


def test_a_table_is_one_of_pipes():
    head = row(cell("Boat", header=True), cell("Seats", header=True))
    two = cell(p("a|b"), p(), p("(", text("summer", "em"), ")"))
    assert _body(table(head, row(cell("Aurora"), two), ["Borealis"])) == (
        "| Boat | Seats |\n| --- | --- |\n| Aurora | a\\|b<br>(*summer*) |\n| Borealis |  |"
    )


def test_a_table_without_a_head_has_an_empty_one():
    assert _body(table(["a", "b"])) == "|  |  |\n| --- | --- |\n| a | b |"
