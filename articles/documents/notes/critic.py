"""CriticMarkup: comments, highlights, and proposed insertions, deletions and replacements.

The text keeps its original words; what was proposed becomes the question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from articles.documents.notes.brackets import addressed
from articles.documents.notes.finds import Find, fold, note_from, suspect
from articles.documents.notes.limits import MARK_LENGTH, UNCLOSED_EXCERPT
from articles.documents.notes.model import Note, Span
from articles.documents.notes.source import Source

CONVENTION = "critic"

_CLOSERS = {"{>>": "<<}", "{==": "==}", "{++": "++}", "{--": "--}", "{~~": "~~}"}
_OPENER = re.compile(r"\{(?:>>|==|\+\+|--|~~)")


def find(source: Source) -> Iterator[Find]:
    """Every CriticMarkup mark; a comment right behind another mark belongs to it."""
    done = 0
    for match in _OPENER.finditer(source.text):
        start = match.start()
        if start < done or source.guarded.covers(start):
            continue
        end = _end(source, start)
        if end is None:
            if source.text[start + 3 : start + 4].strip(" -=+~>;"):
                line_end = source.paragraph_end(start)
                yield suspect(
                    start,
                    min(line_end, start + UNCLOSED_EXCERPT),
                    CONVENTION,
                    f"A mark that opens with “{match[0]}” is not closed.",
                )
            continue
        comment = (end, end)
        if source.text.startswith("{>>", end) and match[0] != "{>>":
            comment = (end, _end(source, end) or end)
        found = _MARKS[match[0]](source, (start, end), comment)
        if found:
            # What is kept may hold notes of its own; what is cut may not.
            done = found.encloses[0] if found.encloses else found.end
            yield found


def _end(source: Source, start: int) -> int | None:
    closer = _CLOSERS[source.text[start : start + 3]]
    end = source.text.find(closer, start + 3, start + MARK_LENGTH)
    return end + 3 if end >= 0 else None


def _comment_note(body: str) -> Note:
    labelled = addressed(0, len(body), body.strip(), quoted=False)
    note = labelled.note if labelled and labelled.note else note_from(body.strip().lstrip("@"), CONVENTION)
    return replace(note, convention=CONVENTION)


def _proposal(question: str, comment: str) -> Note:
    """A proposed change, with the reason given for it behind the question."""
    reason = f" {fold(comment)}" if comment.strip() else ""
    return Note(question=f"{question}{reason}", convention=CONVENTION)


def _comment(source: Source, span: Span, _: Span) -> Find | None:
    body = source.body(span[0] + 3, span[1] - 3)
    if not body.strip():
        return None
    return Find(start=span[0], end=span[1], convention=CONVENTION, note=_comment_note(body), cuts=(span,))


def _highlight(source: Source, span: Span, comment: Span) -> Find | None:
    said = _said(source, comment)
    note = (
        _comment_note(said)
        if said.strip()
        else Note(question="Highlighted without a comment.", convention=CONVENTION)
    )
    return _keeping(span, comment, note)


def _insertion(source: Source, span: Span, comment: Span) -> Find | None:
    words = fold(source.body(span[0] + 3, span[1] - 3))
    note = _proposal(f"Insert “{words}”?", _said(source, comment))
    cut = (span[0], max(span[1], comment[1]))
    return Find(start=cut[0], end=cut[1], convention=CONVENTION, note=note, cuts=(cut,), inside=True)


def _deletion(source: Source, span: Span, comment: Span) -> Find | None:
    words = fold(source.body(span[0] + 3, span[1] - 3))
    return _keeping(span, comment, _proposal(f"Delete “{words}”?", _said(source, comment)))


def _replacement(source: Source, span: Span, comment: Span) -> Find | None:
    old, arrow, new = source.body(span[0] + 3, span[1] - 3).partition("~>")
    if not arrow:
        return suspect(*span, CONVENTION, "A replacement does not say what to put in.")
    if not old.strip():
        return _insertion(source, span, comment)
    note = _proposal(f"Replace “{fold(old)}” with “{fold(new)}”?", _said(source, comment))
    found = _keeping(span, comment, note)
    kept = (span[0] + 3, span[0] + 3 + len(old))
    return replace(found, encloses=kept, cuts=((span[0], kept[0]), (kept[1], max(span[1], comment[1]))))


def _keeping(span: Span, comment: Span, note: Note) -> Find:
    kept = (span[0] + 3, span[1] - 3)
    cuts = ((span[0], kept[0]), (kept[1], max(span[1], comment[1])))
    return Find(
        start=span[0], end=cuts[1][1], convention=CONVENTION, note=note, cuts=cuts, encloses=kept, inside=True
    )


def _said(source: Source, comment: Span) -> str:
    return source.body(comment[0] + 3, comment[1] - 3) if comment[1] > comment[0] else ""


_MARKS = {"{>>": _comment, "{==": _highlight, "{++": _insertion, "{--": _deletion, "{~~": _replacement}
