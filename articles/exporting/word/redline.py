"""Two documents → lines with the difference between them as tracked changes.

Accepting everything gives the new document, rejecting everything the old one. What moved is taken out
where it was and put in where it is; a table whose paragraphs are not all those of another goes as a whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from prosemirror.model import Node

from articles.documents.compare import BlockChange, Run
from articles.documents.text import units
from articles.exporting.pictures import Pictures
from articles.exporting.word.lines import lines_of
from articles.exporting.word.marks import give_marks
from articles.exporting.word.model import Change, Line, Piece, Shape, Table
from articles.exporting.word.parts.notes import Notes
from articles.exporting.word.ranges import divided
from articles.exporting.word.shapes import Lists
from articles.exporting.word.tables import table_of

Credit = Callable[[Run | None], Change]
"""Whose a run is that was added or removed; of none, whose a change is that no run tells of."""
_INLINE: Final = frozenset({"same", "changed"})


def redline_lines(
    old: Node,
    new: Node,
    changes: Iterable[BlockChange],
    credit: Credit,
    lists: Lists,
    pictures: Pictures,
) -> list[Line]:
    """The lines of the difference that ``changes`` are, of which ``credit`` says who made them."""
    notes = Notes.of(old)
    before = lines_of(old, {}, lists, notes, pictures)
    after = lines_of(new, {}, lists, Notes.of(new, notes.last), pictures)
    lines = list(_Redline(_Lines(before), _Lines(after), credit).lines(list(changes)))
    lines = list(_referred(lines, before, credit(None)))
    for line in lines:
        line.mark_inserted = line.mark_deleted = None
    give_marks(lines)
    return lines


def _referred(lines: Sequence[Line], before: Sequence[Line], by: Change) -> Iterator[Line]:
    """The lines with the footnotes that are referred to, and no others: a reference that is gone still has
    its old note, even where the new one has its words."""
    wanted = {piece.note for line in lines for piece in line.pieces if piece.note}
    yield from (line for line in lines if not line.note or line.note in wanted)
    for line in before:
        if line.note in wanted - {line.note for line in lines}:
            line.pieces = [replace(piece, deleted=by) for piece in line.pieces]
            yield line


class _Lines:
    """The lines of a document by where they begin. A line that no block begins goes with the one before."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.in_order = lines
        self._by_start = {line.start: number for number, line in enumerate(lines)}

    def at(self, start: int, begun: set[int]) -> Iterator[Line]:
        """The line that begins there, and those behind it at which no block begins."""
        number = self._by_start.get(start)
        while number is not None and number < len(self.in_order):
            yield self.in_order[number]
            number += 1
            if number < len(self.in_order) and self.in_order[number].start in begun:
                return


