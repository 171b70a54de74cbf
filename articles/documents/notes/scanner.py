"""Takes the notes out of a source and leaves private-use characters where they stood."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from articles.documents.notes.closing import Gap, close, widen
from articles.documents.notes.finds import Find, fold
from articles.documents.notes.limits import PASSES, SUSPICION_EXCERPT
from articles.documents.notes.model import LiftedNote, Markup, Note, Scan, Span, Suspicion
from articles.documents.notes.rules import find_all
from articles.documents.notes.source import Source
from articles.documents.notes.spans import Spans

_PRIVATE_USE = (range(0xE000, 0xF900), range(0xF0000, 0xFFFFE), range(0x100000, 0x10FFFE))
_STRUCTURE = re.compile(r"[ \t]*(?:!\[|\||(?:[-=*_][ \t]*){2,}$|<|\[[^\]]*\]:)")
_BLOCK_PREFIX = re.compile(r"[ \t]*(?:(?:>|[-*+•]|\d{1,9}[.)]|#{1,6})[ \t]+|>)*[ \t]*")


@dataclass(frozen=True, slots=True)
class _Mark:
    """A marker and its place in a text. ``opens`` stands in front of enclosed words."""

    at: int
    character: str
    opens: bool = False


def scan(source: str, *, markup: Markup) -> Scan:
    """Lift every certain note out of ``source`` and list what is only suspected."""
    characters = _markers(source)
    text, marks, notes = source, [], []
    suspicions: tuple[Suspicion, ...] = ()
    for passed in range(PASSES):
        view = Source(text, markup)
        certain, suspected = settle(view)
        if passed == 0:
            suspicions = tuple(_suspicion(view, find) for find in suspected)
        else:
            certain = [find for find in certain if find.cuts]
        if not certain:
            break
        text, marks, lifted = _take_out(view, certain, marks, characters)
        notes += lifted
        if not any(find.cuts for find in certain):
            break
    return Scan(marked=_with_marks(text, marks), clean=text, notes=tuple(_in_order(notes, marks)), suspicions=suspicions)


def settle(source: Source) -> tuple[list[Find], list[Find]]:
    """(certain, suspected) finds of a source that do not overlap, in the order of the text.

    Where two certain finds claim the same characters the outer one stands; a suspicion gives way to a note.
    """
    found = find_all(source)
    taken: list[Span] = []
    certain: list[Find] = []
    doubtful: list[Find] = []
    for find in found:
        if find.note is None:
            doubtful.append(find)
        elif any(source.fixed.touches(*span) for span in find.spans):
            doubtful.append(find.suspected("A note stands where no query can be put."))
        elif not any(_claimed(taken, span, bool(find.cuts)) for span in find.spans):
            certain.append(find)
            for span in find.spans:
                _claim(taken, (*span,), cut=span != find.encloses or not find.cuts)
    noted = Spans(span for find in certain for span in find.spans)
    suspected: list[Find] = []
    for find in doubtful:
        if not noted.touches(find.start, find.end) and not (suspected and find.start < suspected[-1].end):
            suspected.append(find)
    return certain, suspected


def _claimed(taken: list[Span], span: Span, _: bool) -> bool:
    index = bisect_left(taken, (span[0], span[0]))
    neighbours = taken[max(0, index - 1) : index + 1]
    return any(start < span[1] and span[0] < end for start, end in neighbours)


def _claim(taken: list[Span], span: Span, *, cut: bool) -> None:
    if cut:
        taken.insert(bisect_left(taken, span), span)


def _suspicion(source: Source, find: Find) -> Suspicion:
    words = fold(source.text[find.start : find.end])
    shown = words if len(words) <= SUSPICION_EXCERPT else words[: SUSPICION_EXCERPT - 1] + "…"
    return Suspicion(shown, source.line(find.start), find.reason, find.convention)


def _take_out(
    source: Source, certain: Sequence[Find], carried: Sequence[_Mark], characters: Iterator[str]
) -> tuple[str, list[_Mark], list[LiftedNote]]:
    """The text without the finds, every marker in it, and the notes of this pass."""
    raw = source.raw
    cuts: list[tuple[Span, bool, Find]] = []
    for find in certain:
        for span in find.cuts:
            start, end = source.raw_span(span)
            cuts.append((widen(raw, (start, end), source.markup) if not find.inside else (start, end), find.inside, find))
    gaps = _gaps(raw, [(span, inside) for span, inside, _ in cuts])
    marks = list(carried)
    lifted: list[LiftedNote] = []
    for find in certain:
        note, added = _placed(source, find, gaps, characters)
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
        if gaps and gap.whole_line and gaps[-1].whole_line and not raw[gaps[-1].end : clusters[index][0][0]].strip(" \t\r\n>"):
            first = gaps.pop()
            merged = close(raw, (max(first.place, first.start) if first.start == first.place else first.start, span[1]))
            gap = replace(merged, alone=merged.alone or gap.alone)
        if gaps and gap.start < gaps[-1].end:
            gap = replace(gap, start=gaps[-1].end, place=max(gap.place, gaps[-1].end))
        gaps.append(gap)
    return gaps


def _placed(source: Source, find: Find, gaps: Sequence[Gap], characters: Iterator[str]) -> tuple[LiftedNote, list[_Mark]]:
    """A find's markers, in offsets of the raw text before anything is taken out of it."""
    raw = source.raw
    note = find.note
    assert note is not None
    if find.encloses and raw[slice(*source.raw_span(find.encloses))].strip():
        start, end = source.raw_span(find.encloses)
        opening, closing = next(characters), next(characters)
        marks = [_Mark(_inwards(raw, start, source.markup), opening, opens=True), _Mark(_inwards(raw, end, source.markup, back=True), closing)]
        return LiftedNote(note=note, marker=opening, end_marker=closing), marks
    at = source.raw_span(find.cuts[0])[0]
    gap = next((gap for gap in gaps if gap.start <= at <= gap.end), None)
    character = next(characters)
    if gap is None:
        return LiftedNote(note=note, marker=character), [_Mark(at, character)]
    place = _beside(source, gap, gaps) if gap.whole_line else _inwards(raw, gap.place, source.markup, back=True)
    return LiftedNote(note=note, marker=character, alone=gap.alone or gap.whole_line and find.convention == "line"), [_Mark(place, character)]


