"""A publication as an IPTC NewsML-G2 news item.

Elements stand in the order of the standard's schema for the power conformance level, version 2.35:
https://iptc.org/standards/newsml-g2/. The names of IPTC's vocabularies are in the item itself, so that it is
read without fetching a catalogue. Of rights nothing is known, so that nothing is said.
"""

from __future__ import annotations

import re
from typing import Any, Final

from lxml import etree

from articles.documents.text import block_text
from articles.exporting import html
from articles.exporting.publication import Publication, is_blank, moment
from articles.exporting.xml_text import xml_text

Element = Any

_G2: Final = "http://iptc.org/std/nar/2006-10-01/"
_XHTML: Final = "http://www.w3.org/1999/xhtml"
_LANG: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_SCHEMES: Final = {
    "ninat": "http://cv.iptc.org/newscodes/ninature/",
    "stat": "http://cv.iptc.org/newscodes/pubstatusg2/",
}
_VERSION: Final = "2.35"
_LANGUAGE: Final = re.compile("[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*")
_VOID: Final = re.compile(r"<(br|hr|img [^<>]*)>")


def newsml(publication: Publication) -> str:
    """One news item. A correction is the next version of the item; a draft is withheld and says so."""
    item = etree.Element(f"{{{_G2}}}newsItem", nsmap={None: _G2})
    for name, value in (
        ("standard", "NewsML-G2"),
        ("standardversion", _VERSION),
        ("conformance", "power"),
        ("guid", publication.guid),
        ("version", str(publication.version)),
    ):
        item.set(name, xml_text(value))
    if language := _language(publication):
        item.set(_LANG, language)
    item.set("dir", publication.direction)
    catalog = _add(item, "catalog")
    for alias, uri in _SCHEMES.items():
        _add(catalog, "scheme", alias=alias, uri=uri)
    _item_meta(_add(item, "itemMeta"), publication)
    _content_meta(_add(item, "contentMeta"), publication)
    content = _add(_add(item, "contentSet"), "inlineXML", contenttype="application/xhtml+xml")
    content.append(_page(publication))
    text: str = etree.tostring(item, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'


def _add(parent: Element, name: str, text: str = "", **attributes: str) -> Element:
    element = etree.SubElement(parent, f"{{{_G2}}}{name}", attributes)
    if text:
        element.text = xml_text(text)
    return element


def _item_meta(meta: Element, publication: Publication) -> None:
    _add(meta, "itemClass", qcode="ninat:text")
    _add(_add(meta, "provider"), "name", publication.desk)
    _add(meta, "versionCreated", moment(publication.released_at or publication.changed_at))
    if publication.embargo_until:
        _add(meta, "embargoed", moment(publication.embargo_until))
    _add(meta, "pubStatus", qcode="stat:withheld" if publication.draft else "stat:usable")
    _add(meta, "title", publication.title)
    _add(meta, "edNote", publication.status_note)
    if publication.image_note:
        _add(meta, "edNote", publication.image_note)


def _content_meta(meta: Element, publication: Publication) -> None:
    if publication.urgency:
        _add(meta, "urgency", str(publication.urgency))
    if language := _language(publication):
        _add(meta, "language", tag=language)
    for keyword in publication.keywords:
        _add(meta, "keyword", keyword)
    if publication.section:
        _add(_add(meta, "subject"), "name", publication.section)
    _add(meta, "slugline", publication.slugline or publication.slug)
    if not is_blank(publication.headline):
        _add(meta, "headline", publication.title)
    if publication.byline:
        _add(meta, "by", publication.byline)
    if publication.standfirst:
        _add(meta, "description", " ".join(block_text(publication.standfirst).split()))


def _page(publication: Publication) -> Element:
    """The body as XHTML. What the HTML writer leaves open, XML has to close."""
    page = etree.Element(f"{{{_XHTML}}}html", nsmap={None: _XHTML})
    if language := _language(publication):
        page.set("lang", language)
        page.set(_LANG, language)
    page.set("dir", publication.direction)
    head = etree.SubElement(page, f"{{{_XHTML}}}head")
    title = xml_text(publication.title)
    etree.SubElement(head, f"{{{_XHTML}}}title").text = title
    body = _VOID.sub(r"<\1/>", xml_text(html.body(publication)))
    page.append(etree.fromstring(f'<body xmlns="{_XHTML}">\n{body}\n</body>', _parser()))
    return page


def _parser() -> Any:
    return etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)


def _language(publication: Publication) -> str:
    """The language where it has the form of a language tag, else nothing."""
    return publication.language if _LANGUAGE.fullmatch(publication.language) else ""
