"""Copy comes in: bytes or pasted text → an article, its notes, and what was lost on the way."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final, Literal

from prosemirror.model import Node

from articles.documents import schema
from articles.documents.anchors import Passage
from articles.documents.footnotes import footnote_blocks, numbered_text
from articles.documents.notes import Note, Styled, Suspicion, TooManyNotes, scan, typed_key
from articles.documents.notes.lifting import lift
from articles.documents.notes.limits import NOTES
from articles.documents.notes.standing import lift_copy
from articles.documents.suggestions import accepted, has_suggestions, pending, published, suggestion_ids
from articles.documents.suggestions.elements import own_ids
from articles.documents.suggestions.pending import Suggestion
from articles.documents.tables import count_tables
from articles.documents.text import headline_text, plain_text, word_count
from articles.importing import language
from articles.importing.annotated.copy import AnnotatedCopy
from articles.importing.annotated.model import Change, Round
from articles.importing.annotated.placing import note_of, passage_on
from articles.importing.bylines import TypedByline, find_byline, without_byline
from articles.importing.decoding import MAX_BYTES, ImportFailed, shown
from articles.importing.images import ImportedImage
from articles.importing.language import Direction
from articles.importing.losses import Losses
from articles.importing.packages import too_deep
from articles.importing.text import markdown, plain
from articles.importing.text.parsing import Markers, ParsedCopy, clean_source, without_notice

CopyMarkup = Literal["text", "markdown"]

_PARSE: Final[dict[CopyMarkup, Callable[..., ParsedCopy]]] = {"text": plain.parse, "markdown": markdown.parse}
Reader = Callable[..., AnnotatedCopy]
"""Reads the bytes of a file, by keyword with its ``filename`` and the ``losses`` to tell of."""


@dataclass(frozen=True)
class ImportedArticle:
    """Clean copy and the notes that were typed into it, each with the passage it is about.

    ``losses`` are sentences on what the document could not hold. Byline and headline are empty when the
    copy names none. ``typed`` is the line under the headline that the byline was read from; it stands in the
    document until :meth:`with_byline` takes it out. What the file proposes stands in the document as
    suggestions; ``changes`` says by their keys whose they are. ``round`` is what a copy for review was made
    from that came back. ``images`` are those that came with it, by their digests.
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
    changes: Mapping[str, Change] = field(default_factory=dict)
    round: Round | None = None
    images: Mapping[str, ImportedImage] = field(default_factory=dict)

    def with_byline(self, *, offered: bool = True) -> ImportedArticle:
        """The article with the byline that was typed under its headline out of the text, or as no byline."""
        if self.typed is None:
            return self
        if not offered:
            return replace(self, byline="", typed=None)
        doc, notes = without_byline(self.doc, self.notes, self.typed)
        return replace(self, doc=doc, notes=notes, typed=None)

    @property
    def tables(self) -> int:
        """How many tables are in the copy."""
        return count_tables(self.doc)

    @property
    def footnotes(self) -> int:
        """How many footnotes the copy has."""
        return len(footnote_blocks(self.doc))

    def summary(self) -> dict[str, Any]:
        """What came of the copy, as plain JSON; the byline and the numbers of tables and footnotes if any."""
        standing = published(self.doc)
        return {
            "headline": self.headline,
            **({"byline": self.byline} if self.byline else {}),
            "words": word_count(standing),
            **({"tables": self.tables} if self.tables else {}),
            **({"footnotes": self.footnotes} if self.footnotes else {}),
            "text": numbered_text(standing),
            "accepted_text": numbered_text(accepted(self.doc)),
            "queries": [_query(note, passage) for note, passage in self.notes],
            "suggestions": [self._suggestion(found) for found in pending(self.doc)],
            "suspicions": [
                {"text": found.text, "line": found.line, "reason": found.reason} for found in self.suspicions
            ],
            "losses": list(self.losses),
        }

    def _suggestion(self, found: Suggestion) -> dict[str, str]:
        change = self.changes.get(found.id)
        moved = found.kind == "replacement" and found.inserted == found.deleted
        texts = (found.deleted, found.inserted) if found.kind == "replacement" and not moved else ()
        return {
            "kind": "move" if moved else found.kind,
            "author": change.author if change else "",
            "text": " → ".join(texts) or found.inserted or found.deleted or found.formatted,
        }


def _query(note: Note, passage: Passage) -> dict[str, Any]:
    query: dict[str, Any] = {
        "question": note.question,
        "author": note.asked_by,
        "asked_at": _moment(note.asked_at),
        "resolved": note.resolved,
        "replies": [{"author": reply.author, "body": reply.body} for reply in note.all_replies],
        "kind": note.kind,
        "blocking": note.blocking,
        "passage": passage.quote,
        "convention": note.convention,
    }
    return query | {"remark": note.remark} if note.remark else query


def _moment(moment: datetime | None) -> str | None:
    """The moment as JSON has it; without a time zone where the file names none."""
    return moment.isoformat().replace("+00:00", "Z") if moment else None


