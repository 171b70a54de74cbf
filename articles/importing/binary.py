"""What a file that is not text seems to be, from its first bytes."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Final

_SIGNATURES: Final[tuple[tuple[bytes, str], ...]] = (
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG\r\n\x1a\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"\x00\x00\x01\x00", "an icon"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a Windows program"),
    (b"\xcf\xfa\xed\xfe", "a program"),
    (b"\xca\xfe\xba\xbe", "a program"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word or Excel document"),
    (b"{\\rtf", "a Rich Text (RTF) document"),
    (b"\x1f\x8b\x08", "a gzip archive"),
    (b"BZh9", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"OggS\x00", "an audio or video recording"),
    (b"ID3\x03", "an audio recording"),
    (b"ID3\x04", "an audio recording"),
    (b"\x1aE\xdf\xa3", "a video recording"),
    (b"SQLite format 3\x00", "a database"),
)
_RIFF: Final = {b"WEBP": "a WebP image", b"WAVE": "an audio recording", b"AVI ": "a video recording"}
_IN_ZIP: Final = (
    ("word/", "a Word document"),
    ("xl/", "an Excel workbook"),
    ("ppt/", "a PowerPoint presentation"),
    ("content.xml", "an OpenDocument file"),
    ("META-INF/container.xml", "an e-book"),
)


def seems_to_be(data: bytes) -> str:
    """The kind of file with its article ("a PDF document"), or an empty string when nothing gives it away."""
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            return kind
    if data[:4] == b"RIFF":
        return _RIFF.get(data[8:12], "")
    if data[4:8] == b"ftyp":
        return "a video recording or a HEIC image"
    if data[:4] == b"PK\x03\x04":
        return _zipped(data)
    return ""


def _zipped(data: bytes) -> str:
    try:
        names = zipfile.ZipFile(BytesIO(data)).namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, UnicodeDecodeError):
        names = []
    for prefix, kind in _IN_ZIP:
        if any(name.startswith(prefix) for name in names):
            return kind
    return "a zip archive"
