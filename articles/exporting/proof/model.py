"""What goes into a proof besides the copy: its threads, what the pages say of themselves, the fixed words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from prosemirror.model import Node

from articles.exporting.pictures import Files


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody wrote in a thread, or suggests. ``by`` is the line that says who and when."""

    by: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """A query with its replies, oldest first.

    ``start`` and ``end`` are positions of the document; without them it has no passage there and is in the
    list alone, as with ``in_margin`` off. ``by`` is who asked, for the margin; ``facts`` are short phrases
    such as who asked when; ``quote`` is the passage in words.
    """

    number: int
    start: int | None
    end: int | None
    by: str
    question: str
    state: str
    facts: Sequence[str] = ()
    quote: str = ""
    replies: Sequence[Note] = ()
    in_margin: bool = True


@dataclass(frozen=True, slots=True)
class Labels:
    """The words of the proof itself, in the language of whoever reads it."""

    queries: str
    suggestions: str
    page: str
    image: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """The copy with its threads, and what the pages say: ``notice`` above it, ``about`` at the head of each.

    ``doc`` may have suggestions in it, which are shown; ``suggestions`` say of each who made it when, and
    what it would change. ``files`` are the images of the story.
    """

    doc: Node
    title: str
    slug: str
    byline: str
    language: str
    direction: str
    about: str
    labels: Labels
    notice: str = ""
    threads: Sequence[Thread] = ()
    suggestions: Sequence[Note] = ()
    files: Files = field(default_factory=dict)
