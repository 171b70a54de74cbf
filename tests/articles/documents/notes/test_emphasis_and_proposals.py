"""A mark that filled an emphasis leaves nothing of it; a proposal says what it proposes and stands there."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.documents.notes import find_suspects, scan
from articles.documents.text import plain_text
from articles.importing import import_text

from .test_properties import BODIES, MARKUP, copy

FRAMES = ["*{}*", "**{}**", "***{}***", "_{}_", "__{}__", "**_{}_**", "*({})*"]
FILLED = [
    "[AU: which boat?]",
    "<on Monday? yes>",
    "(source?)",
    "(sp?)",
    "[CQ]",
    "{++very++}",
    "{>>why bold?<<}",
    "[[who says so?]]",
    "((who says so?))",
    "<!-- who says so? -->",
    "{++very++}{>>why?<<}",
    "[AU: which?][ED: who?]",
    "[AU: which?] (sp?)",
    '{>>a reply<<}{id="c2" by="user"}',
]


@pytest.mark.parametrize("markup", ["text", "markdown"])
@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("mark", FILLED)
def test_nothing_is_left_of_an_emphasis_that_held_a_mark_alone(mark, frame, markup):
    for source, clean in (
        (f"The boat {frame.format(mark)} leaves at noon.", "The boat leaves at noon."),
        (f"The boat leaves at noon {frame.format(mark)}.", "The boat leaves at noon."),
        (f"The boat, {frame.format(mark)}, leaves.", "The boat, leaves."),
        (f"{frame.format(mark)} The boat leaves.", "The boat leaves."),
    ):
        found = scan(source, markup=markup)
        assert found.notes
        assert found.clean in (clean, clean.replace("boat, ", "boat,, "))


@given(copy(), BODIES, st.sampled_from(FRAMES[:5]), MARKUP, st.data())
@settings(deadline=None, max_examples=60)
def test_a_note_in_an_emphasis_of_its_own_leaves_the_words_as_they_were(text, body, frame, markup, data):
    mark = data.draw(st.sampled_from(["[AU: {}]", "<{}>", "{{>>{}<<}}", "[[{}]]"])).format(body)
    gaps = [match.start() for match in re.finditer(r"(?<=\w) (?=\w)", text)]
    if not gaps:
        return
    at = data.draw(st.sampled_from(gaps))
    found = scan(f"{text[:at]} {frame.format(mark)} {text[at + 1 :]}", markup=markup)
    assert found.clean == text
    assert not [one for one in find_suspects(found.clean) if one.convention == "unfinished"]


@pytest.mark.parametrize("markup", ["text", "markdown"])
@pytest.mark.parametrize(
    ("source", "clean"),
    [
        ("It was **very {++very++}** late.", "It was **very** late."),
        ("It was **{++very++} very** late.", "It was **very** late."),
        ("It was very {++much++}, he said.", "It was very, he said."),
        ("It was late {++tonight++}", "It was late"),
        ("The harv{++e++}st was late.", "The harvst was late."),
        ("The {++apple ++}harvest was late.", "The harvest was late."),
        ("It was **late [AU: how late?]** again.", "It was **late** again."),
        ("2*[AU: right?]*3", "2**3"),
    ],
)
def test_the_words_close_up_within_an_emphasis(source, clean, markup):
    if markup == "markdown" and source.startswith("2*"):
        return
    assert scan(source, markup=markup).clean == clean


PROPOSALS = [
    ("He met.{++\n\n++} She left.", "He met. She left.", "Start a new paragraph here?", "He met"),
    ("He met. {++\n\n++}She left.", "He met. She left.", "Start a new paragraph here?", "He met"),
    ("He met,{++\n++} she left.", "He met, she left.", "Insert a line break?", "He met"),
    ("He met.{--\n\n--}She left.", "He met.\n\nShe left.", "Join the two paragraphs here?", "He met"),
    (
        "He met.{~~ ~>\n\n~~}She left.",
        "He met. She left.",
        "Replace a space with a paragraph break?",
        "He met",
    ),
    (
        "He met.{++\n\nThey spoke.++}\n\nShe left.",
        "He met.\n\nShe left.",
        "Insert a new paragraph: “They spoke.”?",
        "He met",
    ),
    (
        "He met:\n\n{++- one\n- two\n++}\n\nShe left.",
        "He met:\n\nShe left.",
        "Insert a list: “one”; “two”?",
        "He met",
    ),
    (
        "- one{++\n- two++}\n- three",
        "- one\n- three",
        "Insert a list item: “two”?",
        "one",
    ),
    (
        "He met:\n\n{--- one\n- two\n--}\n\nShe left.",
        "He met:\n\n- one\n- two\n\nShe left.",
        "Delete a list: “one”; “two”?",
        "one",
    ),
    ("He{++ ++}met.", "Hemet.", "Insert a space?", "He"),
]


@pytest.mark.parametrize(("source", "clean", "question", "passage"), PROPOSALS)
def test_a_proposal_says_what_it_proposes_and_stands_there(source, clean, question, passage):
    found = scan(source, markup="markdown")
    assert (found.clean, [one.note.question for one in found.notes]) == (clean, [question])
    imported = import_text(f"# Ferry fares\n\n{source}\n", markup="markdown")
    ((_note, put),) = imported.notes
    assert put.quote.startswith(passage)


ATTRIBUTES = [
    '{id="c2" by="user" re="c1"}',
    "{id=c2}",
    "{#c2 .comment}",
    "{.comment by='LM' at=2026-05-03}",
]


@pytest.mark.parametrize("markup", ["text", "markdown"])
@pytest.mark.parametrize("attributes", ATTRIBUTES)
@pytest.mark.parametrize(
    ("mark", "question"),
    [
        ("{==words==}{>>a reply<<}", "a reply"),
        ("words{>>a reply<<}", "a reply"),
        ("{--words--}", "Delete “words”?"),
        ("words {++here++}", "Insert “here”?"),
        ("{~~words~>names~~}", "Replace “words” with “names”?"),
    ],
)
def test_attributes_go_with_their_mark(mark, question, attributes, markup):
    found = scan(f"Keep {mark}{attributes} now.", markup=markup)
    assert found.clean == "Keep words now."
    assert [one.note.question for one in found.notes] == [question]


def test_braces_that_are_no_attributes_stay():
    found = scan("Keep {==words==}{>>why?<<}{name} now.", markup="text")
    assert found.clean == "Keep words{name} now."


@pytest.mark.parametrize(
    "title",
    ['"Harbour company:\ntariff of 2026"', "'Harbour company:\ntariff of 2026'", "(Harbour:\ntariff)"],
)
@pytest.mark.parametrize(
    "form", ["[the tariff](https://harbour.example/t {})", "[the tariff][t]\n\n[t]: https://x.example/t {}"]
)
def test_a_link_title_over_two_lines_is_one_line(title, form):
    words, _, rest = form.format(title).partition("\n\n")
    imported = import_text(f"# Ferry fares\n\nSee {words} for fares.\n\n{rest}\n", markup="markdown")
    assert "See the tariff" in plain_text(imported.doc)
    links = [mark for child in imported.doc.child(1).children for mark in child.marks]
    assert [" ".join(title.strip("\"'()").split())] == [mark.attrs["title"] for mark in links]
