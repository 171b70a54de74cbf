"""Files that are no whole OpenDocument text are refused in one sentence, and take little memory."""

import io
import struct
import zipfile

import pytest

from articles.importing import ImportFailed, import_copy
from tests.articles.importing.memory import READ, needs_proc, run_apart
from tests.articles.importing.opendocument.making import (
    content,
    flat,
    gone,
    items,
    members,
    note,
    odt,
    p,
    part,
    region,
    row,
    span,
    table,
)
from tests.articles.importing.word.making import packed

STORY = members(p("The boat is back."))


def refused(data, name="story.odt"):
    with pytest.raises(ImportFailed) as failed:
        import_copy(data, filename=name)
    assert failed.value.message.endswith(".")
    assert failed.value.message.count(". ") == 0
    return failed.value.message


def changed(**parts):
    return packed(STORY | {name.replace("_xml", ".xml"): text for name, text in parts.items()})


@pytest.mark.parametrize("name", ["story.odt", "story.ott", "STORY.ODT"])
def test_every_ending_is_read(name):
    assert import_copy(packed(STORY), filename=name).summary()["text"] == "The boat is back."


SHEET = "<office:body><office:spreadsheet/></office:body>"
PROTECTED = members(p("A."), manifest="<manifest:encryption-data/>")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (packed(PROTECTED), "is protected by a password; save it without one"),
        (packed({"mimetype": "x", "encrypted-package": "x"}), "is protected by a password"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "seems to be an old Word or Excel document"),
        (b"{\\rtf1 The boat}", "seems to be a Rich Text (RTF) document"),
        (b"%PDF-1.7 x", "seems to be a PDF document, not an OpenDocument text"),
        (b"The boat is back.", "is not an OpenDocument text"),
        (b"PK\x03\x04", "is damaged or cut off"),
        (packed(STORY)[:-40], "is damaged or cut off"),
        (packed(STORY)[: len(packed(STORY)) // 2], "is damaged or cut off"),
        (packed({"a.txt": "A"}), "is not a complete OpenDocument text"),
        (packed({"word/document.xml": "<a/>"}), "seems to be a Word document"),
        (changed(content_xml="<office:document-content"), "is damaged or cut off"),
        (changed(content_xml="<a/>"), "is not a complete OpenDocument text"),
        (changed(content_xml=part("office:document-content", SHEET)), "is a spreadsheet, not a text"),
        (changed(content_xml=part("office:document-content", "")), "is not a complete OpenDocument text"),
        (changed(content_xml=part("office:document-content", "\x01")), "is damaged or cut off"),
        (changed(styles_xml="<a"), "is damaged or cut off"),
        (odt(p() + p(" ")), "has no text to import"),
    ],
)
def test_what_is_no_whole_text(data, says):
    assert says in refused(data)


