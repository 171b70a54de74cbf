"""Which of the finds of all rules stand, where they claim the same words."""

from __future__ import annotations

from bisect import bisect_left

from articles.documents.notes.finds import Find, shown
from articles.documents.notes.model import Span, Suspicion
from articles.documents.notes.rules import find_all
from articles.documents.notes.source import Source
from articles.documents.notes.spans import Spans


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
            doubtful.append(find.suspected("No query can be placed here."))
        elif not any(_claimed(taken, span) for span in find.spans):
            certain.append(find)
            # Words that are kept may hold further notes, unless they are themselves what is missing.
            for span in find.spans if find.note.kind == "missing" else find.cuts:
                taken.insert(bisect_left(taken, span), span)
    noted = Spans(span for find in certain for span in find.spans)
    suspected: list[Find] = []
    for find in doubtful:
        if not noted.touches(find.start, find.end) and not (suspected and find.start < suspected[-1].end):
            suspected.append(find)
    return certain, suspected


def _claimed(taken: list[Span], span: Span) -> bool:
    index = bisect_left(taken, (span[0], span[0]))
    neighbours = taken[max(0, index - 1) : index + 1]
    return any(start < span[1] and span[0] < end for start, end in neighbours)


def suspicion(source: Source, find: Find, reason: str) -> Suspicion:
    """What a person is shown of a find, and why."""
    words = shown(source, find)
    return Suspicion(words, source.line(find.start), reason, find.convention, find.start, find.end)
