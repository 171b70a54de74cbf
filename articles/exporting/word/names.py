"""The namespaces, content types and relationships of Word's parts, and how its elements are made.

ECMA-376 (Office Open XML) for the main parts; [MS-DOCX] for those around comments.
"""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from lxml import etree

Element = Any
"""An element of lxml, which has no types."""

_OPEN: Final = "http://schemas.openxmlformats.org"
_MICROSOFT: Final = "http://schemas.microsoft.com/office"
NAMESPACES: Final = {
    "w": f"{_OPEN}/wordprocessingml/2006/main",
    "r": f"{_OPEN}/officeDocument/2006/relationships",
    "mc": f"{_OPEN}/markup-compatibility/2006",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "wp": f"{_OPEN}/drawingml/2006/wordprocessingDrawing",
    "a": f"{_OPEN}/drawingml/2006/main",
    "pic": f"{_OPEN}/drawingml/2006/picture",
    "w14": f"{_MICROSOFT}/word/2010/wordml",
    "w15": f"{_MICROSOFT}/word/2012/wordml",
    "w16cid": f"{_MICROSOFT}/word/2016/wordml/cid",
    "w16cex": f"{_MICROSOFT}/word/2018/wordml/cex",
}
_OF_COMMENTS: Final = ("mc", "w14", "w15", "w16cid", "w16cex")
IGNORABLE: Final = "w14 w15 w16cid w16cex"
"""The prefixes that a reader of the first edition passes by."""
TEXT_WIDTH: Final = 9026
"""The width of the text of a page, in twentieths of a point."""
SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
XML: Final = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


@cache
def tag(name: str) -> str:
    """The name ``w:p`` as lxml writes it."""
    prefix, _colon, local = name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


VAL: Final = tag("w:val")
ID: Final = tag("w:id")
AUTHOR: Final = tag("w:author")
DATE: Final = tag("w:date")


def root(name: str, *prefixes: str) -> Element:
    """The root of a part that uses these namespaces, and those of comments where it names one of them."""
    used = set(prefixes) | {name.partition(":")[0]}
    if used & set(_OF_COMMENTS):
        used |= set(_OF_COMMENTS)
    element = etree.Element(tag(name), nsmap={key: NAMESPACES[key] for key in NAMESPACES if key in used})
    if "mc" in used:
        element.set(tag("mc:Ignorable"), IGNORABLE)
    return element


def add(parent: Element, name: str, value: str | None = None) -> Element:
    """Put an element of the namespace ``w`` at the end, with ``w:val`` where a value is given."""
    element = etree.SubElement(parent, tag(name))
    if value is not None:
        element.set(VAL, value)
    return element


def written(element: Element) -> bytes:
    """A part as bytes, the same for the same elements."""
    return XML + bytes(etree.tostring(element, encoding="UTF-8"))
