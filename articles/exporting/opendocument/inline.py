"""The words of a block: spaces, looks, links, and footnotes where they are referred to."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from prosemirror.model import Node

from articles.documents.footnotes import UNKNOWN, id_of, is_reference
from articles.exporting.opendocument.names import STYLE_NAME, Element, add, named
from articles.exporting.opendocument.styles import CODE, EMPHASIS, FOOTNOTE, RAISED, STRONG
from articles.exporting.publication import Publication
from articles.exporting.xml_text import xml_text

_STYLES: Final = {"code": CODE, "strong": STRONG, "em": EMPHASIS}
_BLANKS: Final = re.compile(r"(^ +|(?<= ) +| +$|\t|\n)")
"""What a reader of XML would fold: spaces at an edge and after another, tabs, line feeds."""


@dataclass
class InlineWriter:
    """Writes words into paragraphs. ``written`` are the footnotes that were, each at its first reference."""

    publication: Publication
    written: set[str] = field(default_factory=set)

    def write(self, paragraph: Element, block: Node) -> None:
        """Put the words of a block at the end of a paragraph."""
        for piece in block.children:
            if is_reference(piece):
                self._reference(paragraph, piece)
            else:
                text = "\n" if piece.text is None else str(piece.text)
                put_text(self._within(paragraph, piece), text)

    def _within(self, paragraph: Element, piece: Node) -> Element:
        marks = {mark.type.name: mark for mark in piece.marks}
        within = paragraph
        if link := marks.get("link"):
            address = {"xlink:type": "simple", "xlink:href": str(link.attrs["href"])}
            if title := link.attrs.get("title"):
                address["office:title"] = str(title)
            within = add(within, "text:a", address)
        for name, style in _STYLES.items():
            if name in marks:
                within = add(within, "text:span", {STYLE_NAME: style})
        return within

    def _reference(self, paragraph: Element, reference: Node) -> None:
        key, label = id_of(reference), self.publication.label(reference)
        note = self.publication.footnotes.notes.get(key)
        if note is None:
            add(paragraph, "text:span", {STYLE_NAME: RAISED}, UNKNOWN)
        elif key in self.written:
            again = {
                "text:note-class": "footnote",
                "text:reference-format": "text",
                "text:ref-name": f"note{label}",
            }
            add(add(paragraph, "text:span", {STYLE_NAME: RAISED}), "text:note-ref", again, label)
        else:
            self.written.add(key)
            found = add(paragraph, "text:note", {"text:id": f"note{label}", "text:note-class": "footnote"})
            add(found, "text:note-citation", text=label)
            inside = add(add(found, "text:note-body"), "text:p", {STYLE_NAME: FOOTNOTE})
            self.write(inside, note)


def put_text(within: Element, text: str) -> None:
    """Put text at the end of an element, what XML would fold as the elements that stand for it."""
    for part in _BLANKS.split(xml_text(text)):
        if part == "\t":
            add(within, "text:tab")
        elif part == "\n":
            add(within, "text:line-break")
        elif part and not part.strip(" "):
            add(within, "text:s").set(named("text:c"), str(len(part)))
        elif part:
            _append(within, part)


def _append(within: Element, text: str) -> None:
    if len(within):
        within[-1].tail = (within[-1].tail or "") + text
    else:
        within.text = (within.text or "") + text
