"""The copy as HTML for the staff: as the editor shows it, with passages and suggestions.

Suggestions are ``ins`` and ``del``, changed formatting is ``span.formatting``, each with ``data-suggestion``
and the colour of its author. Blocks and the ends of paragraphs have ``data-inserted``, ``data-deleted``,
``data-retyped`` and ``data-rewrapped``, which the style sheet shows as ¶, ≠ and ↹.

A reference to a footnote is its number with a link to the note, which has a link back.

It renders the stored JSON, which was validated when it was written. Positions are UTF-16 units.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from itertools import pairwise
from typing import Any, Final

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.colours import colour_of
from articles.documents import stored
from articles.documents.allowed import asset_digest
from articles.documents.standing import place_in_published
from articles.documents.tables import scope_of
from articles.documents.text import slice_units, units
from articles.models import Document, Revision

JsonNode = dict[str, Any]
ASSETS: Final = "/assets/"
"""Where pages of the staff get the images of stories from, by their digests."""


@dataclass(frozen=True)
class Highlight:
    """A range of the copy to render with a class. ``number`` is the query's, 0 for none."""

    start: int
    end: int
    classes: str
    number: int = 0


@dataclass(frozen=True)
class _Tag:
    opening: str
    closing: str


_TAGS = {
    "headline": _Tag("<h1>", "</h1>"),
    "standfirst": _Tag('<p class="standfirst">', "</p>"),
    "paragraph": _Tag("<p>", "</p>"),
    "blockquote": _Tag("<blockquote>", "</blockquote>"),
    "pull_quote": _Tag('<aside class="pull-quote">', "</aside>"),
    "bullet_list": _Tag("<ul>", "</ul>"),
    "list_item": _Tag("<li>", "</li>"),
    "figure": _Tag("<figure>", "</figure>"),
    "caption": _Tag("<figcaption>", "</figcaption>"),
    "table": _Tag(
        '<div class="table-box" role="region" aria-label="Table" tabindex="0"><table><tbody>',
        "</tbody></table></div>",
    ),
    "table_row": _Tag("<tr>", "</tr>"),
}
_MARKS = {
    "em": _Tag("<em>", "</em>"),
    "strong": _Tag("<strong>", "</strong>"),
    "code": _Tag("<code>", "</code>"),
}


def copy_html(doc: JsonNode, highlights: Sequence[Highlight] = (), *, assets: str = ASSETS) -> SafeString:
    """The document's JSON as HTML. A highlighted query ends with a link to its thread, ``#query-N``.

    ``assets`` is where the images of the story are, by their digests; without it they are only described.
    """
    renderer = _Renderer(sorted(highlights, key=lambda one: (one.start, -one.end)), _numbers(doc), assets)
    renderer.document(doc)
    return mark_safe("".join(renderer.out))  # noqa: S308 - every text and attribute was escaped


def published_html(
    source: Document | Revision, highlights: Sequence[Highlight] = (), *, assets: str = ASSETS
) -> SafeString:
    """The copy as it would be published, without suggestions.

    The highlights are positions in the document with suggestions. Those on words that are only proposed are
    left out.
    """
    place = place_in_published(source.parsed())
    placed = [
        replace(one, start=start, end=end) for one in highlights for start, end in [place(one.start, one.end)]
    ]
    visible = [one for one in placed if one.start < one.end]
    return copy_html(json.loads(stored.store(source.published())), visible, assets=assets)


