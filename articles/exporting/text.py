"""A publication as plain text: the words and nothing else."""

from __future__ import annotations

from prosemirror.model import Node

from articles.documents.tables import cell_text
from articles.documents.text import block_text
from articles.exporting.publication import (
    Publication,
    caption_of,
    image_of,
    is_blank,
    whole_number,
)


def plain(publication: Publication) -> str:
    """Blocks separated by blank lines. List items have a dash or their number, rows tabs between cells."""
    blocks = [
        publication.notice if publication.draft else "",
        block_text(publication.headline),
        block_text(publication.standfirst) if publication.standfirst else "",
        publication.byline,
        *(line for block in publication.body for line in _block(block)),
    ]
    return "\n\n".join(block for block in blocks if block.strip()) + "\n"


def _block(block: Node) -> list[str]:
    match block.type.name:
        case "horizontal_rule":
            return ["* * *"]
        case "figure":
            caption = caption_of(block)
            return [
                "\n".join(filter(None, [block_text(caption) if caption else "", image_of(block)["credit"]]))
            ]
        case "bullet_list":
            return _list(block, ["- "] * block.child_count)
        case "ordered_list":
            first = whole_number(block, "order")
            return _list(block, [f"{first + index}. " for index in range(block.child_count)])
        case "table":
            return ["\n".join("\t".join(map(cell_text, row.children)) for row in block.children)]
        case _ if block.inline_content:
            return [] if is_blank(block) else [block_text(block)]
        case _:
            return [line for child in block.children for line in _block(child)]


def _list(block: Node, signs: list[str]) -> list[str]:
    """Items of one block on consecutive lines, longer ones with blank lines between them."""
    items = [_item(item, sign) for item, sign in zip(block.children, signs, strict=True)]
    items = [item for item in items if item]
    return ["\n".join(items)] if all(item.child_count == 1 for item in block.children) else items


def _item(item: Node, sign: str) -> str:
    lines = [line for child in item.children for line in _block(child)]
    first, *others = "\n\n".join(lines).split("\n")
    indented = [" " * len(sign) + line if line else "" for line in others]
    return sign + "\n".join([first, *indented]) if lines else ""
