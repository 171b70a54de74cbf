"""What is drawn: text boxes, whose words are read, and pictures, which are named."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from articles.importing.word.content import content
from articles.importing.word.names import Element, name, relation

_NAMED: Final = frozenset({"wp:docPr", "pic:cNvPr", "v:shape", "v:imagedata"})
_PICTURES: Final = {"a:blip": ("embed", "link"), "v:imagedata": ("id", "pict")}


@dataclass(slots=True)
class Drawn:
    """The boxes of a drawing, the relationships of its pictures, its name and description, and whether it is
    only a rule across the page."""

    boxes: list[Element] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    label: str = ""
    alt: str = ""
    is_rule: bool = False
    is_object: bool = False


def drawn(element: Element) -> Drawn:
    """What is in a ``w:drawing``, ``w:pict`` or ``w:object``."""
    found = Drawn(is_object=name(element) == "object")
    waiting = [(element, 0)]
    while waiting:
        at, depth = waiting.pop()
        kind = name(at)
        if kind == "txbxContent":
            found.boxes.append(at)
            continue
        if kind in _NAMED and not found.label:
            named = (at.get(key) or "" for key in ("descr", "alt", "title", "name"))
            found.label = next(filter(None, (text.strip() for text in named)), "")
            said = (at.get(key) or "" for key in ("descr", "alt"))
            found.alt = next(filter(None, (text.strip() for text in said)), "")
        for key in _PICTURES.get(kind, ()):
            if picture := relation(at, key):
                found.pictures.append(picture)
        if kind == "v:rect" and any(key.endswith("}hr") for key in at.attrib):
            found.is_rule = True
        waiting += reversed([(inner, depth + 1) for inner in content(at, depth)])
    return found
