"""A publication as a valid HTML page, or as the HTML of its body alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape
from typing import Final

from prosemirror.model import Mark, Node

from articles.documents.allowed import asset_digest
from articles.documents.footnotes import UNKNOWN, is_reference
from articles.documents.tables import columns_of, has_header_row, headers_of, scope_of
from articles.documents.text import block_text, is_code_block
from articles.exporting.publication import (
    Publication,
    caption_of,
    image_of,
    is_blank,
    whole_number,
)

_TAG_OF_BLOCK: Final = {
    "paragraph": "p",
    "blockquote": "blockquote",
    "bullet_list": "ul",
    "list_item": "li",
    "horizontal_rule": "hr",
}


def page(publication: Publication) -> str:
    """The whole page, in UTF-8."""
    title = escape(publication.title)
    lines = [
        "<!DOCTYPE html>",
        f'<html lang="{escape(publication.language)}" dir="{escape(publication.direction)}">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{f'{publication.notice} — {title}' if publication.draft else title}</title>",
        *_meta(publication),
        "</head>",
        "<body>",
        "<article>",
        *_opening(publication),
        body(publication, with_images=True),
        "</article>",
        "</body>",
        "</html>",
    ]
    return "\n".join(line for line in lines if line) + "\n"


def body(publication: Publication, *, with_images: bool = False) -> str:
    """The blocks below headline, standfirst and byline, and the footnotes in a section behind them.

    ``with_images`` when the images of the story are to be in it; otherwise their captions alone are.
    """
    writer = _Writer(publication, with_images=with_images)
    blocks = [writer.block(block) for block in publication.body if not is_blank(block)]
    return "\n".join(filter(None, [*blocks, writer.notes()]))


def _meta(publication: Publication) -> list[str]:
    if publication.draft:
        return ['<meta name="robots" content="noindex, nofollow">']
    facts = [("author", publication.byline), ("copydesk:digest", publication.digest)]
    if publication.released_at:
        facts.append(("article:published_time", publication.released_at.isoformat()))
    return [f'<meta name="{name}" content="{escape(value)}">' for name, value in facts if value]


def _opening(publication: Publication) -> list[str]:
    inline = _Writer(publication).inline
    lines = ["<header>"]
    if publication.draft:
        lines.append(
            f'<p class="draft" role="note" lang="en" dir="ltr"><strong>{publication.notice}</strong></p>'
        )
    if not is_blank(publication.headline):
        lines.append(f"<h1>{inline(publication.headline)}</h1>")
    if publication.standfirst:
        lines.append(f'<p class="standfirst">{inline(publication.standfirst)}</p>')
    if publication.byline:
        lines.append(f'<p class="byline">{escape(publication.byline)}</p>')
    return [*lines, "</header>"] if len(lines) > 1 else []


@dataclass(frozen=True)
class _Writer:
    """Writes the blocks of one publication. A page of several articles can tell its footnotes from others."""

    publication: Publication
    with_images: bool = False
    named: set[str] = field(default_factory=set)
    """The references that have an id: the first ones to their notes."""

    def block(self, block: Node) -> str:
        match block.type.name:
            case "figure":
                return self._figure(block)
            case "paragraph" if is_code_block(block):
                return f"<pre><code>{escape(block_text(block))}</code></pre>"
            case "heading":
                level = whole_number(block, "level")
                return f"<h{level}>{self.inline(block)}</h{level}>"
            case "pull_quote":
                return f'<blockquote class="pull-quote"><p>{self.inline(block)}</p></blockquote>'
            case "ordered_list":
                first = whole_number(block, "order")
                start = "" if first == 1 else f' start="{first}"'
                return f"<ol{start}>{self._children(block)}</ol>"
            case "horizontal_rule":
                return "<hr>"
            case "table":
                return self._table(block)
            case "list_item" if block.child_count == 1 and not is_code_block(block.child(0)):
                return f"<li>{self.inline(block.child(0))}</li>"
            case name:
                tag = _TAG_OF_BLOCK[name]
                return (
                    f"<{tag}>{self.inline(block) if block.inline_content else self._children(block)}</{tag}>"
                )

    def _children(self, block: Node) -> str:
        parts = [self.block(child) for child in block.children if not is_blank(child)]
        return "\n" + "\n".join(parts) + "\n" if parts else ""

    def _table(self, table: Node) -> str:
        """Rows with as many cells as the longest; a first row of headers is the head."""
        columns = columns_of(table)
        rows = [self._row(row, columns) for row in table.children]
        head = rows[: has_header_row(table)]
        parts = [("thead", head), ("tbody", rows[len(head) :])]
        lines = [line for tag, part in parts if part for line in (f"<{tag}>", *part, f"</{tag}>")]
        return "\n".join(["<table>", *lines, "</table>"])

    def _row(self, row: Node, columns: int) -> str:
        headers = headers_of(row)
        cells = [
            f'<th scope="{scope_of(headers, number)}">{self._cell(cell)}</th>'
            if header
            else f"<td>{self._cell(cell)}</td>"
            for number, (cell, header) in enumerate(zip(row.children, headers, strict=True))
        ]
        return f"<tr>{''.join(cells)}{'<td></td>' * (columns - len(cells))}</tr>"

    def _cell(self, cell: Node) -> str:
        blocks = [block for block in cell.children if not is_blank(block)]
        if len(blocks) == 1 and not is_code_block(blocks[0]):
            return self.inline(blocks[0])
        return "".join(map(self.block, blocks))

    def _figure(self, figure: Node) -> str:
        image, caption = image_of(figure), caption_of(figure)
        parts = []
        if src := self._source(image["src"]):
            parts.append(f'<img src="{escape(src)}" alt="{escape(image["alt"])}">')
        words = [self.inline(caption)] if caption else []
        if image["credit"].strip():
            words.append(f'<span class="credit">{escape(image["credit"])}</span>')
        if words:
            parts.append(f"<figcaption>{' '.join(words)}</figcaption>")
        return f"<figure>{''.join(parts)}</figure>" if parts else ""

    def _source(self, src: str) -> str:
        """The address of an image: an image of the story is in the page itself, as nobody can fetch it."""
        if not asset_digest(src):
            return src
        picture = self.publication.pictures.of(src) if self.with_images else None
        return picture.address if picture else ""

    def inline(self, block: Node) -> str:
        """The content of a block. A mark stays open while the next text has it, so that a link is one.

        The number of a footnote is a link by itself, and part of no other.
        """
        pieces: list[str] = []
        open_marks: list[Mark] = []
        for child in block.children:
            marks = [mark for mark in child.marks if not (is_reference(child) and mark.type.name == "link")]
            common = _common(open_marks, marks)
            pieces += _closed(open_marks[common:])
            pieces += [_opened(mark) for mark in marks[common:]]
            pieces.append(self._piece(child))
            open_marks = marks
        return "".join([*pieces, *_closed(open_marks)])

    def _piece(self, piece: Node) -> str:
        if is_reference(piece):
            return self._reference(self.publication.label(piece))
        return "<br>" if piece.text is None else escape(piece.text)

    def _reference(self, label: str) -> str:
        if label == UNKNOWN:
            return f"<sup>{label}</sup>"
        here = "" if label in self.named else f' id="{self._id("note-reference", label)}"'
        self.named.add(label)
        link = f'href="#{self._id("note", label)}"{here} role="doc-noteref"'
        return f"<sup><a {link}>{label}</a></sup>"

    def notes(self) -> str:
        """The footnotes, each with its number, which leads back to the first reference."""
        notes = [self._note(label, note) for label, note in self.publication.notes]
        if not notes:
            return ""
        return "\n".join(['<section class="footnotes" role="doc-endnotes">', *notes, "</section>"])

    def _note(self, label: str, note: Node) -> str:
        if label == UNKNOWN:
            return f"<p>{label}. {self.inline(note)}</p>"
        back = f'<a href="#{self._id("note-reference", label)}" role="doc-backlink">{label}</a>'
        return f'<p id="{self._id("note", label)}">{back}. {self.inline(note)}</p>'

    def _id(self, kind: str, label: str) -> str:
        return escape(f"{kind}-{self.publication.slug}-{label}")


def _common(one: list[Mark], other: list[Mark]) -> int:
    count = 0
    while count < min(len(one), len(other)) and one[count].eq(other[count]):
        count += 1
    return count


def _opened(mark: Mark) -> str:
    if mark.type.name != "link":
        return f"<{mark.type.name}>"
    title = mark.attrs.get("title")
    titled = f' title="{escape(str(title))}"' if title else ""
    return f'<a href="{escape(str(mark.attrs["href"]))}"{titled}>'


def _closed(marks: Iterable[Mark]) -> list[str]:
    return [f"</{'a' if mark.type.name == 'link' else mark.type.name}>" for mark in reversed(list(marks))]
