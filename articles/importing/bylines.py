"""A byline that was typed under the headline: found, and taken out of the text by whoever files it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from prosemirror.model import Fragment, Node

from articles.documents.anchors import Passage, anchor_at
from articles.documents.notes import Note
from articles.documents.notes.wording import listed
from articles.documents.text import block_text

_LONGEST: Final = 160
_BLOCKS_BELOW: Final = 2
"""Blocks below the headline among which the byline is looked for: a standfirst may stand above it."""
_MOST_NAMES: Final = 14
_ADDITION_WORDS: Final = 6
"""Words behind a comma or a bar: "staff reporter", "The Harbour Post"."""

_OPENING: Final = re.compile(
    r"(?P<word>by|von|par|por|di|da|door|av|af|autor|od|przez)[ \t\u00a0]+(?=[^\W\d_])"
    r"|(?:(?:words|story|text|texte|texto|testo|tekst|reporting|written|reported) by"
    r"|text|texte|texto|testo|tekst|autora?|auteur|autore|автор|текст)[ \t]*[:：][ \t]*"
    r"|(?:words|story|text|written|reported|reporting) by[ \t]+"
    r"|بقلم[ \t]*[:：]?[ \t]+|(?:كتبت?|تقرير|إعداد|تحرير)[ \t]*[:：][ \t]*"
    r"|(?:作者|记者|記者|撰文|文)[ \t]*[:：/／|｜＝=][ \t]*",
    re.IGNORECASE,
)
_ADDITIONS: Final = re.compile(r"(?<![ \t])[ \t]*+(?:,|\||/|•|·|–|—)[ \t]*")
_SIDES: Final = re.compile(
    r"(?<![ \t])[ \t]++(?:(?:and|und|et|y|e|ed|og|och|en|i|и|&|with|mit|avec|con)[ \t]+|و(?=\w))"
)
_PARTICLES: Final = listed(
    "van von der den de del della di da dos das du la le el al bin ibn bint abu ben ter ten zu st af av y e"
)
_NO_NAMES: Final = listed(
    "the a an this that our all any his her their my your night day sea land train boat now then monday "
    "tuesday wednesday thursday friday saturday sunday der die das dem den la le les un une el los las "
    "una fin eso ahora"
)
_AGENCIES: Final = re.compile(
    r"(?:the )?(?:associated press|ap|afp|agence france-presse|reuters|dpa|efe|ansa|lusa|tass|upi|bloomberg"
    r"|press association|pa media|staff(?: (?:reporters?|writers?))?|our (?:own )?correspondent)",
    re.IGNORECASE,
)
_UNSPACED: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]{2,6}")
_ENDS: Final = (".", "!", "?", ":", ";", "…", "؟", "。", ",")


@dataclass(frozen=True)
class TypedByline:
    """Whom a line under the headline names, the line, and which child of the document holds it."""

    name: str
    line: str
    block: int


def find_byline(doc: Node) -> TypedByline | None:
    """The byline that was typed as a line of its own below the headline, if there is one."""
    seen = 0
    for number, block in enumerate(doc.children):
        if block.type.name == "headline":
            continue
        if block.type.name not in ("standfirst", "paragraph", "heading") or seen > _BLOCKS_BELOW:
            return None
        line = " ".join(block_text(block).split())
        name = _name(line)
        if name and block.type.name != "standfirst":
            return TypedByline(name, line, number)
        seen += block.type.name != "standfirst"
        if seen >= _BLOCKS_BELOW:
            return None
    return None


def without_byline(
    doc: Node, notes: Sequence[tuple[Note, Passage]], typed: TypedByline
) -> tuple[Node, tuple[tuple[Note, Passage], ...]]:
    """The document without that line, and the notes on their passages in it.

    A note on the byline is put on the headline, or where there is none on the first words below.
    """
    children = list(doc.children)
    start = sum(child.node_size for child in children[: typed.block])
    size = children[typed.block].node_size
    kept = [*children[: typed.block], *children[typed.block + 1 :]]
    if not any(child.type.is_in_group("block") for child in kept):
        kept.append(doc.type.schema.node("paragraph"))
    clean = doc.copy(Fragment.from_(kept))
    moved = []
    for note, passage in notes:
        if start <= passage.start < start + size:
            first, last = _first_words(clean)
        else:
            back = size if passage.start >= start + size else 0
            first, last = passage.start - back, passage.end - back
        moved.append((note, anchor_at(clean, first, last)))
    return clean, tuple(moved)


def _first_words(doc: Node) -> tuple[int, int]:
    """From where to where the first text block stands that has words."""
    at = 0
    for child in doc.children:
        if child.inline_content and block_text(child).strip():
            return at + 1, at + child.node_size - 1
        at += child.node_size
    return 1, 1


def _name(line: str) -> str:
    """Whom the line names, or nothing if it is no byline."""
    opening = _OPENING.match(line)
    if not opening or len(line) > _LONGEST or line.endswith(_ENDS):
        return ""
    rest = line[opening.end() :].strip()
    names, *additions = _ADDITIONS.split(rest)
    if any(len(addition.split()) > _ADDITION_WORDS for addition in additions):
        return ""
    if _AGENCIES.fullmatch(names):
        return rest
    sides = [side.split() for side in _SIDES.split(names)]
    if sum(map(len, sides)) > _MOST_NAMES or not all(_is_person(side) for side in sides):
        return ""
    return rest if any(len(side) >= 2 or _UNSPACED.fullmatch(side[0]) for side in sides) else ""


def _is_person(words: list[str]) -> bool:
    """Whether the words may be a name: capitals, but for particles; in a script without them a few words."""
    if not words or words[0].casefold() in _NO_NAMES:
        return False
    if any(character.isdigit() for word in words for character in word):
        return False
    cased = [word for word in words if word[:1].lower() != word[:1].upper()]
    if not cased:
        return len(words) <= 5
    return all(word[:1].isupper() or word.casefold() in _PARTICLES or "’" in word for word in words)
