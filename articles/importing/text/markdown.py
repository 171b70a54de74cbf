"""Markdown → a document: CommonMark with tables, and everything a document cannot hold turned into text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, Final

from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode
from prosemirror.model import Node

from articles.documents.footnotes import reference_ids
from articles.documents.schema import LIMITS, schema
from articles.documents.tables import table_fits
from articles.importing import language
from articles.importing.htmltext import HtmlText, html_texts
from articles.importing.losses import TABLES, Losses
from articles.importing.tables import TOO_LARGE, cell_of, table_of
from articles.importing.text import frontmatter
from articles.importing.text.engine import blocks_of
from articles.importing.text.frontmatter import FrontMatter
from articles.importing.text.inline import InlineReader, Words
from articles.importing.text.parsing import Markers, ParsedCopy, closed_heading, document
from articles.importing.text.pipes import cells_of, delimiter_row, on_one_line

PULL_QUOTE: Final = "[!pull-quote]"
"""The first line of a quotation that is a pull quote."""

_SCRIPT: Final = re.compile(r"<(?:script|style)\b", re.IGNORECASE)
_TASK: Final = re.compile(r"\[[ xX]\]\s")
_LINES_TOGETHER: Final = 400
_LONGEST_BYLINE: Final = 200
_LARGEST_NUMBER: Final = 1_000_000


def parse(source: str, *, markers: Markers, losses: Losses) -> ParsedCopy:
    """The document a Markdown source describes, with what its front matter says."""
    return _Builder(source, markers=markers, losses=losses).build()


class _Builder:
    def __init__(self, source: str, *, markers: Markers, losses: Losses) -> None:
        self._markers = markers
        self._losses = losses
        self._front = frontmatter.read(source, markers=markers, losses=losses)
        self._inline = InlineReader(markers=markers, losses=losses)
        self._lines: dict[int, int] = {}
        self._title: Node | None = None
        self._notes: list[tuple[str, SyntaxTreeNode]] = []
        """The definitions of footnotes, each with its label."""

    def build(self) -> ParsedCopy:
        front = self._front
        given = self._inline.line(front.headline) if self._markers.without(front.headline).strip() else None
        standing = self._inline.line(front.standfirst)
        if given:
            self._title = self._text_block("headline", given, 1)
        tree, unused = blocks_of(front.rest, self._markers)
        self._inline.labels = {node.info for node in tree.walk() if node.type == "footnote"}
        blocks = [block for child in tree.children for block in self._block(child, 1)]
        blocks += self._unused(unused)
        notes = self._footnotes(blocks)
        title = self._title or schema.node("headline")
        standfirst = self._text_block("standfirst", standing, 1) if standing.content else None
        about = self._about(front, blocks)
        figures = [*(given.figures if given else []), *standing.figures]
        doc = document(title, [*figures, *blocks, *notes], standfirst=standfirst, markers=self._markers)
        return ParsedCopy(doc, **about, lines=self._lines)

    def _about(self, front: FrontMatter, blocks: list[Node]) -> dict[str, Any]:
        """Byline, language and direction; what is not fit to be one of them stands as text or is told."""
        byline, code, direction = (
            " ".join(self._markers.without(value).split())
            for value in (front.byline, front.language, front.direction)
        )
        if len(byline) > _LONGEST_BYLINE:
            blocks.insert(0, self._new("paragraph", [schema.text(byline)], 1))
            self._losses.add(f"A byline of more than {_LONGEST_BYLINE} characters became a paragraph")
            byline = ""
        if code and not language.is_code(code):
            self._losses.add("The language is not a code such as “en” or “ar”", code)
            code = ""
        if direction and direction.lower() not in ("ltr", "rtl"):
            self._losses.add("The direction is neither “ltr” nor “rtl”", direction)
            direction = ""
        strays = front.strays + "".join(
            self._markers.only(value) for value in (front.byline, front.language, front.direction)
        )
        if strays := self._inline.fresh(strays):
            blocks.insert(0, self._new("paragraph", [schema.text(strays)], 1))
        return {"byline": byline, "language": code, "direction": direction.lower()}

    def _footnotes(self, blocks: list[Node]) -> list[Node]:
        """The footnotes in the order of their numbers; to ``blocks`` is added what no number refers to."""
        notes: dict[str, Node] = {}
        labels = {id for block in blocks for id in reference_ids(block)}
        for label, node in self._notes:
            id = self._inline.note_ids.get(label, "")
            words = self._inline.read(_tokens(node.children[0]))
            if id in labels:
                notes[id] = self._text_block("footnote", words, self._line(node), {"id": id})
                continue
            self._losses.add("Footnotes that no number refers to became text at the end")
            words.content.insert(0, schema.text(f"[^{label}]: "))
            blocks.append(self._text_block("paragraph", words, self._line(node)))
        return [notes[id] for id in self._inline.note_ids.values() if id in notes]

    def _unused(self, ranges: list[tuple[int, int]]) -> list[Node]:
        """Definitions that no link uses would vanish: they stand at the end as they were typed."""
        lines = self._front.rest.split("\n")
        blocks = []
        for start, end in ranges:
            text = self._inline.fresh(" ".join(line.strip() for line in lines[start:end]))
            self._losses.add("Unused link definitions were kept as text at the end")
            if text:
                blocks.append(self._new("paragraph", [schema.text(text)], self._front.lines + start + 1))
        return blocks

    def _new(
        self, type_name: str, content: list[Node], line: int, attrs: dict[str, Any] | None = None
    ) -> Node:
        node = schema.node(type_name, attrs, content)
        self._lines[id(node)] = line
        return node

    def _text_block(
        self, type_name: str, words: Words, line: int, attrs: dict[str, Any] | None = None
    ) -> Node:
        return self._new(type_name, self._inline.fit(words.content, type_name), line, attrs)

    def _line(self, node: SyntaxTreeNode) -> int:
        return self._front.lines + (node.map[0] if node.map else 0) + 1

    def _block(self, node: SyntaxTreeNode, depth: int) -> list[Node]:
        """The blocks that one block of Markdown becomes at this depth of the document."""
        match node.type:
            case "paragraph":
                return self._paragraph(node)
            case "heading" | "lheading":
                return self._heading(node, depth)
            case "blockquote":
                return self._quote(node, depth)
            case "bullet_list" | "ordered_list":
                return self._list(node, depth)
            case "hr":
                return [schema.node("horizontal_rule")]
            case "footnote":
                self._notes.append((node.info, node))
                return []
            case "html_block":
                return self._html(node)
            case _:
                return self._code(node)

    def _blocks(self, nodes: list[SyntaxTreeNode], depth: int) -> list[Node]:
        return [block for child in nodes for block in self._block(child, depth)]

    def _paragraph(self, node: SyntaxTreeNode) -> list[Node]:
        inline = node.children[0]
        if delimiter := delimiter_row(inline.content, self._markers):
            return self._table(inline, delimiter)
        if closed := closed_heading(inline.content, self._markers):
            level, text = closed
            return [self._text_block("heading", self._inline.line(text), self._line(node), {"level": level})]
        words = self._inline.read(_tokens(inline))
        if words.figures and not words.text.strip():
            return words.figures
        if words.figures:
            self._losses.add("Images within a paragraph were moved below it")
        return [self._text_block("paragraph", words, self._line(node)), *words.figures]

    def _table(self, inline: SyntaxTreeNode, delimiter: int) -> list[Node]:
        """A table. What stands above the header in the same paragraph is one of its own."""
        lines = inline.content.split("\n")
        header, line = delimiter - 1, self._line(inline)
        above = self._lines_of([" ".join(lines[:header])] if header else [], line)
        strays = self._markers.only(lines.pop(delimiter))
        rows = [cells_of(row, self._markers) for row in lines[header:]]
        rows[0][-1] += strays
        if not table_fits(len(rows), max(map(len, rows))):
            self._losses.add(TOO_LARGE)
            return [*above, *self._lines_of([on_one_line(cells) for cells in rows], line + header)]
        figures: list[Node] = []
        table = self._rows(rows, line + header, figures)
        return [*above, table, *figures]

    def _lines_of(self, rows: Sequence[str], line: int) -> list[Node]:
        blocks = []
        for number, row in enumerate(rows):
            if row:
                words = self._inline.line(row)
                blocks += [self._text_block("paragraph", words, line + number), *words.figures]
        return blocks

    def _rows(self, rows: Sequence[Sequence[str]], line: int, figures: list[Node]) -> Node:
        """The table of these cells; the first row is its head, unless there is nothing in it."""
        headed = any(rows[0])
        found: list[tuple[list[Node], dict[str, str | None]]] = []
        for number, row in enumerate(rows if headed else rows[1:] or rows):
            cells = []
            for cell in row:
                words = self._inline.line(cell)
                figures += words.figures
                # The line of dashes below the head is none of the rows.
                at = line + number + (number > 0 or not headed)
                paragraph = self._text_block("paragraph", words, at)
                cells.append(cell_of([paragraph], header=headed and number == 0))
            found.append((cells, {}))
        if figures:
            self._losses.add("Images in a table were moved below it")
        return table_of(found)

    def _heading(self, node: SyntaxTreeNode, depth: int) -> list[Node]:
        words = self._inline.read(_tokens(node.children[0]) if node.children else [])
        level = int(node.tag[1:])
        if level == 1 and depth == 1 and self._is_title(words):
            return words.figures
        if level == 1:
            self._losses.add("A second headline became a heading", self._markers.without(words.text).strip())
        elif level > 4:
            self._losses.add("Headings of the fifth and sixth level became headings of the fourth")
        attrs = {"level": min(max(level, 2), 4)}
        return [self._text_block("heading", words, self._line(node), attrs), *words.figures]

    def _is_title(self, words: Words) -> bool:
        """Whether this heading is the headline: the first one is, or one that repeats the front matter's."""
        if self._title is None:
            self._title = self._text_block("headline", words, 1)
            return True
        same = (
            self._markers.without(words.text).split()
            == self._markers.without(self._title.text_content).split()
        )
        return same and not self._markers.only(words.text)

    def _quote(self, node: SyntaxTreeNode, depth: int) -> list[Node]:
        first = node.children[0] if node.children else None
        if (
            first is not None
            and first.type == "paragraph"
            and first.children[0].content.startswith(PULL_QUOTE)
        ):
            return [*self._pull_quote(first), *self._blocks(node.children[1:], depth)]
        if depth + 1 > LIMITS.depth:
            return self._flattened(node, depth)
        blocks = self._blocks(node.children, depth + 1) or [schema.node("paragraph")]
        return [schema.node("blockquote", None, blocks)]

    def _pull_quote(self, paragraph: SyntaxTreeNode) -> list[Node]:
        text = paragraph.children[0].content.removeprefix(PULL_QUOTE).strip()
        words = self._inline.line(text)
        return [self._text_block("pull_quote", words, self._line(paragraph)), *words.figures]

    def _flattened(self, node: SyntaxTreeNode, depth: int) -> list[Node]:
        self._losses.add("Deeply nested blocks were moved out")
        return self._blocks(node.children, depth)

    def _list(self, node: SyntaxTreeNode, depth: int) -> list[Node]:
        if depth + 2 > LIMITS.depth:
            self._losses.add("Deeply nested blocks were moved out")
            return [block for item in node.children for block in self._blocks(item.children, depth)]
        items = [self._item(item, depth + 1) for item in node.children]
        start = int(node.attrs.get("start", 1))
        if node.type == "bullet_list":
            return [schema.node("bullet_list", None, items)]
        if start > _LARGEST_NUMBER:
            self._losses.add("A list began with too large a number", str(start))
            start = 1
        return [schema.node("ordered_list", {"order": start}, items)]

    def _item(self, node: SyntaxTreeNode, depth: int) -> Node:
        blocks = self._blocks(node.children, depth + 1)
        if not blocks or blocks[0].type.name != "paragraph":
            blocks.insert(0, self._new("paragraph", [], self._line(node)))
        elif _TASK.match(self._markers.without(blocks[0].text_content)):
            self._losses.add("Task list checkboxes became text")
        return schema.node("list_item", None, blocks)

    def _code(self, node: SyntaxTreeNode) -> list[Node]:
        if language := node.info.strip():
            self._losses.add("The language of a code block was left out", language)
        lines = node.content.rstrip("\n").split("\n")
        first = self._line(node) + (node.type == "fence")
        blocks = []
        for start in range(0, len(lines), _LINES_TOGETHER):
            words = Words()
            for line in lines[start : start + _LINES_TOGETHER]:
                if words.content:
                    words.content.append(schema.node("hard_break", None, None, [schema.mark("code")]))
                if fresh := self._inline.fresh(line):
                    words.content.append(schema.text(fresh, [schema.mark("code")]))
            blocks.append(self._text_block("paragraph", words, first + start))
        return blocks

    def _html(self, node: SyntaxTreeNode) -> list[Node]:
        content = node.content
        if _SCRIPT.search(content):
            self._losses.add("Scripts and styles were left out")
        if content.rfind("<!--") > content.rfind("-->"):
            # Nothing closes it, so it would hide the rest of the copy.
            content = content.replace("<!--", "&lt;!--")
        blocks = []
        for line, kept in self._kept(html_texts(content, embedded=True)):
            if fresh := self._inline.fresh(kept):
                blocks.append(self._new("paragraph", [schema.text(fresh)], self._line(node) + line - 1))
        return blocks

    def _kept(self, texts: list[HtmlText]) -> Iterator[tuple[int, str]]:
        """The words of a block of HTML with their lines, the rows of its tables on one line each."""
        begun = 0
        for row, pieces in groupby(texts, key=lambda found: found.row):
            found = list(pieces)
            for piece in found:
                self._told(piece)
            if not row:
                yield from ((piece.line, self._words_of(piece)) for piece in found)
                continue
            # A row that goes on behind a table within it does so where it was.
            first = 1 if row > begun else found[0].cell
            begun = max(begun, row)
            cells: list[list[str]] = [[] for _ in range(first, found[-1].cell + 1)]
            for piece in found:
                cells[piece.cell - first].append(self._words_of(piece))
            yield found[0].line, on_one_line([" ".join(words).strip() for words in cells])

    def _told(self, found: HtmlText) -> None:
        words = self._markers.without(found.text)
        if found.kind == "embedded":
            self._losses.add("Images, video and other media in HTML were left out", words)
        elif found.kind != "text":
            self._losses.add("Hidden HTML was left out", words)
        elif found.row:
            self._losses.add(TABLES)
        else:
            self._losses.add("Blocks of HTML were left out, and the text in them kept")

    def _words_of(self, found: HtmlText) -> str:
        return found.text if found.kind == "text" else self._markers.only(found.text)


def _tokens(inline: SyntaxTreeNode) -> list[Token]:
    return (inline.token.children if inline.token else None) or []
