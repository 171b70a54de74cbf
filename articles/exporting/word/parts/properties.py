"""What a file says of itself: title, byline and language, and in copies for review the round they are of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from lxml import etree

from articles.exporting.word.names import Element
from articles.exporting.xml_text import xml_text

_CORE: Final = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_DUBLIN_CORE: Final = "http://purl.org/dc/elements/1.1/"
_CUSTOM: Final = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_TYPES: Final = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_OF_USERS: Final = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
"""The set of properties that users of Office make, by the id that it has in every file."""
_FIRST_ID: Final = 2


def core_part(*, title: str, byline: str, language: str) -> Element:
    """``core.xml``, in the order in which Word writes it. What is empty is left out."""
    part = etree.Element(f"{{{_CORE}}}coreProperties", nsmap={"cp": _CORE, "dc": _DUBLIN_CORE})
    for name, value in (("title", title), ("creator", byline), ("language", language)):
        if text := " ".join(xml_text(value).split()):
            etree.SubElement(part, f"{{{_DUBLIN_CORE}}}{name}").text = text
    return part


def custom_part(values: Mapping[str, str]) -> Element:
    """``custom.xml`` with these properties."""
    part = etree.Element(f"{{{_CUSTOM}}}Properties", nsmap={None: _CUSTOM, "vt": _TYPES})
    for number, (name, value) in enumerate(values.items(), start=_FIRST_ID):
        found = etree.SubElement(part, f"{{{_CUSTOM}}}property", fmtid=_OF_USERS, pid=str(number), name=name)
        etree.SubElement(found, f"{{{_TYPES}}}lpwstr").text = xml_text(value)
    return part
