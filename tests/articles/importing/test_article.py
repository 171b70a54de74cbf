import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.documents.anchors import State
from articles.documents.notes import limits
from articles.documents.schema import LIMITS
from articles.documents.text import plain_text, text_between
from articles.importing import ImportFailed, import_copy, import_text
from tests.articles.documents.building import examples

SAMPLES = Path(__file__).parent / "samples"


def _sample(name):
    return import_copy((SAMPLES / name).read_bytes(), filename=name)


def _queries(imported):
    return [(note.question, note.replies, passage.quote) for note, passage in imported.notes]


def test_a_markdown_draft_with_front_matter_and_notes():
    imported = _sample("ferry.md")
    assert (imported.headline, imported.byline) == ("Ferry returns to Harbour Island", "Ana Lima")
    assert (imported.language, imported.direction) == ("en-GB", "ltr")
    assert _queries(imported)[:2] == [
        ("Is this the summer timetable?", ("yes, from 3 March",), "a.m. on Monday"),
        ("on every crossing?", (), "Bicycles travel free"),
    ]
    assert imported.notes[2][1].quote == "TK"
    assert imported.losses == ()
    assert imported.tables == imported.summary()["tables"] == 1
    assert "at 7 a.m. on Monday, the port authority said." in plain_text(imported.doc)
    assert str(imported.doc).count("figure(image, caption(") == 1


def test_a_hard_wrapped_text():
    imported = _sample("bridge.txt")
    assert plain_text(imported.doc).split("\n\n") == [
        "Repair closes Mill Bridge until Friday",
        "Mill Bridge will be closed to cars from Tuesday morning while workers replace two bearings on the "
        "northern side, the town said.",
        "Buses take the ring road. Cyclists and people on foot can cross at all hours.",
        "The bearings date from 1974.",
    ]
    assert _queries(imported) == [
        ("Both lines, or only the 4?", ("only the 4",), "the ring road"),
        ("plate on the bridge says 1976", (), "date from 1974"),
    ]


def test_spanish_with_a_line_for_every_paragraph():
    imported = _sample("market.txt")
    assert (imported.language, imported.headline) == ("es", "El mercado del puerto abre también los jueves")
    assert len(plain_text(imported.doc).split("\n\n")) == 4
    assert _queries(imported) == [("¿veintidós o veinticuatro?", ("24",), "veintidós puestos")]


def test_arabic_reads_from_right_to_left():
    imported = _sample("library.txt")
    assert (imported.language, imported.direction) == ("ar", "rtl")
    assert _queries(imported) == [("هل يشمل ذلك يوم الجمعة؟", ("نعم",), "الساعة التاسعة مساء")]


def test_copy_without_notes_or_losses():
    imported = _sample("orchestra.md")
    assert (imported.notes, imported.suspicions, imported.losses) == ((), (), ())


@pytest.mark.parametrize("name", [path.name for path in sorted(SAMPLES.iterdir())])
def test_every_passage_holds_its_quote_and_no_marker_stays(name):
    imported = _sample(name)
    imported.doc.check()
    assert not any("\ue000" <= char <= "\uf8ff" for char in str(imported.doc.to_json()))
    for _note, passage in imported.notes:
        assert passage.state is State.EXACT
        assert text_between(imported.doc, passage.start, passage.end) == passage.quote


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("name", [path.name for path in sorted(SAMPLES.iterdir())])
def test_the_encoding_of_a_file_makes_no_difference(name, encoding):
    text = (SAMPLES / name).read_text("utf-8")
    imported = import_copy(text.replace("\n", "\r\n").encode(encoding), filename=name.upper())
    assert imported == _sample(name) or imported.summary() == _sample(name).summary()


def test_legacy_arabic_and_spanish():
    for name, encoding in (("library.txt", "cp1256"), ("market.txt", "cp1252")):
        data = (SAMPLES / name).read_text("utf-8").encode(encoding)
        assert import_copy(data, filename=name).summary() == _sample(name).summary()


def test_the_summary_is_plain_json_with_these_keys():
    summary = import_text("The ferry <Monday or Tuesday? yes> is back.").summary()
    assert json.loads(json.dumps(summary)) == {
        "headline": "",
        "words": 4,
        "text": "The ferry is back.",
        "accepted_text": "The ferry is back.",
        "queries": [
            {
                "question": "Monday or Tuesday?",
                "author": "",
                "asked_at": None,
                "resolved": False,
                "replies": [{"author": "", "body": "yes"}],
                "kind": "fact",
                "blocking": True,
                "passage": "The ferry",
                "convention": "angle",
                "remark": summary["queries"][0]["remark"],
            }
        ],
        "suggestions": [],
        "suspicions": [],
        "losses": [],
    }
    assert summary["queries"][0]["remark"]
    assert (
        "remark" not in import_text("The ferry <Monday or Tuesday? Monday> is back.").summary()["queries"][0]
    )