@pytest.mark.parametrize("where", ["content.xml", "styles.xml", "meta.xml", "META-INF/manifest.xml"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_in_any_part_is_refused(where, encoding):
    found = STORY | {"meta.xml": "<a/>"}
    declared = (
        f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'
    )
    data = (declared + found[where]).encode(encoding)
    assert "has a document type declaration" in refused(packed(found | {where: data}))


def test_a_document_type_in_a_flat_file_is_refused():
    data = flat(p("A.")).replace(b"?>", b'?><!DOCTYPE a [<!ENTITY b "c">]>', 1)
    assert "has a document type declaration" in refused(data, "a.fodt")


@pytest.mark.parametrize("encoding", ["windows-1252", "utf-7", "iso-8859-1"])
def test_encodings_that_are_never_written_are_refused(encoding):
    declared = f'<?xml version="1.0" encoding="{encoding}"?>'
    assert "in an encoding that LibreOffice does not use" in refused(
        changed(content_xml=declared + content(p("A.")))
    )


def test_sixteen_bits_a_character_are_read():
    text = '<?xml version="1.0" encoding="UTF-16"?>' + content(p("Das Boot fährt."))
    found = import_copy(changed(content_xml=text.encode("utf-16")), filename="a.odt")
    assert found.summary()["text"] == "Das Boot fährt."


def test_a_part_twice_is_refused():
    assert "two parts with the same name" in refused(packed(STORY | {"Content.xml": "<a/>"}))


def test_encrypted_members_are_refused():
    data = bytearray(packed(STORY))
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        (flags,) = struct.unpack_from("<H", data, at + 8)
        struct.pack_into("<H", data, at + 8, flags | 1)
        at = data.find(b"PK\x01\x02", at + 4)
    assert "is encrypted" in refused(bytes(data))


NESTS = {
    "sections": ("<text:section>", "</text:section>", p("A")),
    "lists": ("<text:list><text:list-item>", "</text:list-item></text:list>", p("A")),
    "tables": (
        "<table:table><table:table-row><table:table-cell>",
        "</table:table-cell></table:table-row></table:table>",
        p("A"),
    ),
    "boxes": ("<text:p><draw:frame><draw:text-box>", "</draw:text-box></draw:frame></text:p>", p("A")),
    "groups": ("<draw:g>", "</draw:g>", "<draw:frame/>"),
}
INLINE = {
    "spans": ("<text:span>", "</text:span>", "A"),
    "links": ("<text:a>", "</text:a>", "A"),
    "anything": ("<text:meta>", "</text:meta>", "A"),
}


@pytest.mark.parametrize("name", [*NESTS, *INLINE])
@pytest.mark.parametrize("depth", [120, 200, 3_000])
def test_what_is_nested_too_deeply_is_refused(name, depth):
    opens, closes, inside = (NESTS | INLINE)[name]
    nest = opens * depth + inside + closes * depth
    assert "nested too deeply" in refused(odt(f"<text:p>{nest}</text:p>" if name in INLINE else nest))


def test_deletions_within_each_other_are_read_once():
    regions = "".join(
        region(f"r{n}", "deletion", p(f"<text:span>w{n} </text:span>", gone(f"r{(n + 1) % 20}")))
        for n in range(20)
    )
    body = f"<text:tracked-changes>{regions}</text:tracked-changes>" + p(gone("r0"), ".")
    found = import_copy(odt(body), filename="a.odt").summary()
    assert found["text"].split() == [*(f"w{n}" for n in range(20)), "."]


def loose(found):
    """A package without compression, which no guard against bombs stops."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in found.items():
            archive.writestr(name, text)
    return file.getvalue()


HEAVY = {
    "elements": lambda: loose(members("<text:p/>" * 1_600_000)),
    "paragraphs": lambda: loose(members(p() * 50_001)),
    "words": lambda: loose(members(p("word " * 430_000))),
    "spaces": lambda: loose(members(p('<text:s text:c="1000"/>' * 30_000))),
    "spans": lambda: loose(members(p(*[span("a", "B" * (n % 2) or "I") for n in range(300_001)]))),
    "comments": lambda: loose(members(p("A", *[note("?")] * 40_000))),
    "rows": lambda: loose(members(table(*[row("a")] * 60_000))),
    "items": lambda: loose(members(items(*["a"] * 60_000))),
    "a bomb": lambda: packed(STORY | {"content.xml": b" " * (30 * 2**20)}),
    "pictures": lambda: packed(STORY | {"Pictures/a.png": b"\0" * (110 * 2**20)}),
    "parts": lambda: packed(STORY | {f"Pictures/{n}.xml": b"" for n in range(4_100)}),
    "a large file": lambda: packed(STORY) + bytes(51 * 2**20),
    "a flat one": lambda: flat("<text:p/>" * 1_600_000),
}


@needs_proc
@pytest.mark.parametrize("name", HEAVY)
def test_memory_stays_small(name):
    ending = "fodt" if name == "a flat one" else "odt"
    said, megabytes = run_apart(READ, HEAVY[name](), f"story.{ending}")
    assert said.endswith(".\n")
    assert megabytes < 300
