"""Which line is the headline, which the standfirst, and how deep a heading is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from articles.importing.annotated.model import Shape
from articles.importing.annotated.openings import Line
from articles.importing.annotated.report import Report

_LONGEST_HEADLINE: Final = 150
_ENDS_A_SENTENCE: Final = tuple(".,;:…،؛。")
_DEEPEST: Final = 4


@dataclass
class Heads:
    """The lines above the text with the kinds of their blocks, and the lines of the text."""

    headline: Line | None
    placed: list[tuple[Line, str]]
    rest: list[Line]
    shift: int = 0
    """By how much the headings of the text are deeper here than in the file."""

    def level(self, shape: Shape, report: Report | None = None) -> int:
        """The level of a heading; what a document cannot say of it is told."""
        wanted = (shape.level if shape.kind == "heading" else 1) + self.shift
        if report is not None and wanted > _DEEPEST:
            report.tell("Headings of the lowest levels became headings of the fourth")
        return min(max(wanted, 2), _DEEPEST)


def choose_heads(lines: Sequence[Line], report: Report) -> Heads:
    """Take headline and standfirst off the lines.

    The headline is the first line, if its style or else its look says so. It has no opening that could be
    proposed: a line whose end is in question stays in the text.
    """
    if not lines or not _is_headline(lines):
        return _with_shift(Heads(None, [], list(lines)))
    placed: list[tuple[Line, str]] = [(lines[0], "headline")]
    rest = list(lines[1:])
    if rest and rest[0].shape.kind == "subtitle" and not _in_question(rest, 0):
        placed.append((rest.pop(0), "standfirst"))
    if any(line.reshaped for line, _kind in placed):
        report.change("shape")
    return _with_shift(Heads(lines[0], placed, rest))


def _with_shift(heads: Heads) -> Heads:
    titled = heads.headline is not None and heads.headline.shape.kind != "heading"
    heads.shift = int(titled and any(_is_first_level(line.shape) for line in heads.rest))
    return heads


def _is_first_level(shape: Shape) -> bool:
    return shape.kind == "heading" and shape.level == 1


def _is_headline(lines: Sequence[Line]) -> bool:
    first = lines[0]
    if first.origin != "text" or _in_question(lines, 0):
        return False
    if first.shape.kind == "title" or _is_first_level(first.shape):
        return True
    words = first.text.strip()
    if first.shape != Shape() or "\n" in words or len(lines) < 2 or lines[1].origin == "note":
        return False
    return len(words) <= _LONGEST_HEADLINE and not words.endswith(_ENDS_A_SENTENCE)


def _in_question(lines: Sequence[Line], at: int) -> bool:
    """Whether the opening of a line or of the one behind it is proposed."""
    line = lines[at]
    behind = lines[at + 1].continues if at + 1 < len(lines) else False
    return bool(line.inserted or line.deleted or behind)
