"""The names of elements and attributes in OpenDocument, by the prefixes that the standard gives namespaces.

Source: OASIS, Open Document Format for Office Applications 1.3, part 3, and LibreOffice's extensions.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from articles.importing.packages import Element

_OASIS: Final = "urn:oasis:names:tc:opendocument:xmlns:"
SPACES: Final = {
    "office": f"{_OASIS}office:1.0",
    "text": f"{_OASIS}text:1.0",
    "table": f"{_OASIS}table:1.0",
    "style": f"{_OASIS}style:1.0",
    "fo": f"{_OASIS}xsl-fo-compatible:1.0",
    "draw": f"{_OASIS}drawing:1.0",
    "svg": f"{_OASIS}svg-compatible:1.0",
    "meta": f"{_OASIS}meta:1.0",
    "xlink": "http://www.w3.org/1999/xlink",
    "dc": "http://purl.org/dc/elements/1.1/",
    "loext": "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0",
    "xml": "http://www.w3.org/XML/1998/namespace",
}
_PREFIXES: Final = {space: prefix for prefix, space in SPACES.items()}
_FALSE: Final = frozenset({"", "false", "0", "none"})

_names: dict[str, str] = {}


def name(element: Element) -> str:
    """The name of an element with its prefix; empty for a comment or an instruction to some program."""
    tag = element.tag
    if not isinstance(tag, str):
        return ""
    found = _names.get(tag)
    if found is None:
        space, _brace, local = tag[1:].rpartition("}") if tag.startswith("{") else ("", "", tag)
        found = f"{_PREFIXES.get(space, '?')}:{local}"
        if len(_names) < 5_000:
            _names[tag] = found
    return found


def attribute(element: Element, key: str) -> str:
    """An attribute by its name with prefix; empty where it is missing."""
    prefix, _colon, local = key.partition(":")
    return str(element.get(f"{{{SPACES[prefix]}}}{local}") or "")


def is_on(value: str) -> bool:
    """Whether the value of an attribute says yes."""
    return value.lower() not in _FALSE


def children(element: Element | None, wanted: str) -> Iterator[Element]:
    """The children of that name."""
    for found in () if element is None else element:
        if name(found) == wanted:
            yield found


def child(element: Element | None, wanted: str) -> Element | None:
    """The first child of that name."""
    return next(children(element, wanted), None)


def number(text: str, *, least: int = 0, most: int = 1_000_000) -> int | None:
    """The whole number that an attribute holds, if it is between these."""
    try:
        value = int(text) if text and len(text) < 12 else None
    except ValueError:
        return None
    return value if value is not None and least <= value <= most else None
