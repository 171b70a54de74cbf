"""Files that are no whole Word document are refused in one sentence; nothing outside them is ever read."""

import io
import resource
import struct
import tracemalloc
import zipfile

import pytest

from articles.importing import ImportFailed, import_copy
from articles.importing.word import body as body_module
from articles.importing.word import content, graphics, names, runs, styles
from tests.articles.importing.word.making import (
    STRICT,
    R,
    W,
    box,
    comment,
    dele,
    docx,
    end,
    ins,
    link_to,
    members,
    p,
    packed,
    part,
    r,
    raw,
    read,
    row,
    start,
    table,
)

STORY = members(p("The boat is back."))


def refused(data, name="story.docx"):
    with pytest.raises(ImportFailed) as failed:
        import_copy(data, filename=name)
    assert failed.value.message.endswith(".")
    assert failed.value.message.count(". ") == 0
    return failed.value.message


def changed(**parts):
    return packed(
        STORY | {name.replace("__", "/").replace("_xml", ".xml"): text for name, text in parts.items()}
    )


def document(inside, before=""):
    return packed(STORY | {"word/document.xml": before + part("w:document", f"<w:body>{inside}</w:body>")})


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize("name", ["story.docx", "story.docm", "story.dotx", "STORY.DOCX"])
def test_every_ending_of_word_is_read(name):
    assert import_copy(packed(STORY), filename=name).summary()["text"] == "The boat is back."


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "is empty"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "is protected by a password; save it without one"),
        (
            OLE + "WordDocument".encode("utf-16-le"),
            "is in the old format of Word (.doc); save it as a Word document",
        ),
        (b"{\\rtf1\\ansi The boat is back.}", "is a Rich Text (RTF) document; save it as a Word document"),
        (b"%PDF-1.7 x", "seems to be a PDF document, not a Word document"),
        (b"The boat is back.", "is not a Word document"),
        (b"PK\x03\x04", "is damaged or cut off"),
        (packed(STORY)[:-40], "is damaged or cut off"),
        (packed(STORY)[: len(packed(STORY)) // 2], "is damaged or cut off"),
        (packed({"a.txt": "A"}), "is not a complete Word document"),
        (packed({"xl/workbook.xml": "<a/>"}), "seems to be an Excel workbook"),
        (packed({"content.xml": "<a/>"}), "seems to be an OpenDocument file"),
        (changed(word__document_xml="<w:document"), "is damaged or cut off"),
        (changed(word__document_xml="<document/>"), "is not a complete Word document"),
        (changed(word__document_xml="\ud800".encode("utf-8", "surrogatepass")), "is damaged or cut off"),
        (changed(word__document_xml=part("w:document", "\x01")), "is damaged or cut off"),
        (
            changed(word__document_xml=part("w:document", "<w:body>\xe9</w:body>").encode("latin-1")),
            "is damaged",
        ),
        (changed(word__styles_xml="<w:styles"), "is damaged or cut off"),
    ],
)
def test_what_is_no_whole_word_file(data, says):
    assert says in refused(data)


@pytest.mark.parametrize(("name", "says"), [("a.doc", "old format of Word"), ("a.RTF", "Rich Text")])
def test_formats_before_this_one_say_what_to_save_as(name, says):
    assert says in refused(b"whatever", name)
    assert "save it as a Word document (.docx)" in refused(b"whatever", name)


def test_a_story_without_a_word():
    assert "has no text to import" in refused(docx(p() + p(" ")))


DECLARED = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    "where", ["word/document.xml", "word/comments.xml", "word/styles.xml", "docProps/core.xml", "_rels/.rels"]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_in_any_part_is_refused(where, encoding):
    found = STORY | {"word/comments.xml": part("w:comments", comment(1, "A?")), "docProps/core.xml": "<a/>"}
    declared = f'<?xml version="1.0" encoding="{encoding}"?>{DECLARED}{found[where]}'
    assert "has a document type declaration" in refused(packed(found | {where: declared.encode(encoding)}))


