"""Clean copy as a Word file: the words, their looks and blocks, and nothing else."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from lxml import etree

from articles.documents.suggestions import suggestion_ids
from articles.documents.text import block_text, text_blocks
from articles.exporting import export
from articles.importing.losses import Losses
from articles.importing.word import read_word
from tests.articles.documents.building import block, doc, examples, p, text
from tests.articles.exporting.documents import documents, ferry, publication
from tests.articles.exporting.reading import parts
from tests.articles.importing.word.test_body import told

_NO_WORDS = re.compile(r"\||\[(?:\d+|\?)\]|\ufffc")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def again(**changes):
    """The document that a publication is read as, when its Word file is filed here."""
    data = export(publication(changes.pop("doc", ferry()), byline="", **changes), "docx")
    return read_word(data, filename="story.docx", losses=Losses())


def item(words):
    return block("list_item", p(words))


def test_blocks_and_looks_come_back_as_they_were():
    copy = doc(
        p(
            "The ",
            text("Aurora", "em"),
            " sails ",
            text("at seven", "strong", "em"),
            ", ",
            text("go()", "code"),
        ),
        block("heading", "Prices", level=2),
        block("heading", "Of tickets", level=4),
        block("ordered_list", item("Adults"), item("Children"), order=7),
        p("A line\tand", {"type": "hard_break"}, "another."),
        block("bullet_list", block("list_item", p("One"), block("bullet_list", item("One and a half")))),
        block("blockquote", p("We missed her."), p("Much.")),
        p(text("The port", {"type": "link", "attrs": {"href": "https://a.example/ö?b=1&c#d", "title": "P"}})),
        headline="Ferry returns",
        standfirst="After six weeks",
    )
    assert told(again(doc=copy).doc.to_json()) == told(copy.to_json())


def test_it_has_the_byline_below_the_standfirst():
    data = export(publication(ferry()), "docx")
    found = [
        block_text(one.node) for one in text_blocks(read_word(data, filename="a.docx", losses=Losses()).doc)
    ]
    assert found[:3] == [
        "Ferry returns to Harbour Island",
        "Crossings resume on Monday after six weeks",
        "Ana Lima and Rui Sol",
    ]


def test_it_says_of_itself_title_byline_and_language_and_no_more():
    found = parts(export(publication(ferry()), "docx"))
    said = {
        etree.QName(one).localname: one.text for one in etree.fromstring(found["docProps/core.xml"].encode())
    }
    assert said == {
        "title": "Ferry returns to Harbour Island",
        "creator": "Ana Lima and Rui Sol",
        "language": "en",
    }
    assert set(found) == {
        "[Content_Types].xml",
        "_rels/.rels",
        "docProps/core.xml",
        "word/_rels/document.xml.rels",
        "word/document.xml",
        "word/fontTable.xml",
        "word/numbering.xml",
        "word/settings.xml",
        "word/styles.xml",
    }
    assert "rsid" not in "".join(found.values())


def test_a_draft_says_so_at_the_head_of_each_page():
    found = parts(export(publication(ferry(), draft=True, pending=2), "docx"))
    assert "DRAFT — NOT FOR PUBLICATION — 2 SUGGESTIONS PENDING" in found["word/header1.xml"]
    assert "DRAFT" not in found["word/document.xml"]


def test_right_to_left_is_said_of_paragraphs_and_runs():
    copy = doc(p("يقول البنك إن EU وافق."), headline="خبر")
    found = parts(export(publication(copy, language="ar", direction="rtl", byline=""), "docx"))
    body = etree.fromstring(found["word/document.xml"].encode())[0]
    paragraphs = body.findall(f"{W}p")
    assert all(one.find(f"{W}pPr/{W}bidi") is not None for one in paragraphs)
    runs = [
        ("".join(run.itertext()), run.find(f"{W}rPr/{W}rtl") is not None)
        for run in paragraphs[1].iter(f"{W}r")
    ]
    assert runs == [("يقول البنك إن ", True), ("EU ", False), ("وافق.", True)]
    assert again(doc=copy, language="ar", direction="rtl").direction == "rtl"


@examples(40)
@given(documents())
def test_every_word_of_every_document_comes_back_once(copy):
    back = again(doc=copy)
    assert seen(back.doc) == seen(copy)
    assert not suggestion_ids(back.doc)


def seen(document):
    """The words without spaces; without bars, too, as rows of tables may be read as lines with some.

    References to footnotes do not count: a second one to the same note, or one to none, is text in a file.
    """
    return _NO_WORDS.sub("", "".join(_seen(document)))


def _seen(document):
    """What a reader sees, without spaces; of an image what names it, and its credit."""
    for node in _leaves(document):
        if node.type.name == "image":
            yield "".join((str(node.attrs["alt"]).strip() or str(node.attrs["src"])).split())
        elif node.type.name == "figure":
            yield "".join(str(node.child(0).attrs["credit"]).split())
        else:
            yield "".join(block_text(node).split())


def _leaves(node):
    for child in node.children:
        if child.inline_content or child.type.name == "image":
            yield child
        else:
            yield from _leaves(child)
    if node.type.name == "figure":
        yield node


@pytest.mark.parametrize("words", ["https://a.example/%zz b", "https://a.example/#a#b", "https://[a]/é"])
def test_addresses_that_word_would_call_damaged_are_written_so_that_it_does_not(words):
    copy = doc(p(text("here", {"type": "link", "attrs": {"href": words, "title": None}})))
    links = parts(export(publication(copy), "docx"))["word/_rels/document.xml.rels"]
    target = links.split('Target="https:')[1].split('"')[0]
    assert " " not in target
    assert target.count("#") <= 1
    assert "%zz" not in target