@dataclass
class _Redline:
    old: _Lines
    new: _Lines
    credit: Credit
    _waiting: list[tuple[int, BlockChange]] = field(default_factory=list)

    def lines(self, changes: Sequence[BlockChange]) -> Iterator[Line]:
        self._begun = (
            {change.old for change in changes if change.old is not None},
            {change.new for change in changes if change.new is not None},
        )
        self._notes = dict(self._paired_notes(changes))
        replaced = self._replaced_tables(changes)
        entries = []
        for change in changes:
            kind, (old, new) = change.kind, self._tables(change)
            table = old if change.new is None else new
            if kind == "moved" or (table in replaced and kind != "added"):
                if change.old is not None:
                    self._waiting.append((change.old, change))
                if change.new is not None:
                    entries.append(replace(change, kind="added", old=None))
            else:
                entries.append(change)
        self._waiting.sort(key=lambda waiting: waiting[0], reverse=True)
        for change in entries:
            if change.old is not None:
                yield from self._removed_before(change.old)
            yield from self._block(change)
        yield from self._removed_before(None)

    def _removed_before(self, position: int | None) -> Iterator[Line]:
        """What stood before a position of the old document and is gone from there."""
        while self._waiting and (position is None or self._waiting[-1][0] < position):
            _at, change = self._waiting.pop()
            yield from self._whole(replace(change, kind="removed", runs=_as_removed(change)))

    def _tables(self, change: BlockChange) -> tuple[Table | None, Table | None]:
        """The tables that a block stands in, in the old document and in the new one."""
        olds = () if change.old is None else self.old.at(change.old, self._begun[0])
        news = () if change.new is None else self.new.at(change.new, self._begun[1])
        return _table_of_first(olds), _table_of_first(news)

    def _paired_notes(self, changes: Sequence[BlockChange]) -> Iterator[tuple[int, int]]:
        """The footnotes of the old document and of the new one that are shown as one."""
        for change in changes:
            if change.kind in _INLINE:
                old = next(self.old.at(change.old or 0, self._begun[0]), None)
                new = next(self.new.at(change.new or 0, self._begun[1]), None)
                if old and new and old.note and new.note:
                    yield old.note, new.note

    def _is_one_note(self, was: Piece, now: Piece) -> bool:
        """Whether both refer to one footnote, or to none."""
        return self._notes.get(was.note, 0) == now.note and bool(was.note) == bool(now.note)

    def _are_same(self, olds: Sequence[Line], news: Sequence[Line]) -> bool:
        """Whether the lines have the same text with references to the same footnotes."""
        if [line.text for line in olds] != [line.text for line in news]:
            return False
        was, now = _references_in(olds), _references_in(news)
        return len(was) == len(now) and all(map(self._is_one_note, was, now))

    def _replaced_tables(self, changes: Sequence[BlockChange]) -> set[Table | None]:
        """The tables of either document that cannot be shown cell by cell."""
        partners: dict[Table, set[Table]] = {}
        gone: set[Table | None] = set()
        for change in changes:
            old, new = self._tables(change)
            if change.kind in _INLINE and old and new:
                partners.setdefault(old, set()).add(new)
                partners.setdefault(new, set()).add(old)
            else:
                gone |= {old, new}
        gone.discard(None)
        waiting = [table for table, others in partners.items() if table in gone or len(others) > 1]
        while waiting:
            table = waiting.pop()
            gone.add(table)
            waiting += [other for other in partners.get(table, ()) if other not in gone]
        return gone

    def _block(self, change: BlockChange) -> Iterator[Line]:
        if change.kind not in _INLINE:
            yield from self._whole(change)
            return
        olds = list(self.old.at(change.old or 0, self._begun[0]))
        news = list(self.new.at(change.new or 0, self._begun[1]))
        if change.kind == "same" and self._are_same(olds, news):
            yield from news
        elif change.node_type == "image" or not olds or not news:
            yield from self._gone(olds, self.credit(None))
            yield from self._come(news, self.credit(None))
        else:
            yield self._changed(olds[0], news[0], change.runs)
            yield from self._gone(olds[1:], self.credit(None))
            yield from self._come(news[1:], self.credit(None))

    def _whole(self, change: BlockChange) -> Iterator[Line]:
        run = change.runs[0] if change.runs else None
        by = self.credit(run)
        if change.kind == "removed":
            lines = list(self.old.at(change.old or 0, self._begun[0]))
            self._credit_runs(lines, change, gone=True)
            yield from self._gone(lines, by)
        else:
            lines = list(self.new.at(change.new or 0, self._begun[1]))
            self._credit_runs(lines, change, gone=False)
            yield from self._come(lines, by)

    def _credit_runs(self, lines: Sequence[Line], change: BlockChange, *, gone: bool) -> None:
        """Say of the text of a whole block whose each part is."""
        if not lines or change.node_type == "image":
            return
        at, pieces = _Cursor(lines[0]), []
        for run in change.runs:
            by = self.credit(run)
            pieces += [
                replace(piece, deleted=by) if gone else replace(piece, inserted=by)
                for piece in at.take(units(run.text))
            ]
        lines[0].pieces = [*pieces, *at.rest()]

    def _gone(self, lines: Iterable[Line], by: Change) -> Iterator[Line]:
        for line in lines:
            line.deleted = by
            line.pieces = [replace(piece, deleted=piece.deleted or by) for piece in line.pieces]
            if line.cell:
                line.cell.row.deleted = by
            yield line

    def _come(self, lines: Iterable[Line], by: Change) -> Iterator[Line]:
        for line in lines:
            line.inserted = by
            line.pieces = [replace(piece, inserted=piece.inserted or by) for piece in line.pieces]
            if line.cell:
                line.cell.row.inserted = by
            yield line

    def _changed(self, old: Line, new: Line, runs: Sequence[Run]) -> Line:
        pieces: list[Piece] = []
        before, after = _Cursor(old), _Cursor(new)
        for run in runs:
            length = units(run.text)
            if run.kind == "added":
                by = self.credit(run)
                pieces += [replace(piece, inserted=by) for piece in after.take(length)]
            elif run.kind == "removed":
                by = self.credit(run)
                pieces += [replace(piece, deleted=by) for piece in before.take(length)]
            else:
                pieces += self._kept(before.take(length), after.take(length))
        pieces += self._kept(list(before.rest()), list(after.rest()))
        if not _alike(old.shape, new.shape):
            new.reshaped, new.was = self.credit(None), old.shape
        new.pieces = pieces
        return new

    def _kept(self, before: list[Piece], after: list[Piece]) -> Iterator[Piece]:
        """Text that stayed; where its looks or link did not, that is tracked."""
        if "".join(piece.text for piece in before) != "".join(piece.text for piece in after):
            yield from (replace(piece, deleted=self.credit(None)) for piece in before)
            yield from (replace(piece, inserted=self.credit(None)) for piece in after)
            return
        for was, now in zip(_cut_like(before, after), _cut_like(after, before), strict=True):
            if was.link != now.link or not self._is_one_note(was, now):
                yield replace(was, deleted=self.credit(None))
                yield replace(now, inserted=self.credit(None))
            elif was.look != now.look:
                yield replace(now, reformatted=self.credit(None), was=was.look)
            else:
                yield now


