"""Plain text → a document: a headline where the first line reads like one, then headings and paragraphs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from prosemirror.model import Node

from articles.documents.schema import schema
from articles.importing.losses import TABLES, Losses
from articles.importing.text.parsing import Markers, ParsedCopy, closed_heading, document

_LONGEST_HEADLINE: Final = 150
_LONGEST_WRAPPED_LINE: Final = 120
_ENDS_A_SENTENCE: Final = tuple(".,;:…،؛。")
_ITEM: Final = re.compile(r"(?:[-*+•◦▪–—]|\d{1,3}[.)]|\[\d{1,3}\])[ \t]")
_ROW: Final = re.compile(r"\S\t|\|")
_BYLINE: Final = re.compile(r"(?i:by|von|par|por|di|da|door|av|af)[ \t]+[^\W\d_a-zà-ÿ]|بقلم[ \t:]")


@dataclass(frozen=True)
class _Block:
    """Lines that become one block, and the line of the source on which they begin."""

    lines: list[str]
    line: int


def parse(source: str, *, markers: Markers, losses: Losses) -> ParsedCopy:
    """Blank lines separate paragraphs and hard-wrapped lines are joined again.

    In a file without blank lines every line is a paragraph. Two spaces at the end of a line keep its break.
    """
    blocks = _blocks(source, markers, losses)
    headline = _headline(blocks, markers)
    lines: dict[int, int] = {}
    closed = closed_heading(headline.lines[0], markers) if headline else None
    words = [closed[1]] if closed else headline.lines if headline else []
    head = schema.node("headline", None, _inline(words, markers))
    lines[id(head)] = headline.line if headline else 1
    body: list[Node] = []
    for block in blocks:
        if block is not headline:
            body.append(_block_of(block, markers))
            lines[id(body[-1])] = block.line
    return ParsedCopy(document(head, body, standfirst=None, markers=markers), lines=lines)


def _block_of(block: _Block, markers: Markers) -> Node:
    """A heading if its own signs close its one line, else a paragraph."""
    closed = closed_heading(block.lines[0], markers) if len(block.lines) == 1 else None
    if closed:
        return schema.node("heading", {"level": closed[0]}, _inline([closed[1]], markers))
    return schema.node("paragraph", None, _inline(block.lines, markers))


def _blocks(source: str, markers: Markers, losses: Losses) -> list[_Block]:
    groups = _groups(source)
    if len(groups) == 1:
        return _one_a_line(groups[0])
    if groups and _BYLINE.match(markers.without("".join(groups[0].lines[1:2])).strip()):
        groups[:1] = _one_a_line(groups[0])
    return [block for group in groups for block in _divided(group, markers, losses)]


def _groups(source: str) -> list[_Block]:
    """The stretches between blank lines."""
    groups: list[_Block] = []
    after_blank = True
    for number, line in enumerate(source.split("\n"), start=1):
        if line.strip():
            if after_blank:
                groups.append(_Block([], number))
            groups[-1].lines.append(line)
        after_blank = not line.strip()
    return groups


def _divided(group: _Block, markers: Markers, losses: Losses) -> list[_Block]:
    """Lines longer than anybody wraps them are paragraphs of their own; so are rows and items of a list."""
    if len(group.lines) > 1 and all(_ROW.search(markers.without(line)) for line in group.lines):
        losses.add(TABLES)
        return _one_a_line(group)
    if any(len(markers.without(line)) > _LONGEST_WRAPPED_LINE for line in group.lines):
        return _one_a_line(group)
    if not _ITEM.match(markers.without(group.lines[0]).lstrip()):
        return [group]
    blocks: list[_Block] = []
    for number, line in enumerate(group.lines, start=group.line):
        if _ITEM.match(markers.without(line).lstrip()):
            blocks.append(_Block([], number))
        blocks[-1].lines.append(line)
    return blocks


def _one_a_line(group: _Block) -> list[_Block]:
    blocks: list[_Block] = []
    broken = False
    for number, line in enumerate(group.lines, start=group.line):
        if not broken:
            blocks.append(_Block([], number))
        blocks[-1].lines.append(line)
        broken = line.endswith("  ")
    return blocks


def _headline(blocks: list[_Block], markers: Markers) -> _Block | None:
    """The first block with words, if it is one short line that ends no sentence and has copy below it."""
    spoken = [block for block in blocks if not all(markers.alone(line) for line in block.lines)]
    if len(spoken) < 2 or len(spoken[0].lines) > 1:
        return None
    words = markers.without(spoken[0].lines[0]).strip()
    reads_like_one = len(words) <= _LONGEST_HEADLINE and not words.endswith(_ENDS_A_SENTENCE)
    return spoken[0] if reads_like_one and not _ITEM.match(words) else None


def _inline(lines: list[str], markers: Markers) -> list[Node]:
    """The lines of one block as text and hard breaks."""
    content: list[Node] = []
    pieces: list[str] = []
    has_words = False
    for number, line in enumerate(lines):
        if number and lines[number - 1].endswith("  ") and any(pieces):
            content += [schema.text("".join(pieces)), schema.node("hard_break")]
            pieces, has_words = [], False
        elif has_words and not markers.alone(line):
            pieces.append(" ")
        pieces.append(line.strip())
        has_words = has_words or bool(markers.without(pieces[-1]))
    return [*content, schema.text("".join(pieces))] if any(pieces) else content
