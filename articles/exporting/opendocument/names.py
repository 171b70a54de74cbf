"""Elements and attributes by the prefixes that OpenDocument gives their namespaces."""

from __future__ import annotations

from typing import Any, Final

from lxml import etree

from articles.exporting.xml_text import xml_text
from articles.importing.opendocument.names import SPACES

Element = Any
_NSMAP: Final = {prefix: space for prefix, space in SPACES.items() if prefix not in ("xml", "loext")}
_VERSION: Final = "1.3"
STYLE_NAME: Final = "text:style-name"


def named(name: str) -> str:
    """``text:p`` as lxml writes it."""
    prefix, _colon, local = name.partition(":")
    return f"{{{SPACES[prefix]}}}{local}"


def root(name: str) -> Element:
    """The root of a part, with the version of the standard."""
    return etree.Element(named(name), {named("office:version"): _VERSION}, _NSMAP)


def add(parent: Element, name: str, attributes: dict[str, str] | None = None, text: str = "") -> Element:
    """Put an element at the end of another."""
    given = {named(key): xml_text(value) for key, value in (attributes or {}).items()}
    element = etree.SubElement(parent, named(name), given)
    if text:
        element.text = xml_text(text)
    return element
