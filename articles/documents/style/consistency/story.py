"""A story as the checks of consistency read it: its blocks with their tokens, and ways to write findings."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final
from weakref import WeakKeyDictionary

from prosemirror.model import Node

from articles.documents.style.blocks import Block, blocks
from articles.documents.style.consistency.vocabulary import words
from articles.documents.style.letters import is_arabic
from articles.documents.style.model import Finding, Kind, Level, Place
from articles.documents.style.quotations import is_quoted

_MARKS: Final = "\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u0640"
_LETTERS: Final = rf"(?:[^\W_][{_MARKS}]*+)++"
TOKEN: Final = re.compile(rf"{_LETTERS}(?:['’‘ʼʻʿʾ`\-‐‑]{_LETTERS})*+")
_ENDS: Final = re.compile(r"(?:^|[.!?…:;؟۔]|[\"“„«»‘(\[—–•\n*|/])['\"“”’»)\]]*[\s\"“„«‘'(\[]*$")
_TITLES: Final = words("shortened titles")
_INITIAL: Final = re.compile(r"(?:^|[\s.])(\w{1,4})\.\s*$")


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a number with its offsets in the block; ``begins`` says that a sentence may begin with it.

    ``gap`` is what is between it and the token before.
    """

    text: str
    start: int
    end: int
    begins: bool
    gap: str

    @property
    def follows(self) -> bool:
        """Whether nothing but a space is between it and the token before."""
        return self.gap.isspace() and "\n" not in self.gap


_tokens: WeakKeyDictionary[Node, tuple[Token, ...]] = WeakKeyDictionary()


def tokens_of(block: Block) -> tuple[Token, ...]:
    """The tokens of a block; kept, as nodes never change."""
    found = _tokens.get(block.node)
    if found is None:
        found = _tokens[block.node] = tuple(_read(block.words.text))
    return found


def _read(text: str) -> Iterator[Token]:
    last = 0
    for match in TOKEN.finditer(text):
        gap = text[last : match.start()]
        yield Token(match[0], match.start(), match.end(), _begins(text, last, gap), gap)
        last = match.end()


def _begins(text: str, last: int, gap: str) -> bool:
    if last == 0:
        return True
    if gap == " ":
        return False
    if not _ENDS.search(gap[-12:]):
        return False
    if gap.strip() == ".":
        initial = _INITIAL.search(text[max(last - 6, 0) : last + 1])
        return initial is None or (len(initial[1]) > 1 and initial[1].lower() not in _TITLES)
    return True


@dataclass(frozen=True)
class Story:
    """A document, in the language that most of it is in (a code, see ``LANGUAGES``)."""

    blocks: tuple[Block, ...]
    language: str

    @cached_property
    def prose(self) -> tuple[Block, ...]:
        """The blocks of running text."""
        return tuple(block for block in self.blocks if block.is_prose)

    @cached_property
    def is_arabic(self) -> bool:
        return self.language == "ar"


def read_story(doc: Node, language: str = "") -> Story:
    """The story of a document; without a language it is Arabic when its script is, and English otherwise."""
    found = tuple(block for block in blocks(doc) if block.words.text.strip())
    if not language:
        arabic = sum(is_arabic(block.words.text) for block in found)
        language = "ar" if arabic * 2 > len(found) else "en"
    return Story(found, language)


def place(block: Block, start: int, end: int) -> Place:
    """The place in the document of a range of a block's words."""
    return block.words.place(start, end).moved(block.number, block.position)


@dataclass(frozen=True, slots=True)
class Use:
    """A form in use: its block and its range there."""

    block: Block
    start: int
    end: int

    @property
    def place(self) -> Place:
        return place(self.block, self.start, self.end)

    @property
    def order(self) -> tuple[int, int]:
        return self.block.number, self.start

    @property
    def quoted(self) -> bool:
        if self.block.quoted:
            return True
        return is_quoted(self.block.words.text, self.start, self.end)


def finding(
    kind: Kind,
    rule: str,
    uses: Sequence[Use],
    reason: str,
    *,
    suggestion: str | None = None,
    see: Sequence[Use] = (),
) -> Finding:
    """A finding on the first use outside a quotation, with the other uses, and those to compare it with."""
    first = next((use for use in uses if not use.quoted), uses[0])
    others = [use.place for use in (*uses, *see) if use is not first]
    return Finding(
        kind=kind,
        rule=rule,
        place=first.place,
        reason=reason,
        suggestion=suggestion,
        level=Level.HINT,
        quoted=first.quoted,
        others=tuple(others[:20]),
    )


def preferred(forms: dict[str, list[Use]]) -> str:
    """The form that is used most; of several, the one that comes first."""
    return min(forms, key=lambda form: (-len(forms[form]), forms[form][0].order))


def times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")