def test_suspicions_name_their_line_in_the_source():
    imported = import_text("Headline\n\nOne line.\n\nThe ferry [AU: is back and more words to come.\n")
    assert [found.line for found in imported.suspicions] == [5]


def test_control_characters_are_dropped_and_told():
    imported = import_text("The fer\x07ry is\x1b back.\x0bSoon.\ud83d")
    assert plain_text(imported.doc) == "The ferry is back.\n\nSoon.\ufffd"
    assert imported.losses == (
        "Damaged characters became “\ufffd”.",
        "2 control characters were left out.",
    )


def test_code_is_not_read_for_notes():
    imported = import_text("A\n\n```\nx <what is this?> y\n```\n\nB `<and this?>`", markup="markdown")
    assert imported.notes == ()
    assert "x <what is this?> y" in plain_text(imported.doc)


def test_copy_that_holds_the_characters_of_markers_itself():
    imported = import_text("A \ue000 sign <which sign?> and \ue001 more.")
    assert plain_text(imported.doc) == "A \ue000 sign and \ue001 more."
    assert _queries(imported) == [("which sign?", (), "sign")]


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (
            b"words",
            "draft.odp",
            "Can’t read “draft.odp”. Use .docx, .odt, .html, .txt, .md or .eml.",
        ),
        (b"words", "draft", "Can’t read “draft”. Use .docx, .odt, .html, .txt, .md or .eml."),
        (b"", "draft.txt", "“draft.txt” is empty"),
        (b"%PDF-1.4", "draft.md", "“draft.md” looks like a PDF document"),
        (
            b"\n".join([b"A line."] * (LIMITS.blocks + 1)),
            "draft.txt",
            "A story can have at most 2,000 blocks",
        ),
        (b"<Who wrote this?>", "draft.txt", "The copy contains only notes"),
        (b"\x01 ", "draft.txt", "empty|binary|no text"),
    ],
)
def test_what_cannot_become_an_article_is_refused_in_a_sentence(data, name, says):
    with pytest.raises(ImportFailed, match=says):
        import_copy(data, filename=name)


def test_nothing_and_too_much_cannot_be_pasted():
    with pytest.raises(ImportFailed, match="no text to import"):
        import_text(" \n")
    with pytest.raises(ImportFailed, match="too large"):
        import_text("a" * (5 * 1024**2 + 1))


_CHUNKS = st.sampled_from(
    [
        b"The ferry ",
        b"<Which ferry?>",
        b" [AU: ok?]",
        b"\n",
        b"\n\n",
        b"# ",
        b"- ",
        b"> ",
        b"**",
        b"\xe9",
        b"\x93",
        b"\xc3\xa9",
        b"\xff",
        b"\x00",
        b"\xfe\xff",
        b"\xee\x80\x80",
        b"TK",
        b"{>>",
        b"<<}",
        b"---\n",
        b"a: b\n",
        b"|",
        b"[",
        b"](",
        b")",
        b"`",
        b"<!--",
        b"-->",
    ]
)


@given(
    st.binary(max_size=200) | st.lists(_CHUNKS, max_size=25).map(b"".join), st.sampled_from(["a.txt", "a.md"])
)
@examples(500)
def test_any_bytes_become_an_article_or_are_refused(data, name):
    try:
        imported = import_copy(data, filename=name)
    except ImportFailed as refused:
        assert refused.message.endswith(".")
        return
    imported.doc.check()
    for _note, passage in imported.notes:
        assert text_between(imported.doc, passage.start, passage.end) == passage.quote
    json.dumps(imported.summary())


@pytest.mark.parametrize("markup", ["text", "markdown"])
def test_more_notes_than_one_act_asks_are_refused_with_a_sentence(markup):
    most = limits.NOTES
    assert len(import_text("Well (TK) then. " * most, markup=markup).notes) == most
    with pytest.raises(ImportFailed, match="more than 2,000 notes; divide it"):
        import_text("Well (TK) then. " * (most + 1), markup=markup)
