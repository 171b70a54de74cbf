import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.documents.text import plain_text
from articles.importing import ImportFailed, import_text
from articles.importing.losses import Losses
from articles.importing.text.parsing import Markers
from articles.importing.text.plain import parse
from tests.articles.documents.building import examples


def _doc(source):
    return parse(source, markers=Markers(), losses=Losses()).doc


def _shown(source):
    return str(_doc(source))


def test_the_first_line_is_the_headline_when_it_reads_like_one():
    doc = _doc("Bridge closes until Friday\n\nMill Bridge will be closed to cars.")
    assert (
        str(doc)
        == 'doc(headline("Bridge closes until Friday"), paragraph("Mill Bridge will be closed to cars."))'
    )


def test_a_sentence_a_long_line_or_a_single_line_is_no_headline():
    sentence = "Mill Bridge will be closed.\n\nBuses take the ring road."
    assert _shown(sentence).startswith("doc(headline, paragraph")
    assert _shown("word " * 40 + "\n\nNext").startswith("doc(headline, paragraph")
    assert _shown("Bridge closes") == 'doc(headline, paragraph("Bridge closes"))'
    assert _shown("Two lines\nof one block\n\nNext").startswith(
        'doc(headline, paragraph("Two lines of one block")'
    )
    assert _shown("- not this\n\nNext").startswith("doc(headline, paragraph")


def test_hard_wrapped_lines_are_joined_and_blank_lines_separate():
    doc = _doc("Headline\n\nOne line\nand another,\nand a third.\n \nThe next paragraph.")
    assert plain_text(doc) == "Headline\n\nOne line and another, and a third.\n\nThe next paragraph."


def test_without_blank_lines_every_line_is_a_paragraph():
    assert (
        plain_text(_doc("Headline\nOne paragraph.\nAnother one."))
        == "Headline\n\nOne paragraph.\n\nAnother one."
    )


def test_two_spaces_at_the_end_of_a_line_keep_its_break():
    assert _shown("Over the quay  \nthe lamp went out  \nand in.\n\nNext.") == (
        'doc(headline, paragraph("Over the quay", hard_break, "the lamp went out", hard_break, "and in."), '
        'paragraph("Next."))'
    )
    assert (
        plain_text(_doc("Title\nOver the quay  \nthe lamp\nProse."))
        == "Title\n\nOver the quay\nthe lamp\n\nProse."
    )


def test_lines_longer_than_anybody_wraps_are_paragraphs_of_their_own():
    long = "This paragraph was never wrapped by anybody and so it runs on and on " * 3
    assert plain_text(_doc(f"Head\n\n{long}.\nShort.")) == f"Head\n\n{long}.\n\nShort."


def test_items_of_a_list_stay_apart():
    assert (
        plain_text(_doc("Head\n\n- bread\n- fish and\n  chips\n\nEnd."))
        == "Head\n\n- bread\n\n- fish and chips\n\nEnd."
    )


def test_lines_of_the_source_are_kept_for_each_block():
    copy = parse("\nHead\n\nOne\ntwo.\n\n\nThree.", markers=Markers(), losses=Losses())
    assert [copy.lines[id(block)] for block in copy.doc.children] == [2, 4, 8]


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Co"])))
@examples(300)
def test_no_letter_of_a_text_is_lost(source):
    """Whatever is neither white space nor a control character is in the copy, in its order."""
    try:
        imported = import_text(source)
    except ImportFailed:
        return
    if not imported.notes:
        wanted = [char for char in source if char.isalnum()]
        assert [char for char in plain_text(imported.doc) if char.isalnum()] == wanted


@pytest.mark.parametrize("byline", ["By Lena Maier", "BY LENA MAIER", "Von Lena Maier", "بقلم لينا ماير"])
def test_a_byline_right_under_the_headline_stands_by_itself(byline):
    copy = import_text(f"Ferry runs at night\n{byline}\n\nThe last boat leaves at midnight.\n")
    assert copy.headline == "Ferry runs at night"
    assert copy.summary()["text"].split("\n\n")[1] == byline


def test_a_wrapped_first_paragraph_is_no_headline_with_a_byline():
    copy = import_text("The last boat leaves at midnight\nby order of the council.\n\nNobody minds.\n")
    assert copy.headline == ""
    assert copy.summary()["text"].startswith("The last boat leaves at midnight by order of the council.")


def test_sources_listed_at_the_end_keep_their_lines():
    copy = import_text("Ferry\n\nIt runs.[1] It stops.[2]\n\n[1] The timetable.\n[2] The captain.\n")
    assert copy.summary()["text"].endswith("[1] The timetable.\n\n[2] The captain.")


@pytest.mark.parametrize("between", [" | ", "\t"])
def test_the_rows_of_a_table_are_not_joined(between):
    rows = [between.join(row) for row in (("From", "Fare"), ("Hull", "7"), ("Oslo", "9"))]
    copy = import_text("Ferry\n\nIt runs\nat night.\n\n" + "\n".join(rows))
    assert copy.summary()["text"].split("\n\n")[-4:] == ["It runs at night.", *rows]
    assert copy.losses == ("Tables became paragraphs, one per row.",)


@pytest.mark.parametrize(
    ("line", "level", "words"),
    [
        ("### Missing persons ###", 3, "Missing persons"),
        ("=== Fix the pump ===", 3, "Fix the pump"),
        ("== Vérifier ses pneus ==", 2, "Vérifier ses pneus"),
        ("##### تحقق من الإطارات #####", 4, "تحقق من الإطارات"),
    ],
)
@pytest.mark.parametrize("markup", ["text", "markdown"])
def test_a_line_closed_with_its_own_signs_is_a_heading(line, level, words, markup):
    head = "# Ferry" if markup == "markdown" else "Ferry"
    copy = import_text(f"{head}\n\nIt runs.\n\n{line}\n\nIt stops.\n", markup=markup)
    heading = copy.doc.child(2)
    assert (heading.type.name, heading.attrs["level"], heading.text_content) == ("heading", level, words)
    assert (copy.notes, copy.suspicions) == ((), ())


def test_a_headline_may_be_closed_so_too():
    assert import_text("=== Ferry stops ===\n\nIt stops.\n").headline == "Ferry stops"


@pytest.mark.parametrize("line", ["=== a ====", "======", "a == b == c", "## Ferry runs"])
def test_other_rows_of_signs_stay_text(line):
    copy = import_text(f"Ferry\n\nIt runs.\n\n{line}\n\nIt stops.\n")
    assert line in copy.summary()["text"]


@pytest.mark.parametrize("line", ["=== Fix the pump [AU: which?] ===", "=== Fix the pump === [AU: which?]"])
def test_a_note_in_a_closed_heading_keeps_its_place(line):
    copy = import_text(f"Ferry\n\nIt runs.\n\n{line}\n\nIt stops.\n")
    assert copy.doc.child(2).text_content == "Fix the pump"
    ((_note, passage),) = copy.notes
    assert passage.quote == "Fix the pump"
