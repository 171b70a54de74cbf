"""A publication as IPTC ninjs 3.1, the news industry's JSON.

Property names and values follow the standard's published schema: https://iptc.org/standards/ninjs/.
"""

from __future__ import annotations

import json
from html import escape
from typing import Any, Final

from prosemirror.model import Node

from articles.documents.allowed import link_allowed
from articles.documents.text import block_text
from articles.exporting import html
from articles.exporting.publication import Publication, caption_of, image_of, images, is_blank, moment

_STANDARD: Final = {
    "name": "ninjs",
    "version": "3.1",
    "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json#",
}


def ninjs(publication: Publication) -> str:
    """One news object as JSON, with its body as plain text and as HTML."""
    return json.dumps(news_object(publication), ensure_ascii=False, indent=2) + "\n"


def news_object(publication: Publication) -> dict[str, Any]:
    """The news object. A draft has the status "withheld", and says so in its note."""
    uri = publication.guid
    item: dict[str, Any] = {
        "uri": uri,
        "standard": _STANDARD,
        "type": "text",
        "representationType": "full",
        "version": str(publication.version),
        "pubStatus": "withheld" if publication.draft else "usable",
        "language": publication.language,
        "slugline": publication.slugline or publication.slug,
        "urgency": publication.urgency,
        "subjects": [{"name": name} for name in filter(None, [publication.section, *publication.keywords])],
        "infoSources": [{"name": publication.desk}],
        "by": publication.byline,
        "edNote": " ".join(filter(None, [publication.status_note, publication.image_note])),
        "altIds": _ids(publication),
        "bodies": _bodies(publication),
    }
    if publication.released_at:
        item["versionCreated"] = moment(publication.released_at)
    if publication.embargo_until:
        item["embargoedUntil"] = moment(publication.embargo_until)
    if headline := block_text(publication.headline).strip():
        item |= {"title": headline, "headlines": [_text_item("main", headline)]}
    if publication.standfirst:
        item["descriptions"] = [_text_item("standfirst", block_text(publication.standfirst))]
    if figures := list(images(publication)):
        item["associations"] = [
            _picture(figure, f"{uri}:image:{number}") for number, figure in enumerate(figures, start=1)
        ]
    return {name: value for name, value in item.items() if value}


def _text_item(role: str, words: str) -> dict[str, Any]:
    return {"role": role, "contentType": "text/plain", "value": words}


def _ids(publication: Publication) -> list[dict[str, str]]:
    ids = {"digest": publication.digest, "revision": str(publication.revision or "")}
    return [{"role": role, "value": value} for role, value in ids.items() if value]


def _bodies(publication: Publication) -> list[dict[str, Any]]:
    texts = [text for block in publication.body for text in _texts(block, publication)]
    notes = [f"[{label}] {publication.words(note)}" for label, note in publication.notes]
    counts = {
        "charCount": sum(map(len, texts)),
        "wordCount": sum(any(map(str.isalnum, word)) for text in texts for word in text.split()),
    }
    language, direction = escape(publication.language), escape(publication.direction)
    marked_up = f'<div lang="{language}" dir="{direction}">\n{html.body(publication)}\n</div>'
    return [
        _text_item("main", "\n\n".join([*texts, *notes])) | counts,
        {"role": "richtext", "contentType": "text/html", "value": marked_up} | counts,
    ]


def _texts(block: Node, publication: Publication) -> list[str]:
    """The text of the body block by block, without captions, which the standard does not count."""
    if block.inline_content:
        return [] if is_blank(block) or block.type.name == "caption" else [publication.words(block)]
    return [text for child in block.children for text in _texts(child, publication)]


def _picture(figure: Node, uri: str) -> dict[str, Any]:
    image, caption = image_of(figure), caption_of(figure)
    descriptions = [
        _text_item(role, words)
        for role, words in (("caption", block_text(caption) if caption else ""), ("alt", image["alt"]))
        if words
    ]
    picture: dict[str, Any] = {
        "name": uri.rpartition(":image:")[2],
        "uri": uri,
        "rel": "embedded",
        "type": "picture",
        "by": image["credit"],
        "descriptions": descriptions,
    }
    if link_allowed(image["src"]):
        picture["renditions"] = [{"name": "main", "href": image["src"]}]
    return {name: value for name, value in picture.items() if value}
