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
_ATTRIBUTES = re.compile(
    r"\{[ \t]*+(?:(?:[#.][\w-]++|[\w:-]++=(?:\"[^\"\n{}]*+\"|'[^'\n{}]*+'|[^\s\"'{}=]++))[ \t]*+)++\}"
)
_BLANK_LINE = re.compile(r"\n[ \t\r]*+\n\s*+")
_ITEM = re.compile(r"(?:[-*+•]|\d{1,9}[.)])[ \t]+")
_SIGNS_BEFORE = re.compile(r"\s*+(?:(?:[-*+•]|\d{1,9}[.)])[ \t]++)?")
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
        behind = _attributes(source, end)
        comment = (behind, behind)
        if source.text.startswith("{>>", behind) and match[0] != "{>>":
            comment = (behind, _end(source, behind) or behind)
        found = _MARKS[match[0]](source, (start, end), comment)
        if found:
            found = _with_attributes(found, _attributes(source, comment[1]))
            # What is kept may hold notes of its own; what is cut may not.
            done = found.encloses[0] if found.encloses else found.end
            yield found


def _end(source: Source, start: int) -> int | None:
    closer = _CLOSERS[source.text[start : start + 3]]
    end = source.text.find(closer, start + 3, start + MARK_LENGTH)
    return end + 3 if end >= 0 else None


def _attributes(source: Source, at: int) -> int:
    """Where the attributes end that a program wrote behind a mark."""
    match = _ATTRIBUTES.match(source.text, at)
    return match.end() if match else at


def _with_attributes(found: Find, end: int) -> Find:
    """The find with what leaves the text reaching to ``end``."""
    if end <= found.end or not found.cuts:
        return found
    last = (found.cuts[-1][0], end)
    return replace(found, end=end, cuts=(*found.cuts[:-1], last))


def _described(body: str) -> str:
    """What a proposal puts in or takes out: words, a break, or a list."""
    lines = [line.strip() for line in body.splitlines() if line.strip()]
    if not lines:
        if _BLANK_LINE.search(body):
            return "a paragraph break"
        return "a line break" if "\n" in body else "a space"
    items = [_ITEM.sub("", line) for line in lines if _ITEM.match(line)]
    if len(items) == len(lines) and (len(items) > 1 or "\n" in body):
        shown = "; ".join(f"“{item}”" for item in items)
        return f"a list: {shown}" if len(items) > 1 else f"a list item: {shown}"
    words = f"“{fold(body)}”"
    if _BLANK_LINE.match(body):
        return f"a new paragraph: {words}"
    if _BLANK_LINE.search(body):
        parts = [f"“{fold(part)}”" for part in _BLANK_LINE.split(body) if part.strip()]
        return ", a new paragraph, ".join(parts) if len(parts) > 1 else f"{parts[0]} and a paragraph break"
    return words


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
    return _keeping(source, span, comment, note)


def _insertion(source: Source, span: Span, comment: Span) -> Find | None:
    words = _described(source.body(span[0] + 3, span[1] - 3))
    asked = "Start a new paragraph here?" if words == "a paragraph break" else f"Insert {words}?"
    note = _proposal(asked, _said(source, comment))
    cut = (span[0], max(span[1], comment[1]))
    return Find(start=cut[0], end=cut[1], convention=CONVENTION, note=note, cuts=(cut,), inside=True)


def _deletion(source: Source, span: Span, comment: Span) -> Find | None:
    words = _described(source.body(span[0] + 3, span[1] - 3))
    asked = "Join the two paragraphs here?" if words == "a paragraph break" else f"Delete {words}?"
    return _keeping(source, span, comment, _proposal(asked, _said(source, comment)))


def _replacement(source: Source, span: Span, comment: Span) -> Find | None:
    old, arrow, new = source.body(span[0] + 3, span[1] - 3).partition("~>")
    if not arrow:
        return suspect(*span, CONVENTION, "A replacement does not say what to put in.")
    if not old:
        asked = f"Insert {_described(new)}?"
    elif not new:
        asked = f"Delete {_described(old)}?"
    else:
        asked = f"Replace {_described(old)} with {_described(new)}?"
    note = _proposal(asked, _said(source, comment))
    return _keeping(source, span, comment, note, length=len(old))


def _keeping(source: Source, span: Span, comment: Span, note: Note, *, length: int | None = None) -> Find:
    """The find of a mark whose words stay, or the first ``length`` characters of them."""
    kept = (span[0] + 3, span[1] - 3 if length is None else span[0] + 3 + length)
    cuts = ((span[0], kept[0]), (kept[1], max(span[1], comment[1])))
    if kept[0] == kept[1]:
        cut = (span[0], cuts[1][1])
        return Find(start=cut[0], end=cut[1], convention=CONVENTION, note=note, cuts=(cut,), inside=True)
    return Find(
        start=span[0],
        end=cuts[1][1],
        convention=CONVENTION,
        note=note,
        cuts=cuts,
        encloses=_words_in(source, kept),
        inside=True,
    )


def _words_in(source: Source, kept: Span) -> Span:
    """Where the words of a stretch stand, behind the breaks and signs at its beginning."""
    words = source.text[kept[0] : kept[1]]
    begin = _SIGNS_BEFORE.match(words)
    first = begin.end() if begin else 0
    last = len(words.rstrip())
    return (kept[0] + first, kept[0] + last) if first < last and "\n" in words else kept


def _said(source: Source, comment: Span) -> str:
    return source.body(comment[0] + 3, comment[1] - 3) if comment[1] > comment[0] else ""


_MARKS = {"{>>": _comment, "{==": _highlight, "{++": _insertion, "{--": _deletion, "{~~": _replacement}
