"""What every format module gives back, and what they share: marked copy, its markers, clean characters."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from prosemirror.model import Node

from articles.documents.notes import LiftedNote
from articles.documents.schema import has_forbidden_characters, schema
from articles.documents.text import text_blocks
from articles.importing.losses import Losses

DRAFT_NOTICE: Final = "DRAFT — NOT FOR PUBLICATION"
"""The first line of an exported draft. When such a file comes back, it is not part of the copy."""

_NOTICE_LINE: Final = re.compile(rf"\s*\**{DRAFT_NOTICE}(?: — \d+ SUGGESTIONS? PENDING)?\**[ \t]*(?=\n|$)")
_CLOSED_HEADING: Final = re.compile(
    r"(?P<signs>={2,6}|#{1,6})[ \t]++(?=[^ \t=#])[^\n]{1,200}?[ \t](?P=signs)"
)
_LINE_ENDS: Final = re.compile("\r\n|[\r\x0b\x0c\x85\u2028]")
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_HALVES: Final = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class ParsedCopy:
    """A document that may still hold markers, and what the copy says about itself.

    ``byline``, ``language`` and ``direction`` are empty where it says nothing. ``lines`` leads from the
    ``id`` of a block that holds text to the line of the source on which it begins, counting from 1.
    """

    doc: Node
    byline: str = ""
    language: str = ""
    direction: str = ""
    lines: dict[int, int] = field(default_factory=dict)


class Markers:
    """The private-use characters that hold the places of lifted notes in marked copy."""

    def __init__(self, notes: Iterable[LiftedNote] = ()) -> None:
        self.characters = "".join(note.marker + note.end_marker for note in notes)
        self.pattern = f"[{_ranges(self.characters)}]" if self.characters else "(?!)"
        """A regular expression that matches one marker; without any it matches nothing."""
        self._table = dict.fromkeys(map(ord, self.characters))
        self.each = frozenset(self.characters)
        """The same as ``characters``, to ask of one character whether it is a marker."""

    def without(self, text: str) -> str:
        """The text without its markers."""
        return text.translate(self._table) if self.each and not text.isascii() else text

    def only(self, text: str) -> str:
        """The markers in the text, in their order."""
        if not self.each or text.isascii():
            return ""
        return "".join(character for character in text if character in self.each)

    def alone(self, text: str) -> bool:
        """Whether the text holds markers and no word."""
        return bool(self.only(text)) and not self.without(text).strip()


def _ranges(characters: str) -> str:
    """What stands between the brackets of a class of these characters: the engine reads a class of many, one
    by one, for every letter."""
    found: list[list[int]] = []
    for code in sorted(map(ord, characters)):
        if found and found[-1][1] == code - 1:
            found[-1][1] = code
        else:
            found.append([code, code])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in found)


def closed_heading(line: str, markers: Markers) -> tuple[int, str] | None:
    """The level (2 to 4) and the words of a heading that its own signs close, as in ``=== Fix the pump ===``.

    Markers of notes stay with the words.
    """
    found = _CLOSED_HEADING.fullmatch(markers.without(line).strip())
    if not found:
        return None
    signs = found["signs"]
    around = "".join({signs[0], " ", "\t", *markers.each})
    words = line.strip(around)
    before, _, behind = line.partition(words)
    return min(max(len(signs), 2), 4), markers.only(before) + words + markers.only(behind)


def clean_source(text: str, losses: Losses) -> str:
    """The text with plain line feeds, and without the characters that no document may hold."""
    text = _LINE_ENDS.sub("\n", text.removeprefix("\ufeff")).replace("\u2029", "\n\n")
    if not has_forbidden_characters(text.replace("\n", "")):
        return text
    text, halves = _HALVES.subn("\ufffd", text)
    text, controls = _UNPRINTABLE.subn("", text)
    if halves:
        losses.add("Damaged characters became “�”")
    if controls:
        losses.add(f"{controls} control character{'s were' if controls > 1 else ' was'} left out")
    return text


def without_notice(source: str, losses: Losses) -> str:
    """The source without the line that marks an exported draft; all other lines keep their number."""
    notice = _NOTICE_LINE.match(source)
    if not notice:
        return source
    losses.add("The draft notice of an export was left out")
    return "\n" * notice[0].count("\n") + source[notice.end() :]


def document(headline: Node, blocks: list[Node], *, standfirst: Node | None, markers: Markers) -> Node:
    """A whole document; markers that no block kept get a paragraph at the end, so that no note is lost."""
    head = [headline, standfirst] if standfirst else [headline]
    doc = schema.node("doc", None, [*head, *(blocks or [schema.node("paragraph")])])
    found = {character for block in text_blocks(doc) for character in block.text}
    missing = "".join(marker for marker in markers.characters if marker not in found)
    if not missing:
        return doc
    return schema.node("doc", None, [*head, *blocks, schema.node("paragraph", None, [schema.text(missing)])])