def test_entities_that_multiply_are_refused():
    entities = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(1, 12))
    before = f'<!DOCTYPE a [<!ENTITY a1 "ha">{entities}]>'
    assert "has a document type declaration" in refused(document(p("&a12;"), before))


@pytest.mark.parametrize("encoding", ["windows-1252", "utf-7", "ebcdic-cp-us", "iso-8859-1"])
def test_encodings_that_word_does_not_write_are_refused(encoding):
    assert "in an encoding that Word does not use" in refused(
        document(p("A."), f'<?xml version="1.0" encoding="{encoding}"?>')
    )


def test_sixteen_bits_a_character_are_read():
    text = '<?xml version="1.0" encoding="UTF-16"?>' + part(
        "w:document", f"<w:body>{p('Das Boot fährt.')}</w:body>"
    )
    found = packed(STORY | {"word/document.xml": text.encode("utf-16")})
    assert import_copy(found, filename="a.docx").summary()["text"] == "Das Boot fährt."


def test_a_part_twice_is_refused():
    file = io.BytesIO(packed(STORY))
    with zipfile.ZipFile(file, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("word/document.xml", "<a/>")
    assert "two parts with the same name" in refused(file.getvalue())
    assert "two parts with the same name" in refused(packed(STORY | {"WORD/Document.xml": "<a/>"}))


def test_encrypted_members_are_refused():
    data = bytearray(packed(STORY))
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        (flags,) = struct.unpack_from("<H", data, at + 8)
        struct.pack_into("<H", data, at + 8, flags | 1)
        at = data.find(b"PK\x01\x02", at + 4)
    assert "is encrypted" in refused(bytes(data))


def test_members_in_another_compression_are_refused():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_BZIP2) as archive:
        for name, content in STORY.items():
            archive.writestr(name, content)
    assert "compressed in a way" in refused(file.getvalue())


def test_a_member_that_does_not_hold_what_it_says_is_refused():
    broken = bytearray(packed(STORY))
    broken[broken.find(b"word/document.xml") + 30] ^= 0xFF
    assert "is damaged or cut off" in refused(bytes(broken))


def bombs():
    yield "unpack", packed(STORY | {"word/media/a.png": b"\0" * (110 * 2**20)})
    yield "unpack", packed(STORY | {"word/document.xml": b" " * (30 * 2**20)})
    yield "more than", packed(STORY | {f"word/media/{n}.xml": b"" for n in range(4_100)})
    yield "larger than 50 MB", packed(STORY) + bytes(51 * 2**20)


@pytest.mark.parametrize("number", range(4))
def test_bombs_are_refused_before_they_are_unpacked(number):
    says, data = list(bombs())[number]
    tracemalloc.start()
    try:
        assert says in refused(data)
        assert tracemalloc.get_traced_memory()[1] < 10 * 2**20
    finally:
        tracemalloc.stop()


def test_a_size_that_is_a_lie_is_refused():
    data = bytearray(packed(STORY | {"word/document.xml": b"<a/>" + b" " * (5 * 2**20)}))
    at = data.rfind(b"PK\x01\x02", 0, data.rfind(b"word/document.xml"))
    struct.pack_into("<L", data, at + 24, 10)
    assert "damaged" in refused(bytes(data))


def test_more_elements_than_fit_in_memory_are_refused_before_they_are_parsed():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    noise = part("w:document", "<w:p/>" * 1_600_000)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in (STORY | {"word/document.xml": noise}).items():
            archive.writestr(name, text)
    assert "too long to be read at once" in refused(file.getvalue())
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 150 * 1024


@pytest.mark.parametrize(
    "body",
    [p() * 50_001, p("word " * 430_000), p(*[r("a", "<w:b/>" * (n % 2)) for n in range(300_001)])],
    ids=["paragraphs", "words", "runs"],
)
def test_more_than_a_story_may_hold_is_refused_while_it_is_read(body):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in members(body).items():
            archive.writestr(name, text)
    assert "too long to be read at once" in refused(file.getvalue())


