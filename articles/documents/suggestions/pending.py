"""What is proposed in a document, one value for each suggestion."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from prosemirror.model import Node

from articles.documents.compare import mark_note
from articles.documents.schema import read_formatting
from articles.documents.suggestions.elements import (
    DELETION,
    FLOWING,
    FORMATTING,
    INSERTION,
    author_of,
    flag,
    ids_in,
    plain_marks,
)
from articles.documents.tables import row_text
from articles.documents.text import block_words, piece_text, without_references

Kind = Literal["insertion", "deletion", "replacement", "break", "join", "formatting"]
_Role = Literal["inserted", "deleted", "formatted"]
_Told: TypeAlias = frozenset[tuple[str, _Role]]
"""What was told of rows as a whole, and not again of the words in them."""

_NAMES: Final = {
    "figure": "an image",
    "footnote": "a footnote",
    "horizontal_rule": "a rule",
    "pull_quote": "a pull quote",
    "standfirst": "a standfirst",
    "table": "a table",
    "table_row": "a table row",
}


_PLACES: Final = {
    "blockquote": "a quotation",
    "bullet_list": "a bulleted list",
    "ordered_list": "a numbered list",
}


@dataclass(frozen=True)
class Suggestion:
    """One suggestion: whose (0 is nobody known), the words it puts in, takes out or changes, and where.

    ``start`` and ``end`` are UTF-16 positions around all of its pieces, ``ranges`` those of each piece; that
    of a break or join is the opening of the block after it. ``note`` says what words alone do not: "now
    bold", "now in a bulleted list", "a rule".
    """

    id: str
    author: int
    kind: Kind
    inserted: str
    deleted: str
    formatted: str
    note: str
    ranges: tuple[tuple[int, int], ...]

    @property
    def start(self) -> int:
        return self.ranges[0][0]

    @property
    def end(self) -> int:
        return max(end for _start, end in self.ranges)


def pending(doc: Node) -> tuple[Suggestion, ...]:
    """Everything proposed in the document, in the order in which it begins."""
    found: dict[str, _Gathered] = {}
    for piece in _pieces(doc, 0, "doc"):
        found.setdefault(piece.id, _Gathered(piece.id)).add(piece)
    return tuple(gathered.suggestion() for gathered in found.values())


@dataclass(frozen=True)
class _Piece:
    id: str
    role: _Role
    start: int
    end: int
    words: str = ""
    note: str = ""
    opening: bool = False
    aside: bool = False
    """Only comes of what the suggestion does to other blocks, if it does anything to others."""


@dataclass
class _Gathered:
    """The pieces of one suggestion found so far."""

    id: str
    words: dict[_Role, str] = field(default_factory=dict)
    ranges: list[tuple[int, int]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    asides: list[_Piece] = field(default_factory=list)

    def add(self, piece: _Piece) -> None:
        self._reach(piece)
        if piece.aside:
            self.asides.append(piece)
        else:
            self._say(piece)

    def _reach(self, piece: _Piece) -> None:
        if self.ranges and self.ranges[-1][1] == piece.start:
            self.ranges[-1] = self.ranges[-1][0], piece.end
        else:
            self.ranges.append((piece.start, piece.end))

    def _say(self, piece: _Piece) -> None:
        before = self.words.get(piece.role, "")
        gap = "\n" if piece.opening and before and not before.endswith("\n") else ""
        self.words[piece.role] = before + gap + piece.words
        if piece.note and piece.note not in self.notes:
            self.notes.append(piece.note)

    def suggestion(self) -> Suggestion:
        for piece in self.asides if not self.words else ():
            self._say(piece)
        words = {role: text.strip("\n") for role, text in self.words.items()}
        return Suggestion(
            id=self.id,
            author=author_of(self.id),
            kind=self._kind(words),
            inserted=words.get("inserted", ""),
            deleted=words.get("deleted", ""),
            formatted=words.get("formatted", ""),
            note=", ".join(self.notes),
            ranges=tuple(self.ranges),
        )

    def _kind(self, words: dict[_Role, str]) -> Kind:
        puts_in, takes_out = "inserted" in words, "deleted" in words
        if puts_in and takes_out:
            return "replacement"
        if puts_in:
            return "insertion" if words["inserted"] or self.notes else "break"
        if takes_out:
            return "deletion" if words["deleted"] or self.notes else "join"
        return "formatting"


_ROWS: Final = frozenset({"table", "table_row"})


def _pieces(parent: Node, start: int, path: str, told: _Told = frozenset()) -> Iterator[_Piece]:
    """``path`` names what the children stand in, as ``rewrapped`` does; ``told`` are rows around them."""
    for child in parent.children:
        if child.is_inline:
            yield from (piece for piece in _inline_pieces(child, start) if (piece.id, piece.role) not in told)
        elif ids_in(child):
            own = [piece for piece in _block_pieces(child, start) if (piece.id, piece.role) not in told]
            yield from own
            yield from _moved_pieces(child, start, path)
            rows = {(piece.id, piece.role) for piece in own} if child.type.name in _ROWS else set()
            yield from _pieces(child, start + 1, f"{path}/{child.type.name}", told | rows)
        start += child.node_size


def _inline_pieces(node: Node, start: int) -> Iterator[_Piece]:
    end = start + node.node_size
    words = without_references(piece_text(node))
    note = "" if words else _NAMES["footnote"]
    for mark in node.marks:
        if mark.type in (INSERTION, DELETION):
            role: _Role = "inserted" if mark.type is INSERTION else "deleted"
            yield _Piece(str(mark.attrs["suggestion"]), role, start, end, words, note)
        elif mark.type is FORMATTING:
            before = read_formatting(str(mark.attrs["was"])) or []
            note = mark_note(before, plain_marks(node.marks))
            yield _Piece(str(mark.attrs["suggestion"]), "formatted", start, end, words, note)


def _block_pieces(block: Node, start: int) -> Iterator[_Piece]:
    flows = block.type.name in FLOWING or block.type.name == "list_item"
    end = start + 1 if flows else start + block.node_size
    words = block_words(block) if block.inline_content and not flows else ""
    if block.type.name in _ROWS:
        words = "\n".join(map(row_text, block.children if block.type.name == "table" else [block]))
    for name in ("inserted", "deleted"):
        if found := flag(block, name):
            role: _Role = "inserted" if name == "inserted" else "deleted"
            note = "" if flows else _NAMES[block.type.name]
            shown = words if role == "deleted" or block.type.name in _ROWS else ""
            yield _Piece(found, role, start, end, shown, note, opening=True)
    if found := flag(block, "retyped"):
        note = (
            "now a paragraph" if block.type.name == "paragraph" else f"now a heading {block.attrs['level']}"
        )
        yield _Piece(found, "formatted", start, start + block.node_size, block_words(block), note)


def _moved_pieces(block: Node, start: int, path: str) -> Iterator[_Piece]:
    found = flag(block, "rewrapped")
    if found is None:
        return
    was = re.sub(r":\d+", "", str(block.attrs["rewrapped"]).split(" ")[2])
    words = block_words(block) if block.inline_content else ""
    end = start + block.node_size
    note = _place_note(was.split("/")[1:], path.split("/")[1:])
    yield _Piece(found, "formatted", start, end, words, note, opening=True, aside=was == path)


def _place_note(was: Sequence[str], now: Sequence[str]) -> str:
    """Such as: now in a bulleted list."""
    old, new = _innermost(was), _innermost(now)
    if was == now:
        return "lists or quotations divided or joined"
    if old != new:
        return f"now in {new}" if new else f"no longer in {old}"
    return "now further in" if len(now) > len(was) else "now further out"


def _innermost(path: Sequence[str]) -> str:
    return next((_PLACES[name] for name in reversed(path) if name in _PLACES), "")
