"""Images of a story are in every file that can hold them; nothing leads to where nobody may fetch them."""

from __future__ import annotations

import hashlib
import json
import zipfile
from io import BytesIO

import pytest
from ooxml_integrity import check
from PIL import Image
from pypdf import PdfReader

from articles.documents.allowed import asset_address
from articles.documents.compare import compare
from articles.documents.text import plain_text
from articles.exporting import FORMATS, export
from articles.exporting.pictures import as_sent
from articles.exporting.proof import pages_of, typeset
from articles.exporting.word import About, Change, redline_docx, review_docx
from articles.importing import import_copy
from tests.articles.documents.building import block, doc, p
from tests.articles.exporting.documents import publication
from tests.articles.exporting.proof.test_typesetting import proof
from tests.articles.exporting.reading import readable
from tests.articles.exporting.word.checking import faults
from tests.articles.importing.pictures import picture
from tests.environment import libreoffice

WIDE = picture(size=(2400, 1200))
SMALL = picture("JPEG", size=(96, 48), colour="blue")
WEB = picture("WEBP", size=(60, 90), mode="RGBA", colour=(255, 0, 0, 90))
FILES = {hashlib.sha256(data).hexdigest(): data for data in (WIDE, SMALL, WEB)}


def figure(data, alt="A boat", caption="The Aurora", credit=""):
    address = asset_address(hashlib.sha256(data).hexdigest())
    image = {"type": "image", "attrs": {"src": address, "alt": alt, "credit": credit}}
    return block("figure", image, *([block("caption", caption)] if caption else []))


COPY = doc(p("Before."), figure(WIDE), p("Between."), figure(SMALL, alt=""), figure(WEB), headline="Ferry")
OFFICE = {
    "docx": lambda files=FILES: export(publication(COPY, files=files), "docx"),
    "odt": lambda files=FILES: export(publication(COPY, files=files), "odt"),
    "review": lambda files=FILES: review_docx(COPY, About(title="x"), changes={}, threads=(), files=files),
    "redline": lambda files=FILES: redline(doc(p("Before."), headline="Ferry"), COPY, files),
}


def redline(old, new, files):
    return redline_docx(
        old,
        new,
        About(title="x"),
        changes=compare(old, new),
        credit=lambda _run: Change("Anna"),
        files=files,
    )


def ending(name):
    return "odt" if name == "odt" else "docx"


def read(data, name):
    return import_copy(data, filename=f"a.{ending(name)}")


@pytest.mark.parametrize("name", OFFICE)
def test_the_picture_itself_is_in_the_file_and_comes_back_with_its_words(name):
    imported = read(OFFICE[name](), name)
    figures = [one for one in imported.doc.children if one.type.name == "figure"]
    assert [one.child(0).attrs["alt"] for one in figures] == ["A boat", "", "A boat"]
    assert plain_text(imported.doc).count("The Aurora") == 3
    sources = {imported.images[key].source for key in imported.images}
    assert sources == {hashlib.sha256(as_sent(data)).hexdigest() for data in FILES.values()}


@pytest.mark.parametrize("name", ["docx", "review", "redline"])
def test_a_word_file_with_pictures_is_in_order(name, tmp_path):
    file = tmp_path / "file.docx"
    file.write_bytes(OFFICE[name]())
    assert [str(finding) for finding in check(file)] == []
    assert faults(file.read_bytes()) == []


def test_pictures_are_as_wide_as_the_text_at_most_and_keep_their_proportion():
    with zipfile.ZipFile(BytesIO(OFFICE["docx"]())) as archive:
        body = archive.read("word/document.xml").decode()
    sizes = [
        tuple(int(side.split('"')[1]) for side in one.split(">")[0].split()[1:3])
        for one in body.split("<wp:extent")[1:]
        for one in [f"wp:extent{one}"]
    ]
    assert sizes == [(5_731_510, 2_865_755), (96 * 9525, 48 * 9525), (60 * 9525, 90 * 9525)]


@pytest.mark.parametrize("name", OFFICE)
def test_a_picture_whose_file_is_missing_is_named(name):
    text = readable(OFFICE[name]({}))
    assert "[Image not available: A boat]" in text
    assert "[Image not available]" in text
    assert "asset:" not in text


@pytest.mark.parametrize("name", OFFICE)
def test_libreoffice_keeps_every_picture_with_its_words(name):
    try:
        sent = OFFICE[name]()
        back = libreoffice.saved_again({f"a.{ending(name)}": sent}, way=ending(name))
    except libreoffice.Unavailable as error:
        pytest.skip(str(error))
    again, before = read(back[f"a.{ending(name)}"], name), read(sent, name)
    assert {one.source for one in again.images.values()} == {one.source for one in before.images.values()}
    shown = [
        [one.child(0).attrs["alt"] for one in imported.doc.children if one.type.name == "figure"]
        for imported in (before, again)
    ]
    assert shown[0] == shown[1]


def test_a_page_holds_the_pictures_and_no_address_of_ours():
    page = export(publication(COPY, files=FILES), "html")
    assert page.count('<img src="data:image/') == 3
    assert import_copy(page.encode(), filename="a.html").images.keys()
    assert "asset:" not in page


@pytest.mark.parametrize("fmt", FORMATS)
def test_no_file_leads_to_where_nobody_may_fetch_it(fmt):
    text = readable(export(publication(COPY, files=FILES), fmt))
    assert "asset:" not in text
    assert "/assets/" not in text


@pytest.mark.parametrize("fmt", ["ninjs", "newsml"])
def test_formats_without_pictures_say_where_these_are(fmt):
    sentence = "The images are in the Word, OpenDocument and HTML files of this copy."
    assert sentence in export(publication(COPY, files=FILES), fmt)
    assert sentence not in export(publication(doc(p("A"))), fmt)
    if fmt == "ninjs":
        assert not any(
            "renditions" in one for one in json.loads(export(publication(COPY), fmt))["associations"]
        )


def test_a_proof_shows_the_pictures_and_names_those_that_are_missing():
    pdf = PdfReader(BytesIO(typeset(*pages_of(proof(COPY, files=FILES)))))
    sizes = [image.image.size for page in pdf.pages for image in page.images]
    assert sorted(sizes) == [(60, 90), (96, 48), (2400, 1200)]
    without = PdfReader(BytesIO(typeset(*pages_of(proof(COPY)))))
    text = "".join(page.extract_text() for page in without.pages)
    assert "Image: A boat" in text
    assert "[Image not available]" in text


def test_what_was_kept_in_another_format_is_drawn_as_a_png():
    with Image.open(BytesIO(as_sent(WEB))) as image:
        assert (image.format, image.size, image.mode) == ("PNG", (60, 90), "RGBA")
    assert as_sent(SMALL) == SMALL
    assert as_sent(b"no image") == b""
