"""A publication as plain text: the words and nothing else."""

from __future__ import annotations

from dataclasses import dataclass

from prosemirror.model import Node

from articles.documents.text import block_text
from articles.exporting.publication import (
    Publication,
    caption_of,
    image_of,
    is_blank,
    whole_number,
)


def plain(publication: Publication) -> str:
    """Blocks separated by blank lines. List items have a dash or their number, rows tabs between cells.

    Footnotes are below, one a line.
    """
    writer = _Writer(publication)
    blocks = [
        publication.notice if publication.draft else "",
        block_text(publication.headline),
        block_text(publication.standfirst) if publication.standfirst else "",
        publication.byline,
        *(line for block in publication.body for line in writer.block(block)),
        writer.notes(),
    ]
    return "\n\n".join(block for block in blocks if block.strip()) + "\n"


@dataclass(frozen=True)
class _Writer:
    """Writes the blocks of one publication."""

    publication: Publication

    def notes(self) -> str:
        """The footnotes, one a line."""
        notes = (
            (label, " ".join(self.publication.words(note).split())) for label, note in self.publication.notes
        )
        return "\n".join(f"[{label}] {words}" for label, words in notes if words)

    def block(self, block: Node) -> list[str]:
        match block.type.name:
            case "horizontal_rule":
                return ["* * *"]
            case "figure":
                caption = caption_of(block)
                return [
                    "\n".join(
                        filter(None, [block_text(caption) if caption else "", image_of(block)["credit"]])
                    )
                ]
            case "bullet_list":
                return self._list(block, ["- "] * block.child_count)
            case "ordered_list":
                first = whole_number(block, "order")
                return self._list(block, [f"{first + index}. " for index in range(block.child_count)])
            case "table":
                return ["\n".join("\t".join(map(self._cell, row.children)) for row in block.children)]
            case _ if block.inline_content:
                return [] if is_blank(block) else [self.publication.words(block)]
            case _:
                return [line for child in block.children for line in self.block(child)]

    def _cell(self, cell: Node) -> str:
        return " ".join(" ".join(map(self.publication.words, cell.children)).split())

    def _list(self, block: Node, signs: list[str]) -> list[str]:
        """Items of one block on consecutive lines, longer ones with blank lines between them."""
        items = [self._item(item, sign) for item, sign in zip(block.children, signs, strict=True)]
        items = [item for item in items if item]
        return ["\n".join(items)] if all(item.child_count == 1 for item in block.children) else items

    def _item(self, item: Node, sign: str) -> str:
        lines = [line for child in item.children for line in self.block(child)]
        first, *others = "\n\n".join(lines).split("\n")
        indented = [" " * len(sign) + line if line else "" for line in others]
        return sign + "\n".join([first, *indented]) if lines else ""
