"""Footnotes: which note of a file each reference is to, and the part that holds them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from prosemirror.model import Node

from articles.documents.footnotes import (
    UNKNOWN,
    Footnotes,
    footnotes_in,
    has_references,
    id_of,
    is_reference,
)
from articles.documents.suggestions.elements import flag
from articles.exporting.word.model import Line, Piece, Thread
from articles.exporting.word.names import ID, Element, add, root, tag
from articles.exporting.word.paragraphs import ParagraphWriter

_SEPARATORS: Final = {"separator": "-1", "continuationSeparator": "0"}
"""What Word draws between the text and its notes, by the ids it gives them."""

_WITH_THEIR_WORDS: Final = frozenset({"table", "table_row"})


@dataclass
class Notes:
    """The footnotes of one document in a file, numbered from ``after`` on.

    Word knows no second reference to a note, and none without one: those become their numbers in brackets.
    ``chosen`` says by ids which of the references to a note is the one, counted from 0: the first that stays,
    whatever is decided.
    """

    footnotes: Footnotes
    chosen: Mapping[str, int]
    after: int = 0
    _met: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, doc: Node, after: int = 0) -> Notes:
        chosen: dict[str, int] = {}
        met: Counter[str] = Counter()
        for node, stays in _references(doc):
            key = id_of(node)
            if stays and key not in chosen:
                chosen[key] = met[key]
            met[key] += 1
        return cls(footnotes_in(doc), chosen, after)

    @property
    def last(self) -> int:
        """The id of the last note."""
        return self.after + len(self.footnotes.numbers)

    def reference(self, node: Node, piece: Piece) -> Piece:
        """The piece that a reference is."""
        key = id_of(node)
        number = self._met[key]
        self._met[key] += 1
        if number != self.chosen.get(key, 0) or key not in self.footnotes.numbers:
            return replace(piece, text=f"[{self.footnotes.label(key)}]")
        return replace(piece, note=self.after + self.footnotes.numbers[key])

    def number(self, block: Node) -> int:
        """The id of a note in the file, 0 for one that nothing refers to."""
        key = id_of(block)
        known = self.footnotes.notes.get(key) is block
        return self.after + self.footnotes.numbers[key] if known and key in self.footnotes.numbers else 0


def _references(node: Node, *, stays: bool = True) -> Iterator[tuple[Node, bool]]:
    """The references, and whether each stays whatever is decided: rows come and go with their words."""
    for child in node.children:
        if is_reference(child):
            tracked = any(mark.type.name in ("insertion", "deletion") for mark in child.marks)
            yield child, stays and not tracked
        elif not child.is_inline and has_references(child):
            goes_whole = child.type.name in _WITH_THEIR_WORDS
            tracked = goes_whole and bool(flag(child, "inserted") or flag(child, "deleted"))
            yield from _references(child, stays=stays and not tracked)


def unreferred(text: str = f"[{UNKNOWN}] ") -> Piece:
    """What stands before a note that nothing refers to: it is a paragraph of the text."""
    return Piece(text, 0, 0)


def on_references(threads: Iterable[Thread], lines: Sequence[Line]) -> Iterator[Thread]:
    """The threads, those on words of footnotes on the references to these: not every program shows comments
    in footnotes."""
    places = {piece.note: (piece.start, piece.end) for line in lines for piece in line.pieces if piece.note}
    notes = [line for line in lines if line.note in places]
    begins, ends = [line.start - 1 for line in notes], [line.end + 1 for line in notes]
    first = min((line.start for line in lines if line.note), default=0)
    body_end = max((line.end for line in lines if line.in_document and line.end < first), default=0)
    for thread in threads:
        if thread.start < body_end:
            yield thread
            continue
        first_note, end_of_notes = bisect_right(ends, thread.start), bisect_left(begins, thread.end)
        places_of_it = [places[line.note] for line in notes[first_note:end_of_notes]]
        if not places_of_it:
            yield thread
            continue
        yield replace(
            thread,
            start=min(start for start, _end in places_of_it),
            end=max(end for _start, end in places_of_it),
        )


def footnotes_part(lines: Iterable[Line], writer: ParagraphWriter) -> Element:
    """``footnotes.xml``: these notes, and what Word draws above them."""
    part = root("w:footnotes", "r")
    for kind, key in _SEPARATORS.items():
        element = add(part, "w:footnote")
        element.set(tag("w:type"), kind)
        element.set(ID, key)
        paragraph = add(element, "w:p")
        add(add(paragraph, "w:pPr"), "w:pStyle", "FootnoteText")
        add(add(paragraph, "w:r"), f"w:{kind}")
    for line in lines:
        element = add(part, "w:footnote")
        element.set(ID, str(line.note))
        writer.write(element, line)
    return part


def separators_in(settings: Element) -> None:
    """Name the separators in the settings."""
    properties = add(settings, "w:footnotePr")
    for key in _SEPARATORS.values():
        add(properties, "w:footnote").set(ID, key)
