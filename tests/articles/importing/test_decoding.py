import codecs
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.importing.decoding import MAX_BYTES, ImportFailed, decode
from tests.articles.documents.building import examples

LEGACY = [
    ("cp1252", "“Ferry” — it’s back; the café takes £5, “naïve” or not…"),
    ("cp1252", "café"),
    ("latin-1", "El niño dijo: ¿qué? ¡Señor! 3º piso, 2ª planta"),
    ("cp1252", "Le marché du port a rouvert là où l’été commence"),
    ("cp1252", "Größe, Straße, Fähre — “übermorgen”"),
    ("cp1252", "Smørrebrød, São Paulo, Malmö, El Niño"),
    ("cp1250", "Zażółć gęślą jaźń, „Łódź”"),
    ("cp1250", "Příliš žluťoučký kůň úpěl ďábelské ódy"),
    ("cp1256", "كتب المراسل تقريرا عن الجسر الجديد في المدينة"),
    ("cp1256", "قال «المدير»، إن السوق يفتح غدا؟ لا"),
    ("cp1251", "Слава мосту через реку"),
    ("koi8-r", "Слава мосту через реку, мост открыт"),
    ("cp1253", "Η γέφυρα άνοιξε ξανά"),
    ("cp1254", "Köprü yeniden açıldı, diye konuştu şef"),
    ("cp1255", "הגשר נפתח מחדש"),
    ("shift_jis", "橋の修理が始まった。日本語の新聞記事です。" * 3),
    ("gb18030", "大桥今天重新开放，市民表示欢迎。" * 3),
]


@pytest.mark.parametrize(("encoding", "text"), LEGACY)
def test_encodings_from_before_unicode_are_recognised(encoding, text):
    assert decode(text.encode(encoding), filename="a.txt").text == text


@pytest.mark.parametrize(
    ("byte", "sign"), [(0x93, "“"), (0x94, "”"), (0x92, "’"), (0x97, "—"), (0x85, "…"), (0x80, "€")]
)
def test_the_typographic_signs_of_windows_are_right(byte, sign):
    data = b"He said " + bytes([byte]) + b" and left for 20 minutes."
    assert decode(data, filename="a.txt").text == f"He said {sign} and left for 20 minutes."


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "text", ["The ferry — back on Monday.\r\nBicycles free.", "عادت العبارة يوم الاثنين", "Café"]
)
@pytest.mark.parametrize("marked", [True, False])
def test_utf_16_with_and_without_a_byte_order_mark(encoding, text, marked):
    mark = {"utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}[encoding] if marked else b""
    decoded = decode(mark + text.encode(encoding), filename="a.txt")
    assert (decoded.text, decoded.encoding) == (text, encoding)


def test_a_byte_order_mark_is_no_part_of_the_text():
    assert decode(codecs.BOM_UTF8 + b"Ferry", filename="a.txt").text == "Ferry"
    assert decode("Fähre".encode("utf-32"), filename="a.txt").text == "Fähre"


def _zip(*names):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF document"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "a PNG image"),
        (b"\xff\xd8\xff\xe0JFIF", "a JPEG image"),
        (b"\x7fELF\x02\x01\x01", "a program"),
        (_zip("word/document.xml"), "a Word document"),
        (_zip("content.xml"), "an OpenDocument file"),
        (_zip("photo.jpg"), "a zip archive"),
        (b"PK\x03\x04broken", "a zip archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word or Excel document"),
        (b"{\\rtf1\\ansi words}", "a Rich Text (RTF) document"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "a WebP image"),
        (b"\x00\x00\x00\x18ftypmp42", "a video recording or a HEIC image"),
    ],
)
def test_a_file_that_is_no_text_is_named(data, kind):
    with pytest.raises(
        ImportFailed, match=f"“draft.txt” looks like {kind.replace('(', '.').replace(')', '.')}, not text"
    ):
        decode(data, filename="/somewhere/draft.txt")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (codecs.BOM_UTF8 + b"\n", "empty"),
        (b"words\x00words and more words", "binary"),
        (bytes(range(1, 32)) * 20, "binary"),
        (bytes(range(128, 256)) * 4, "Can’t recognise the encoding"),
        ("“Ferry” — naïve “café” — “Ferry”".encode() + b"\nnext \xe9", "damaged character in line 2"),
        (codecs.BOM_UTF16_LE + "abc".encode("utf-16-le") + b"x", "damaged character in line 1"),
        (b"a" * (MAX_BYTES + 1), "too large .5 MB maximum."),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(data, says):
    with pytest.raises(ImportFailed, match=says) as refused:
        decode(data, filename="draft.txt")
    assert "“draft.txt”" in refused.value.message


def test_a_long_or_strange_name_is_shown_short_and_printable():
    with pytest.raises(ImportFailed) as refused:
        decode(b"", filename="a\x1b[31m" + "b" * 200 + ".txt")
    assert "\x1b" not in refused.value.message
    assert len(refused.value.message) < 150


@given(st.binary(max_size=300) | st.text(max_size=100).map(lambda text: text.encode("utf-8", "replace")))
@examples(300)
def test_any_bytes_are_decoded_or_refused(data):
    try:
        decoded = decode(data, filename="a.txt")
    except ImportFailed:
        return
    assert decoded.text.strip()
    assert "\x00" not in decoded.text


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(str.strip))
@examples(200)
def test_utf_8_is_never_taken_for_something_else(text):
    data = text.encode()
    if not data.startswith(
        (codecs.BOM_UTF8, b"%PDF-", b"{\\rtf", b"PK", b"GIF8", b"BZh9", b"RIFF")
    ) and text.strip("\ufeff\u200b\xa0 "):
        assert decode(data, filename="a.txt").text == text
