"""Pieces of text → runs, in the links and tracked changes they stand in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, NamedTuple

from articles.exporting.pictures import Picture
from articles.exporting.word.drawings import put_picture
from articles.exporting.word.model import NO_LOOK, UNNAMED, Change, Link, Look, Piece
from articles.exporting.word.names import AUTHOR, DATE, ID, SPACE, Element, add, tag
from articles.exporting.word.package import Links
from articles.exporting.xml_text import xml_text

_RIGHT_TO_LEFT: Final = re.compile(
    "[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001eeff]"
)
_LEFT_TO_RIGHT: Final = re.compile(
    "[A-Za-z\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02b8\u0370-\u058f\u0900-\u1fff\u2c00-\ua4cf"
    "\uac00-\ud7ff\uf900-\ufaff]"
)
_BREAKS: Final = re.compile("([\t\n])")
_SIGNS: Final = {"\t": "w:tab", "\n": "w:br"}


class Stretch(NamedTuple):
    """Text that is read in one direction."""

    text: str
    is_rtl: bool


def stretches(text: str, *, rtl: bool) -> Iterator[Stretch]:
    """The text by its directions; what has none at the beginning goes with the paragraph, ``rtl`` or not."""
    if not rtl and _RIGHT_TO_LEFT.search(text) is None:
        yield Stretch(text, False)
        return
    if rtl and _LEFT_TO_RIGHT.search(text) is None:
        yield Stretch(text, True)
        return
    start, now = 0, rtl
    for found in _STRONG.finditer(text):
        if (found.lastgroup == "rtl") != now:
            if found.start() > start:
                yield Stretch(text[start : found.start()], now)
            start, now = found.start(), not now
    yield Stretch(text[start:], now)


_STRONG: Final = re.compile(f"(?P<rtl>{_RIGHT_TO_LEFT.pattern})|(?P<ltr>{_LEFT_TO_RIGHT.pattern})")


@dataclass
class Numbers:
    """Numbers for tracked changes and bookmarks, each given once in a file; comments have those before."""

    after: int = 0

    def next(self) -> str:
        self.after += 1
        return str(self.after)


def moment(at: datetime) -> str:
    """A moment as Word writes it, in universal time and whole seconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def sign(element: Element, change: Change, numbers: Numbers) -> Element:
    """Say whose a tracked change is and when it was made."""
    element.set(ID, numbers.next())
    element.set(AUTHOR, xml_text(change.author).strip() or UNNAMED)
    if change.made_at is not None:
        element.set(DATE, moment(change.made_at))
    return element


class RunWriter:
    """Writes the pieces of one paragraph after each other.

    ``links`` give the relationships of addresses and pictures. ``rtl`` is the direction of the paragraph,
    ``indent`` how many steps it is indented.
    """

    def __init__(
        self, paragraph: Element, numbers: Numbers, links: Links, *, rtl: bool, indent: int = 0
    ) -> None:
        self._paragraph = paragraph
        self._numbers = numbers
        self._links = links
        self._indent = indent
        self._rtl = rtl
        self._link: Link | None = None
        self._hyperlink: Element | None = None
        self._changes: tuple[Change | None, Change | None] = (None, None)
        self._within: Element = paragraph

    def write(self, piece: Piece) -> None:
        """Put a piece at the end. Neighbours in one link or one change stand in one element."""
        if piece.link != self._link:
            self._enter_link(piece.link)
        if (piece.inserted, piece.deleted) != self._changes:
            self._enter_changes(piece.inserted, piece.deleted)
        if piece.picture is not None:
            self._picture(piece, piece.picture)
            return
        for stretch in stretches(piece.text, rtl=self._rtl):
            self._run(stretch, piece)

    def place(self, next_link: Link | None) -> Element:
        """The element in which to put what stands between the last piece and one with that link."""
        if self._hyperlink is None or next_link != self._link:
            self._enter_link(None)
        self._enter_changes(None, None)
        return self._within

    def _enter_link(self, link: Link | None) -> None:
        self._link, self._changes = link, (None, None)
        self._hyperlink, self._within = None, self._paragraph
        if link is not None:
            self._hyperlink = self._within = add(self._paragraph, "w:hyperlink")
            self._hyperlink.set(tag("r:id"), self._links.id_of(link.href))
            if link.title:
                self._hyperlink.set(tag("w:tooltip"), xml_text(link.title))
            self._hyperlink.set(tag("w:history"), "1")

    def _enter_changes(self, inserted: Change | None, deleted: Change | None) -> None:
        self._changes = inserted, deleted
        self._within = self._paragraph if self._hyperlink is None else self._hyperlink
        if inserted is not None:
            self._within = sign(add(self._within, "w:ins"), inserted, self._numbers)
        if deleted is not None:
            self._within = sign(add(self._within, "w:del"), deleted, self._numbers)

    def _picture(self, piece: Piece, picture: Picture) -> None:
        put_picture(
            add(self._within, "w:r"),
            picture,
            alt=piece.text,
            relationship=self._links.id_of_picture(picture),
            number=self._numbers.next(),
            indent=self._indent,
        )

    def _run(self, stretch: Stretch, piece: Piece) -> None:
        run = add(self._within, "w:r")
        if piece.note:
            add(add(run, "w:rPr"), "w:rStyle", "FootnoteReference")
            add(run, "w:footnoteReference").set(ID, str(piece.note))
            return
        look, reformatted = piece.look, piece.reformatted
        if look != NO_LOOK or stretch.is_rtl or piece.link is not None or reformatted is not None:
            properties = add(run, "w:rPr")
            _looks(properties, look, linked=piece.link is not None, rtl=stretch.is_rtl)
            if reformatted is not None:
                changed = sign(add(properties, "w:rPrChange"), reformatted, self._numbers)
                old = add(changed, "w:rPr")
                _looks(old, piece.was, linked=piece.link is not None, rtl=stretch.is_rtl)
        put_text(run, stretch.text, "w:delText" if piece.deleted is not None else "w:t")


def put_text(run: Element, text: str, kind: str = "w:t") -> None:
    """Put text into a run, tabs and line breaks as the elements they are in Word."""
    if "\t" not in text and "\n" not in text:
        _text(run, text, kind)
        return
    for part in _BREAKS.split(text):
        if part in _SIGNS:
            add(run, _SIGNS[part])
        elif part:
            _text(run, part, kind)


def _text(run: Element, text: str, kind: str) -> None:
    element = add(run, kind)
    element.text = xml_text(text)
    element.set(SPACE, "preserve")


def _looks(properties: Element, look: Look, *, linked: bool, rtl: bool) -> None:
    """In the order of the schema. Bold and italic are said for both kinds of script."""
    if look.code or linked:
        add(properties, "w:rStyle", "HTMLCode" if look.code else "Hyperlink")
    if look.strong:
        add(properties, "w:b")
        add(properties, "w:bCs")
    if look.em:
        add(properties, "w:i")
        add(properties, "w:iCs")
    if rtl:
        add(properties, "w:rtl")


def is_rtl(text: str) -> bool:
    """Whether the first letter that has a direction is written from right to left."""
    found = _STRONG.search(text)
    return found is not None and found.lastgroup == "rtl"
