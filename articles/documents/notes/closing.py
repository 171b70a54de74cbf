"""How the words close up where a mark was taken out: as a typist would have left them.

One space, none before a comma or a full stop, dashes as they were, a line or paragraph that held nothing else
gone with its line break. All offsets are into the text the marks are taken from.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from articles.documents.notes.model import Markup, Span

_BLANK = " \t\u00a0\u202f\u2009"
_OPENING = "([{“‘«„‹¿¡"
_TIGHT = ",.،。、)]}”’›"
_LOOSE = ";:!?؛؟»…"
_DASHES = "—–-"
_EMPHASIS = "*_~"
_STOPS = ".!?…؟。"
_LONGEST_PREFIX = 200
"""Characters of the signs at the beginning of a line: of lists, headings and quotations within each other."""
_LINE_PREFIX = re.compile(r"[ \t]*+(?:(?:>|[-*+•]|\d{1,9}[.)]|#{1,6})[ \t]++|>)*+\Z")
_BLANKS = re.compile(r"[^\S\n]*+(?=\n|\Z)")
_EMPTY_LINE = re.compile(r"[ \t\r>]*\Z")
_INLINE_TAG = re.compile(
    r"<(?P<name>em|strong|b|i|u|s|mark|span|sup|sub|small|p|div)\b[^<>]{0,200}>\s*\Z", re.IGNORECASE
)
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uff65]"
)


@dataclass(frozen=True, slots=True)
class Gap:
    """What to take out, what stands there instead, and where the place of the note now is.

    ``place`` is the offset behind the last words before the gap, or in front of the first words after it.
    """

    start: int
    end: int
    kept: str = ""
    place: int = 0
    whole_line: bool = False
    alone: bool = False


def widen(text: str, span: Span, markup: Markup) -> Span:
    """The span with the brackets, emphasis or tags around it that would be left empty."""
    start, end = span
    while start > 0 and end < len(text):
        before, after = text[start - 1], text[end]
        if _fills_emphasis(text, start, end, markup) or (before, after) in (
            ("(", ")"),
            ("[", "]"),
            ("“", "”"),
        ):
            start, end = start - 1, end + 1
            continue
        opened = (
            _INLINE_TAG.search(text, max(0, start - 240), start)
            if before == ">" and markup != "text"
            else None
        )
        closed = re.compile(rf"\s*</{opened['name']}\s*>", re.IGNORECASE).match(text, end) if opened else None
        if not opened or not closed:
            break
        start, end = opened.start(), closed.end()
    return start, end


def _fills_emphasis(text: str, start: int, end: int, markup: Markup) -> bool:
    """Whether the same sign of emphasis stands on both sides; in plain text, not between two words."""
    if text[start - 1] != text[end] or text[end] not in _EMPHASIS:
        return False
    outside = text[start - 2 : start - 1], text[end + 1 : end + 2]
    return markup == "markdown" or not (outside[0].isalnum() and outside[1].isalnum())


def close(text: str, span: Span, *, inside: bool = False) -> Gap:
    """The gap that a mark leaves."""
    start, end = span
    nearest = max(start - _LONGEST_PREFIX, 0)
    line_start = text.rfind("\n", nearest, start) + 1
    is_first = (line_start > 0 or nearest == 0) and bool(_LINE_PREFIX.match(text, line_start, start))
    blank = _BLANKS.match(text, end)
    if is_first and blank:
        line_end = blank.end()
        return _whole_line(text, line_start, line_end)
    line_end = blank.end() if blank else len(text)
    left = start
    while left > 0 and text[left - 1] in _BLANK:
        left -= 1
    right = end
    while right < line_end and text[right] in _BLANK:
        right += 1
    if is_first or left == 0 or text[left - 1] == "\n":
        return Gap(start, right, place=start)
    before, after = text[left:start], text[end:right]
    if inside:
        return _inside(text, Gap(left, end), Gap(start, right), right == line_end)
    kept, taken = _between(text, left, right, before, after)
    if right == line_end or text[right] == "\r":
        kept = after if len(after) > 1 else ""
    return Gap(left, right + taken, kept=kept, place=left)


def _inside(text: str, before: Gap, after: Gap, ends_line: bool) -> Gap:
    """The gap of a mark that may stand within a word; the two reach as far as the blanks on a side of it."""
    start, end = after.start, before.end
    following = text[end : end + 1]
    if before.start < start and after.end > end:
        return Gap(before.start, end, place=before.start)
    if before.start < start and (
        ends_line or following in _TIGHT + _LOOSE or (following in _EMPHASIS and _ends_emphasis(text, end))
    ):
        return Gap(before.start, end, place=before.start)
    if after.end > end and text[start - 1] in _EMPHASIS and _begins_emphasis(text, start):
        return Gap(start, after.end, place=start)
    return Gap(start, end, place=start)


def _between(text: str, left: int, right: int, before: str, after: str) -> tuple[str, int]:
    """(blanks to keep, characters of punctuation to drop) between what is left and right of a mark."""
    previous = text[left - 1]
    following = text[right : right + 1]
    beyond = text[right + 1 : right + 2]
    if not before and previous in _OPENING:
        return "", 0
    if following and following in _EMPHASIS and before and not after and _ends_emphasis(text, right):
        return "", 0
    if previous in _EMPHASIS and after and not before and _begins_emphasis(text, left):
        return "", 0
    if following in _TIGHT and following and not (following == "." and beyond.isalnum()):
        doubled = (following == "." and previous in _STOPS and beyond != ".") or following == previous == ","
        return "", int(doubled)
    if following in _LOOSE and following:
        return ("", int(following == previous and following in ";:؛")) if not after else (after, 0)
    if following == '"' and before and not after and not beyond.isalnum():
        return "", 0
    if following == "'" and not after and beyond.isalpha():
        return "", 0
    if following and following in _DASHES and not after:
        return (before, 0) if beyond.isspace() else ("", 0)
    if not before and previous == "—" and left > 1 and not text[left - 2].isspace():
        return "", 0
    if before and after:
        return min(before, after, key=len), 0
    if before or after:
        return before or after, 0
    fused = (previous.isalnum() or previous in ".,;:!?)”»") and (following.isalnum() or following in "“«(¿¡")
    return (" " if fused and following and not _UNSPACED.match(previous) else ""), 0


def _ends_emphasis(text: str, at: int) -> bool:
    beyond = text[at : at + 4].lstrip(_EMPHASIS)[:1]
    return not beyond.isalnum()


def _begins_emphasis(text: str, at: int) -> bool:
    ahead = text[max(0, at - 4) : at].rstrip(_EMPHASIS)[-1:]
    return not ahead or ahead.isspace() or ahead in _OPENING


def _whole_line(text: str, line_start: int, line_end: int) -> Gap:
    """The gap of a mark that has its line, or its block, to itself."""
    before = _line_before(text, line_start)
    after = _line_after(text, line_end)
    blank_before = line_start == 0 or bool(
        _EMPTY_LINE.match(text[text.rfind("\n", 0, line_start - 1) + 1 : line_start - 1])
    )
    next_end = text.find("\n", line_end + 1)
    blank_after = line_end == len(text) or bool(
        _EMPTY_LINE.match(text[line_end + 1 : next_end if next_end >= 0 else len(text)])
    )
    alone = blank_before and blank_after
    if after is None or (not blank_before and blank_after):
        start = before if before is not None else 0
        end = line_end - 1 if line_end > line_start and text[line_end - 1 : line_end] == "\r" else line_end
        if before is None:
            end = len(text)
        return Gap(start, end, place=start, whole_line=True, alone=alone)
    end = after if blank_before else line_end + 1
    return Gap(line_start, end, place=line_start, whole_line=True, alone=alone)


def _line_before(text: str, line_start: int) -> int | None:
    """Where the last line with something on it before this one ends."""
    at = line_start
    while at > 0:
        start = text.rfind("\n", 0, at - 1) + 1
        line = text[start : at - 1]
        if not _EMPTY_LINE.match(line):
            return start + len(line.rstrip("\r"))
        at = start
    return None


def _line_after(text: str, line_end: int) -> int | None:
    """Where the next line with something on it begins."""
    at = line_end + 1
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        if not _EMPTY_LINE.match(text[at:end]):
            return at
        at = end + 1
    return None