class _Renderer:
    def __init__(self, highlights: Sequence[Highlight], numbers: Mapping[str, int], assets: str) -> None:
        self.assets = assets
        self.highlights = highlights
        self.numbers = numbers
        self.begun: set[int] = set()
        self.named: set[str] = set()
        """The ids of HTML elements that were given."""
        self.out: list[str] = []

    def document(self, doc: JsonNode) -> None:
        """Render the blocks of a document, with its footnotes in a section of their own."""
        blocks = [child for child in doc["content"] if child["type"] != "footnote"]
        notes = doc["content"][len(blocks) :]
        position = self.content({"content": blocks}, 0)
        if notes:
            label = escape(_("Footnotes"))
            self.out.append(f'<section class="footnotes" role="doc-endnotes" aria-label="{label}">')
            self.content({"content": notes}, position)
            self.out.append("</section>")

    def content(self, node: JsonNode, position: int) -> int:
        """Render the children from their first position on. Returns the position after them."""
        for child in node.get("content", ()):
            position = self.node(child, position)
        return position

    def node(self, node: JsonNode, position: int) -> int:
        kind = node["type"]
        if kind == "text":
            return self.text(node, position)
        if kind == "hard_break":
            tags = [_mark(mark) for mark in node.get("marks", ())]
            self.out.extend(tag.opening for tag in tags)
            self.out.append("<br>")
            self.out.extend(tag.closing for tag in reversed(tags))
            return position + 1
        if kind == "footnote_reference":
            self.reference(node)
            return position + 1
        if kind == "footnote":
            return self.footnote(node, position)
        if kind == "horizontal_rule":
            self.out.append(f"<hr{_proposed_of_block(node.get('attrs', {}))}>")
            return position + 1
        if kind == "image":
            self.out.append(_image(node.get("attrs", {}), self.assets))
            return position + 1
        if kind == "table_row":
            node = _scoped(node)
        attrs = node.get("attrs", {})
        tag = _TAGS.get(kind) or _tag_with_attributes(kind, attrs)
        if proposed := _proposed_of_block(attrs):
            tag = _Tag(tag.opening.replace(">", f"{proposed}>", 1), tag.closing)
        self.out.append(tag.opening)
        end = self.content(node, position + 1)
        self.out.append(tag.closing)
        return end + 1

    def reference(self, node: JsonNode) -> None:
        tags = [_mark(mark) for mark in node.get("marks", ()) if mark["type"] != "link"]
        self.out.extend(tag.opening for tag in tags)
        self.out.append(self._numbered("footnote-reference", "doc-noteref", node["attrs"]["id"]))
        self.out.extend(tag.closing for tag in reversed(tags))

    def footnote(self, node: JsonNode, position: int) -> int:
        attrs = node["attrs"]
        self.out.append(f'<div class="footnote"{_proposed_of_block(attrs)}>')
        self.out.append(self._numbered("footnote-number", "doc-backlink", attrs["id"]))
        self.out.append("<p>")
        end = self.content(node, position + 1)
        self.out.append("</p></div>")
        return end + 1

    def _numbered(self, classes: str, role: str, id: str) -> str:
        """The number of a note, as a link to it or back to its first reference; a question mark if none."""
        number = self.numbers.get(id)
        if number is None:
            return f'<sup class="{classes}"><span title="{escape(str(_ORPHANS[role]))}">?</span></sup>'
        here, there = (f"{name}-{number}" for name in _LINKED[role])
        named = "" if here in self.named else f' id="{here}"'
        self.named.add(here)
        return f'<sup class="{classes}"><a href="#{there}"{named} role="{role}">{number}</a></sup>'

    def text(self, node: JsonNode, position: int) -> int:
        text = node["text"]
        end = position + units(text)
        tags = [_mark(mark) for mark in node.get("marks", ())]
        self.out.extend(tag.opening for tag in tags)
        around = [one for one in self.highlights if one.start < end and one.end > position]
        if around:
            for start, stop in _cuts(around, position, end):
                self._piece(slice_units(text, start - position, stop - position), around, start, stop)
        else:
            self.out.append(escape(text, quote=False))
        self.out.extend(tag.closing for tag in reversed(tags))
        return end

    def _piece(self, text: str, around: Sequence[Highlight], start: int, stop: int) -> None:
        over = [one for one in around if one.start <= start and one.end >= stop]
        for one in over:
            self.out.append(f'<span class="{one.classes}"{self._names(one)}>')
        self.out.append(escape(text, quote=False))
        self.out.append("</span>" * len(over))
        for one in over:
            if one.number and one.end == stop:
                self.out.append(f'<a class="passage-number" href="#query-{one.number}">{one.number}</a>')

    def _names(self, one: Highlight) -> str:
        data = f' data-query="{one.number}"' if one.number else ""
        if id(one) in self.begun:
            return data
        self.begun.add(id(one))
        return f'{data} id="passage-{one.number}"' if one.number else ' id="place"'


_LINKED = {"doc-noteref": ("note-reference", "note"), "doc-backlink": ("note", "note-reference")}
_ORPHANS = {
    "doc-noteref": gettext_lazy("This footnote is missing."),
    "doc-backlink": gettext_lazy("No reference to this footnote."),
}


