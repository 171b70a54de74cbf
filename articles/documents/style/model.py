"""The values of a check of style: entries of a stylebook, and what was found."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Final

from newsroom.errors import DomainError

LANGUAGES: Final = ("en", "ar", "fr", "es", "de")


class EntryRefused(DomainError):
    """An entry cannot be used as it is; the sentence says which part is wrong."""


class Level(StrEnum):
    """How loud a finding is."""

    HINT = "hint"
    WARNING = "warning"
    BLOCKS = "blocks"


class Form(StrEnum):
    """How the pattern of an entry is written: in words, or as an expression that RE2 knows."""

    WORDS = "words"
    RE2 = "re2"


class Case(StrEnum):
    """Whether capitals count: ``any`` finds words however they are capitalised."""

    ANY = "any"
    EXACT = "exact"


class Kind(StrEnum):
    """What a finding is about."""

    ENTRY = "entry"
    SPELLING = "spelling"
    ABBREVIATION = "abbreviation"
    FIGURES = "figures"
    QUOTATION_MARKS = "quotation marks"
    DOUBLED = "doubled word"
    PERSON = "person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """The query whose answer an entry is: its number, the slug of its story, and when it was resolved."""

    query: int
    story: str
    on: date

    def __str__(self) -> str:
        return f"asked and settled in {self.story}, query {self.query}, {self.on.isoformat()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a stylebook: when copy says ``pattern``, suggest ``suggestion``, because of ``reason``.

    ``name`` is what it is known by, unique in a stylebook. ``suggestion`` is ``None`` when there is only
    something to say. ``exceptions`` are longer wordings in which the pattern is right. ``wrong`` are examples
    in which it has to speak, ``right`` those in which it has to be silent. ``language`` is a code of
    :data:`LANGUAGES`, or empty for every language.
    """

    name: str
    pattern: str
    suggestion: str | None = None
    reason: str = ""
    form: Form = Form.WORDS
    level: Level = Level.HINT
    case: Case = Case.ANY
    exceptions: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    right: tuple[str, ...] = ()
    language: str = ""
    active: bool = True
    settled: Settled | None = None

    @property
    def explanation(self) -> str:
        """The reason as it is shown, with the query that settled it."""
        if self.settled is None:
            return self.reason
        said = f"({self.settled})"
        return f"{self.reason} {said}" if self.reason else said


@dataclass(frozen=True, slots=True)
class Place:
    """A range of the document, in ProseMirror's positions (UTF-16 units), with its words.

    ``block`` is the number of its text block, from 0.
    """

    block: int
    start: int
    end: int
    words: str

    def moved(self, block: int, by: int) -> Place:
        return Place(block, self.start + by, self.end + by, self.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to look at: where, what to write instead (``None`` when that is for a person), and why.

    ``others`` are other places of the same thing, as the majority spelling of a name. ``quoted`` says that
    the words are in a quotation, which is somebody else's wording.
    """

    kind: Kind
    rule: str
    place: Place
    reason: str
    suggestion: str | None = None
    level: Level = Level.HINT
    quoted: bool = False
    others: tuple[Place, ...] = field(default=())

    @property
    def key(self) -> str:
        """Names the finding by rule, words and suggestion, wherever it is: 32 hexadecimal digits.

        It stays while the words stay, and is another as soon as they, or what is suggested, change.
        """
        parts = (
            self.kind.value,
            self.rule,
            self.place.words,
            "-" if self.suggestion is None else "+" + self.suggestion,
        )
        return hashlib.blake2b("\x00".join(parts).encode(), digest_size=16).hexdigest()

    def moved(self, block: int, by: int) -> Finding:
        """The same finding where its block is now."""
        return replace(self, place=self.place.moved(block, by))
