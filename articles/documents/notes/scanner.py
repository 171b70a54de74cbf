"""Reads a source for notes until it holds none that is certain."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace

from articles.documents.notes.finds import Find
from articles.documents.notes.limits import MARK_LENGTH, NOTES, PASSES
from articles.documents.notes.marking import Mark, take_out, with_marks
from articles.documents.notes.model import LiftedNote, Markup, Scan, Styled, Suspicion, typed_key
from articles.documents.notes.settling import settle, suspicion
from articles.documents.notes.source import Source
from newsroom.errors import DomainError

_MAKINGS = re.compile(r"[<>\[\](){}*#=%:：&\\†]|//|--|!!|[cC][qQ]|turn\d|\n(?:NOTE|ATTN)")
_PRIVATE_USE = (range(0xE000, 0xF900), range(0xF0000, 0xFFFFE), range(0x100000, 0x10FFFE))


class TooManyNotes(DomainError):
    """The text holds more notes than one act asks as queries."""


def scan(
    source: str,
    *,
    markup: Markup,
    wanted: Callable[[int], bool] = lambda _at: True,
    comment_marks: Collection[str] = (),
    styled: Sequence[Styled] = (),
) -> Scan:
    """Lift every certain note out of ``source`` and list what is only suspected.

    ``wanted`` says of an offset in ``source`` whether a note that begins there is to be lifted.
    ``comment_marks`` are marks like ``[a]`` that are known to stand for comments, ``styled`` stretches that
    look like notes; these are read as plain text. Raises :class:`TooManyNotes`.
    """
    characters = _markers(source)
    text = source
    origins: Sequence[int] = range(len(source))
    marks: list[Mark] = []
    notes: list[LiftedNote] = []
    suspicions: tuple[Suspicion, ...] = ()
    for passed in range(PASSES):
        view = Source(text, markup, comment_marks=comment_marks, styled=() if passed else styled)
        certain, suspected = settle(view)
        if passed == 0:
            suspicions = tuple(suspicion(view, find, find.reason) for find in suspected)
        else:
            certain = [find for find in certain if find.cuts]
        certain = [find for find in certain if wanted(_place(view, find, origins))]
        if not certain:
            break
        if len(notes) + len(certain) > NOTES:
            raise TooManyNotes(f"The text holds more than {NOTES:,} notes; divide it, or take some out.")
        left = take_out(view, certain, marks, characters)
        notes += [_at_home(note, origins[note.at]) for note in left.notes]
        text, marks = left.text, left.marks
        origins = [origins[at] if at >= 0 else -1 for at in left.origins]
        if not any(find.cuts for find in certain) or not _may_hold_more(text, marks):
            break
    return Scan(
        marked=with_marks(text, marks),
        clean=text,
        notes=tuple(_in_order(notes, marks)),
        suspicions=suspicions,
        origins=origins,
    )


def _place(source: Source, find: Find, origins: Sequence[int]) -> int:
    return origins[source.raw_span(find.spans[0])[0]]


def _at_home(lifted: LiftedNote, at: int) -> LiftedNote:
    """The note with the offset in the source at which it began."""
    return replace(lifted, note=replace(lifted.note, key=typed_key(at)), at=at)


def _may_hold_more(text: str, marks: Sequence[Mark]) -> bool:
    """Whether a paragraph that a note was taken from has anything left in it that a mark is made of."""
    for mark in marks:
        nearest = max(mark.at - MARK_LENGTH, 0)
        start = max(text.rfind("\n\n", nearest, mark.at), nearest)
        end = text.find("\n\n", mark.at, mark.at + MARK_LENGTH)
        if _MAKINGS.search(text, start, end if end >= 0 else mark.at + MARK_LENGTH):
            return True
    return False


def _in_order(notes: Sequence[LiftedNote], marks: Sequence[Mark]) -> list[LiftedNote]:
    places = {mark.character: mark.at for mark in marks}
    return sorted(notes, key=lambda note: places[note.marker])


def _markers(source: str) -> Iterator[str]:
    """Private-use characters that the source does not hold."""
    used = set(source)
    return (character for block in _PRIVATE_USE for code in block if (character := chr(code)) not in used)
