"""Bytes of an unknown encoding → text, or one sentence that says why not."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from articles.importing.binary import seems_to_be
from articles.importing.legacy import guess
from newsroom.errors import DomainError
from newsroom.shortening import shortened

MAX_BYTES: Final = 5 * 1024 * 1024


class ImportFailed(DomainError):
    """The file or the pasted text cannot become an article. Nothing was written."""


@dataclass(frozen=True)
class Decoded:
    """The text of a file, without its byte order mark, and the encoding it was in (Python's name)."""

    text: str
    encoding: str


# UTF-32 first: its little-endian mark begins with that of UTF-16.
_BYTE_ORDER_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROLS: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_MULTIBYTE: Final = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_BEYOND_ASCII: Final = re.compile(rb"[\x01-\x08\x0e-\x1f\x7f-\xff]")
_LEGACY: Final = ("cp125", "iso8859", "koi8", "mac", "gb", "big5", "euc", "shift_jis", "cp932", "cp949")
_HIGH: Final = re.compile(rb"[\x80-\xff]")


def decode(data: bytes, *, filename: str, declared: str = "") -> Decoded:
    """The text of a file. ``filename`` only serves the sentences; ``declared`` is the encoding that the file
    says it is in, which is believed where its bytes allow.

    Raises ImportFailed for what is too large, empty, binary, or in no encoding that can be recognised.
    """
    name = shown(filename)
    if len(data) > MAX_BYTES:
        raise ImportFailed(f"{name} is too large ({MAX_BYTES // 1024**2} MB maximum).")
    if kind := seems_to_be(data):
        raise ImportFailed(
            f"{name} looks like {kind}, not text. Save it as plain text or Markdown and try again."
        )
    decoded = (
        _by_mark(data, name)
        or _utf16(data)
        or _as_declared(data, declared)
        or _utf8(data, name)
        or _legacy(data, name)
    )
    if not decoded.text.strip("\ufeff \t\r\n\f\v\x00\xa0\u200b"):
        raise ImportFailed(f"{name} is empty. Choose another file.")
    if _is_binary(decoded.text):
        raise ImportFailed(f"{name} looks like a binary file, not text. Save it as plain text and try again.")
    return decoded


def shown(filename: str) -> str:
    """The name of a file in quotes, as sentences to people use it: without its folders, and never long."""
    name = "".join(char if char.isprintable() else "�" for char in PurePath(filename).name)
    return f"“{shortened(name, 60, kept=57)}”" if name else "The file"


def _by_mark(data: bytes, name: str) -> Decoded | None:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            try:
                return Decoded(data[len(mark) :].decode(encoding), encoding)
            except UnicodeDecodeError as error:
                raise _damaged(data, name, error, encoding) from error
    return None


def _utf16(data: bytes) -> Decoded | None:
    """UTF-16 without a mark: each of its spaces holds a zero byte, which no UTF-8 text does."""
    zeros = data.count(0)
    # Plain letters with a zero here and there would read as Chinese.
    if not zeros or len(data) % 2 or (zeros * 4 < len(data) and not _BEYOND_ASCII.search(data)):
        return None
    # Where the zeros stand says which byte comes first.
    evens = data[::2].count(0)
    encoding = "utf-16-be" if evens * 2 > zeros else "utf-16-le"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    words = sum(char.isalnum() or char.isspace() for char in text)
    spaced = any(char.isspace() for char in text) or len(text) < 20
    return Decoded(text, encoding) if words > 0.7 * len(text) and spaced and not _is_binary(text) else None


def _as_declared(data: bytes, declared: str) -> Decoded | None:
    """In one of the encodings from before Unicode, if that is what is declared and it is not UTF-8."""
    try:
        encoding = codecs.lookup(declared).name
    except (LookupError, ValueError):
        return None
    # Browsers read these two as the one with more letters.
    encoding = "cp1252" if encoding in ("iso8859-1", "ascii") else encoding
    if not encoding.startswith(_LEGACY):
        return None
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        try:
            return Decoded(data.decode(encoding), encoding)
        except UnicodeDecodeError:
            return None
    return None


def _utf8(data: bytes, name: str) -> Decoded | None:
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        whole = _MULTIBYTE.findall(data)
        high = len(_HIGH.findall(data))
        # Legacy text forms a valid sequence only by chance: where most do, this is UTF-8 with a fault in it.
        if len(whole) >= 3 and sum(map(len, whole)) > 0.8 * high:
            raise _damaged(data, name, error, "UTF-8") from error
        return None


def _legacy(data: bytes, name: str) -> Decoded:
    if b"\x00" in data:
        raise ImportFailed(f"{name} looks like a binary file, not text. Save it as plain text and try again.")
    encoding = guess(data)
    if not encoding:
        raise ImportFailed(f"Can’t recognise the encoding of {name}. Save it as UTF-8 text.")
    return Decoded(data.decode(encoding), encoding)


def _damaged(data: bytes, name: str, error: UnicodeDecodeError, encoding: str) -> ImportFailed:
    line = data[: error.start].count(b"\n") + 1
    written = encoding.upper().removesuffix("-LE").removesuffix("-BE")
    return ImportFailed(
        f"{name} is {written} text with a damaged character in line {line}. Fix it and save it as UTF-8."
    )


def _is_binary(text: str) -> bool:
    """Text holds no NUL, and hardly a control character."""
    return "\x00" in text or len(_CONTROLS.findall(text)) * 20 > len(text)
