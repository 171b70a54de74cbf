"""Lines → a document: headline, headings, lists, quotations, tables; and where each line came to stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any, Final

from prosemirror.model import Mark, Node

from articles.documents.allowed import fits_attribute
from articles.documents.schema import link_allowed, schema
from articles.documents.text import units, units_before
from articles.importing.annotated.groups import List, Quote, TableLines, grouped
from articles.importing.annotated.headings import Heads, choose_heads
from articles.importing.annotated.marks import marks_of
from articles.importing.annotated.model import Aside, ListPlace, Picture, Piece, Point, Shape
from articles.importing.annotated.openings import Line
from articles.importing.annotated.report import Report
from articles.importing.annotated.rows import table_node, tell_of_tables

_PLAIN_TYPES: Final = {
    "caption": frozenset({"em", "link", "insertion", "deletion", "formatting"}),
    "headline": frozenset({"em", "insertion", "deletion", "formatting"}),
    "standfirst": frozenset({"strong", "em", "link", "insertion", "deletion", "formatting"}),
}
"""Blocks that hold text alone, with the marks they allow."""
_INSTEAD_OF_REFERENCE: Final = "*"
"""As long as what it is for, so that places in the text hold."""


@dataclass
class Built:
    """The document, and where its parts came to stand.

    ``places`` has for each paragraph of the file the position of the line that holds it, the text of that
    line and the offset in it; that of an empty one is the end of the line before. ``asides`` are the ranges
    that look like notes.
    """

    doc: Node
    places: dict[int, tuple[int, str, int]]
    asides: tuple[tuple[int, int, Aside], ...]
    _positions: dict[int, Any] = field(default_factory=dict)

    def position(self, point: Point) -> int | None:
        """Where a point stands in the document; nothing if its paragraph is not in it."""
        found = self.places.get(id(point.paragraph))
        if found is None:
            return None
        start, text, base = found
        if start not in self._positions:
            self._positions[start] = units_before(text)
        return start + int(self._positions[start](min(max(base + point.offset, 0), len(text))))


def build(lines: Sequence[Line], report: Report) -> Built:
    """The document that the lines make, empty ones left out."""
    standing = [
        line for line in lines if line.text.strip() or line.note or line.shape.kind in ("rule", "figure")
    ]
    tell_of_tables(lines, standing, report)
    heads = choose_heads(standing, report)
    builder = _Builder(heads, report, _note_ids(lines))
    children = [] if heads.headline else [schema.node("headline")]
    children += [builder.block_of(line, kind) for line, kind in heads.placed]
    body = [line for line in heads.rest if not line.note]
    children += builder.blocks(list(grouped(body)), "doc") or [schema.node("paragraph")]
    children += [builder.footnote(line) for line in heads.rest if line.note]
    doc = schema.node("doc", None, children)
    starts = list(_starts(doc, 0))
    if not body:
        del starts[len(heads.placed) + (heads.headline is None)]
    if heads.headline is None:
        del starts[0]
    at = dict(zip(map(id, standing), starts, strict=False))
    return Built(doc, dict(_places(lines, at)), tuple(_asides(standing, at)))


def _note_ids(lines: Sequence[Line]) -> dict[str, str]:
    """Ids for footnotes in the order of their references: 1, 2, 3 …"""
    keys = [piece.note for line in lines for piece in line.pieces if piece.note]
    keys += [line.note for line in lines if line.note]
    return {key: str(number) for number, key in enumerate(dict.fromkeys(keys), start=1)}


def _places(lines: Sequence[Line], at: dict[int, int]) -> Iterator[tuple[int, tuple[int, str, int]]]:
    first = next((line for line in lines if id(line) in at), None)
    end = (at[id(first)], first.text, 0) if first else (1, "", 0)
    for line in lines:
        start = at.get(id(line))
        text = line.text
        for paragraph, base in line.sources:
            yield id(paragraph), end if start is None else (start, text, base)
        if start is not None:
            end = start, text, len(text)


def _asides(lines: Sequence[Line], at: dict[int, int]) -> Iterator[tuple[int, int, Aside]]:
    """Neighbours that look alike are one."""
    for line in lines:
        position = at[id(line)]
        for aside, pieces in groupby(line.pieces, key=lambda piece: piece.aside):
            end = position + sum(units(piece.text) for piece in pieces)
            if aside:
                yield position, end, aside
            position = end


def _starts(node: Node, at: int) -> Iterator[int]:
    for child in node.children:
        if child.inline_content or child.type.name == "horizontal_rule":
            # A cell without words was made of no line.
            if child.content.size or node.type.name != "table_cell":
                yield at + 1
        elif child.type.name == "figure":
            yield at + 2 + int(child.child_count > 1)
        else:
            yield from _starts(child, at + 1)
        at += child.node_size


class _Builder:
    def __init__(self, heads: Heads, report: Report, note_ids: Mapping[str, str]) -> None:
        self._heads = heads
        self._report = report
        self._note_ids = note_ids
        self._before: Line | None = None

    def blocks(self, found: Sequence[Line | List | Quote | TableLines], path: str) -> list[Node]:
        """The nodes of lines, lists, quotations and tables; ``path`` names what they stand in."""
        nodes = []
        for one in found:
            if isinstance(one, List):
                nodes.append(self._list(one, path))
            elif isinstance(one, Quote):
                inside = [self.block_of(line, self._kind(line), f"{path}/blockquote") for line in one.lines]
                nodes.append(schema.node("blockquote", None, inside))
            elif isinstance(one, TableLines):
                nodes.append(table_node(one, lambda line: self.block_of(line, "paragraph", path)))
            else:
                nodes.append(self.block_of(one, self._kind(one), path))
        return nodes

    def _list(self, found: List, path: str) -> Node:
        kind = "ordered_list" if found.place.ordered else "bullet_list"
        within = f"{path}/{_list_name(found.place, found.order)}/list_item"
        items = []
        for number, (line, lists) in enumerate(found.items):
            content = [self.block_of(line, "paragraph", within), *self.blocks(lists, within)]
            flags = {"inserted": line.inserted, "deleted": line.deleted} if number else None
            items.append(schema.node("list_item", flags, content))
        return schema.node(kind, {"order": found.order} if found.place.ordered else None, items)

    def _pictured(self, line: Line) -> list[Node]:
        """The picture of a line, and its caption."""
        picture = line.picture or Picture("")
        attrs = {"src": picture.src, "alt": picture.alt, "credit": picture.credit}
        caption = self._text_only(line, "caption")
        image = schema.node("image", {name: value for name, value in attrs.items() if fits_attribute(value)})
        return [image, schema.node("caption", None, caption)] if caption else [image]

    def _kind(self, line: Line) -> str:
        if line.shape.kind == "figure":
            return "figure"
        if line.shape.kind == "rule":
            return "paragraph" if line.text.strip() else "horizontal_rule"
        return "heading" if line.shape.kind in ("heading", "title") else "paragraph"

    def block_of(self, line: Line, kind: str, path: str = "doc") -> Node:
        """The block of a line, its opening and its earlier shape flagged."""
        before, self._before = self._before, line
        if kind in _PLAIN_TYPES:
            return schema.node(kind, None, self._text_only(line, kind))
        attrs: dict[str, Any] = {"inserted": line.inserted, "deleted": line.deleted}
        if kind in ("horizontal_rule", "figure"):
            whole = {} if line.continues else attrs
            return schema.node(kind, whole, self._pictured(line) if kind == "figure" else None)
        if kind == "heading":
            attrs["level"] = self._heads.level(line.shape, self._report)
        if line.reshaped:
            attrs |= _reshaped(line, before, self._heads, now=_type_name(kind, attrs), path=path)
        return schema.node(kind, attrs, self._inline(line.pieces))

    def footnote(self, line: Line) -> Node:
        """The footnote of a line; a reference to another one cannot be in it."""
        attrs = {"id": self._note_ids[line.note], "inserted": line.inserted, "deleted": line.deleted}
        pieces = [self._without_reference(piece, "footnote") for piece in line.pieces]
        return schema.node("footnote", attrs, self._inline(pieces))

    def _without_reference(self, piece: Piece, kind: str) -> Piece:
        if not piece.note:
            return piece
        self._report.tell(f"A {kind} can’t refer to a footnote, so the number became an asterisk")
        return replace(piece, text=_INSTEAD_OF_REFERENCE, note="")

    def _text_only(self, line: Line, kind: str) -> list[Node]:
        """The text of a block that holds nothing else, with the marks it allows."""
        nodes: list[Node] = []
        allowed = _PLAIN_TYPES[kind]
        for given in line.pieces:
            piece = self._without_reference(given, kind)
            marks = self._marks(piece)
            kept = [mark for mark in marks if mark.type.name in allowed]
            if piece.link and piece.link.href and len(kept) < len(marks) and "link" not in allowed:
                self._report.tell(f"A {kind} can’t contain a link, so the link was removed", piece.link.href)
            nodes.append(schema.text(piece.text.replace("\n", " "), kept))
        return nodes

    def _inline(self, pieces: Sequence[Piece]) -> list[Node]:
        nodes: list[Node] = []
        for piece in pieces:
            marks = self._marks(piece)
            if piece.note:
                attrs = {"id": self._note_ids[piece.note]}
                nodes.append(schema.node("footnote_reference", attrs, None, marks))
                continue
            for number, text in enumerate(piece.text.split("\n")):
                if number:
                    nodes.append(schema.node("hard_break", None, None, marks))
                if text:
                    nodes.append(schema.text(text, marks))
        return nodes

    def _marks(self, piece: Piece) -> list[Mark]:
        link = piece.link
        if link is not None and not link_allowed(link.href):
            if link.href.startswith("#") or not link.href:
                self._report.tell("Links within the document became plain text")
            else:
                self._report.tell(
                    "Links that are not to a web or email address became plain text",
                    f"“{piece.text.strip()}” to {link.href}",
                )
            link = None
        return marks_of(piece.look, link, piece.inserted, piece.deleted, piece.reformatted, piece.was)


def _type_name(kind: str, attrs: dict[str, Any]) -> str:
    return f"heading {attrs['level']}" if kind == "heading" else kind


def _reshaped(line: Line, before: Line | None, heads: Heads, *, now: str, path: str) -> dict[str, str]:
    """What the block of a line was and stood in before its style or numbering was changed."""
    was, found = line.was, {}
    old = f"heading {heads.level(was)}" if was.kind in ("heading", "title") else "paragraph"
    if old != now:
        found["retyped"] = f"{line.reshaped} {old}"
    if _without_numbers(within := _path(was)) != _without_numbers(path):
        found["rewrapped"] = f"{line.reshaped} {_shared(was, before)} {within}"
    return found


def _without_numbers(path: str) -> str:
    return re.sub(r":\d+", "", path)


def _list_name(place: ListPlace, order: int) -> str:
    return f"ordered_list:{order}" if place.ordered else "bullet_list"


def _path(shape: Shape) -> str:
    """What a paragraph of this shape stands in, as ``rewrapped`` has it."""
    if shape.kind == "quote":
        return "doc/blockquote"
    if shape.item is None:
        return "doc"
    name = _list_name(shape.item, shape.item.start)
    return "doc" + f"/{name}/list_item" * (shape.item.level + 1)


def _shared(was: Shape, before: Line | None) -> int:
    """How many levels of what it stood in the block before it stood in, too."""
    if before is None:
        return 0
    other = before.was if before.reshaped else before.shape
    if was.kind == "quote" and other.kind == "quote":
        return 1
    if was.item is None or other.item is None or was.item.list != other.item.list:
        return 0
    return 2 * was.item.level + 1 if other.item.level >= was.item.level else 2 * (other.item.level + 1)
