"""A publication as Markdown that reads back as the same document, blank blocks apart.

Standfirst, byline and language are front matter. Marks are asterisks where CommonMark reads them without
ambiguity, and tags elsewhere. White space at the edges is written as entities.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from prosemirror.model import Mark, Node

from articles.documents.allowed import asset_digest
from articles.documents.footnotes import Footnotes, id_of, is_reference, renamed
from articles.documents.tables import columns_of, has_header_row
from articles.documents.text import block_text, is_code, is_code_block
from articles.exporting.publication import (
    Publication,
    caption_of,
    image_of,
    is_blank,
    whole_number,
)
from articles.importing.language import direction_of
from articles.importing.text.markdown import PULL_QUOTE

_DELIMITERS: Final = {"em": "*", "strong": "**"}
_MARKS: Final = ("link", "em", "strong")

_BACKTICKS: Final = re.compile("`+")
_SPECIAL: Final = "`*[]<_"
_WITHIN_A_WORD: Final = re.compile(r"(?<=[^\W_])\\_(?=[^\W_])")
_REFERENCE: Final = re.compile(r"&(?=#?\w+;)")
_LINE_START: Final = re.compile(r"\A(?:[#+\-=~>|]|\d{1,9}(?=[.)]))")
_UNWRITABLE_CHARACTERS: Final = "\u2028\u2029\ufeff"
_UNWRITABLE: Final = re.compile(f"[{_UNWRITABLE_CHARACTERS}]")
_EDGE_START: Final = re.compile(r"\A\s+")
_EDGE_END: Final = re.compile(r"(?<!\s)\s++\Z")
_SIMPLE_ADDRESS: Final = re.compile(r"[\w:/.?=%#@+,;~!-]+")
_IN_ADDRESS: Final = re.compile(r"[\\<>]|&(?=#?\w+;)")
_IN_TITLE: Final = re.compile(r'[\\"]|&(?=#?\w+;)')


def markdown(publication: Publication) -> str:
    """The whole file. The labels of footnotes are their numbers."""
    publication = replace(publication, doc=_numbered(publication.footnotes, publication.doc))
    parts = [f"**{publication.notice}**"] if publication.draft else []
    parts.append(_front_matter(publication))
    if not is_blank(publication.headline):
        parts.append(_heading(publication.headline, 1))
    if blocks := _blocks(publication.body):
        parts.append(blocks)
    notes = (note for _label, note in publication.notes)
    parts += [f"[^{id_of(note)}]: {_words(note, one_line=True)}".rstrip() for note in notes]
    return "\n\n".join(parts) + "\n"


def _numbered(footnotes: Footnotes, doc: Node) -> Node:
    ids = dict.fromkeys([*footnotes.references, *footnotes.notes])
    numbers = {id: str(footnotes.numbers.get(id) or f"unknown-{at}") for at, id in enumerate(ids, start=1)}
    return renamed(doc, numbers)


def _front_matter(publication: Publication) -> str:
    values = {
        "standfirst": _words(publication.standfirst) if publication.standfirst else "",
        "byline": _UNWRITABLE.sub(" ", publication.byline),
        "language": publication.language,
        "direction": ""
        if publication.direction == direction_of(publication.language)
        else publication.direction,
    }
    lines = [f"{key}: {_quoted(value)}" for key, value in values.items() if value]
    return "\n".join(["---", *lines, "---"]) if lines else ""


def _quoted(value: str) -> str:
    return '"' + re.sub(r'(["\\])', r"\\\1", value) + '"'


def _blocks(blocks: Sequence[Node]) -> str:
    """Blocks with blank lines between them. The second of two adjacent lists has another marker."""
    written: list[str] = []
    previous, alternate = "", False
    for block in blocks:
        if is_blank(block):
            continue
        name = block.type.name
        alternate = name == previous and not alternate
        previous = name
        written.append(_block(block, alternate=alternate))
    return "\n\n".join(written)


def _block(block: Node, *, alternate: bool) -> str:
    match block.type.name:
        case "paragraph":
            return _fenced(block) if _may_be_fenced(block) else _words(block)
        case "heading":
            return _heading(block, whole_number(block, "level"))
        case "blockquote":
            return _quotation(_blocks(block.children))
        case "pull_quote":
            return _quotation(f"{PULL_QUOTE}\n{_words(block)}")
        case "bullet_list":
            return _list(block, ["* " if alternate else "- "] * block.child_count)
        case "ordered_list":
            first, sign = whole_number(block, "order"), ")" if alternate else "."
            return _list(block, [f"{first + index}{sign} " for index in range(block.child_count)])
        case "figure":
            return _figure(block)
        case "table":
            return _table(block)
        case _:
            return "* * *"


def _may_be_fenced(block: Node) -> bool:
    """Whether fenced lines of code read back unchanged, even within a list or a quotation."""
    if not is_code_block(block):
        return False
    lines = block_text(block).split("\n")
    even = all(line == line.rstrip() and not line.startswith("\t") for line in lines)
    return even and bool(lines[0] and lines[-1]) and not any(map(_UNWRITABLE.search, lines))


def _fenced(block: Node) -> str:
    """Lines of code between fences of more backticks than the code has in a row."""
    code = block_text(block)
    fence = "`" * max(3, _longest_run(code) + 1)
    return f"{fence}\n{code}\n{fence}"


def _longest_run(code: str) -> int:
    return max(map(len, _BACKTICKS.findall(code)), default=0)


def _quotation(text: str) -> str:
    return "\n".join(f"> {line}".rstrip(" ") for line in text.split("\n"))


def _list(block: Node, signs: list[str]) -> str:
    items = [_item(item, sign) for item, sign in zip(block.children, signs, strict=True)]
    tight = all(item.child_count == 1 and not is_blank(item) for item in block.children)
    return ("\n" if tight else "\n\n").join(items)


def _item(item: Node, sign: str) -> str:
    """An item. One that begins with an empty paragraph has its marker on a line of its own."""
    first, *others = item.children
    rest = _blocks(others)
    if is_blank(first):
        text = sign.rstrip() + ("\n" + rest if rest else "")
    else:
        text = sign + _block(first, alternate=False) + ("\n\n" + rest if rest else "")
    indent = " " * len(sign)
    head, *lines = text.split("\n")
    return "\n".join([head, *(indent + line if line else "" for line in lines)])


def _heading(block: Node, level: int) -> str:
    text = _words(block, one_line=True)
    # Number signs at the end would be a closing sequence. A single one has a backslash already.
    closed = text if text == "\\#" else re.sub(r"#$", r"\\#", text)
    return "#" * level + " " + closed


def _figure(figure: Node) -> str:
    image, caption = image_of(figure), caption_of(figure)
    title = _title(_words(caption, one_line=True)) if caption else ""
    credit = f'{{credit="{_plain(image["credit"])}"}}' if image["credit"] else ""
    # An image of the story has no address at which whoever gets the file could fetch it.
    src = "" if asset_digest(image["src"]) else image["src"]
    return f"![{_plain(image['alt'])}]({_address(src)}{title}){credit}"


def _table(table: Node) -> str:
    """A pipe table. One without a row of headers has an empty one, as it cannot be without."""
    columns = columns_of(table)
    rows = [[_cell(cell) for cell in row.children] for row in table.children]
    if not has_header_row(table):
        rows.insert(0, [])
    rows.insert(1, ["---"] * columns)
    return "\n".join(f"| {' | '.join([*row, *[''] * (columns - len(row))])} |" for row in rows)


def _cell(cell: Node) -> str:
    """Paragraphs with a line break between them."""
    return "<br>".join(
        _Inline(block, one_line=True, in_cell=True).written()
        for block in cell.children
        if not is_blank(block)
    )


def _address(address: str) -> str:
    if _SIMPLE_ADDRESS.fullmatch(address):
        return address
    return f"<{_UNWRITABLE.sub(_entities, _IN_ADDRESS.sub(_escaped, address))}>"


def _title(title: str) -> str:
    return f' "{_UNWRITABLE.sub(_entities, _IN_TITLE.sub(_escaped, title))}"' if title else ""


def _words(block: Node, *, one_line: bool = False) -> str:
    """The content of a text block; with ``one_line`` breaks are tags, not new lines."""
    return _Inline(block, one_line=one_line).written()


def _escaped(match: re.Match[str]) -> str:
    return "\\" + match[0]


def _entities(match: re.Match[str]) -> str:
    return "".join(f"&#{ord(char)};" for char in match[0])


def _plain(text: str) -> str:
    """Text with a backslash before each special character. A text may consist of nothing else, so characters
    are replaced by str.replace where it can do it, which is fastest."""
    text = _REFERENCE.sub(r"\\&", text.replace("\\", r"\\"))
    for sign in _SPECIAL:
        text = text.replace(sign, f"\\{sign}")
    text = _WITHIN_A_WORD.sub("_", text)
    for character in _UNWRITABLE_CHARACTERS:
        text = text.replace(character, f"&#{ord(character)};")
    return text


class _Inline:
    """Writes the content of one block, node by node. How a node is written depends on its neighbours."""

    def __init__(self, block: Node, *, one_line: bool, in_cell: bool = False) -> None:
        self._nodes = block.children
        self._one_line = one_line
        self._in_cell = in_cell
        self._divides = in_cell or any(node.text is None for node in self._nodes)
        """Whether a bar would divide cells: also those of a table that lines of words would make."""

    def written(self) -> str:
        return self._run(0, len(self._nodes), 0)

    def _run(self, first: int, last: int, depth: int) -> str:
        """The nodes from ``first`` to before ``last``, with their marks from ``_MARKS[depth]`` on."""
        if depth == len(_MARKS):
            return "".join(self._node(index) for index in range(first, last))
        pieces = []
        start = first
        while start < last:
            mark = self._mark(start, depth)
            end = start + 1
            while end < last and _same(self._mark(end, depth), mark):
                end += 1
            inner = self._run(start, end, depth + 1)
            pieces.append(self._wrapped(inner, mark, start, end) if mark else inner)
            start = end
        return "".join(pieces)

    def _mark(self, index: int, depth: int) -> Mark | None:
        """A number is part of no link: it is one itself."""
        if _MARKS[depth] == "link" and is_reference(self._nodes[index]):
            return None
        return next((mark for mark in self._nodes[index].marks if mark.type.name == _MARKS[depth]), None)

    def _wrapped(self, inner: str, mark: Mark, start: int, end: int) -> str:
        name = mark.type.name
        if name == "link":
            title = mark.attrs.get("title")
            target = f"({_address(str(mark.attrs['href']))}{_title(str(title or ''))})"
            return f"[{inner}]" + (target.replace("|", "\\|") if self._in_cell else target)
        if self._is_plain_emphasis(name, start, end):
            return _DELIMITERS[name] + inner + _DELIMITERS[name]
        return f"<{name}>{inner}</{name}>"

    def _is_plain_emphasis(self, name: str, start: int, end: int) -> bool:
        """Whether asterisks are unambiguous: they touch words inside, and no word outside.

        Around code they need white space outside, because its backticks are punctuation.
        """
        nodes = self._nodes[start:end]
        before = (self._nodes[start - 1].text or " ")[-1] if start else " "
        after = (self._nodes[end].text or " ")[0] if end < len(self._nodes) else " "
        begins = before.isspace() if is_code(nodes[0]) else (nodes[0].text or " ")[0].isalnum()
        ends = after.isspace() if is_code(nodes[-1]) else (nodes[-1].text or " ")[-1].isalnum()
        outside = not before.isalnum() and not after.isalnum() and not self._touches_emphasis(start, end)
        return begins and ends and outside and (name == "strong" or self._strong_is_even(nodes))

    def _touches_emphasis(self, start: int, end: int) -> bool:
        around = self._nodes[max(start - 1, 0) : start] + self._nodes[end : end + 1]
        return any(mark.type.name != "link" for node in around for mark in node.marks)

    @staticmethod
    def _strong_is_even(nodes: Sequence[Node]) -> bool:
        """Whether all words of an emphasis are bold, or those at its edges are not."""
        bold = [any(mark.type.name == "strong" for mark in node.marks) for node in nodes]
        return all(bold) or not (bold[0] or bold[-1])

    def _node(self, index: int) -> str:
        text = self._nodes[index].text
        if is_reference(self._nodes[index]):
            return f"[^{id_of(self._nodes[index])}]"
        if text is None:
            return self._break(index)
        if is_code(self._nodes[index]):
            return self._code(index, text)
        written = _plain(text)
        if self._divides:
            written = written.replace("|", "\\|")
        if index == 0 or self._breaks_line(index - 1):
            written = _LINE_START.sub(_at_line_start, written)
        elif is_reference(self._nodes[index - 1]) and written[:1] in ("(", ":"):
            # It would make a link of the number, or a definition.
            written = "\\" + written
        if index == 0:
            written = _EDGE_START.sub(_entities, written)
        if index == len(self._nodes) - 1:
            written = _EDGE_END.sub(_entities, written)
        elif written.endswith("!"):
            # A link may follow, and would become an image.
            written = written[:-1] + "\\!"
        return written

    def _code(self, index: int, text: str) -> str:
        """Code between backticks, or as a tag where backticks would be read differently."""
        beside = self._nodes[max(index - 1, 0) : index] + self._nodes[index + 1 : index + 2]
        spaced = text[0].isspace() or text[-1].isspace() or not text.strip()
        odd = _UNWRITABLE.search(text) or (self._divides and "|" in text)
        if spaced or odd or any(map(is_code, beside)):
            return f"<code>{_plain(text).replace('|', '&#124;')}</code>"
        fence = "`" * (_longest_run(text) + 1)
        pad = " " if "`" in (text[0], text[-1]) else ""
        return f"{fence}{pad}{text}{pad}{fence}"

    def _break(self, index: int) -> str:
        if is_code(self._nodes[index]):
            return "<code><br></code>"
        return "\\\n" if self._breaks_line(index) else "<br>"

    def _breaks_line(self, index: int) -> bool:
        """Whether this break is written as a new line: it has to have words directly on both sides."""
        if self._one_line or index < 0 or self._nodes[index].type.name != "hard_break":
            return False
        before = self._nodes[index - 1].text if index else None
        after = self._nodes[index + 1].text if index + 1 < len(self._nodes) else None
        return bool(before and after and not before[-1].isspace() and not after[0].isspace())


def _same(one: Mark | None, other: Mark | None) -> bool:
    return one is other or (one is not None and other is not None and one.eq(other))


def _at_line_start(match: re.Match[str]) -> str:
    return match[0] + "\\" if match[0].isdigit() else "\\" + match[0]
