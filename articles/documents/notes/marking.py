"""Takes finds out of a text, and keeps a private-use character at the place of each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from articles.documents.notes.closing import Gap, close, widen
from articles.documents.notes.finds import Find
from articles.documents.notes.model import LiftedNote, Markup, Note, Span
from articles.documents.notes.source import Source
from articles.documents.notes.spans import Spans

_STRUCTURE = re.compile(r"[ \t]*(?:!\[|\||(?:[-=*_][ \t]*){2,}$|<|\[[^\]]*\]:)")
_BLOCK_PREFIX = re.compile(r"[ \t]*(?:(?:>|[-*+•]|\d{1,9}[.)]|#{1,6})[ \t]+|>)*[ \t]*")


@dataclass(frozen=True, slots=True)
class Mark:
    """A marker and its place in a text. ``opens`` stands in front of enclosed words."""

    at: int
    character: str
    opens: bool = False


def take_out(
    source: Source, certain: Sequence[Find], carried: Sequence[Mark], characters: Iterator[str]
) -> tuple[str, list[Mark], list[LiftedNote]]:
    """The text without the finds, every marker in it, and the notes of this pass."""
    raw = source.raw
    cuts: list[tuple[Span, bool, Find]] = []
    for find in certain:
        for span in find.cuts:
            start, end = source.raw_span(span)
            cuts.append(
                (
                    widen(raw, (start, end), source.markup) if not find.inside else (start, end),
                    find.inside,
                    find,
                )
            )
    gaps = _gaps(raw, [(span, inside) for span, inside, _ in cuts])
    marks = list(carried)
    lifted: list[LiftedNote] = []
    for find in certain:
        if find.note:
            note, added = _placed(source, find, find.note, gaps, characters)
            lifted.append(note)
            marks += added
    text, marks = _rebuild(raw, gaps, marks)
    return text, marks, lifted


def _gaps(raw: str, cuts: Sequence[tuple[Span, bool]]) -> list[Gap]:
    """The gaps of all cuts; cuts with nothing but blanks between them close up as one."""
    clusters: list[tuple[Span, bool]] = []
    for span, inside in sorted(cuts):
        if clusters:
            (start, end), within = clusters[-1]
            between = raw[end : span[0]]
            if span[0] < end or (not between.strip() and between.count("\n") < 2 and not (inside and within)):
                clusters[-1] = ((start, max(end, span[1])), within and inside)
                continue
        clusters.append((span, inside))
    gaps: list[Gap] = []
    for index, (span, inside) in enumerate(clusters):
        gap = close(raw, span, inside=inside)
        if (
            gaps
            and gap.whole_line
            and gaps[-1].whole_line
            and not raw[gaps[-1].end : clusters[index][0][0]].strip(" \t\r\n>")
        ):
            first = gaps.pop()
            merged = close(
                raw, (max(first.place, first.start) if first.start == first.place else first.start, span[1])
            )
            gap = replace(merged, alone=merged.alone or gap.alone)
        if gaps and gap.start < gaps[-1].end:
            gap = replace(gap, start=gaps[-1].end, place=max(gap.place, gaps[-1].end))
        gaps.append(gap)
    return gaps


def _placed(
    source: Source, find: Find, note: Note, gaps: Sequence[Gap], characters: Iterator[str]
) -> tuple[LiftedNote, list[Mark]]:
    """A find's markers, in offsets of the raw text before anything is taken out of it."""
    raw = source.raw
    if find.encloses and raw[slice(*source.raw_span(find.encloses))].strip():
        start, end = source.raw_span(find.encloses)
        opening, closing = next(characters), next(characters)
        marks = [
            Mark(_inwards(raw, start, source.markup), opening, opens=True),
            Mark(_inwards(raw, end, source.markup, back=True), closing),
        ]
        return LiftedNote(note=note, marker=opening, end_marker=closing), marks
    at = source.raw_span(find.cuts[0])[0]
    gap = next((gap for gap in gaps if gap.start <= at <= gap.end), None)
    character = next(characters)
    if gap is None:
        return LiftedNote(note=note, marker=character), [Mark(at, character)]
    place = (
        _beside(source, gap, gaps) if gap.whole_line else _inwards(raw, gap.place, source.markup, back=True)
    )
    return LiftedNote(
        note=note, marker=character, alone=gap.alone or (gap.whole_line and find.convention == "line")
    ), [Mark(place, character)]