class _Cursor:
    """Takes the pieces of a line from its beginning on."""

    def __init__(self, line: Line) -> None:
        self._pieces = list(reversed(line.pieces))

    def take(self, length: int) -> list[Piece]:
        """The pieces of the next so many positions."""
        taken: list[Piece] = []
        while length > 0 and self._pieces:
            piece = self._pieces.pop()
            if piece.units > length:
                piece, behind = _split(piece, length)
                self._pieces.append(behind)
            taken.append(piece)
            length -= piece.units
        return taken

    def rest(self) -> list[Piece]:
        return self._pieces[::-1]


def _references_in(lines: Iterable[Line]) -> list[Piece]:
    return [piece for line in lines for piece in line.pieces if piece.note]


def _split(piece: Piece, length: int) -> tuple[Piece, Piece]:
    first, *rest = divided([piece], [piece.start + length])
    return first, rest[0] if rest else replace(piece, text="", start=piece.end, units=0)


def _cut_like(pieces: Sequence[Piece], others: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces, cut where the others of the same text are cut."""
    cuts, at = [], pieces[0].start if pieces else 0
    for other in others:
        at += other.units
        cuts.append(at)
    yield from divided(pieces, cuts)


def _table_of_first(lines: Iterable[Line]) -> Table | None:
    line = next(iter(lines), None)
    return table_of(line) if line else None


def _as_removed(change: BlockChange) -> tuple[Run, ...]:
    """The runs of a block that moved, as they were where it was."""
    return tuple(run for run in change.runs if run.kind != "added")


def _alike(one: Shape, other: Shape) -> bool:
    """Whether two paragraphs are the same but for the list they are items of."""
    levels = [shape.item.level if shape.item else None for shape in (one, other)]
    return (one.style, one.indent) == (other.style, other.indent) and levels[0] == levels[1]
