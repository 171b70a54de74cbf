"""Parts of a packed file made over at random, still well-formed."""

from __future__ import annotations

import copy
import random

from lxml import etree

VALUES = ["", "0", "1", "-1", "99999999999", "true", "x", "heading 1", "begin", "separate", "end", "wps", "é"]


def shaken(parts: dict[str, bytes], chance: random.Random) -> dict[str, bytes]:
    """One part, or the text itself, with some of its elements made over."""
    names = [name for name in parts if name.endswith((".xml", ".rels"))]
    text = next((name for name in names if name.endswith(("document.xml", "content.xml"))), names[0])
    name = text if chance.random() < 0.7 else chance.choice(names)
    try:
        root = etree.fromstring(parts[name])
    except (etree.XMLSyntaxError, ValueError):
        return {}
    elements = [element for element in root.iter() if isinstance(element.tag, str)]
    for _ in range(chance.randint(1, 12)):
        _make_over(chance.choice(elements), elements, chance)
    return {name: etree.tostring(root)}


def _make_over(element: etree._Element, elements: list[etree._Element], chance: random.Random) -> None:
    parent = element.getparent()
    if parent is None:
        return
    other = chance.choice(elements)
    match chance.randrange(7):
        case 0:
            parent.remove(element)
        case 1:
            element.addnext(copy.deepcopy(element))
        case 2:
            other.append(copy.deepcopy(element))
        case 3:
            element.tag = other.tag
        case 4:
            for child in reversed(list(element)):
                element.addnext(child)
            parent.remove(element)
        case 5:
            for name in element.attrib:
                element.set(name, chance.choice(VALUES))
        case _:
            element.attrib.clear()
