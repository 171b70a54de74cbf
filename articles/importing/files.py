"""Which files can be imported, and by whom each is read. What people are told of them is made of this."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import PurePath
from typing import Final

from articles.importing.annotated.copy import AnnotatedCopy
from articles.importing.article import (
    CopyMarkup,
    ImportedArticle,
    Reader,
    import_annotated,
    import_source,
)
from articles.importing.decoding import MAX_BYTES, ImportFailed, decode, shown
from articles.importing.html import read_page, read_source
from articles.importing.losses import Losses
from articles.importing.mail.reading import copy_in_mail, sentences
from articles.importing.opendocument import read_open_document
from articles.importing.packages import MAX_PACKED_BYTES
from articles.importing.word import read_word

Read = Callable[[bytes, str, Collection[str]], ImportedArticle]
"""Reads a file of this name, and leaves notes of some keys in its text."""


@dataclass(frozen=True)
class FileKind:
    """A kind of file that can be imported, by the endings of names, the usual one first."""

    name: str
    endings: tuple[str, ...]
    read: Read
    most_bytes: int = MAX_BYTES


def _annotated(reader: Reader) -> Read:
    return lambda data, name, leave: import_annotated(data, filename=name, reader=reader, leave=leave)


def _source(markup: CopyMarkup) -> Read:
    return lambda data, name, leave: import_source(
        decode(data, filename=name).text, markup=markup, leave=leave
    )


def _mail(data: bytes, filename: str, leave: Collection[str]) -> ImportedArticle:
    """The article in a mail, or in the file that came with it."""
    known = {ending for ending in _BY_ENDING if ending not in _MAIL}
    copy = copy_in_mail(data, filename=filename, known=known)
    losses = Losses()
    for happened, detail in sentences(copy):
        losses.add(happened, detail)
    if copy.file is not None:
        found = import_copy(copy.file.content, filename=copy.file.name, leave=leave)
    elif copy.page.strip():
        reader = partial(_page_of_mail, copy.page)
        found = import_annotated(data, filename=filename, reader=reader, leave=leave)
    else:
        found = import_source(copy.text, markup="text", leave=leave)
    return replace(found, losses=(*losses.sentences(), *found.losses))


def _page_of_mail(page: str, _data: bytes, *, filename: str, losses: Losses) -> AnnotatedCopy:
    return read_source(page, label=shown(filename), losses=losses)


_MAIL: Final = (".eml",)
KINDS: Final = (
    FileKind("Word", (".docx", ".docm", ".dotx"), _annotated(read_word), MAX_PACKED_BYTES),
    FileKind("OpenDocument", (".odt", ".ott", ".fodt"), _annotated(read_open_document), MAX_PACKED_BYTES),
    FileKind("HTML", (".html", ".htm"), _annotated(read_page)),
    FileKind("plain text", (".txt", ".text"), _source("text")),
    FileKind("Markdown", (".md", ".markdown"), _source("markdown")),
    FileKind("mail", _MAIL, _mail, MAX_PACKED_BYTES),
)
KNOWN_TYPES: Final = tuple(ending for kind in KINDS for ending in kind.endings)
"""The endings of the names of files that can be imported."""
_BY_ENDING: Final = {ending: kind for kind in KINDS for ending in kind.endings}
_OLD: Final = {
    ".doc": "in the old format of Word (.doc)",
    ".dot": "in the old format of Word (.dot)",
    ".rtf": "a Rich Text (RTF) document",
    ".sxw": "in the old format of OpenOffice (.sxw)",
}


def most_bytes(filename: str) -> int:
    """How large a file of this name may be: one that is an archive holds its pictures, too."""
    kind = _BY_ENDING.get(PurePath(filename).suffix.lower())
    return kind.most_bytes if kind else MAX_BYTES


def kinds_in_words() -> str:
    """The kinds of files that can be imported, as people are told of them."""
    return _one_of(f"{kind.name} ({kind.endings[0]})" for kind in KINDS)


def _one_of(names: Iterable[str]) -> str:
    *usual, last = names
    return f"{', '.join(usual)} or {last}"


def import_copy(data: bytes, *, filename: str, leave: Collection[str] = ()) -> ImportedArticle:
    """The article in a file. The ending of its name says how it is read. Typed notes of the keys in ``leave``
    stay in the text.

    Raises ImportFailed, with one sentence, for a type that is not known and for what is too large, empty,
    binary or undecodable.
    """
    ending = PurePath(filename).suffix.lower()
    kind = _BY_ENDING.get(ending)
    if kind is not None:
        return kind.read(data, filename, leave)
    if ending in _OLD:
        raise ImportFailed(
            f"{shown(filename)} is {_OLD[ending]}; save it as a Word document (.docx) and try again."
        )
    raise ImportFailed(f"Can’t read {shown(filename)}. Use {_one_of(kind.endings[0] for kind in KINDS)}.")
