"""Putting other words in place of a passage, as one step that touches no more than what differs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Any, Final

from prosemirror.model import Fragment, Mark, Node, Slice
from prosemirror.transform import ReplaceStep

from articles.documents.anchors import Passage, State
from articles.documents.flat import flatten
from articles.documents.schema import clean_text, schema
from articles.documents.text import text_between, units
from newsroom.errors import Conflict

_PROPOSED: Final = frozenset({"insertion", "deletion", "formatting"})
"""The marks of suggestions."""

__all__ = ["CannotReplace", "Replacement", "replacement", "tidy_words"]


class CannotReplace(Conflict):
    """The passage does not lie within one paragraph, so that no words can simply take its place."""


@dataclass(frozen=True)
class Replacement:
    """``step`` as JSON, ``None`` when the words stand there already; ``passage`` is on the new words."""

    step: Mapping[str, Any] | None
    passage: Passage


def tidy_words(text: str) -> str:
    """The words as a paragraph can hold them: in one line, without control characters."""
    return clean_text(text).replace("\t", " ").strip()


def replacement(doc: Node, passage: Passage, words: str) -> Replacement:
    """The step that puts ``words`` (not empty) in place of a live passage.

    What both begin and end with is left alone, so that other passages and the formatting in it stay.
    New words are formatted as those they replace, and come before the references to footnotes among these.
    Raises :class:`CannotReplace`.
    """
    start, end = passage.start, passage.end
    place, behind = doc.resolve(start), doc.resolve(end)
    if place.start() != behind.start() or not place.parent.inline_content:
        raise CannotReplace(
            "This text spans more than one paragraph. Change it in the copy, then resolve the query."
        )
    if any(mark.type.name in _PROPOSED for mark in _marks_in(doc, start, end)):
        raise CannotReplace(
            "A suggestion on this text is pending. Accept or reject it first, then use this wording."
        )
    flat = flatten(doc)
    old = text_between(doc, start, end)
    first = _shared(old, words)
    last = _shared(old[first:][::-1], words[first:][::-1])
    state = State.EXACT if words == passage.quote else State.CHANGED
    references = _references_in(doc, start, end)
    last_position = start + units(words) + len(references)
    put = Passage(start, last_position, state, passage.quote, passage.before, passage.after)
    if old == words:
        return Replacement(None, put)
    offset = flat.offset(start)
    cut_from = flat.position(offset + first, end=True) if first else start
    cut_to = flat.position(offset + len(old) - last) if last else end
    fresh = words[first : len(words) - last]
    typed = [schema.text(fresh, _marks(doc, cut_from, cut_to))] if fresh else []
    content = Fragment.from_array([*typed, *_references_in(doc, cut_from, cut_to)])
    return Replacement(ReplaceStep(cut_from, cut_to, Slice(content, 0, 0)).to_json(), put)


def _shared(one: str, other: str) -> int:
    """How many characters both begin with."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _marks_in(doc: Node, start: int, end: int) -> list[Mark]:
    found: list[Mark] = []

    def visit(node: Node, *_rest: object) -> None:
        found.extend(node.marks)

    doc.nodes_between(start, end, visit)
    return found


def _references_in(doc: Node, start: int, end: int) -> list[Node]:
    """The references to footnotes between the positions: other words take the place of words alone."""
    found: list[Node] = []

    def visit(node: Node, *_rest: object) -> None:
        if node.type.name == "footnote_reference":
            found.append(node)

    doc.nodes_between(start, end, visit)
    return found


def _marks(doc: Node, start: int, end: int) -> list[Mark]:
    """What all the words between the positions share; with none between them, what would be typed there."""
    if start == end:
        return list(doc.resolve(start).marks())
    found: list[list[Mark]] = []

    def visit(node: Node, *_rest: object) -> None:
        if node.is_inline:
            found.append(list(node.marks))

    doc.nodes_between(start, end, visit)
    return [mark for mark in found[0] if all(mark in others for others in found)] if found else []
