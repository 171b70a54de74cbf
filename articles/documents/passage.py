"""A passage: a range of a document, with the words it was put on and those around them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

from prosemirror.model import Node

from articles.documents.flat import FlatText, flatten
from articles.documents.suggestions import has_suggestions
from articles.documents.text import text_between
from newsroom.errors import DomainError

CONTEXT: Final = 32
"""How many characters before and after a passage are kept."""


class AnchorError(DomainError):
    """No passage can be put there."""


class State(Enum):
    """What became of a passage: its words as they were, other words, elsewhere (to confirm), or gone."""

    EXACT = "exact"
    CHANGED = "changed"
    MOVED = "moved"
    DETACHED = "detached"


@dataclass(frozen=True)
class Passage:
    """A range in UTF-16 positions, and the words it was put on, which stay as they were then.

    ``before`` and ``after`` are up to 32 characters of the flat text around those words. A detached
    passage is a point (``start`` equals ``end``), and ``lead`` the distance from there to where its words
    began in what was deleted; ``later`` are the sizes of what was deleted after it and could hold its words:
    when one of these comes back, it is not the passage that does.
    """

    start: int
    end: int
    state: State
    quote: str
    before: str
    after: str
    lead: int = 0
    later: tuple[int, ...] = ()

    @property
    def live(self) -> bool:
        return self.state is not State.DETACHED


def anchor_at(doc: Node, start: int, end: int) -> Passage:
    """Put a passage on the words between two positions; AnchorError when there are none.

    Its quote are the words that stand there, without any that are only proposed, unless there are no others.
    """
    if not 0 <= start < end <= doc.content.size:
        raise AnchorError("The passage isn’t in the copy. Select the text and ask again.")
    flat = flatten(doc)
    first, last = _trimmed(flat.text, flat.offset(start), flat.offset(end, end=True))
    if not flat.text[first:last].strip():
        raise AnchorError("This passage has no words. Select some and ask again.")
    passage = _passage(flat, first, last)
    if not has_suggestions(doc):
        return passage
    standing = text_between(doc, passage.start, passage.end, published=True)
    return replace(passage, quote=standing) if standing.strip() else passage


def _trimmed(text: str, first: int, last: int) -> tuple[int, int]:
    """Without the borders of blocks at either end."""
    while first < last and text[first] == "\n":
        first += 1
    while first < last and text[last - 1] == "\n":
        last -= 1
    return first, last


def _passage(flat: FlatText, first: int, last: int) -> Passage:
    return Passage(
        start=flat.position(first),
        end=flat.position(last, end=True),
        state=State.EXACT,
        quote=flat.text[first:last],
        before=flat.text[max(first - CONTEXT, 0) : first],
        after=flat.text[last : last + CONTEXT],
    )
