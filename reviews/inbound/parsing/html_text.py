"""The words of a mail that is written as a page, in lines; quotes begin with ``>``, as in plain mail."""

from __future__ import annotations

import re

from lxml import etree, html

from reviews.inbound.parsing.lists import Markers

LONGEST = 400_000  # characters
BLOCKS = {
    *("address", "article", "blockquote", "body", "center", "dd", "div", "dl", "dt", "footer", "form"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "main", "p", "pre", "section"),
    *("table", "tbody", "tfoot", "thead", "tr"),
}
SEPARATING_TAGS = {"p", "pre", "table", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6"}
UNSEEN = {"script", "style", "head", "title", "template", "noscript", "svg", "object", "iframe"}
HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
SPACES = re.compile(r"[ \t\r\n\f]+")
SIGNATURE = re.compile(
    r"(?:^|\s)(?:gmail_signature|moz-signature|protonmail_signature_block|signature)(?:\s|$)",
    re.IGNORECASE,
)
"""The class or id in which programs put a signature."""
DELIMITER = "-- "


def page_text(page: str) -> str:
    """The words as they are seen. Whatever the page is, there is an answer; nothing for no page at all."""
    try:
        root = html.document_fromstring(page[:LONGEST].encode(), parser=html.HTMLParser(encoding="utf-8"))
    except (etree.LxmlError, ValueError, AssertionError):
        return ""
    lines = _Lines()
    _walk(root, lines)
    return lines.text()


class _Lines:
    """Text as it grows: spaces are one, blank lines are one, quoted lines are marked."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.line = ""
        self.depth = 0
        self.markers = Markers()
        self.marker = ""
        """Of an item whose words have not come yet."""

    def write(self, words: str | None) -> None:
        folded = SPACES.sub(" ", words or "")
        self._mark(folded)
        self.line += folded.lstrip(" ") if not self.line or self.line.endswith(" ") else folded

    def _mark(self, words: str) -> None:
        if self.marker and words.strip():
            self.line, self.marker = self.marker + self.line.lstrip(), ""

    def write_preformatted(self, words: str | None) -> None:
        first, *more = (words or "").split("\n")
        self._mark(first)
        self.line += first
        for line in more:
            self.end_line(keep_empty=True)
            self.line = line

    def end_line(self, *, keep_empty: bool = False) -> None:
        words = self.line.replace("\u00a0", " ")
        if words != DELIMITER or self.depth:
            words = words.rstrip()
        self.line = ""
        if words.strip() == "--" and self.done[-1:] == [DELIMITER]:
            return
        if words or keep_empty:
            self.done.append(f"{'>' * self.depth} {words}".rstrip() if self.depth else words)

    def begin_paragraph(self) -> None:
        """Begin a new paragraph; those of a list stand together."""
        self.end_line()
        if self.done and self.done[-1].strip("> ") and not self.markers.is_inside:
            self.end_line(keep_empty=True)

    def begin_list(self, element: html.HtmlElement) -> None:
        """Below the line that announces it, and in an item; else apart."""
        self.end_item()
        if element.tag == "ul" and self.done and not self.done[-1].endswith(":"):
            self.begin_paragraph()
        self.markers.begin(element)

    def end_list(self) -> None:
        self.end_item()
        self.markers.end()
        self.begin_paragraph()

    def begin_item(self, element: html.HtmlElement) -> None:
        self.end_item()
        self.marker = self.markers.of(element)

    def end_item(self) -> None:
        """An item without words has its marker all the same."""
        if self.marker:
            self.line, self.marker = self.marker, ""
        self.end_line()

    def begin_signature(self) -> None:
        """As in plain mail, unless the program has written the delimiter itself."""
        self.end_line()
        if self.depth == 0 and not any(line.strip() == "--" for line in self.done[-2:]):
            self.done.append(DELIMITER)

    def end_quote(self) -> None:
        self.end_line()
        while self.done and not self.done[-1].strip("> "):
            self.done.pop()
        self.depth -= 1
        self.begin_paragraph()

    def text(self) -> str:
        self.end_line()
        return "\n".join(self.done).strip("\n")


def _walk(root: html.HtmlElement, lines: _Lines) -> None:
    """In the order of the page. By hand and not by calling itself: pages nest deeper than Python does."""
    unseen, preformatted = 0, 0
    for event, element in etree.iterwalk(root, events=("start", "end", "comment")):
        name = element.tag if isinstance(element.tag, str) else ""
        is_unseen = not name or name in UNSEEN or bool(HIDDEN.search(element.get("style", "")))
        if event == "start":
            unseen += is_unseen
            preformatted += name == "pre"
            if not unseen:
                _begin(name, element, lines)
                (lines.write_preformatted if preformatted else lines.write)(element.text)
        elif event == "end":
            if not unseen:
                _end(name, lines)
            unseen -= is_unseen
            preformatted -= name == "pre"
        if event != "start" and not unseen:
            (lines.write_preformatted if preformatted else lines.write)(element.tail)


def _begin(name: str, element: html.HtmlElement, lines: _Lines) -> None:
    if SIGNATURE.search(element.get("class", "")) or SIGNATURE.search(element.get("id", "")):
        lines.begin_signature()
    if name in ("ol", "ul"):
        lines.begin_list(element)
    elif name == "li":
        lines.begin_item(element)
    elif name == "br":
        lines.end_line(keep_empty=True)
    elif name in SEPARATING_TAGS:
        lines.begin_paragraph()
    elif name in BLOCKS:
        lines.end_line()
    if name == "blockquote":
        lines.depth += 1
    elif name == "hr":
        lines.done.append("_" * 32)
    elif name in ("td", "th"):
        lines.write(" ")


def _end(name: str, lines: _Lines) -> None:
    if name in ("ol", "ul"):
        lines.end_list()
    elif name == "li":
        lines.end_item()
    elif name == "blockquote":
        lines.end_quote()
    elif name in SEPARATING_TAGS:
        lines.begin_paragraph()
    elif name in BLOCKS:
        lines.end_line()
