"""Notes that stand in a document already, typed or pasted there: finding them, and lifting them out in place.

The words of the document are read as plain text, so the rules and the passages are those of a file that comes
in. All positions are ProseMirror's.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from prosemirror.model import Node

from articles.documents.anchors import Passage
from articles.documents.notes.lifting import lift
from articles.documents.notes.model import Note, Scan, Styled, Suspicion
from articles.documents.notes.plain import Around, PlainCopy, spare
from articles.documents.notes.scanner import scan
from articles.documents.schema import parse
from articles.documents.stored import load


@dataclass(frozen=True, slots=True)
class StandingNote:
    """A note in a document: how it reads, where it begins, and what it would be a query on."""

    note: Note
    words: str
    position: int
    passage: Passage


@dataclass(frozen=True, slots=True)
class LiftedFrom:
    """The document without the notes, each of them with the passage it is about in that document.

    ``unplaced`` are notes of a document that has no other words.
    """

    doc: Node
    notes: tuple[StandingNote, ...]
    unplaced: tuple[Note, ...]


def find_standing(
    doc: Node, ranges: Sequence[tuple[int, int]], *, comment_marks: Collection[str] = ()
) -> tuple[StandingNote, ...]:
    """Every certain note that begins in one of the ranges of positions, in the order of the text."""
    copy = PlainCopy(doc)

    def wanted(offset: int) -> bool:
        position = copy.position(offset)
        return any(start <= position < end for start, end in ranges)

    return _lifted(copy, scan(copy.text, markup="text", wanted=wanted, comment_marks=comment_marks)).notes


@dataclass(frozen=True, slots=True)
class PackedLift:
    """As :class:`LiftedFrom`, its document as JSON, to be handed to another process."""

    doc: object
    notes: tuple[StandingNote, ...]
    unplaced: tuple[Note, ...]

    def unpacked(self) -> LiftedFrom:
        """The same with its document."""
        return LiftedFrom(parse(self.doc), self.notes, self.unplaced)


def find_in_stored(
    content: str, ranges: Sequence[tuple[int, int]], *, comment_marks: Collection[str] = ()
) -> tuple[StandingNote, ...]:
    """As :func:`find_standing`, in a stored text."""
    return find_standing(load(content), ranges, comment_marks=comment_marks)


def lift_from_stored(
    content: str, positions: Collection[int], *, comment_marks: Collection[str] = ()
) -> PackedLift:
    """As :func:`lift_standing`, from a stored text."""
    found = lift_standing(load(content), positions, comment_marks=comment_marks)
    return PackedLift(found.doc.to_json(), found.notes, found.unplaced)


def lift_standing(
    doc: Node, positions: Collection[int], *, comment_marks: Collection[str] = ()
) -> LiftedFrom:
    """Take the notes that begin at these positions out of the document."""
    copy = PlainCopy(doc)

    def wanted(offset: int) -> bool:
        return copy.position(offset) in positions

    return _lifted(copy, scan(copy.text, markup="text", wanted=wanted, comment_marks=comment_marks))


@dataclass(frozen=True, slots=True)
class LiftedCopy:
    """As :class:`LiftedFrom` of a document that was just read, with what is only suspected in it.

    ``ranges`` are the positions of the ranges that were asked for, by what is left of the words in them.
    The ``line`` of a suspicion is the number of its paragraph.
    """

    doc: Node
    notes: tuple[tuple[Note, Passage], ...]
    suspicions: tuple[Suspicion, ...]
    unplaced: tuple[Note, ...]
    ranges: tuple[tuple[int, int], ...]


def lift_copy(
    doc: Node,
    *,
    styled: Sequence[Styled] = (),
    ranges: Sequence[tuple[int, int]] = (),
    wanted: Callable[[int], bool] = lambda _at: True,
) -> LiftedCopy:
    """Take every note out of a document that is ``wanted``, as :func:`~articles.documents.notes.scanner.scan`
    asks. ``styled``, in positions, are words that look like notes; ``ranges`` of positions are carried to the
    document that is left.

    Raises :class:`~articles.documents.notes.scanner.TooManyNotes`.
    """
    copy = PlainCopy(doc)
    looks = [replace(one, start=copy.offset(one.start), end=copy.offset(one.end)) for one in styled]
    scanned = scan(copy.text, markup="text", styled=looks, wanted=wanted)
    suspicions = tuple(replace(one, line=copy.paragraph(one.start)) for one in scanned.suspicions)
    if not scanned.notes:
        return LiftedCopy(doc, (), suspicions, (), tuple(ranges))
    unused = spare(scanned.marked)
    around = [
        Around(copy.offset(start), copy.offset(end), next(unused), next(unused)) for start, end in ranges
    ]
    filler = next(unused)
    marked = copy.marked(scanned, filler, around)
    lifted = lift(marked, scanned, filler=filler, spans=[(one.opens, one.closes) for one in around])
    return LiftedCopy(lifted.doc, lifted.notes, suspicions, lifted.unplaced, lifted.spans)


def _lifted(copy: PlainCopy, scanned: Scan) -> LiftedFrom:
    filler = next(spare(scanned.marked))
    lifted = lift(copy.marked(scanned, filler), scanned, filler=filler)
    by_note = {id(one.note): one for one in scanned.notes}
    notes = tuple(
        StandingNote(note, by_note[id(note)].words, copy.position(by_note[id(note)].at), passage)
        for note, passage in lifted.notes
    )
    return LiftedFrom(lifted.doc, notes, lifted.unplaced)