def _numbers(doc: JsonNode) -> Mapping[str, int]:
    """The numbers of the footnotes in the JSON of a document, by their ids."""
    notes = {child["attrs"]["id"] for child in doc["content"] if child["type"] == "footnote"}
    found = (id for id in dict.fromkeys(_references(doc)) if id in notes)
    return {id: number for number, id in enumerate(found, start=1)}


def _references(node: JsonNode) -> Iterator[str]:
    for child in node.get("content", ()):
        if child["type"] == "footnote_reference":
            yield child["attrs"]["id"]
        elif child["type"] != "text":
            yield from _references(child)


def _cuts(around: Sequence[Highlight], start: int, end: int) -> Iterator[tuple[int, int]]:
    """The ranges between all edges inside the run."""
    edges = {start, end}
    for one in around:
        edges.update(edge for edge in (one.start, one.end) if start < edge < end)
    ordered = sorted(edges)
    yield from pairwise(ordered)


def _tag_with_attributes(kind: str, attrs: dict[str, Any]) -> _Tag:
    if kind == "heading":
        level = int(attrs.get("level", 2))
        return _Tag(f"<h{level}>", f"</h{level}>")
    if kind == "ordered_list":
        order = int(attrs.get("order", 1))
        return _Tag(f'<ol start="{order}">' if order != 1 else "<ol>", "</ol>")
    if kind == "table_cell":
        scope = attrs.get("scope")
        return _Tag(f'<th scope="{scope}">', "</th>") if scope else _Tag("<td>", "</td>")
    raise KeyError(kind)


def _scoped(row: JsonNode) -> JsonNode:
    """The row, each header cell of which says whether it names its column or its row."""
    cells = row["content"]
    headers = [bool(cell.get("attrs", {}).get("header")) for cell in cells]
    scoped = [
        {**cell, "attrs": {"scope": scope_of(headers, number)}} if header else cell
        for number, (cell, header) in enumerate(zip(cells, headers, strict=True))
    ]
    return {**row, "content": scoped}


def _mark(mark: JsonNode) -> _Tag:
    kind = mark["type"]
    if kind in _PROPOSED:
        name, classes = _PROPOSED[kind]
        key = mark["attrs"]["suggestion"]
        return _Tag(
            f'<{name} class="{classes} by-{colour_of_author(key)}" data-suggestion="{escape(key)}">',
            f"</{name}>",
        )
    return _MARKS.get(kind) or _link(mark["attrs"])


_PROPOSED = {
    "insertion": ("ins", "proposed"),
    "deletion": ("del", "proposed"),
    "formatting": ("span", "suggested formatting"),
}


def colour_of_author(key: str) -> int:
    """The colour of the author of the suggestion with that key."""
    person = key.partition(".")[0]
    return colour_of(int(person)) if person.isdecimal() else 1


_FLAGS = ("inserted", "deleted", "retyped", "rewrapped")


def _proposed_of_block(attrs: dict[str, Any]) -> str:
    keys = {name: attrs[name].split(" ")[0] for name in _FLAGS if attrs.get(name)}
    if not keys:
        return ""
    named = "".join(f' data-{name}="{escape(key)}"' for name, key in keys.items())
    return f'{named} data-by="{colour_of_author(next(iter(keys.values())))}"'


def _link(attrs: dict[str, Any]) -> _Tag:
    title = f' title="{escape(attrs["title"])}"' if attrs.get("title") else ""
    return _Tag(f'<a href="{escape(attrs["href"])}"{title} rel="noopener noreferrer">', "</a>")


_HOST = re.compile(r"\w+:/*([^/?#]*)")


def _image(attrs: dict[str, Any], assets: str) -> str:
    """An image of the story; another is its description and a link: pages load nothing from other servers."""
    credit = f' data-credit="{escape(attrs["credit"])}"' if attrs.get("credit") else ""
    label, link = "", ""
    if alt := escape(attrs.get("alt", "")):
        label = f'<span role="img" aria-label="{alt}">{alt}</span>'
    if digest := asset_digest(source := attrs.get("src", "")):
        if assets:
            label = f'<img src="{escape(assets + digest)}" alt="{alt}">'
    elif source:
        host = _HOST.match(source)
        name = escape(host[1] if host else "")
        link = f'<a href="{escape(source)}" rel="noopener noreferrer">{name}</a>'
    return f'<span class="picture"{credit}>{label}{link}</span>'
