"""A publication as a valid HTML page, or as the HTML of its body alone."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Final

from prosemirror.model import Mark, Node

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
    title = escape(" ".join(block_text(publication.headline).split()) or publication.slug)
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
        body(publication),
        "</article>",
        "</body>",
        "</html>",
    ]
    return "\n".join(line for line in lines if line) + "\n"


def body(publication: Publication) -> str:
    """The blocks below headline, standfirst and byline."""
    return "\n".join(filter(None, map(_block, (block for block in publication.body if not is_blank(block)))))


def _meta(publication: Publication) -> list[str]:
    if publication.draft:
        return ['<meta name="robots" content="noindex, nofollow">']
    facts = [("author", publication.byline), ("copydesk:digest", publication.digest)]
    if publication.released_at:
        facts.append(("article:published_time", publication.released_at.isoformat()))
    return [f'<meta name="{name}" content="{escape(value)}">' for name, value in facts if value]


def _opening(publication: Publication) -> list[str]:
    lines = ["<header>"]
    if publication.draft:
        lines.append(
            f'<p class="draft" role="note" lang="en" dir="ltr"><strong>{publication.notice}</strong></p>'
        )
    if not is_blank(publication.headline):
        lines.append(f"<h1>{_inline(publication.headline)}</h1>")
    if publication.standfirst:
        lines.append(f'<p class="standfirst">{_inline(publication.standfirst)}</p>')
    if publication.byline:
        lines.append(f'<p class="byline">{escape(publication.byline)}</p>')
    return [*lines, "</header>"] if len(lines) > 1 else []


def _block(block: Node) -> str:
    match block.type.name:
        case "figure":
            return _figure(block)
        case "paragraph" if is_code_block(block):
            return f"<pre><code>{escape(block_text(block))}</code></pre>"
        case "heading":
            level = whole_number(block, "level")
            return f"<h{level}>{_inline(block)}</h{level}>"
        case "pull_quote":
            return f'<blockquote class="pull-quote"><p>{_inline(block)}</p></blockquote>'
        case "ordered_list":
            first = whole_number(block, "order")
            start = "" if first == 1 else f' start="{first}"'
            return f"<ol{start}>{_children(block)}</ol>"
        case "horizontal_rule":
            return "<hr>"
        case "table":
            return _table(block)
        case "list_item" if block.child_count == 1 and not is_code_block(block.child(0)):
            return f"<li>{_inline(block.child(0))}</li>"
        case name:
            tag = _TAG_OF_BLOCK[name]
            return f"<{tag}>{_inline(block) if block.inline_content else _children(block)}</{tag}>"


def _children(block: Node) -> str:
    parts = [_block(child) for child in block.children if not is_blank(child)]
    return "\n" + "\n".join(parts) + "\n" if parts else ""


def _table(table: Node) -> str:
    """Rows with as many cells as the longest; a first row of headers is the head."""
    columns = columns_of(table)
    rows = [_row(row, columns) for row in table.children]
    head = rows[: has_header_row(table)]
    parts = [("thead", head), ("tbody", rows[len(head) :])]
    lines = [line for tag, part in parts if part for line in (f"<{tag}>", *part, f"</{tag}>")]
    return "\n".join(["<table>", *lines, "</table>"])


def _row(row: Node, columns: int) -> str:
    headers = headers_of(row)
    cells = [
        f'<th scope="{scope_of(headers, number)}">{_cell(cell)}</th>' if header else f"<td>{_cell(cell)}</td>"
        for number, (cell, header) in enumerate(zip(row.children, headers, strict=True))
    ]
    return f"<tr>{''.join(cells)}{'<td></td>' * (columns - len(cells))}</tr>"


def _cell(cell: Node) -> str:
    blocks = [block for block in cell.children if not is_blank(block)]
    if len(blocks) == 1 and not is_code_block(blocks[0]):
        return _inline(blocks[0])
    return "".join(map(_block, blocks))


def _figure(figure: Node) -> str:
    image, caption = image_of(figure), caption_of(figure)
    parts = []
    if image["src"]:
        parts.append(f'<img src="{escape(image["src"])}" alt="{escape(image["alt"])}">')
    words = [_inline(caption)] if caption else []
    if image["credit"].strip():
        words.append(f'<span class="credit">{escape(image["credit"])}</span>')
    if words:
        parts.append(f"<figcaption>{' '.join(words)}</figcaption>")
    return f"<figure>{''.join(parts)}</figure>" if parts else ""


def _inline(block: Node) -> str:
    """The content of a block. A mark stays open while the next text has it, so that a link is one."""
    pieces: list[str] = []
    open_marks: list[Mark] = []
    for child in block.children:
        common = _common(open_marks, child.marks)
        pieces += _closed(open_marks[common:])
        pieces += [_opened(mark) for mark in child.marks[common:]]
        pieces.append("<br>" if child.text is None else escape(child.text))
        open_marks = list(child.marks)
    return "".join([*pieces, *_closed(open_marks)])


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
