"""The values a scan deals in: notes, suspicions, and what a scan hands to the importers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Markup = Literal["text", "markdown", "html"]
Kind = Literal["wording", "fact", "source", "legal", "style", "missing"]
Span = tuple[int, int]
_TYPED = "typed-"

Looks = Literal["hidden", "struck", "styled", "noted", "highlighted"]
"""``styled`` is in a style that only notes to the desk have, ``noted`` in one that is for readers, too."""

SCANNER_VERSION = "2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A remark that somebody typed into the copy, read as a query.

    ``replies`` holds the answers typed behind the question, oldest first, in their own words.
    ``remark`` is one sentence that says why the last of them does not settle the question, or empty.
    ``asked_by`` and ``addressed_to`` are as the note has them ("RM", "lena", "author"), or empty.
    A comment of a file has its replies in ``thread`` instead, with the moment it was written and whether it
    is resolved; the moment has a time zone where the file says one. ``key`` names the note among those of its
    source, and is the same whenever the source is read.
    """

    question: str
    replies: tuple[str, ...] = ()
    kind: Kind = "wording"
    blocking: bool = True
    convention: str = ""
    asked_by: str = ""
    addressed_to: str = ""
    remark: str = ""
    thread: tuple[NoteReply, ...] = ()
    asked_at: datetime | None = None
    resolved: bool = False
    key: str = field(default="", compare=False)

    @property
    def is_typed(self) -> bool:
        """Whether it was typed into the text, and did not stand beside it as a comment."""
        return self.key.startswith(_TYPED)

    @property
    def all_replies(self) -> tuple[NoteReply, ...]:
        """What was typed behind the question, and what others said to it."""
        return (*map(NoteReply, self.replies), *self.thread)


@dataclass(frozen=True, slots=True)
class NoteReply:
    """What somebody said to a note; of one that was typed into the copy nobody knows who it was."""

    body: str
    author: str = ""
    written_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Styled:
    """A stretch of a source that looks like a note: offsets in it, and how the stretch looks."""

    start: int
    end: int
    look: Looks


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Something that may be a note and was left in the text for a person to decide.

    ``line`` counts from 1 in the raw source; ``start`` and ``end`` are offsets in it (code points),
    while ``text`` is what to show of it: white space folded, and cut where it is long.
    """

    text: str
    line: int
    reason: str
    convention: str = ""
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LiftedNote:
    """A certain note and the private-use characters that hold its place in ``Scan.marked``.

    A note that follows words has one ``marker``. One that encloses words has ``marker`` in front of
    them and ``end_marker`` behind. ``alone`` says that the note had a block of its own. ``words`` is what
    to show of it as it stood in the source, ``at`` the offset there at which it began.
    """

    note: Note
    marker: str
    end_marker: str = ""
    alone: bool = False
    words: str = ""
    at: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """What was found in a source, and the source without it.

    ``clean`` is ``marked`` without its markers; everything that is no note is in both, byte for byte.
    ``origins`` has the offset in the source for each character of ``clean``, and -1 for a space that was put
    in where a note had held two words apart.
    """

    marked: str
    clean: str
    notes: tuple[LiftedNote, ...] = ()
    suspicions: tuple[Suspicion, ...] = ()
    origins: Sequence[int] = ()


def typed_key(at: int) -> str:
    """The key of the note that was typed at this offset of its source."""
    return f"{_TYPED}{at}"
