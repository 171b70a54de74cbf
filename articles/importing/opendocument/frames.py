"""Frames and shapes: text boxes, whose words are read, and pictures, which are named."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from articles.importing.annotated.tracking import DEEPEST, TooDeep
from articles.importing.opendocument.names import attribute, child, name
from articles.importing.opendocument.words import words_of
from articles.importing.packages import Element

_OBJECTS: Final = frozenset(
    {"draw:object", "draw:object-ole", "draw:plugin", "draw:applet", "draw:floating-frame"}
)
_WORDS: Final = frozenset({"text:p", "text:h", "text:list"})


@dataclass(slots=True)
class Framed:
    """The boxes of a drawing, its pictures, its name and description, and whether it is an embedded file."""

    boxes: list[Element] = field(default_factory=list)
    pictures: list[Element] = field(default_factory=list)
    label: str = ""
    alt: str = ""
    is_object: bool = False


def framed(element: Element) -> Framed:
    """What is in a frame, a shape or a group of them. Of the forms of one thing, one is read."""
    found = Framed(label=_label(element), alt=_alt(element))
    waiting = [(element, 0)]
    while waiting:
        at, depth = waiting.pop()
        if depth > DEEPEST:
            raise TooDeep
        kinds = {name(inner) for inner in at}
        if name(at) == "draw:text-box" or kinds & _WORDS:
            if words_of(at).strip():
                found.boxes.append(at)
            continue
        if kinds & _OBJECTS:
            found.is_object = True
            continue
        picture = child(at, "draw:image")
        if picture is not None:
            found.pictures.append(picture)
            continue
        found.label, found.alt = found.label or _label(at), found.alt or _alt(at)
        waiting += reversed([(inner, depth + 1) for inner in at if name(inner).startswith("draw:")])
    return found


def _label(element: Element) -> str:
    """The alternative text of a drawing, or what it is called."""
    return _alt(element) or attribute(element, "draw:name")


def _alt(element: Element) -> str:
    for key in ("svg:desc", "svg:title"):
        said = child(element, key)
        if said is not None and (text := " ".join((said.text or "").split())):
            return text
    return ""
