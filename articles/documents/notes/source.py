"""The source as the rules read it: escapes and entities resolved, each character traceable."""

from __future__ import annotations

import html
import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from functools import cached_property

from articles.documents.notes import markup as markup_ranges
from articles.documents.notes.limits import MARK_LENGTH, QUOTATION_WINDOW
from articles.documents.notes.model import Markup, Span, Styled
from articles.documents.notes.spans import BLANK_LINE, Brackets, Spans, matching

_ESCAPE = re.compile(
    r"\\(?=[!-/:-@\[-`{-~])|&(?:lt|gt|amp|quot|apos|nbsp|laquo|raquo|ldquo|rdquo|#\d{1,7}"
    r"|#x[0-9a-f]{1,6});",
    re.IGNORECASE,
)
_ABBREVIATIONS = re.compile(r"(?<![\w(\[])[A-Z]{2,4}(?![\w)\]])")
_OPENING, _CLOSING = "“«„", "”»"


class Source:
    """A source under one kind of markup.

    Rules match on ``text`` and speak in its offsets; ``raw_span`` leads back to the source.
    ``examined`` counts the characters that rules looked at one candidate at a time, so that a test can
    hold the work to a multiple of the length. ``comment_marks`` are marks like ``[a]`` that whoever brings
    the source knows to stand for comments, ``styled`` the stretches that look like notes there.
    """

    def __init__(
        self,
        raw: str,
        markup: Markup,
        *,
        comment_marks: Collection[str] = (),
        styled: Sequence[Styled] = (),
    ) -> None:
        self.raw = raw
        self.styled = styled
        self.comment_marks = comment_marks
        self.markup = markup
        self.examined = 0
        guarded = Spans(markup_ranges.guarded(raw, markup))
        self.text, self._offsets = raw, None
        if markup != "text" and ("\\" in raw or "&" in raw):
            self._unescape(guarded)
        self.guarded = self._in_view(guarded)
        self.fixed = self._in_view(Spans(markup_ranges.fixed(raw, markup)))

    _offsets: list[int] | None

    def raw_span(self, span: Span) -> Span:
        """Where a stretch of ``text`` stands in the raw source."""
        if self._offsets is None:
            return span
        return self._offsets[span[0]], self._offsets[span[1]]

    def body(self, start: int, end: int) -> str:
        """The text of one candidate."""
        self.examined += end - start
        return self.text[start:end]

    def line(self, position: int) -> int:
        """The line of a position, counting from 1."""
        return bisect_right(self._line_ends, position - 1) + 1

    def paragraph_end(self, position: int) -> int:
        """Where the paragraph that holds ``position`` ends, at most a mark's length away."""
        limit = min(position + MARK_LENGTH, len(self.text))
        found = bisect_left(self._blank_lines, position)
        return min(limit, self._blank_lines[found]) if found < len(self._blank_lines) else limit

    def in_quotation(self, position: int) -> bool:
        """Whether a quotation is open at ``position`` in its paragraph."""
        found = bisect_right(self._blank_lines, position) - 1
        start = self._blank_lines[found] if found >= 0 else 0
        before = self.body(max(start, position - QUOTATION_WINDOW), position)
        opened = max((before.rfind(mark) for mark in _OPENING), default=-1)
        closed = max((before.rfind(mark) for mark in _CLOSING), default=-1)
        return opened > closed or before.count('"') % 2 == 1

    def doubled(self, start: int, end: int) -> bool:
        """Whether a pair of brackets stands right inside another: the two are one mark."""
        opening, closing = self.text[start], self.text[end]
        return self.text[start - 1 : start] == opening and self.text[end + 1 : end + 2] == closing

    @cached_property
    def abbreviations(self) -> frozenset[str]:
        """The abbreviations that the text uses outside of brackets."""
        return frozenset(match[0] for match in _ABBREVIATIONS.finditer(self.text))

    @cached_property
    def square(self) -> Brackets:
        """The square brackets; none that frames a link or the words of one."""
        return matching(self.text, "[]", self.guarded)

    @cached_property
    def round(self) -> Brackets:
        """The parentheses."""
        return matching(self.text, "()", self.guarded)

    @cached_property
    def _blank_lines(self) -> list[int]:
        return [match.start() for match in BLANK_LINE.finditer(self.text)]

    @cached_property
    def _line_ends(self) -> list[int]:
        return [match.start() for match in re.finditer("\n", self.text)]

    def _unescape(self, guarded: Spans) -> None:
        pieces: list[str] = []
        offsets: list[int] = []
        at = 0
        for match in _ESCAPE.finditer(self.raw):
            start, end = match.span()
            if start < at or guarded.covers(start):
                continue
            pieces.append(self.raw[at:start])
            offsets.extend(range(at, start))
            if match[0] == "\\":
                if self.markup == "html":
                    pieces.append("\\")
                    offsets.append(start)
                    at = end
                    continue
                pieces.append(self.raw[end])
                at = end + 1
            else:
                character = html.unescape(match[0])
                pieces.append(character[:1])
                at = end
            offsets.append(start)
        pieces.append(self.raw[at:])
        offsets.extend(range(at, len(self.raw) + 1))
        self.text, self._offsets = "".join(pieces), offsets

    def _in_view(self, ranges: Spans) -> Spans:
        if self._offsets is None:
            return ranges
        return Spans(
            (bisect_left(self._offsets, start), bisect_left(self._offsets, end))
            for start, end in zip(ranges.starts, ranges.ends, strict=True)
        )
