"""What only Word writes into a page, most of it in the style attributes of elements.

A comment's range is ``<a style='mso-comment-reference:RA_1;mso-comment-date:20260302T1012'>``, with
``mso-comment-parent:1`` for a reply and ``mso-comment-done:yes`` for one that is resolved; where the range
goes on in other elements, ``mso-comment-continuation:1``. Its author is ``mso-comment-author:"Ruth A"``. An
item of a list is a paragraph with ``mso-list:l0 level1 lfo1`` whose number or bullet is in a
``mso-list:Ignore``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Final

from articles.importing.annotated.model import ListPlace
from articles.importing.annotated.tracking import author_of, moment
from articles.importing.html.parsing import BLOCKS
from articles.importing.packages import Element

LIST_PARTS: Final = frozenset({"comment-list", "footnote-list", "endnote-list"})
_AUTHOR: Final = re.compile(r"mso-comment-author\s*+:\s*+(?:\"([^\"]{0,500})|([^;\"]{1,500}))", re.IGNORECASE)
_REFERENCE: Final = re.compile(r"(.{0,80}?)_?([0-9]{1,6})$")
_DIGITS: Final = re.compile(r"[0-9]{1,6}$")
_COUNTED: Final = re.compile(r"\(?([0-9]{1,4}|[a-z]|[ivxlc]{1,6})[.)]$", re.IGNORECASE)
_BULLET: Final = re.compile(r"(?:[^\w\s]{1,2}|[oØüv§])$")
_PLACE: Final = re.compile(r"level([1-9])(?:\s++(lfo[0-9]{1,6}))?")
_REACH: Final = 20
"""Elements around the number of an item among which its paragraph is looked for."""


@dataclass(frozen=True, slots=True)
class CommentFacts:
    """What an element says of the comment in whose range its words stand, by the comment's ``number``.

    ``initials`` only where the range begins. ``parent`` is the number of the comment that it replies to.
    """

    number: str = ""
    initials: str = ""
    written_at: datetime | None = None
    parent: str = ""
    done: bool = False


_NO_FACTS: Final = CommentFacts()


def facts_of(element: Element) -> CommentFacts:
    """What the style of an element says of a comment; nothing of most."""
    style = element.get("style") or ""
    if "mso-comment-" not in style:
        return _NO_FACTS
    said = _declared(style)
    if found := _REFERENCE.match(said.get("mso-comment-reference", "")):
        parent = said.get("mso-comment-parent", "")
        return CommentFacts(
            number=found[2],
            initials=author_of(found[1]) or "?",
            written_at=moment(said.get("mso-comment-date")),
            parent=parent if _DIGITS.match(parent) else "",
            done=said.get("mso-comment-done", "").lower() == "yes",
        )
    number = said.get("mso-comment-continuation", "")
    return CommentFacts(number) if _DIGITS.match(number) else _NO_FACTS


def author_within(comment: Element) -> str:
    """Who wrote a comment, as the elements within it or the one that holds it say."""
    for element in comment.iter("span"):
        if found := _AUTHOR.search(element.get("style") or ""):
            return author_of(" ".join((found[1] or found[2] or "").split()))
    return ""


def part_of(element: Element | None) -> str:
    """What kind of part of the page an element says it is, as ``footnote-list``."""
    style = "" if element is None else element.get("style") or ""
    return _declared(style).get("mso-element", "") if "mso-element" in style else ""


def take_blanks(root: Element) -> None:
    """Take out the blanks that stand for the sign of a comment, and make spaces of those that are spaces."""
    for span in root.iter("span"):
        style = span.get("style") or ""
        if "mso-special-character" in style and _declared(style)["mso-special-character"] == "comment":
            for element in (span, *span):
                if element is not span:
                    element.tail = (element.tail or "").replace("\u00a0", "")
                elif not (span.text or "").strip():
                    span.text = None
        elif "mso-spacerun" in style or "mso-tab-count" in style:
            span.text = " " if span.text else span.text


def take_list_markers(root: Element) -> dict[Element, ListPlace]:
    """Take out the numbers and bullets of items, and say of each paragraph that is one where it stands."""
    places: dict[Element, ListPlace] = {}
    for marker in list(root.iter("span")):
        if "mso-list" not in (marker.get("style") or "") or not _is_ignored(marker):
            continue
        block = next((above for above in islice(marker.iterancestors(), _REACH) if above.tag in BLOCKS), None)
        text = " ".join("".join(marker.itertext()).split())
        place = _place(block, text) if block is not None and block not in places else None
        for inner in list(marker):
            marker.remove(inner)
        marker.text = f"{text} " if place is None else None
        if place is not None and block is not None:
            places[block] = place
    return places


def _is_ignored(marker: Element) -> bool:
    return _declared(marker.get("style")).get("mso-list", "").lower() == "ignore"


def _place(block: Element, marker: str) -> ListPlace | None:
    """Where an item stands; nothing for a heading, and for a number that says more than a list could."""
    if block.tag != "p":
        return None
    counted = _COUNTED.match(marker)
    if not counted and not _BULLET.match(marker):
        return None
    declared = _declared(block.get("style") or "").get("mso-list", "")
    found = _PLACE.search(declared.lower())
    level = int(found[1]) - 1 if found else 0
    name = (found[2] if found else None) or "word"
    start = int(counted[1]) if counted and counted[1].isdigit() else 1
    return ListPlace(name, min(level, 8), counted is not None, start)


def _declared(style: str) -> dict[str, str]:
    return dict(_declarations(style))


def _declarations(style: str) -> Iterator[tuple[str, str]]:
    for one in style.split(";"):
        name, _colon, value = one.partition(":")
        yield name.strip().lower(), value.strip()
