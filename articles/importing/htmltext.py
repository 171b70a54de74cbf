"""The words of an HTML page with the lines they stand on, as somebody who reads the page meets them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from lxml import etree

from articles.importing.html.parsing import BLOCKS, EMBEDDED, UNSEEN, name_of, tree_of

_DEEPEST: Final = 100
_PUBLISHED_META: Final = frozenset(
    {"description", "author", "og:title", "og:description", "og:image:alt"}
    | {"twitter:title", "twitter:description"}
)


@dataclass(frozen=True)
class HtmlText:
    """A stretch of words, white space folded, and the line on which it begins, counting from 1.

    ``kind`` is ``text``, or says where else the words stand: ``title``, ``meta``, ``alt`` or ``comment``;
    ``embedded`` names what has no words. ``row`` is the number on the page of the row of a table that they
    are in, or 0, and ``cell`` that of the cell in its row.
    ``path`` names the block elements around it, outermost first and a hundred at most; ``article`` is the
    number on the page of the innermost article element around it, or 0.
    """

    line: int
    text: str
    kind: str
    path: tuple[str, ...]
    article: int
    row: int = 0
    cell: int = 0


def html_texts(source: str, *, embedded: bool = False) -> list[HtmlText]:
    """Everything on a page that somebody may read, in the order of the source.

    ``embedded``: also the names of pictures without a description, films and the like.
    """
    if not source.strip():
        return []
    return _Walk(embedded).over(tree_of(source))


class _Walk:
    """Collects words on one pass over a tree, keeping count of lines, which the parser has for tags only."""

    def __init__(self, embedded: bool) -> None:
        self._embedded = EMBEDDED if embedded else frozenset()
        self._found: list[HtmlText] = []
        self._path: list[str] = []
        self._articles = [0]
        self._articles_met = 0
        self._rows = [(0, 0)]
        self._rows_met = 0
        self._pieces: list[str] = []
        self._has_words = False
        self._begins = 1
        self._line = 1
        self._unseen = 0

    def over(self, root: Any) -> list[HtmlText]:
        for comment in reversed(list(root.itersiblings(etree.Comment, preceding=True))):
            self._end(comment, "comment")
        for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
            if event == "start":
                self._start(element)
            else:
                self._end(element, event)
        self._flush()
        for comment in root.itersiblings(etree.Comment):
            self._end(comment, "comment")
        return self._found

    def _start(self, element: Any) -> None:
        tag = element.tag.lower()
        self._line = max(self._line, element.sourceline or 0)
        if tag in BLOCKS:
            self._flush()
            self._path.append(tag)
        if tag == "article":
            self._articles_met += 1
            self._articles.append(self._articles_met)
        if tag == "tr":
            self._rows_met += 1
            self._rows.append((self._rows_met, 0))
        elif tag in ("td", "th") and len(self._rows) > 1:
            row, cell = self._rows[-1]
            self._rows[-1] = (row, cell + 1)
        if tag in self._embedded and not self._unseen and not (element.get("alt") or "").strip():
            self._aside("embedded", name_of(element))
        if tag in UNSEEN:
            self._unseen += 1
        if tag == "img":
            self._aside("alt", element.get("alt"))
        elif tag == "meta" and str(element.get("name") or element.get("property")).lower() in _PUBLISHED_META:
            self._aside("meta", element.get("content"))
        elif tag == "br":
            self._add(" ")
        if tag == "title" and element.getparent().tag != "svg":
            self._aside("title", element.text)
        else:
            self._add(element.text)

    def _end(self, element: Any, event: str) -> None:
        if event == "comment":
            self._line = max(self._line, element.sourceline or 0)
            # The parser takes an XML declaration for a comment.
            if not (element.text or "").startswith("?"):
                self._aside("comment", element.text)
        elif event == "end":
            tag = element.tag.lower()
            if tag in UNSEEN:
                self._unseen -= 1
            if tag in BLOCKS:
                self._flush()
                self._path.pop()
            if tag == "article":
                self._articles.pop()
            if tag == "tr":
                self._rows.pop()
        self._add(element.tail)

    def _add(self, text: str | None) -> None:
        if not text:
            return
        if not self._unseen:
            if not self._has_words:
                leading = text[: len(text) - len(text.lstrip())]
                self._begins = self._line + leading.count("\n")
                self._has_words = bool(text.strip())
            self._pieces.append(text)
        self._line += text.count("\n")

    def _aside(self, kind: str, text: str | None) -> None:
        if text and text.strip():
            self._keep(self._line, text, kind)

    def _flush(self) -> None:
        text = "".join(self._pieces)
        if text.strip():
            self._keep(self._begins, text, "text")
        self._pieces.clear()
        self._has_words = False

    def _keep(self, line: int, text: str, kind: str) -> None:
        folded = " ".join(text.split())
        place = (tuple(self._path[:_DEEPEST]), self._articles[-1], *self._rows[-1])
        self._found.append(HtmlText(line, folded, kind, *place))
