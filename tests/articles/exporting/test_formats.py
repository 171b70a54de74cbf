import pytest

from articles.exporting import FORMATS, UnknownFormat, export, format_named, from_json, to_json
from articles.importing import import_text
from tests.articles.exporting.documents import ferry, publication
from tests.articles.exporting.reading import readable

DRAFT = """# Ferry <which one?> returns

The *Aurora* sails at 7 a.m. <summer time? yes> on Monday [AU: which Monday?].

- Bicycles ((check price)) travel free
"""


def test_there_are_these_formats_and_no_other():
    assert FORMATS == ("html", "markdown", "text", "docx", "odt", "ninjs", "newsml")
    with pytest.raises(
        UnknownFormat,
        match=r"“pdf” is not an export format\. Choose one of: html, markdown, text, docx, odt, ninjs,",
    ):
        export(publication(ferry()), "pdf")


def test_each_says_what_its_file_is():
    kinds = {
        fmt: (format_named(fmt).content_type.split(";")[0], format_named(fmt).extension) for fmt in FORMATS
    }
    assert kinds == {
        "html": ("text/html", "html"),
        "markdown": ("text/markdown", "md"),
        "text": ("text/plain", "txt"),
        "docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
        "odt": ("application/vnd.oasis.opendocument.text", "odt"),
        "ninjs": ("application/json", "json"),
        "newsml": ("application/vnd.iptc.g2.newsitem+xml", "xml"),
    }


@pytest.mark.parametrize("fmt", FORMATS)
@pytest.mark.parametrize("draft", [True, False])
def test_no_export_holds_a_note_or_a_marker(fmt, draft):
    imported = import_text(DRAFT, markup="markdown")
    assert len(imported.notes) == 4
    written = readable(export(publication(imported.doc, draft=draft), fmt))
    assert not any(word in written for word in ("which", "summer", "check", "AU:"))
    assert not any("\ue000" <= char <= "\uf8ff" for char in written)
    assert ("DRAFT — NOT FOR PUBLICATION" in written) is draft


@pytest.mark.parametrize("fmt", FORMATS)
def test_a_file_is_the_same_when_it_was_kept_as_json(fmt):
    written = export(publication(ferry()), fmt)
    assert isinstance(to_json(written), str)
    assert from_json(to_json(written), fmt) == written
    assert export(publication(ferry()), fmt) == written