def _beside(source: Source, gap: Gap, gaps: Sequence[Gap]) -> int:
    """A place for the marker of a note with a line to itself: behind the words before, or before the next.

    Lines that are structure (rules, tables, pictures, code, definitions) are passed over: a character
    there would make something else of them.
    """
    raw = source.raw
    removed = Spans((other.start, other.end) for other in gaps)
    guarded = Spans(
        source.raw_span((start, end))
        for start, end in zip(source.guarded.starts, source.guarded.ends, strict=True)
    )

    def usable(start: int, end: int) -> bool:
        line = raw[start:end]
        return (
            bool(line.strip())
            and not (source.markup != "text" and _STRUCTURE.match(line))
            and not removed.covers(start)
            and not guarded.covers(start)
            and not guarded.covers(end - 1)
        )

    end = gap.start
    for _ in range(200):
        start = raw.rfind("\n", 0, end) + 1
        if usable(start, end):
            words_end = start + len(raw[start:end].rstrip(" \t\r"))
            closing = re.search(r"[ \t]+#+$", raw[start:words_end]) if source.markup == "markdown" else None
            return _inwards(raw, start + closing.start() if closing else words_end, source.markup, back=True)
        if start == 0:
            break
        end = start - 1
    start = gap.end
    for _ in range(200):
        end = raw.find("\n", start)
        end = len(raw) if end < 0 else end
        if usable(start, end):
            prefix = _BLOCK_PREFIX.match(raw, start, end)
            return _inwards(raw, prefix.end() if prefix else start, source.markup)
        if end == len(raw):
            break
        start = end + 1
    return gap.start


def _inwards(raw: str, at: int, markup: Markup, *, back: bool = False) -> int:
    """The place moved inside of emphasis that ends or begins there: a marker next to it would undo it."""
    if markup != "markdown":
        return at
    moved = at
    while back and moved > 0 and raw[moved - 1] in "*_~":
        moved -= 1
    while not back and moved < len(raw) and raw[moved] in "*_~":
        moved += 1
    edge = raw[moved - 1 : moved] if back else raw[moved : moved + 1]
    return moved if abs(moved - at) <= 3 and edge.strip() else at


def _rebuild(raw: str, gaps: Sequence[Gap], marks: Sequence[Mark]) -> tuple[str, list[Mark]]:
    """The text with the gaps closed, and the marks moved to where they stand in it."""
    pieces: list[str] = []
    placed: list[Mark] = []
    at = length = 0
    waiting = sorted(enumerate(marks), key=lambda entry: (entry[1].at, entry[1].opens, entry[0]))
    index = 0
    for gap in [*gaps, Gap(len(raw), len(raw))]:
        while index < len(waiting) and (
            waiting[index][1].at < gap.start
            or (waiting[index][1].at == gap.start and not waiting[index][1].opens)
        ):
            mark = waiting[index][1]
            placed.append(replace(mark, at=length + max(mark.at - at, 0)))
            index += 1
        pieces += [raw[at : gap.start], gap.kept]
        length += gap.start - at
        while index < len(waiting) and waiting[index][1].at < gap.end:
            placed.append(
                replace(waiting[index][1], at=length + (len(gap.kept) if waiting[index][1].opens else 0))
            )
            index += 1
        length += len(gap.kept)
        at = gap.end
    placed += [replace(mark, at=length) for _, mark in waiting[index:]]
    return "".join(pieces), placed


def with_marks(text: str, marks: Sequence[Mark]) -> str:
    """The text with every marker in its place."""
    pieces: list[str] = []
    at = 0
    for mark in sorted(marks, key=lambda mark: mark.at):
        pieces += [text[at : mark.at], mark.character]
        at = mark.at
    return "".join([*pieces, text[at:]])
