"""The blocks of the copy as the text of an OpenDocument."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from prosemirror.model import Node

from articles.documents.allowed import link_allowed
from articles.documents.tables import columns_of, has_header_row
from articles.exporting.opendocument import styles
from articles.exporting.opendocument.inline import InlineWriter, put_text
from articles.exporting.opendocument.names import STYLE_NAME, Element, add, named
from articles.exporting.pictures import Picture, named_image
from articles.exporting.publication import Publication, caption_of, image_of, is_blank, whole_number

_WIDEST, _HIGHEST = 15.9, 19.0
"""Centimetres of a page that a picture may take; a pixel has a ninety-sixth of an inch."""
_PIXEL: Final = 2.54 / 96
_LISTS: Final = {"bullet_list": styles.BULLETS, "ordered_list": styles.NUMBERS}


class BodyWriter:
    """Writes the blocks of one publication into an element."""

    def __init__(self, publication: Publication) -> None:
        self._publication = publication
        self._inline = InlineWriter(publication)
        self._tables = self._frames = 0
        self.pictures: dict[Picture, str] = {}
        """Those that are shown, with the names of their files in the package."""

    def write(self, text: Element) -> None:
        """All of the copy: headline, standfirst, byline, body; notes that nothing refers to are last."""
        publication = self._publication
        if not is_blank(publication.headline):
            self._paragraph(text, publication.headline, styles.TITLE)
        if publication.standfirst:
            self._paragraph(text, publication.standfirst, styles.SUBTITLE)
        if publication.byline.strip():
            put_text(add(text, "text:p", {STYLE_NAME: styles.BYLINE}), publication.byline)
        self._blocks(text, publication.body, styles.BODY)
        for note in publication.footnotes.surplus:
            self._paragraph(text, note, styles.BODY)

    def _blocks(self, into: Element, blocks: Iterable[Node], style: str, *, in_list: bool = False) -> None:
        for block in blocks:
            if not is_blank(block):
                self._block(into, block, style, in_list=in_list)

    def _block(self, into: Element, block: Node, style: str, *, in_list: bool) -> None:
        match block.type.name:
            case "heading":
                level = whole_number(block, "level")
                facts = {STYLE_NAME: styles.heading(level), "text:outline-level": str(level)}
                self._inline.write(add(into, "text:h", facts), block)
            case "pull_quote":
                self._paragraph(into, block, styles.PULL_QUOTE)
            case "blockquote":
                self._blocks(into, block.children, styles.QUOTE, in_list=in_list)
            case "bullet_list" | "ordered_list":
                self._list(into, block, style)
            case "horizontal_rule":
                add(into, "text:p", {STYLE_NAME: styles.RULE})
            case "figure":
                self._figure(into, block)
            case "table" if in_list:
                self._rows_as_lines(into, block)
            case "table":
                self._table(into, block)
            case _:
                self._paragraph(into, block, style)

    def _paragraph(self, into: Element, block: Node, style: str) -> None:
        self._inline.write(add(into, "text:p", {STYLE_NAME: style}), block)

    def _list(self, into: Element, block: Node, style: str) -> None:
        found = add(into, "text:list", {STYLE_NAME: _LISTS[block.type.name]})
        for number, child in enumerate(block.children):
            item = add(found, "text:list-item")
            if number == 0 and block.type.name == "ordered_list":
                item.set(named("text:start-value"), str(whole_number(block, "order")))
            first, *others = child.children
            self._paragraph(item, first, style)
            self._blocks(item, others, style, in_list=True)

    def _figure(self, into: Element, figure: Node) -> None:
        image, caption = image_of(figure), caption_of(figure)
        if picture := self._publication.pictures.of(image["src"]):
            self._picture(add(into, "text:p", {STYLE_NAME: styles.FIGURE}), picture, image["alt"].strip())
        elif shown := named_image(image["src"], image["alt"]):
            within = add(into, "text:p", {STYLE_NAME: styles.FIGURE})
            if link_allowed(image["src"]):
                within = add(within, "text:a", {"xlink:type": "simple", "xlink:href": image["src"]})
            put_text(within, shown)
        if caption or image["credit"].strip():
            paragraph = add(into, "text:p", {STYLE_NAME: styles.CAPTION})
            if caption:
                self._inline.write(paragraph, caption)
            put_text(paragraph, f" {image['credit']}" if caption and image["credit"] else image["credit"])

    def _picture(self, into: Element, picture: Picture, alt: str) -> None:
        """A picture in its line like a letter, no wider than the text."""
        number = len(self.pictures) + 1
        file = self.pictures.setdefault(picture, f"Pictures/image{number}.{picture.extension}")
        width, height = picture.fitted(_WIDEST, _HIGHEST, pixel=_PIXEL)
        self._frames += 1
        frame = add(
            into,
            "draw:frame",
            {
                "draw:name": f"Image{self._frames}",
                "text:anchor-type": "as-char",
                "svg:width": f"{width:.2f}cm",
                "svg:height": f"{height:.2f}cm",
            },
        )
        link = {"xlink:type": "simple", "xlink:show": "embed", "xlink:actuate": "onLoad"}
        add(frame, "draw:image", {"xlink:href": file} | link)
        if alt:
            add(frame, "svg:desc", text=alt)

    def _table(self, into: Element, table: Node) -> None:
        self._tables += 1
        columns = columns_of(table)
        found = add(into, "table:table", {"table:name": f"Table{self._tables}"})
        add(found, "table:table-column", {"table:number-columns-repeated": str(columns)})
        rows = list(table.children)
        if has_header_row(table):
            self._row(add(found, "table:table-header-rows"), rows.pop(0), columns)
        for row in rows:
            self._row(found, row, columns)

    def _row(self, into: Element, row: Node, columns: int) -> None:
        found = add(into, "table:table-row")
        facts = {"table:style-name": styles.TABLE_CELL, "office:value-type": "string"}
        for cell in row.children:
            style = styles.HEAD_CELL if cell.attrs["header"] else styles.CELL
            inside = add(found, "table:table-cell", facts)
            for block in cell.children:
                self._paragraph(inside, block, style)
        for _missing in range(row.child_count, columns):
            add(add(found, "table:table-cell", facts), "text:p", {STYLE_NAME: styles.CELL})

    def _rows_as_lines(self, into: Element, table: Node) -> None:
        """A list item holds no table in OpenDocument: a row is a line, its cells with tabs between them."""
        for row in table.children:
            line = add(into, "text:p", {STYLE_NAME: styles.BODY})
            for number, cell in enumerate(row.children):
                if number:
                    add(line, "text:tab")
                for place, block in enumerate(cell.children):
                    if place:
                        put_text(line, " ")
                    self._inline.write(line, block)
