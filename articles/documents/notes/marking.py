"""Takes finds out of a text, and keeps a private-use character at the place of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from articles.documents.notes.closing import Gap, close, widen
from articles.documents.notes.finds import Find, shown
from articles.documents.notes.model import LiftedNote, Markup, Note, Span
from articles.documents.notes.places import Places
from articles.documents.notes.source import Source

_Cut = tuple[Span, bool, bool]
"""What leaves the text, whether it may stand within a word, and whether it frames words that stay."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A marker and its place in a text. ``opens`` stands in front of enclosed words."""

    at: int
    character: str
    opens: bool = False


@dataclass(frozen=True, slots=True)
class Passed:
    """What one pass leaves: the text, every marker in it, the notes of this pass, and for each character of
    the text its offset in the text before, or -1."""

    text: str
    marks: list[Mark]
    notes: list[LiftedNote]
    origins: list[int]


def take_out(
    source: Source, certain: Sequence[Find], carried: Sequence[Mark], characters: Iterator[str]
) -> Passed:
    """Take the finds out of the text; ``carried`` are the markers of earlier passes."""
    cuts: list[_Cut] = []
    for find in certain:
        for span in map(source.raw_span, find.cuts):
            cuts.append((span, find.inside, find.encloses is not None))
    places = Places(source, _gaps(source.raw, cuts, source.markup))
    marks = list(carried)
    lifted: list[LiftedNote] = []
    for find in certain:
        if find.note:
            note, added = _placed(source, find, find.note, places, characters)
            lifted.append(note)
            marks += added
    text, marks = _rebuild(source.raw, places.gaps, marks)
    return Passed(text, marks, lifted, _origins(source.raw, places.gaps))


def _origins(raw: str, gaps: Sequence[Gap]) -> list[int]:
    found: list[int] = []
    at = 0
    for gap in gaps:
        found.extend(range(at, gap.start))
        kept = raw.find(gap.kept, gap.start, gap.end)
        found.extend(range(kept, kept + len(gap.kept)) if kept >= 0 else [-1] * len(gap.kept))
        at = gap.end
    found.extend(range(at, len(raw)))
    return found


def _clusters(raw: str, cuts: Sequence[_Cut], markup: Markup) -> list[tuple[Span, bool]]:
    """The cuts, with the signs around them that would be left empty; neighbours become one."""
    clusters: list[_Cut] = []
    for span, inside, encloses in sorted(cuts):
        if not encloses:
            span = widen(raw, span, markup)
        if clusters:
            (start, end), within, enclosing = clusters[-1]
            between = raw[end : span[0]]
            near = not between.strip() and between.count("\n") < 2 and not (inside and within)
            if span[0] < end or near:
                merged = (min(start, span[0]), max(end, span[1]))
                encloses = encloses or enclosing
                clusters[-1] = (
                    merged if encloses else widen(raw, merged, markup),
                    within and inside,
                    encloses,
                )
                continue
        clusters.append((span, inside, encloses))
    return [(span, inside) for span, inside, _encloses in clusters]


def _gaps(raw: str, cuts: Sequence[_Cut], markup: Markup) -> list[Gap]:
    """The gaps of all cuts."""
    clusters = _clusters(raw, cuts, markup)
    gaps: list[Gap] = []
    last: Span = (0, 0)
    for span, inside in clusters:
        gap = close(raw, span, inside=inside)
        if gaps and gap.whole_line and gaps[-1].whole_line and not raw[last[1] : span[0]].strip(" \t\r\n>"):
            gaps.pop()
            span = (last[0], span[1])
            gap = replace(close(raw, span), alone=gap.alone)
        if gaps and gap.start < gaps[-1].end:
            gap = replace(gap, start=gaps[-1].end, place=max(gap.place, gaps[-1].end))
        gaps.append(gap)
        last = span
    return gaps


def _placed(
    source: Source, find: Find, note: Note, places: Places, characters: Iterator[str]
) -> tuple[LiftedNote, list[Mark]]:
    """A find's markers, in offsets of the raw text before anything is taken out of it."""
    words, at = shown(source, find), source.raw_span(find.spans[0])[0]
    if find.encloses:
        start, end = source.raw_span(find.encloses)
        if source.raw[start:end].strip():
            opening, closing = next(characters), next(characters)
            marks = [
                Mark(places.inwards(start), opening, opens=True),
                Mark(places.inwards(end, back=True), closing),
            ]
            return LiftedNote(note=note, marker=opening, end_marker=closing, words=words, at=at), marks
    gap = places.gap(source.raw_span(find.cuts[0])[0])
    place = places.beside(gap) if gap.whole_line else places.inwards(gap.place, back=True)
    alone = gap.alone or (gap.whole_line and find.convention == "line")
    character = next(characters)
    lifted = LiftedNote(note=note, marker=character, alone=alone, words=words, at=at)
    return lifted, [Mark(place, character)]


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
