"""Inline Markdown tokens → text with marks, hard breaks, and the figures that stood among the words."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Final

from markdown_it.token import Token
from prosemirror.model import Mark, Node

from articles.documents.footnotes import id_of, is_reference
from articles.documents.schema import LIMITS, image_allowed, link_allowed, schema
from articles.documents.text import piece_text
from articles.importing.losses import Losses
from articles.importing.text.engine import inline_of
from articles.importing.text.parsing import Markers

_TAG: Final = re.compile(r"<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9-]*)")
_MARK_OF_TAG: Final = {"em": "em", "i": "em", "strong": "strong", "b": "strong", "code": "code"}
_BROKEN_LINE: Final = re.compile(r"(?<![ \t\n])[ \t]*+\n[ \t\n]*+")
_LONGEST_NAME: Final = 80
_HOLD_EVERYTHING: Final = ("paragraph", "heading")
_CREDIT: Final = re.compile(r'\{credit="(?P<credit>.*)"\}[ \t]*', re.DOTALL)


@dataclass
class Words:
    """The content of one block as it grows; ``figures`` belong behind that block."""

    content: list[Node] = field(default_factory=list)
    figures: list[Node] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(map(piece_text, self.content))


@dataclass
class _OpenLink:
    """A link while its words are read: the mark it gives them, or None when its address may not be kept."""

    mark: Mark | None
    href: str
    first: int
    figures: int
    strays: str


class InlineReader:
    """Reads the inline tokens of one copy; a marker that came before is dropped when it comes again."""

    def __init__(self, *, markers: Markers, losses: Losses) -> None:
        self._markers = markers
        self._losses = losses
        self._seen: set[str] = set()
        self.labels: Collection[str] = ()
        """The labels of the footnotes that the copy has."""
        self.note_ids: dict[str, str] = {}
        """The ids of the footnotes that were referred to, by their labels, in order."""
        self._label_of: dict[str, str] = {}

    def line(self, text: str) -> Words:
        """The words of one line of Markdown that stands outside the copy."""
        return self.read(inline_of(text, self._markers, self.labels))

    def read(self, tokens: Sequence[Token]) -> Words:
        """The words of one block."""
        words = Words()
        counts = {"em": 0, "strong": 0, "code": 0}
        link: _OpenLink | None = None
        for index, token in enumerate(tokens):
            marks = [schema.mark(name) for name, count in counts.items() if count]
            if link and link.mark:
                marks.insert(0, link.mark)
            if token.type in ("em_open", "strong_open", "em_close", "strong_close"):
                counts[token.type.partition("_")[0]] += token.nesting
            elif token.type == "link_open":
                link = self._open(token, words)
            elif token.type == "link_close" and link:
                self._close(link, words, marks)
                link = None
            elif token.type == "footnote_reference":
                id = self.note_ids.setdefault(token.info, str(len(self.note_ids) + 1))
                self._label_of[id] = token.info
                words.content.append(schema.node("footnote_reference", {"id": id}, None, marks))
            elif token.type == "image":
                self._image(token, tokens[index + 1 : index + 2], words)
            elif token.type == "html_inline":
                self._tag(token.content, words, counts, marks)
            elif not self._is_credit(tokens, index):
                self._text(token, words, marks, before_it=tokens[index - 1].type if index else "")
        return words

    def fit(self, content: Sequence[Node], type_name: str) -> list[Node]:
        """The content as this kind of block can hold it."""
        node_type = schema.nodes[type_name]
        if type_name in _HOLD_EVERYTHING:
            return list(content)
        fitted: list[Node] = []
        for node in content:
            marks = [mark for mark in node.marks if node_type.allows_mark_type(mark.type)]
            for mark in node.marks:
                if mark not in marks:
                    self._unfit(mark, type_name)
            if is_reference(node):
                fitted.append(schema.text(self._as_typed(node, type_name), marks))
            elif node.text is None and type_name == "footnote":
                fitted.append(node)
            else:
                fitted.append(schema.text(node.text or " ", marks))
        return fitted

    def _as_typed(self, reference: Node, type_name: str) -> str:
        kind = type_name.replace("_", " ")
        self._losses.add(f"A {kind} can’t refer to a footnote, so the number was kept as typed")
        return f"[^{self._label_of[id_of(reference)]}]"

    def _unfit(self, mark: Mark, type_name: str) -> None:
        kind = type_name.replace("_", " ")
        if mark.type.name == "link":
            self._losses.add(
                f"A {kind} can’t contain a link, so the link was removed", str(mark.attrs["href"])
            )
        else:
            self._losses.add(f"A {kind} can’t contain this formatting, so it became plain text")

    def _text(self, token: Token, words: Words, marks: list[Mark], *, before_it: str) -> None:
        if token.type == "hardbreak":
            words.content.append(schema.node("hard_break", None, None, marks))
        elif token.type == "softbreak":
            before = self._last(words)
            if before and not before.isspace():
                self._add(" ", words, marks)
        else:
            if token.type == "code_inline":
                marks = schema.mark("code").add_to_set(marks)
            elif "~~" in token.content:
                self._losses.add("Strikethrough was kept as typed")
            apart = before_it == "image" and self._last(words).isspace()
            self._add(token.content.lstrip(" ") if apart else token.content, words, marks)

    def _last(self, words: Words) -> str:
        """The last character so far, markers aside; nothing at the beginning of a block."""
        for node in reversed(words.content):
            if text := self._markers.without(piece_text(node)):
                return text[-1]
        return ""

    def _add(self, text: str, words: Words, marks: list[Mark]) -> None:
        if fresh := self.fresh(text):
            words.content.append(schema.text(fresh, marks))

    def fresh(self, text: str) -> str:
        """The text without the markers that have had their place already."""
        found = self._markers.only(text)
        if not found:
            return text
        kept = []
        for char in text:
            if char not in found or char not in self._seen:
                kept.append(char)
            if char in found:
                self._seen.add(char)
        return "".join(kept)

    def _open(self, token: Token, words: Words) -> _OpenLink:
        address = str(token.attrGet("href") or "")
        title = _BROKEN_LINE.sub(" ", str(token.attrGet("title") or ""))
        href = self._markers.without(address)
        attrs = {"href": href, "title": self._markers.without(title) or None}
        fits = link_allowed(href) and len(title) <= LIMITS.attribute_length
        mark = schema.mark("link", attrs) if fits else None
        strays = self._markers.only(address) + self._markers.only(title)
        return _OpenLink(mark, href, len(words.content), len(words.figures), strays)

    def _close(self, link: _OpenLink, words: Words, marks: list[Mark]) -> None:
        text = "".join(node.text or " " for node in words.content[link.first :])
        if link.mark is None:
            label = self._markers.without(text).strip()
            self._losses.add(
                "Links that are not to a web or email address became plain text",
                f"“{label}” to {link.href}",
            )
        elif not text and len(words.figures) > link.figures:
            self._losses.add("The links around images were left out", link.href)
        elif not text:
            self._add(link.href, words, marks)
        self._add(link.strays, words, [])

    def _tag(self, tag: str, words: Words, counts: dict[str, int], marks: list[Mark]) -> None:
        match = _TAG.match(tag)
        name = match["name"].lower() if match else ""
        if name == "br":
            words.content.append(schema.node("hard_break", None, None, marks))
        elif match and name in _MARK_OF_TAG:
            kind = _MARK_OF_TAG[name]
            counts[kind] = max(0, counts[kind] + (-1 if match["close"] else 1))
        elif not (match and match["close"]):
            kind = (
                "HTML tags were left out, and the text in them kept" if match else "Hidden HTML was left out"
            )
            self._losses.add(kind, self._markers.without(tag))
        self._add(self._markers.only(tag), words, [])

    @staticmethod
    def _is_credit(tokens: Sequence[Token], index: int) -> bool:
        """Whether this text is the credit of the image before it."""
        before = index > 0 and tokens[index - 1].type == "image"
        return before and _CREDIT.fullmatch(tokens[index].content) is not None

    def _image(self, token: Token, behind: Sequence[Token], words: Words) -> None:
        alt, address = _plain(token.children or []), str(token.attrGet("src") or "")
        credited = _CREDIT.fullmatch(behind[0].content) if behind else None
        credit = credited["credit"] if credited else ""
        attrs = {
            name: self._markers.without(value)
            for name, value in (("src", address), ("alt", alt), ("credit", credit))
        }
        if not image_allowed(attrs["src"]):
            self._losses.add(
                "Images that are not on the web were kept without their file",
                _shown(attrs["src"], attrs["alt"]),
            )
            attrs["src"] = ""
        over = [attrs[name] for name in ("alt", "credit") if len(attrs[name]) > LIMITS.attribute_length]
        attrs |= {name: "" for name, value in attrs.items() if value in over}
        parts = [schema.node("image", attrs)]
        if title := str(token.attrGet("title") or ""):
            parts.append(schema.node("caption", None, self.fit(self.line(title).content, "caption")))
        words.figures.append(schema.node("figure", None, parts))
        strays = self.fresh(self._markers.only(address + alt + credit))
        for text in [*over, *([strays] if strays else [])]:
            words.figures.append(schema.node("paragraph", None, [schema.text(text)]))


def _shown(address: str, alt: str) -> str:
    """What names a picture: the end of its address, unless that is the picture, and its description."""
    name = "" if address.lower().startswith("data:") else address[-_LONGEST_NAME:]
    said = alt[:_LONGEST_NAME]
    return f"{name} “{said}”" if name and said and said != name else name or said


def _plain(tokens: Sequence[Token]) -> str:
    """The words of inline tokens, as the description of an image has them."""
    pieces = []
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            pieces.append(" ")
        elif token.type == "image":
            pieces.append(_plain(token.children or []))
        elif token.type != "html_inline":
            pieces.append(token.content)
    return "".join(pieces)