def _beside(source: Source, gap: Gap, gaps: Sequence[Gap]) -> int:
    """A place for the marker of a note that had a line to itself: behind the words before it, or before those after.

    Lines that are structure (rules, tables, pictures, code, definitions) are passed over: a character
    there would make something else of them.
    """
    raw = source.raw
    removed = Spans((other.start, other.end) for other in gaps)
    guarded = Spans(source.raw_span((start, end)) for start, end in zip(source.guarded.starts, source.guarded.ends, strict=True))

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


def _rebuild(raw: str, gaps: Sequence[Gap], marks: Sequence[_Mark]) -> tuple[str, list[_Mark]]:
    """The text with the gaps closed, and the marks moved to where they stand in it."""
    pieces: list[str] = []
    placed: list[_Mark] = []
    at = length = 0
    waiting = sorted(enumerate(marks), key=lambda entry: (entry[1].at, entry[1].opens, entry[0]))
    index = 0
    for gap in [*gaps, Gap(len(raw), len(raw))]:
        while index < len(waiting) and (waiting[index][1].at < gap.start or (waiting[index][1].at == gap.start and not waiting[index][1].opens)):
            mark = waiting[index][1]
            placed.append(replace(mark, at=length + max(mark.at - at, 0)))
            index += 1
        pieces += [raw[at : gap.start], gap.kept]
        length += gap.start - at
        while index < len(waiting) and waiting[index][1].at < gap.end:
            placed.append(replace(waiting[index][1], at=length + (len(gap.kept) if waiting[index][1].opens else 0)))
            index += 1
        length += len(gap.kept)
        at = gap.end
    placed += [replace(mark, at=length) for _, mark in waiting[index:]]
    return "".join(pieces), placed


def _with_marks(text: str, marks: Sequence[_Mark]) -> str:
    pieces: list[str] = []
    at = 0
    for mark in sorted(marks, key=lambda mark: mark.at):
        pieces += [text[at : mark.at], mark.character]
        at = mark.at
    return "".join([*pieces, text[at:]])


def _in_order(notes: Sequence[LiftedNote], marks: Sequence[_Mark]) -> list[LiftedNote]:
    places = {mark.character: mark.at for mark in marks}
    return sorted(notes, key=lambda note: places[note.marker])


def _markers(source: str) -> Iterator[str]:
    """Private-use characters that the source does not hold."""
    used = set(source)
    return (character for block in _PRIVATE_USE for code in block if (character := chr(code)) not in used)


def suspects(source: str, *, markup: Markup) -> tuple[list[Find], list[Find], Source]:
    """What a scan would lift and what it would suspect, without lifting anything."""
    view = Source(source, markup)
    certain, suspected = settle(view)
    return certain, suspected, view


__all__ = ["Note", "scan", "settle", "suspects"]
