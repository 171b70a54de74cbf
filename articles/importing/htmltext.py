"""The words of an HTML page with the lines they stand on, as somebody who reads the page meets them.

What looks like a tag but is none (``<Which minister?>``) is text: a browser, and every parser, would drop it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

from lxml import etree, html


def _names(names: str) -> frozenset[str]:
    return frozenset(names.split())


_DEEPEST: Final = 100
_LONGEST_NAME: Final = 80
_BLOCKS: Final = _names("""
    address article aside blockquote body button caption center dd details dialog dir div dl dt fieldset
    figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu nav ol optgroup
    option p pre search section select summary table tbody td textarea tfoot th thead tr ul
""")
_UNSEEN: Final = _names("script style template noscript head iframe object svg math canvas")
_INLINE: Final = _names("""
    a abbr acronym area audio b base bdi bdo big br cite code col colgroup data datalist del dfn em embed
    font frame frameset html i img input ins kbd label link map mark meta meter nobr output param picture
    progress q rp rt ruby s samp slot small source span strike strong sub sup time title track tt u var
    video wbr
""")
_EMBEDDED: Final = _names("audio canvas embed iframe img math object svg video")
_KNOWN: Final = _BLOCKS | _UNSEEN | _INLINE
_PUBLISHED_META: Final = _names("""
    description author og:title og:description og:image:alt twitter:title twitter:description
""")
_BARE_ATTRIBUTES: Final = _names("""
    allowfullscreen async autofocus autoplay checked controls crossorigin default defer disabled download
    hidden inert ismap itemscope loop multiple muted nomodule noshade novalidate nowrap open playsinline
    readonly required reversed selected
""")
_ANGLE: Final = re.compile(
    r"(?P<raw><(?P<tag>script|style|textarea)\b(?:.*?</(?P=tag)\s*>|.*\Z)|<!--(?:.*?-->|.*\Z))"
    r"|<(?P<close>/?)(?P<name>[A-Za-z][\w:-]*)?(?P<rest>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*?)(?P<end>>|(?=<)|$)"
    r"|<",
    re.IGNORECASE | re.DOTALL,
)
_ATTRIBUTE: Final = re.compile(r"""(?<![^\s"'=/<>])[^\s"'=/<>]++\s*+=\s*+(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+)""")


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
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True)
    data = _mended(source).encode("utf-8", "replace")
    try:
        root = html.document_fromstring(data, parser=parser)
    except etree.ParserError:
        # There are no words: there may be comments.
        root = html.document_fromstring(b"<body>" + data, parser=parser)
    return _Walk(embedded).over(root)


def _mended(source: str) -> str:
    """The source with ``&lt;`` where a bracket opens no tag. Lines stay where they are."""

    def mend(match: re.Match[str]) -> str:
        if match["raw"] is not None or _is_tag(match):
            return match[0]
        return "&lt;" + match[0][1:]

    return _ANGLE.sub(mend, source)


def _is_tag(match: re.Match[str]) -> bool:
    if match["end"] != ">":
        return False
    if match["name"] is None:
        return (match["rest"] or "").lower().startswith(("!doctype", "?xml", "![cdata["))
    name, rest = match["name"].lower(), match["rest"].rstrip("/")
    bare = [word for word in _ATTRIBUTE.sub(" ", rest).split() if not _is_bare_attribute(word.lower())]
    if len(bare) > 1 or any("?" in word or "؟" in word for word in bare):
        return False
    return (
        name in _KNOWN or "-" in name or ":" in name or bool(match["close"]) or bool(_ATTRIBUTE.search(rest))
    )


def _is_bare_attribute(word: str) -> bool:
    return word in _BARE_ATTRIBUTES or word.startswith(("data-", "aria-", "v-", "x-", "/"))


def _name_of(element: Any) -> str:
    """What something without words is, and what it calls itself or else the end of its address."""
    address = element.get("src") or element.get("data") or ""
    last = "" if address.startswith("data:") else address.rstrip("/").rpartition("/")[2]
    titles = (element.get(name, "").strip() for name in ("title", "aria-label", "alttext"))
    said = next(filter(None, titles), last)
    return f"{element.tag.lower()} {said[:_LONGEST_NAME]}".strip()


class _Walk:
    """Collects words on one pass over a tree, keeping count of lines, which the parser has for tags only."""

    def __init__(self, embedded: bool) -> None:
        self._embedded = _EMBEDDED if embedded else frozenset()
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
        if tag in _BLOCKS:
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
            self._aside("embedded", _name_of(element))
        if tag in _UNSEEN:
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
            if tag in _UNSEEN:
                self._unseen -= 1
            if tag in _BLOCKS:
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
