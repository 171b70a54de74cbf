"""“Leave it”: findings that somebody waved through, for these words in this place or for the whole story.

What is left never hides other words: it names a rule, its words and its suggestion. In one place it follows
the words as an anchor does, and is stale as soon as other words are there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from prosemirror.model import Node
from prosemirror.transform import StepMap

from articles.documents.anchors import map_passage
from articles.documents.passage import Passage, anchor_at
from articles.documents.style.model import Finding
from articles.documents.text import text_between


class Scope(StrEnum):
    """For which places something is left."""

    HERE = "here"
    STORY = "story"


@dataclass(frozen=True, slots=True)
class Left:
    """What is left: the key of a finding, its words, and where they are when it is for one place."""

    key: str
    words: str
    scope: Scope
    passage: Passage | None = None


def leave(doc: Node, found: Finding, scope: Scope) -> Left:
    """Leave a finding of this document. Raises ``AnchorError`` when its place has no words."""
    passage = anchor_at(doc, found.place.start, found.place.end) if scope is Scope.HERE else None
    return Left(found.key, found.place.words, scope, passage)


def follow(left: Left, maps: Sequence[StepMap], doc_after: Node) -> Left:
    """Where it is after a batch of steps."""
    if left.passage is None:
        return left
    return replace(left, passage=map_passage(left.passage, maps, doc_after))


def is_stale(left: Left, doc: Node) -> bool:
    """Whether the words it was for are no longer in its place."""
    if left.passage is None:
        return False
    if not left.passage.live:
        return True
    return text_between(doc, left.passage.start, left.passage.end, published=True) != left.words


def remaining(doc: Node, found: Iterable[Finding], left: Iterable[Left]) -> list[Finding]:
    """The findings that nobody left."""
    everywhere: set[str] = set()
    places: set[tuple[str, int, int]] = set()
    for one in left:
        if one.passage is None:
            everywhere.add(one.key)
        elif not is_stale(one, doc):
            places.add((one.key, one.passage.start, one.passage.end))
    return [
        one
        for one in found
        if one.key not in everywhere and (one.key, one.place.start, one.place.end) not in places
    ]
