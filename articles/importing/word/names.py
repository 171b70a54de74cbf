"""The names of elements and attributes in Word's parts, whichever of its namespaces they are written in.

A part is written in the transitional or the strict namespaces, and comments in previews of them, too. All of
them are read by one name: ``p`` and ``r`` for WordprocessingML itself, ``m:t`` or ``mc:Choice`` for others.
"""

from __future__ import annotations

from typing import Any, Final

Element = Any
"""An element of lxml, which has no types."""

_TRANSITIONAL: Final = "http://schemas.openxmlformats.org/"
_STRICT: Final = "http://purl.oclc.org/ooxml/"
_OFFICE: Final = "http://schemas.microsoft.com/office/"
W: Final = f"{{{_TRANSITIONAL}wordprocessingml/2006/main}}"
_W_STRICT: Final = f"{{{_STRICT}wordprocessingml/main}}"
_R: Final = f"{{{_TRANSITIONAL}officeDocument/2006/relationships}}"
_R_STRICT: Final = f"{{{_STRICT}officeDocument/relationships}}"

_PREFIXES: Final = {
    W[1:-1]: "",
    _W_STRICT[1:-1]: "",
    f"{_TRANSITIONAL}officeDocument/2006/math": "m:",
    f"{_STRICT}officeDocument/math": "m:",
    f"{_TRANSITIONAL}markup-compatibility/2006": "mc:",
    f"{_TRANSITIONAL}drawingml/2006/main": "a:",
    f"{_STRICT}drawingml/main": "a:",
    f"{_TRANSITIONAL}drawingml/2006/picture": "pic:",
    f"{_STRICT}drawingml/picture": "pic:",
    f"{_TRANSITIONAL}drawingml/2006/wordprocessingDrawing": "wp:",
    f"{_STRICT}drawingml/wordprocessingDrawing": "wp:",
    "urn:schemas-microsoft-com:vml": "v:",
    "urn:schemas-microsoft-com:office:office": "o:",
}
_UNDERSTOOD: Final = (
    f"{_OFFICE}word/",
    f"{_OFFICE}drawing/",
    f"{_OFFICE}mac/drawingml/",
    f"{_TRANSITIONAL}drawingml/",
    f"{_TRANSITIONAL}officeDocument/",
    f"{_TRANSITIONAL}wordprocessingml/",
    _STRICT,
    "urn:schemas-microsoft-com:",
)
"""How the namespaces begin whose alternatives hold what is read here."""
_OFF: Final = frozenset({"0", "false", "off", "none"})

_names: dict[str, str] = {}


def name(element: Element) -> str:
    """What the element is called here; empty for a comment or an instruction to some program."""
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    found = _names.get(tag)
    if found is None:
        namespace, _brace, local = tag[1:].rpartition("}") if tag.startswith("{") else ("", "", tag)
        found = _PREFIXES.get(namespace, "?:") + local
        if len(_names) < 5_000:
            _names[tag] = found
    return found


def local(name: str) -> str:
    """The name of an element or attribute without its namespace."""
    return name.rpartition("}")[2]


def attribute(element: Element, key: str) -> str | None:
    """An attribute in one of Word's own namespaces."""
    value: str | None = element.get(W + key)
    return element.get(_W_STRICT + key) if value is None else value


def relation(element: Element, key: str = "id") -> str | None:
    """The relationship that an attribute such as ``r:id`` names."""
    value: str | None = element.get(_R + key)
    return element.get(_R_STRICT + key) if value is None else value


def local_attribute(element: Element, key: str) -> str | None:
    """An attribute by its name alone: those of comments changed their namespace between versions."""
    for found, value in element.attrib.items():
        if local(found) == key:
            return str(value)
    return None


def child(element: Element | None, wanted: str) -> Element | None:
    """The first child of that name."""
    if element is not None:
        for found in element:
            if name(found) == wanted:
                return found
    return None


def child_value(element: Element | None, wanted: str) -> str | None:
    """``w:val`` of the first child of that name."""
    found = child(element, wanted)
    return None if found is None else attribute(found, "val")


def number(text: str | None) -> int | None:
    """The whole number that an attribute holds, if it holds one of a sensible size."""
    try:
        value = int(text) if text is not None and len(text) < 12 else None
    except ValueError:
        return None
    return value


def is_on(element: Element) -> bool:
    """Whether a property that can be on or off, such as ``w:b``, is on."""
    return (attribute(element, "val") or "").lower() not in _OFF


def taken_branch(alternatives: Element) -> Element | None:
    """The one branch of ``mc:AlternateContent`` that is read: the same is in all of them.

    That is the first choice that asks for nothing unknown here, else the fallback, else the first choice.
    """
    choices = [found for found in alternatives if name(found) == "mc:Choice"]
    for choice in choices:
        wanted = (choice.get("Requires") or "").split()
        spaces = [choice.nsmap.get(prefix) or "" for prefix in wanted]
        if all(space.startswith(_UNDERSTOOD) for space in spaces):
            return choice
    fallback = child(alternatives, "mc:Fallback")
    return next(iter(choices), None) if fallback is None else fallback