def import_text(text: str, *, markup: CopyMarkup = "text") -> ImportedArticle:
    """The article in pasted text. Raises ImportFailed when it is empty or too large."""
    if len(text) > MAX_BYTES:
        raise ImportFailed(f"The text is too large ({MAX_BYTES // 1024**2} MB maximum).")
    return import_source(text, markup=markup)


def import_source(raw: str, *, markup: CopyMarkup, leave: Collection[str] = ()) -> ImportedArticle:
    """The article in decoded text. ``leave``: as in :func:`~articles.importing.files.import_copy`.

    Raises ImportFailed.
    """
    losses = Losses()
    source = without_notice(clean_source(raw, losses), losses)
    if not source.strip():
        raise ImportFailed("There is no text to import. Upload a file or paste the copy.")
    try:
        return _lifted(source, markup, losses, leave)
    except RecursionError as error:
        raise ImportFailed("The copy is nested too deeply. Simplify its lists or quotations.") from error
    except (schema.DocumentError, TooManyNotes) as error:
        raise ImportFailed(error.message) from error


def import_annotated(
    data: bytes, *, filename: str, reader: Reader, leave: Collection[str] = ()
) -> ImportedArticle:
    """The article in a file that has comments and tracked changes beside its text.

    ``leave``: as in :func:`~articles.importing.files.import_copy`. Raises ImportFailed.
    """
    losses = Losses()
    try:
        copy = reader(data, filename=filename, losses=losses)
        return _of_annotated(copy, losses, shown(filename), leave)
    except RecursionError as error:
        raise too_deep(shown(filename)) from error
    except (schema.DocumentError, TooManyNotes) as error:
        raise ImportFailed(error.message) from error


def _of_annotated(copy: AnnotatedCopy, losses: Losses, label: str, leave: Collection[str]) -> ImportedArticle:
    if not plain_text(copy.doc).strip() and not copy.comments and not losses.sentences():
        raise ImportFailed(f"{label} has no text to import; choose the file with the copy.")
    if sum(1 + len(comment.thread.replies) for comment in copy.comments) > NOTES:
        raise ImportFailed(f"{label} has more than {NOTES:,} comments; split it, or remove some.")
    styled = [Styled(start, end, look) for start, end, look in copy.asides if look]
    ranges = [(one.start, one.end) for one in copy.comments]
    lifted = lift_copy(copy.doc, styled=styled, ranges=ranges, wanted=_other_than(leave))
    doc = lifted.doc
    if lifted.unplaced:
        raise ImportFailed(_NO_WORDS)
    _check(doc)
    comments = [
        (replace(note_of(comment.thread), key=f"comment-{number}"), passage_on(doc, *found))
        for number, (comment, found) in enumerate(zip(copy.comments, lifted.ranges, strict=True), start=1)
    ]
    standing = published(doc)
    guessed, leaning = language.guess(plain_text(standing) or plain_text(doc))
    typed = _settled_byline(doc)
    return ImportedArticle(
        doc=doc,
        notes=tuple(sorted([*lifted.notes, *comments], key=lambda entry: entry[1].start)),
        suspicions=lifted.suspicions,
        losses=losses.sentences(),
        headline=headline_text(standing),
        byline=typed.name if typed else "",
        language=guessed,
        direction="rtl" if copy.direction == "rtl" else leaning,
        typed=typed,
        changes={key: change for key, change in copy.changes.items() if key in suggestion_ids(doc)},
        round=copy.round,
        images=copy.images,
    )


def _settled_byline(doc: Node) -> TypedByline | None:
    """The byline below the headline, unless the line itself is in question."""
    typed = find_byline(doc)
    if typed is None:
        return None
    line, *behind = doc.children[typed.block : typed.block + 2]
    joined = any(any(own_ids(block)) for block in behind)
    return None if joined or has_suggestions(line) else typed


_NO_WORDS: Final = "The copy contains only notes. Add the text they belong to."


def _check(doc: Node) -> None:
    """Refuse a document that the schema or the limits do not allow."""
    try:
        schema.check(doc)
    except ValueError as error:
        raise ImportFailed("The copy can’t be imported. Simplify it and try again.") from error
    schema.check_size(doc)


def _other_than(leave: Collection[str]) -> Callable[[int], bool]:
    """Whether the note that was typed at an offset of the source is to be lifted."""
    return lambda at: typed_key(at) not in leave


def _lifted(source: str, markup: CopyMarkup, losses: Losses, leave: Collection[str]) -> ImportedArticle:
    scanned = scan(source, markup=markup, wanted=_other_than(leave))
    copy = _PARSE[markup](scanned.marked, markers=Markers(scanned.notes), losses=losses)
    lifted = lift(copy.doc, scanned)
    if lifted.unplaced:
        raise ImportFailed(_NO_WORDS)
    _check(lifted.doc)
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
