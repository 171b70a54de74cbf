"""What holds for any text: nothing is lost, nothing else is touched, and reading again finds nothing new."""

import re

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from articles.documents.notes import lift, scan
from articles.documents.text import plain_text, text_blocks

from .support import document

WORDS = st.sampled_from(
    [
        "the",
        "harbour",
        "opens",
        "on",
        "Monday",
        "after",
        "a",
        "long",
        "winter",
        "boats",
        "and",
        "nets",
        "dry",
        "in",
        "wind",
        "Rana",
        "says",
        "it",
        "will",
        "last",
        "الميناء",
        "يفتح",
        "غدا",
        "بعد",
        "شتاء",
        "طويل",
        "el",
        "puerto",
        "abre",
        "mañana",
        "año",
        "14",
        "2031",
        "🎉",
        "façade",
        "naïve",
    ]
)
BODIES = st.sampled_from(
    [
        "Do we mean all of them, or only the small ones? yes",
        "is this right?",
        "who says?",
        "check date — done, it is the 14th",
        "¿Quién lo dice?",
        "هل هذا صحيح؟ نعم",
        "please confirm",
        "Is it > 5? yes",
    ]
)
MARKS = st.one_of(
    BODIES.map("<{}>".format),
    BODIES.map("<<{}>>".format),
    BODIES.map("[AU: {}]".format),
    BODIES.map("[LEGAL: {}]".format),
    BODIES.map("[@lena {}]".format),
    BODIES.map("[[{}]]".format),
    BODIES.map("(({}))".format),
    BODIES.map("{{>>{}<<}}".format),
    BODIES.map("<!-- {} -->".format),
    st.sampled_from(["[CQ]", "(cq)", "(sp?)", "(??)", "(source?)", "(PLS CHECK DATE)"]),
)
MARKUP = st.sampled_from(["text", "markdown"])
SIGNS = st.text(
    st.sampled_from(list("<>[](){}=+-~?!:/*_`#&;|\\\"'“”.,… \n\ta TKXcqAUé؟🎉\ue000\uf8ff")), max_size=80
)


@st.composite
def sentences(draw, least=3):
    words = draw(st.lists(WORDS, min_size=least, max_size=14))
    stop = draw(st.sampled_from([".", "!", "…", "."]))
    comma = draw(st.integers(0, len(words) - 2))
    words[comma] += draw(st.sampled_from(["", "", ",", " —", ";"]))
    return " ".join(words) + stop


@st.composite
def copy(draw):
    paragraphs = draw(
        st.lists(st.lists(sentences(), min_size=1, max_size=3).map(" ".join), min_size=1, max_size=4)
    )
    return "\n\n".join(paragraphs)


@given(copy(), MARKS, MARKUP, st.data())
@settings(deadline=None)
def test_a_note_typed_between_two_words_leaves_them_as_they_were(text, mark, markup, data):
    gaps = [match.start() for match in re.finditer(r"(?<=\w) (?=\w)", text)]
    assume(gaps)
    at = data.draw(st.sampled_from(gaps))
    form = data.draw(st.sampled_from([" {} ", "{} ", " {}"]))
    noted = text[:at] + form.format(mark) + text[at + 1 :]
    found = scan(noted, markup=markup)
    assert found.clean == text
    assert len(found.notes) == 1


@given(copy(), MARKS, MARKUP, st.data())
@settings(deadline=None)
def test_a_note_in_a_paragraph_of_its_own_leaves_the_others_as_they_were(text, mark, markup, data):
    paragraphs = text.split("\n\n")
    at = data.draw(st.integers(0, len(paragraphs)))
    noted = "\n\n".join([*paragraphs[:at], mark, *paragraphs[at:]])
    found = scan(noted, markup=markup)
    assert found.clean == text
    assert len(found.notes) == 1
    assert found.notes[0].alone


@given(copy(), st.lists(MARKS, min_size=1, max_size=6), MARKUP, st.data())
@settings(deadline=None)
def test_any_number_of_notes_comes_out_again(text, marks, markup, data):
    words = text.split(" ")
    places = sorted(data.draw(st.integers(1, len(words))) for _ in marks)
    for offset, (place, mark) in enumerate(zip(places, marks, strict=True)):
        words.insert(place + offset, mark)
    found = scan(" ".join(words), markup=markup)
    assert found.clean.split() == text.split()
    assert len(found.notes) == len(marks)


@given(copy(), MARKUP)
@settings(deadline=None)
def test_text_without_marks_is_returned_as_it_is(text, markup):
    found = scan(text, markup=markup)
    assert (found.marked, found.clean, found.notes) == (text, text, ())


@given(SIGNS, MARKUP)
@settings(max_examples=400, deadline=None)
def test_reading_again_finds_nothing_more_to_lift(source, markup):
    found = scan(source, markup=markup)
    assert scan(found.clean, markup=markup).clean == found.clean


@given(SIGNS, MARKUP)
@settings(max_examples=400, deadline=None)
def test_markers_are_all_there_once_and_nothing_else_is_added(source, markup):
    found = scan(source, markup=markup)
    characters = [sign for note in found.notes for sign in (note.marker, note.end_marker) if sign]
    assert len(set(characters)) == len(characters)
    assert not set(characters) & set(source)
    without = found.marked
    for sign in characters:
        assert found.marked.count(sign) == 1
        without = without.replace(sign, "")
    assert without == found.clean
    assert all(1 <= suspicion.line <= source.count("\n") + 1 for suspicion in found.suspicions)


@given(st.one_of(SIGNS, copy()), st.lists(MARKS, max_size=3), st.data())
@settings(deadline=None)
def test_passages_quote_words_of_the_clean_document(source, marks, data):
    for mark in marks:
        at = data.draw(st.integers(0, len(source)))
        source = source[:at] + mark + source[at:]
    found = scan(source, markup="text")
    lifted = lift(document(found.marked), found)
    blocks = [block.text for block in text_blocks(lifted.doc)]
    assert len(lifted.notes) + len(lifted.unplaced) == len(found.notes)
    if lifted.unplaced:
        assert not plain_text(lifted.doc).strip()
    for _, passage in lifted.notes:
        assert passage.quote.strip()
        assert any(passage.quote in block for block in blocks)
