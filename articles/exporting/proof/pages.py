"""A proof → the data that its pages are set from."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from prosemirror.model import Node

from articles.documents.allowed import asset_digest
from articles.documents.footnotes import UNKNOWN, Footnotes, footnotes_in, id_of
from articles.documents.tables import columns_of, has_header_row
from articles.exporting.pictures import Picture, Pictures, named_image
from articles.exporting.proof.model import Note, Proof, Thread
from articles.exporting.proof.passages import Passages, passages_of
from articles.exporting.proof.runs import Run, edges_until, runs_of, said, shown
from articles.exporting.publication import image_of, whole_number
from newsroom.shortening import on_one_line, shortened

_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(?![a-z])")
_NOT_ARABIC: Final = frozenset({"he", "iw", "yi", "dv"})
"""Languages from right to left in another script than the Arabic one."""
_MARGIN_CHARACTERS: Final = 220
_LINE_CHARACTERS: Final = 34
"""How much of a question the margin has place for; so much of it where each has one line."""
_OPENING: Final = frozenset({"headline", "standfirst", "footnote"})
_WIDEST, _HIGHEST = 119.0, 200.0
"""Millimetres that a picture may take of a page; a pixel is a ninety-sixth of an inch."""
_PIXEL: Final = 25.4 / 96
_NO_CELL: Final = {"header": False, "blocks": []}
_CHANGES: Final = ("inserted", "deleted")

Data = dict[str, Any]


class Pages(NamedTuple):
    """What the pages are set from: plain data, as JSON holds it, and the pictures by their names in it.

    A picture is an SVG around it, as the compiler takes no files from memory but texts.
    """

    data: Data
    pictures: dict[str, bytes]


def pages_of(proof: Proof) -> Pages:
    """The data of a proof. Everything that was typed is a value in it."""
    rtl = proof.direction == "rtl"
    found = _LANGUAGE.match(proof.language.lower())
    language = found[0] if found else "en"
    reader = _Reader(passages_of(proof.doc, proof.threads), footnotes_in(proof.doc), Pictures(proof.files))
    data = {
        "title": shown(proof.title),
        "slug": said(proof.slug),
        "byline": said(proof.byline),
        "lang": language,
        "rtl": rtl,
        "arabic": rtl and language not in _NOT_ARABIC,
        "about": said(proof.about),
        "notice": shown(proof.notice),
        "labels": {
            "queries": proof.labels.queries,
            "suggestions": proof.labels.suggestions,
            "page": proof.labels.page,
            "image": proof.labels.image,
        },
        "threads": [_thread(thread) for thread in proof.threads],
        "suggestions": [_note(suggested) for suggested in proof.suggestions],
    }
    return Pages(data | reader.copy(proof.doc), reader.drawn)


def _thread(thread: Thread) -> Data:
    return {
        "number": thread.number,
        "by": said(shortened(thread.by, 60)),
        "short": said(on_one_line(thread.question, _MARGIN_CHARACTERS)),
        "line": said(on_one_line(thread.question, _LINE_CHARACTERS)),
        "question": said(thread.question),
        "state": said(thread.state),
        "facts": [said(fact) for fact in thread.facts if fact.strip()],
        "quote": said(thread.quote),
        "replies": [_note(reply) for reply in thread.replies],
    }


def _note(note: Note) -> Data:
    return {"by": said(note.by), "body": said(note.body)}


@dataclass
class _Reader:
    """Reads the copy from its first position to the last, as the passages are given in that order."""

    passages: Passages
    footnotes: Footnotes
    pictures: Pictures
    notes: dict[str, list[Run]] = field(default_factory=dict)
    surplus: list[list[Run]] = field(default_factory=list)
    referred: set[str] = field(default_factory=set)
    drawn: dict[str, bytes] = field(default_factory=dict)

    def copy(self, doc: Node) -> Data:
        parts: Data = {"headline": [], "standfirst": [], "blocks": []}
        start = 0
        for block in doc.children:
            name = block.type.name
            if name == "footnote":
                self._note(block, self._runs(block, start + 1))
            elif name in _OPENING:
                parts[name] = self._runs(block, start + 1)
            else:
                parts["blocks"].append(self._block(block, start))
            start += block.node_size
        return parts | {"notes": self.notes, "surplus": self.surplus}

    def _note(self, note: Node, runs: list[Run]) -> None:
        if self.footnotes.notes.get(id_of(note)) is note and id_of(note) in self.footnotes.numbers:
            self.notes[id_of(note)] = runs
        else:
            self.surplus.append(runs)

    def _runs(self, block: Node, start: int) -> list[Run]:
        """The runs of a block. Of several references to one footnote, the first has it."""
        runs = list(runs_of(block, start, self.passages))
        for run in runs:
            if "note" in run and run["note"] not in self.footnotes.notes:
                run["unknown"] = UNKNOWN
            elif "note" in run and run["note"] in self.referred:
                run["again"] = True
            elif "note" in run:
                self.referred.add(run["note"])
        return runs

    def _block(self, block: Node, start: int) -> Data:
        name = block.type.name
        data: Data = {"kind": name} | {change: True for change in _CHANGES if block.attrs.get(change)}
        match name:
            case "figure":
                return data | self._figure(block, start)
            case "table":
                return data | self._table(block, start)
            case "bullet_list":
                return data | {"items": self._children(block, start, self._blocks)}
            case "ordered_list":
                items = self._children(block, start, self._blocks)
                return data | {"items": items, "start": whole_number(block, "order")}
            case "blockquote":
                return data | {"blocks": self._blocks(block, start)}
            case "horizontal_rule":
                return data
            case "heading":
                data["level"] = whole_number(block, "level")
        return data | {"runs": self._runs(block, start + 1)}

    def _children(self, parent: Node, start: int, read: Any) -> list[Any]:
        found = []
        start += 1
        for child in parent.children:
            found.append(read(child, start))
            start += child.node_size
        return found

    def _blocks(self, parent: Node, start: int) -> list[Data]:
        return self._children(parent, start, self._block)

    def _table(self, table: Node, start: int) -> Data:
        columns = columns_of(table)
        rows = self._children(table, start, self._row)
        for row in rows:
            row["cells"] += [_NO_CELL] * (columns - len(row["cells"]))
        return {"rows": rows, "columns": columns, "headed": has_header_row(table)}

    def _row(self, row: Node, start: int) -> Data:
        changes = {change: bool(row.attrs.get(change)) for change in _CHANGES}
        return {"cells": self._children(row, start, self._cell)} | changes

    def _cell(self, cell: Node, start: int) -> Data:
        return {"header": bool(cell.attrs["header"]), "blocks": self._blocks(cell, start)}

    def _picture(self, src: str) -> Data:
        """The name of the picture at this address, empty where there is none, and how many mm it is wide."""
        picture = self.pictures.of(src)
        if picture is None:
            return {"picture": ""}
        name = f"{asset_digest(src)}.svg"
        self.drawn[name] = _svg(picture)
        return {"picture": name, "width": picture.fitted(_WIDEST, _HIGHEST, pixel=_PIXEL)[0]}

    def _figure(self, figure: Node, start: int) -> Data:
        image = image_of(figure)
        edges = list(edges_until(start + 1 + figure.child(0).node_size, self.passages))
        caption = figure.child(1) if figure.child_count > 1 else None
        after = start + 1 + figure.child(0).node_size + 1
        return {
            "edges": edges,
            "alt": said(image["alt"]),
            "src": shown(named_image(image["src"], "") if asset_digest(image["src"]) else image["src"]),
            "credit": said(image["credit"]),
            "caption": self._runs(caption, after) if caption else [],
        } | self._picture(image["src"])


def _svg(picture: Picture) -> bytes:
    size = f'width="{picture.width}" height="{picture.height}"'
    shown = f'<image {size} href="{picture.address}"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{shown}</svg>'.encode()
