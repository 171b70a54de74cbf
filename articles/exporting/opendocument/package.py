"""The file: its parts, the list of them, and what it says of itself."""

from __future__ import annotations

from typing import Final

from lxml import etree

from articles.exporting.content_types import ODT
from articles.exporting.opendocument.body import BodyWriter
from articles.exporting.opendocument.names import Element, add, root
from articles.exporting.opendocument.styles import TABLE_CELL, styles_part
from articles.exporting.packages import packed
from articles.exporting.publication import Publication

_MANIFEST: Final = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"


def clean_odt(publication: Publication) -> bytes:
    """The copy as an OpenDocument text with nothing else in it. A draft is marked as one on every page."""
    body = BodyWriter(publication)
    parts = {
        "content.xml": _content(body),
        "styles.xml": styles_part(publication),
        "meta.xml": _meta(publication),
    }
    media = {name: picture for picture, name in body.pictures.items()}
    kinds = dict.fromkeys(parts, "text/xml") | {name: one.content_type for name, one in media.items()}
    parts["META-INF/manifest.xml"] = _manifest(kinds)
    # The standard wants the type first and uncompressed, so that programs find it at a fixed place.
    files = {"mimetype": ODT.encode()} | {name: _written(part) for name, part in parts.items()}
    files |= {name: picture.data for name, picture in media.items()}
    return packed(files, uncompressed=["mimetype", *media])


def _written(part: Element) -> bytes:
    return bytes(etree.tostring(part, xml_declaration=True, encoding="UTF-8"))


def _content(body: BodyWriter) -> Element:
    part = root("office:document-content")
    automatic = add(part, "office:automatic-styles")
    cell = add(automatic, "style:style", {"style:name": TABLE_CELL, "style:family": "table-cell"})
    add(cell, "style:table-cell-properties", {"fo:border": "0.5pt solid #808080", "fo:padding": "0.1cm"})
    body.write(add(add(part, "office:body"), "office:text"))
    return part


def _meta(publication: Publication) -> Element:
    """Title, byline and language; no dates, and no program. What is empty is left out."""
    part = root("office:document-meta")
    meta = add(part, "office:meta")
    for name, value in (
        ("dc:title", publication.title),
        ("dc:creator", publication.byline),
        ("dc:language", publication.language),
    ):
        if text := " ".join(value.split()):
            add(meta, name, text=text)
    return part


def _manifest(kinds: dict[str, str]) -> Element:
    part = etree.Element(f"{{{_MANIFEST}}}manifest", nsmap={"manifest": _MANIFEST})
    part.set(f"{{{_MANIFEST}}}version", "1.3")
    for path, kind in (("/", ODT), *kinds.items()):
        entry = etree.SubElement(part, f"{{{_MANIFEST}}}file-entry")
        entry.set(f"{{{_MANIFEST}}}full-path", path)
        entry.set(f"{{{_MANIFEST}}}media-type", kind)
    return part
