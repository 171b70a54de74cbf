"""The text of a block → pieces with their looks, links and tracked changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from prosemirror.model import Mark, Node

from articles.documents.footnotes import is_reference
from articles.documents.schema import read_formatting
from articles.documents.text import piece_text, units
from articles.exporting.word.model import NO_LOOK, UNKNOWN, Change, Link, Look, Piece

Changes = Mapping[str, Change]
"""The changes of suggestions by their keys."""
Refer = Callable[[Node, Piece], Piece]


@dataclass(frozen=True, slots=True)
class _Marks:
    """What the marks of a piece of text say."""

    look: Look = NO_LOOK
    link: Link | None = None
    inserted: Change | None = None
    deleted: Change | None = None
    reformatted: Change | None = None
    was: Look = NO_LOOK
    was_link: Link | None = None


def pieces_of(block: Node, start: int, changes: Changes, refer: Refer) -> Iterator[Piece]:
    """The text of a block that begins at ``start``.

    A link that was changed has no counterpart among Word's changes of looks: the text is taken out with its
    old link and put in with its new one. ``refer`` makes the piece of a reference to a footnote.
    """
    before: list[Mark] | None = None
    found = _Marks()
    for child in block.children:
        marks = child.marks
        if before is None or not Mark.same_set(before, marks):
            before, found = marks, _read(marks, changes)
        text = piece_text(child)
        length = units(text)
        piece = Piece(text, start, length)
        yield from _pieces(refer(child, piece) if is_reference(child) else piece, found)
        start += length


def _pieces(plain: Piece, marks: _Marks) -> Iterator[Piece]:
    relinked = marks.reformatted is not None and marks.link != marks.was_link and not plain.note
    if relinked and marks.inserted is None and marks.deleted is None:
        yield replace(plain, look=marks.was, link=marks.was_link, deleted=marks.reformatted)
        yield replace(plain, look=marks.look, link=marks.link, inserted=marks.reformatted)
        return
    same = marks.reformatted is None or marks.was == marks.look
    yield replace(
        plain,
        look=marks.look,
        link=marks.link,
        inserted=marks.inserted,
        deleted=marks.deleted,
        reformatted=None if same else marks.reformatted,
        was=NO_LOOK if same else marks.was,
    )


def _read(marks: Sequence[Mark], changes: Changes) -> _Marks:
    inserted = deleted = reformatted = None
    was, was_link = NO_LOOK, None
    for mark in marks:
        key = mark.attrs.get("suggestion")
        if key is None:
            continue
        change = changes.get(str(key), UNKNOWN)
        if mark.type.name == "insertion":
            inserted = change
        elif mark.type.name == "deletion":
            deleted = change
        else:
            reformatted = change
            before = read_formatting(str(mark.attrs["was"])) or []
            was, was_link = _look(before), _link(before)
    return _Marks(_look(marks), _link(marks), inserted, deleted, reformatted, was, was_link)


def _look(marks: Sequence[Mark]) -> Look:
    names = {mark.type.name for mark in marks}
    return Look("strong" in names, "em" in names, "code" in names)


def _link(marks: Sequence[Mark]) -> Link | None:
    for mark in marks:
        if mark.type.name == "link":
            title = mark.attrs.get("title")
            return Link(str(mark.attrs["href"]), str(title) if title else None)
    return None
