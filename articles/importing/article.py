"""Copy comes in: bytes or pasted text → an article, its notes, and what was lost on the way."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Any, Final, Literal, cast

from prosemirror.model import Node

from articles.documents import schema
from articles.documents.anchors import Passage
from articles.documents.notes import Note, Suspicion, TooManyNotes, scan
from articles.documents.notes.lifting import lift
from articles.documents.text import headline_text, plain_text, word_count
from articles.importing import language, markdown, text
from articles.importing.bylines import TypedByline, find_byline, without_byline
from articles.importing.decoding import MAX_BYTES, ImportFailed, decode, shown
from articles.importing.language import Direction
from articles.importing.losses import Losses
from articles.importing.parsing import Markers, ParsedCopy, clean_source, without_notice

CopyMarkup = Literal["text", "markdown"]

_MARKUP: Final[dict[str, CopyMarkup]] = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
}
_PARSE: Final[dict[CopyMarkup, Callable[..., ParsedCopy]]] = {"text": text.parse, "markdown": markdown.parse}
KNOWN_TYPES: Final = tuple(_MARKUP)
"""The endings of the names of files that can be imported."""


@dataclass(frozen=True)
class ImportedArticle:
    """Clean copy and the notes that were typed into it, each with the passage it is about.

    ``losses`` are sentences on what the document could not hold. Byline and headline are empty when the
    copy names none. ``typed`` is the line under the headline that the byline was read from; it stands in the
    document until :meth:`with_byline` takes it out.
    """

    doc: Node
    notes: tuple[tuple[Note, Passage], ...]
    suspicions: tuple[Suspicion, ...]
    losses: tuple[str, ...]
    headline: str
    byline: str
    language: str
    direction: Direction
    typed: TypedByline | None = None

    def with_byline(self, *, offered: bool = True) -> ImportedArticle:
        """The article with the byline that was typed under its headline out of the text, or as no byline."""
        if self.typed is None:
            return self
        if not offered:
            return replace(self, byline="", typed=None)
        doc, notes = without_byline(self.doc, self.notes, self.typed)
        return replace(self, doc=doc, notes=notes, typed=None)

    def summary(self) -> dict[str, Any]:
        """What came of the copy, as plain JSON; with the byline where the copy names one."""
        return {
            "headline": self.headline,
            **({"byline": self.byline} if self.byline else {}),
            "words": word_count(self.doc),
            "text": plain_text(self.doc),
            "queries": [_query(note, passage) for note, passage in self.notes],
            "suspicions": [
                {"text": found.text, "line": found.line, "reason": found.reason} for found in self.suspicions
            ],
            "losses": list(self.losses),
        }


def _query(note: Note, passage: Passage) -> dict[str, Any]:
    query: dict[str, Any] = {
        "question": note.question,
        "replies": list(note.replies),
        "kind": note.kind,
        "blocking": note.blocking,
        "passage": passage.quote,
        "convention": note.convention,
    }
    return query | {"remark": note.remark} if note.remark else query


def import_copy(data: bytes, *, filename: str) -> ImportedArticle:
    """The article in a file. The ending of its name says how it is read.

    Raises ImportFailed, with one sentence, for a type that is not known and for what is too large, empty,
    binary or undecodable.
    """
    markup = _MARKUP.get(PurePath(filename).suffix.lower())
    if markup is None:
        raise ImportFailed(f"{shown(filename)} is of a type that is not known here; known are {_listed()}.")
    return _import(decode(data, filename=filename).text, markup=markup)


def import_packed(data: bytes, *, filename: str) -> tuple[ImportedArticle, str]:
    """As :func:`import_copy`, to be handed to another process: without its document, and that as JSON."""
    found = import_copy(data, filename=filename)
    return replace(found, doc=cast(Node, None)), json.dumps(found.doc.to_json())


def unpacked_article(packed: tuple[ImportedArticle, str]) -> ImportedArticle:
    """The article that was packed."""
    found, doc = packed
    return replace(found, doc=schema.parse(json.loads(doc)))


def import_text(text: str, *, markup: CopyMarkup = "text") -> ImportedArticle:
    """The article in pasted text. Raises ImportFailed when it is empty or too large."""
    if len(text) > MAX_BYTES:
        raise ImportFailed(f"The text is larger than {MAX_BYTES // 1024**2} MB; divide it.")
    return _import(text, markup=markup)


def _listed() -> str:
    return ", ".join(KNOWN_TYPES[:-1]) + " and " + KNOWN_TYPES[-1]


def _import(raw: str, *, markup: CopyMarkup) -> ImportedArticle:
    losses = Losses()
    source = without_notice(clean_source(raw, losses), losses)
    if not source.strip():
        raise ImportFailed("There is no text to import; paste or choose the copy.")
    try:
        return _lifted(source, markup, losses)
    except RecursionError as error:
        raise ImportFailed(
            "The copy is nested too deeply to be read; make its lists or quotations simpler."
        ) from error
    except (schema.DocumentError, TooManyNotes) as error:
        raise ImportFailed(error.message) from error


def _lifted(source: str, markup: CopyMarkup, losses: Losses) -> ImportedArticle:
    scanned = scan(source, markup=markup)
    copy = _PARSE[markup](scanned.marked, markers=Markers(scanned.notes), losses=losses)
    lifted = lift(copy.doc, scanned)
    if lifted.unplaced:
        raise ImportFailed(
            "The copy holds notes and no words for them to be about; add the text they belong to."
        )
    try:
        schema.check(lifted.doc)
    except ValueError as error:
        raise ImportFailed(
            "The copy could not be made into a document; simplify it and try again."
        ) from error
    schema.check_size(lifted.doc)
    guessed, leaning = language.guess(scanned.clean)
    typed = find_byline(lifted.doc)
    if typed and copy.byline and copy.byline.casefold() not in typed.line.casefold():
        typed = None  # somebody else than the front matter says; a person has to decide
    return ImportedArticle(
        doc=lifted.doc,
        notes=lifted.notes,
        suspicions=scanned.suspicions,
        losses=losses.sentences(),
        headline=headline_text(lifted.doc),
        byline=copy.byline or (typed.name if typed else ""),
        language=copy.language or guessed,
        direction=_direction(copy, leaning),
        typed=typed,
    )


def _direction(copy: ParsedCopy, leaning: Direction) -> Direction:
    if copy.direction:
        return "rtl" if copy.direction == "rtl" else "ltr"
    return language.direction_of(copy.language) if copy.language else leaning
