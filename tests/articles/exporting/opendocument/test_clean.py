"""Clean copy as an OpenDocument text: the words, their looks and blocks, and nothing else."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from io import BytesIO

import pytest
from hypothesis import given
from lxml import etree

from articles.documents.suggestions import suggestion_ids
from articles.documents.text import block_text, text_blocks
from articles.exporting import export
from articles.importing.losses import Losses
from articles.importing.opendocument import read_open_document
from tests.articles.documents.building import (
    block,
    cell,
    doc,
    examples,
    footnote,
    note,
    p,
    row,
    table,
    text,
)
from tests.articles.exporting.documents import documents, ferry, publication, refers_once
from tests.articles.exporting.reading import parts, pdf_pages
from tests.articles.exporting.word.test_clean import seen
from tests.articles.importing.word.test_body import told

STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"


def again(**changes):
    """The document that a publication is read as, when its file is filed here."""
    data = export(publication(changes.pop("doc", ferry()), byline="", **changes), "odt")
    return read_open_document(data, filename="story.odt", losses=Losses())


def item(words):
    return block("list_item", p(words))


def test_blocks_looks_and_spaces_come_back_as_they_were():
    copy = doc(
        p(
            "The ",
            text("Aurora", "em"),
            " sails ",
            text("at seven", "strong", "em"),
            ", ",
            text("go()", "code"),
            ".",
        ),
        block("heading", "Prices", level=2),
        block("heading", "Of tickets", level=4),
        block("ordered_list", item("Adults"), item("Children"), order=7),
        p("A line\tand", {"type": "hard_break"}, "another   with spaces."),
        block("bullet_list", block("list_item", p("One"), block("bullet_list", item("One and a half")))),
        block("blockquote", p("We missed her."), p("Much.")),
        p(text("The port", {"type": "link", "attrs": {"href": "https://a.example/ö?b=1&c#d", "title": "P"}})),
        table(row(cell("Who", header=True), cell("Price", header=True)), ["Adults", "€4"]),
        headline="Ferry returns",
        standfirst="After six weeks",
    )
    assert told(again(doc=copy).doc.to_json()) == told(copy.to_json())


def test_footnotes_are_written_once_where_they_are_first_referred_to():
    copy = doc(
        p("Seven", note(), " and", note(), " nine", note(id="x")),
        footnote("Of seven."),
        footnote("Of none.", id="y"),
    )
    content = etree.fromstring(parts(export(publication(copy), "odt"))["content.xml"].encode())
    (written,) = content.iter(f"{TEXT}note")
    assert "".join(written.itertext()) == "1Of seven."
    (later,) = content.iter(f"{TEXT}note-ref")
    assert later.text == "1"
    assert "".join(content.itertext()).endswith("Of none.")
    back = again(doc=copy).doc
    assert [node.text_content for node in back.children if node.type.name == "footnote"] == ["Of seven."]


def test_rows_are_as_long_as_the_longest_and_a_table_in_a_list_becomes_lines():
    wide = table(row(cell("a", header=True), cell("b", header=True)), ["c"])
    copy = doc(wide, block("bullet_list", block("list_item", p("Prices:"), wide)))
    content = etree.fromstring(parts(export(publication(copy), "odt"))["content.xml"].encode())
    (found,) = content.iter(f"{TABLE}table")
    assert [len(one) for one in found.iter(f"{TABLE}table-row")] == [2, 2]
    assert found.find(f"{TABLE}table-header-rows/{TABLE}table-row") is not None
    lines = [len(one.findall(f"{TEXT}tab")) for one in content.find(f".//{TEXT}list-item")]
    assert lines == [0, 1, 0]


def test_it_has_the_byline_below_the_standfirst():
    data = export(publication(ferry()), "odt")
    found = read_open_document(data, filename="a.odt", losses=Losses()).doc
    assert [block_text(one.node) for one in text_blocks(found)][:3] == [
        "Ferry returns to Harbour Island",
        "Crossings resume on Monday after six weeks",
        "Ana Lima and Rui Sol",
    ]


def test_it_says_of_itself_title_byline_and_language_and_no_more():
    data = export(publication(ferry()), "odt")
    found = parts(data)
    (meta,) = etree.fromstring(found["meta.xml"].encode())
    assert {etree.QName(one).localname: one.text for one in meta} == {
        "title": "Ferry returns to Harbour Island",
        "creator": "Ana Lima and Rui Sol",
        "language": "en",
    }
    assert list(found) == ["mimetype", "content.xml", "styles.xml", "meta.xml", "META-INF/manifest.xml"]
    with zipfile.ZipFile(BytesIO(data)) as archive:
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type, first.extra) == ("mimetype", zipfile.ZIP_STORED, b"")
    assert data[38:77] == b"application/vnd.oasis.opendocument.text"


def test_a_draft_says_so_at_the_head_of_each_page():
    found = parts(export(publication(ferry(), draft=True, pending=2), "odt"))
    assert "DRAFT — NOT FOR PUBLICATION — 2 SUGGESTIONS PENDING" in found["styles.xml"]
    assert "DRAFT" not in found["content.xml"]
    assert "DRAFT" not in parts(export(publication(ferry()), "odt"))["styles.xml"]


def test_right_to_left_copy_and_its_language_are_said_once_for_all_of_it():
    copy = doc(p("يقول البنك إن EU وافق."), headline="خبر")
    styles = parts(export(publication(copy, language="ar-EG", direction="rtl"), "odt"))["styles.xml"]
    modes = {
        one.get(f"{STYLE}writing-mode")
        for one in etree.fromstring(styles.encode()).iter()
        if one.get(f"{STYLE}writing-mode")
    }
    assert modes == {"rl-tb"}
    assert 'style:language-complex="ar" style:country-complex="EG"' in styles
    assert again(doc=copy, language="ar", direction="rtl").direction == "rtl"


@examples(40)
@given(documents().filter(refers_once))
def test_every_word_of_every_document_comes_back_once(copy):
    back = again(doc=copy)
    assert seen(back.doc) == seen(copy)
    assert not suggestion_ids(back.doc)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("draft", [True, False])
def test_libreoffice_shows_the_same_words(tmp_path, draft):
    copy = doc(
        p("Seven", note(), " nine."), table(row(cell("Who", header=True)), ["Adults"]), footnote("Of seven.")
    )
    (tmp_path / "a.odt").write_bytes(export(publication(copy, draft=draft), "odt"))
    command = [
        "soffice",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        "pdf",
    ]
    subprocess.run([*command, "a.odt"], cwd=tmp_path, check=True, timeout=300, capture_output=True)
    (page,) = pdf_pages((tmp_path / "a.pdf").read_bytes())
    for words in ("Headline", "Ana Lima and Rui Sol", "nine.", "Who", "Adults", "Of seven."):
        assert words in page
    assert ("DRAFT — NOT FOR PUBLICATION" in page) is draft