NESTS = {
    "controls": ("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>", p("A")),
    "tags": ("<w:smartTag>", "</w:smartTag>", p("A")),
    "tables": ("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>", p("A")),
    "insertions": ("<w:ins>", "</w:ins>", p("A")),
    "boxes": ("<w:p><w:r><w:pict><w:txbxContent>", "</w:txbxContent></w:pict></w:r></w:p>", p("A")),
    "alternatives": ("<mc:AlternateContent><mc:Fallback>", "</mc:Fallback></mc:AlternateContent>", p("A")),
}


@pytest.mark.parametrize("name", NESTS)
@pytest.mark.parametrize("depth", [120, 200, 3_000])
def test_what_is_nested_too_deeply_is_refused(name, depth):
    opens, closes, inside = NESTS[name]
    assert "nested too deeply" in refused(document(opens * depth + inside + closes * depth))


def test_what_real_files_nest_is_read():
    opens, closes, inside = NESTS["tables"]
    assert import_copy(document(opens * 8 + inside + closes * 8), filename="a.docx").summary()["text"] == "A"


def test_nothing_outside_the_file_is_followed(monkeypatch):
    def reached(*_args, **_more):
        raise AssertionError("something outside the file was asked for")

    monkeypatch.setattr("socket.socket.connect", reached)
    monkeypatch.setattr("urllib.request.urlopen", reached)
    outside = 'TargetMode="External"'
    related = "".join(
        f'<Relationship Id="e{number}" Type="{R}/{kind}" Target="http://a.example/{kind}" {outside}/>'
        for number, kind in enumerate(
            ["comments", "header", "footnotes", "attachedTemplate", "image", "subDocument"]
        )
    )
    copy, losses = read(
        p("The boat.") + '<w:altChunk r:id="e0"/>', related=related + link_to("k", "http://b.example")
    )
    assert copy.doc.text_content == "The boat."
    assert losses == ("An embedded document was left out: comments.",)


def test_a_main_part_elsewhere_and_one_outside():
    rels = STORY["_rels/.rels"]
    outside = rels.replace(
        'Target="word/document.xml"', 'Target="http://a.example/b.xml" TargetMode="External"'
    )
    assert "not a complete Word document" in refused(packed(STORY | {"_rels/.rels": outside}))
    above = rels.replace('Target="word/document.xml"', 'Target="/word/../word/document.xml"')
    assert import_copy(packed(STORY | {"_rels/.rels": above}), filename="a.docx").summary()["words"] == 4
    beyond = rels.replace('Target="word/document.xml"', 'Target="../../../etc/passwd"')
    assert "not a complete Word document" in refused(packed(STORY | {"_rels/.rels": beyond}))


def test_strict_files_have_strict_relationships():
    found = {
        name: text.replace(R, "http://purl.oclc.org/ooxml/officeDocument/relationships")
        for name, text in STORY.items()
    }
    found = {name: text.replace(W, STRICT) for name, text in found.items()}
    assert import_copy(packed(found), filename="a.docx").summary()["text"] == "The boat is back."


@pytest.mark.parametrize(
    "body",
    [
        (p("The ", "boat ", "is back.") + table(row("A", "B"))),
        p("<w:smartTag>" + r("The boat ") + "</w:smartTag>", start(1), "is", end(1), ins(" back")),
        p("The", mark="<w:del/>") + p(dele("boat"), mark="<w:ins/>"),
        p(raw(box(p("The boat")))),
        table(row(*"ABCDEFGH")),
    ],
)
def test_reading_takes_time_in_proportion(body, monkeypatch):
    """Twice the file, about twice the elements that are looked at."""
    asked = 0

    def counting(element):
        nonlocal asked
        asked += 1
        return names.name(element)

    for module in (body_module, runs, content, styles, graphics):
        monkeypatch.setattr(module, "name", counting)
    counts = []
    for times in (50, 100):
        asked = 0
        read(body * times)
        counts.append(asked)
    assert counts[1] < 2.2 * counts[0]
