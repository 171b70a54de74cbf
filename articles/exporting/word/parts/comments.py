"""The parts that hold comments: their words, their threads, what is resolved, and who wrote them when.

A thread goes by the ids of the last paragraphs of its comments. Word reads threads only where ``commentsIds``
is there, too, and times in universal time from ``commentsExtensible``; the date of a comment itself is
what other programs read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from lxml import etree

from articles.exporting.word.model import UNNAMED, Comment, Thread
from articles.exporting.word.names import AUTHOR, DATE, ID, Element, add, root, tag
from articles.exporting.word.runs import is_rtl, moment, put_text
from articles.exporting.xml_text import xml_text

_FIRST_PARAGRAPH: Final = 0x10000000
_FIRST_DURABLE: Final = 0x20000000
"""Ids have to be below 0x80000000, and those of paragraphs are not those of comments."""


@dataclass(frozen=True, slots=True)
class NumberedComment:
    """A comment with its ids: its own, those of its paragraphs, and one for good."""

    comment: Comment
    written_at: datetime
    id: str
    paragraphs: Sequence[str]
    durable: str

    @property
    def author(self) -> str:
        return xml_text(self.comment.author).strip() or UNNAMED


def numbered(threads: Sequence[Thread]) -> list[list[NumberedComment]]:
    """The comments of these threads with their ids. Each has a second of its own, by which it is known."""
    moments = _moments(threads)
    paragraphs = (f"{number:08X}" for number in range(_FIRST_PARAGRAPH, _FIRST_DURABLE))
    found: list[list[NumberedComment]] = []
    number = 0
    for thread in threads:
        found.append([])
        for comment in thread.comments:
            ids = [next(paragraphs) for _line in _lines(comment.body)]
            durable = f"{_FIRST_DURABLE + number:08X}"
            found[-1].append(NumberedComment(comment, moments[number], str(number), ids, durable))
            number += 1
    return found


def _moments(threads: Sequence[Thread]) -> list[datetime]:
    """When each comment was written, in whole seconds, each its own and none before its thread began."""
    written = [
        comment.written_at.astimezone(UTC).replace(microsecond=0)
        for thread in threads
        for comment in thread.comments
    ]
    order = sorted(range(len(written)), key=lambda number: (written[number], number))
    last = datetime.min.replace(tzinfo=UTC)
    for number in order:
        last = written[number] = max(written[number], last + timedelta(seconds=1))
    return written


def _lines(body: str) -> list[str]:
    """The paragraphs of a comment. Tabs are spaces: LibreOffice would leave them out."""
    return xml_text(body).replace("\t", " ").replace("\r\n", "\n").replace("\r", "\n").split("\n")


def comments_part(threads: Iterable[Sequence[NumberedComment]]) -> Element:
    """``comments.xml``: the words."""
    part = root("w:comments", "w14")
    for comment in _each(threads):
        element = add(part, "w:comment")
        element.set(ID, comment.id)
        element.set(AUTHOR, comment.author)
        element.set(DATE, moment(comment.written_at))
        element.set(tag("w:initials"), initials(comment.author))
        for number, (line, mark) in enumerate(
            zip(_lines(comment.comment.body), comment.paragraphs, strict=True)
        ):
            _paragraph(element, line, mark, is_first=number == 0)
    return part


def _paragraph(comment: Element, line: str, mark: str, *, is_first: bool) -> None:
    paragraph = add(comment, "w:p")
    paragraph.set(tag("w14:paraId"), mark)
    paragraph.set(tag("w14:textId"), "77777777")
    properties = add(paragraph, "w:pPr")
    add(properties, "w:pStyle", "CommentText")
    rtl = is_rtl(line)
    if rtl:
        add(properties, "w:bidi")
    if is_first:
        run = add(paragraph, "w:r")
        add(add(run, "w:rPr"), "w:rStyle", "CommentReference")
        add(run, "w:annotationRef")
    if line:
        run = add(paragraph, "w:r")
        if rtl:
            add(add(run, "w:rPr"), "w:rtl")
        put_text(run, line)


def extended_part(threads: Iterable[tuple[Thread, Sequence[NumberedComment]]]) -> Element:
    """``commentsExtended.xml``: which comment replies to which, and what is resolved, on the whole thread."""
    part = root("w15:commentsEx")
    for thread, comments in threads:
        for number, comment in enumerate(comments):
            entry = etree.SubElement(part, tag("w15:commentEx"))
            entry.set(tag("w15:paraId"), comment.paragraphs[-1])
            if number:
                entry.set(tag("w15:paraIdParent"), comments[0].paragraphs[-1])
            entry.set(tag("w15:done"), "1" if thread.resolved else "0")
    return part


def ids_part(threads: Iterable[Sequence[NumberedComment]]) -> Element:
    """``commentsIds.xml``: an id for good for each comment."""
    part = root("w16cid:commentsIds")
    for comment in _each(threads):
        entry = etree.SubElement(part, tag("w16cid:commentId"))
        entry.set(tag("w16cid:paraId"), comment.paragraphs[-1])
        entry.set(tag("w16cid:durableId"), comment.durable)
    return part


def extensible_part(threads: Iterable[Sequence[NumberedComment]]) -> Element:
    """``commentsExtensible.xml``: when each comment was written, in universal time."""
    part = root("w16cex:commentsExtensible")
    for comment in _each(threads):
        entry = etree.SubElement(part, tag("w16cex:commentExtensible"))
        entry.set(tag("w16cex:durableId"), comment.durable)
        entry.set(tag("w16cex:dateUtc"), moment(comment.written_at))
    return part


def people_part(names: Iterable[str]) -> Element:
    """``people.xml``: who wrote comments and made changes, by their names alone."""
    part = root("w15:people")
    for name in names:
        person = etree.SubElement(part, tag("w15:person"))
        person.set(tag("w15:author"), name)
        presence = etree.SubElement(person, tag("w15:presenceInfo"))
        presence.set(tag("w15:providerId"), "None")
        presence.set(tag("w15:userId"), name)
    return part


def initials(name: str) -> str:
    """The first letters of the first and the last word of a name."""
    words = name.split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()


def _each(threads: Iterable[Sequence[NumberedComment]]) -> Iterator[NumberedComment]:
    for comments in threads:
        yield from comments
