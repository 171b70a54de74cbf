"""What a rule hands back: a certain note with what leaves the text for it, or a suspicion."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from articles.documents.notes.kinds import kind_of
from articles.documents.notes.limits import SUSPICION_EXCERPT
from articles.documents.notes.model import Kind, Note, Span
from articles.documents.notes.replies import Reading, answers, take_apart
from articles.documents.notes.source import Source
from newsroom.shortening import shortened

_FOLD = re.compile(r"\s*\n[ \t]*(?:>[ \t]?)*|\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Find:
    """One candidate, in offsets of ``Source.text``.

    A certain find has a ``note``, the ``cuts`` that leave the text for it and, if it is about words that
    stay, the words it ``encloses``; its place is the first of these. ``inside`` says that the mark may
    stand within a word, so that nothing is closed up but a doubled space.
    A find without a note is suspected, for ``reason``.
    """

    start: int
    end: int
    convention: str
    note: Note | None = None
    cuts: tuple[Span, ...] = ()
    encloses: Span | None = None
    inside: bool = False
    reason: str = ""

    @property
    def spans(self) -> tuple[Span, ...]:
        """Everything in the text that this find lays claim to."""
        return (*self.cuts, self.encloses) if self.encloses else self.cuts

    def suspected(self, reason: str) -> Find:
        """The same stretch as a mere suspicion."""
        return replace(self, note=None, cuts=(), encloses=None, reason=reason)


def fold(text: str) -> str:
    """The text on one line: line breaks, with the marks of a quoted block, become single spaces."""
    return _FOLD.sub(" ", text).strip()


def shown(source: Source, find: Find) -> str:
    """The words of a find as a person is shown them: on one line, and cut where they are long."""
    return shortened(fold(source.text[find.start : find.end]), SUSPICION_EXCERPT)


def note_from(
    body: str,
    convention: str,
    *,
    reading: Reading = "rest answers",
    kind: Kind | None = None,
    asked_by: str = "",
    addressed_to: str = "",
) -> Note:
    """The note that a body makes: question, replies, kind and whether the answer answers."""
    question, replies = take_apart(fold(body), reading)
    kind = kind or kind_of(question)
    return Note(
        question=question,
        replies=replies,
        kind=kind,
        blocking=kind != "style",
        convention=convention,
        asked_by=asked_by,
        addressed_to=addressed_to,
        remark=answers(question, replies[-1]) if replies else "",
    )


def lifted(start: int, end: int, note: Note) -> Find:
    """A note that leaves the text whole."""
    return Find(start=start, end=end, convention=note.convention, note=note, cuts=((start, end),))


def suspect(start: int, end: int, convention: str, reason: str) -> Find:
    """Something a person has to look at."""
    return Find(start=start, end=end, convention=convention, reason=reason)
