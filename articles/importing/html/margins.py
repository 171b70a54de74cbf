"""Comments and footnotes at the end of a page, as Google Docs exports them, with where they belong.

The text holds ``<sup><a href="#cmnt1" id="cmnt_ref1">[a]</a></sup>``, the end of the page the words of the
comment behind ``<a href="#cmnt_ref1" id="cmnt1">[a]</a>``; footnotes go by ``ftnt``. No author, no time and
no range is told, and a reply is one more comment in the same place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from lxml import etree

from articles.documents.allowed import clean_text
from articles.importing.annotated.model import CommentPlaces
from articles.importing.annotated.threads import Comment, Threads, joined, threads_of
from articles.importing.packages import Element

_ANCHOR: Final = re.compile(r"(cmnt|ftnt)(\d{1,6})")
_REFERENCE: Final = re.compile(r"(cmnt|ftnt)_ref(\d{1,6})")
_REACH: Final = 20
"""Elements around the sign of a comment among which the block that holds it is looked for."""
_LINES: Final = frozenset({"p", "li", "div"})


@dataclass
class Margins:
    """What was taken off the end of a page: comments, and the elements of footnotes, by their keys."""

    comments: dict[str, Comment] = field(default_factory=dict)
    notes: dict[str, Element] = field(default_factory=dict)

    def referred(self, element: Element) -> str:
        """The key of the comment or footnote to which a link in the text refers."""
        found = _REFERENCE.fullmatch(_id(element))
        key = found[1] + found[2] if found else ""
        return key if key in self.comments or key in self.notes else ""

    def threads(self, places: Mapping[str, CommentPlaces]) -> Threads:
        """The comments as threads: those in one place are one."""
        together: dict[tuple[int, int], list[Comment]] = {}
        for key, place in places.items():
            if place.reference is not None and key in self.comments:
                spot = id(place.reference.paragraph), place.reference.offset
                together.setdefault(spot, []).append(self.comments[key])
        guessed = joined(together.values())
        return Threads(tuple(threads_of(list(self.comments.values()))), guessed)


def take_margins(root: Element) -> Margins:
    """Take the comments and footnotes off the end of a page."""
    margins = Margins()
    referred = {found[0] for link in root.iter("a") if (found := _REFERENCE.fullmatch(_id(link)))}
    for link in list(root.iter("a")):
        found = _ANCHOR.fullmatch(_id(link))
        if not found or f"{found[1]}_ref{found[2]}" not in referred:
            continue
        holder = _holder(link)
        if holder is None or holder.getparent() is None:
            continue
        _remove(link)
        if found[1] == "cmnt":
            margins.comments.setdefault(found[0], _comment(found[0], holder))
        else:
            margins.notes.setdefault(found[0], holder)
        _remove(holder)
    return margins


def _id(link: Element) -> str:
    return str(link.get("id") or link.get("name") or "")


def _holder(link: Element) -> Element | None:
    """The innermost block that holds the whole of what stands behind a link."""
    block = next((above for above in islice(link.iterancestors(), _REACH) if above.tag in _LINES), None)
    if block is None or block.tag == "div":
        return block
    outer = block.getparent()
    if outer is None or outer.tag != "div" or outer[0] is not block or (outer.text or "").strip():
        return block
    anchors = (each for each in outer.iter("a") if _ANCHOR.fullmatch(_id(each)))
    return block if len(list(islice(anchors, 2))) > 1 else outer


def _comment(key: str, holder: Element) -> Comment:
    pieces: list[str] = []
    for event, element in etree.iterwalk(holder, events=("start", "end")):
        if element.tag in _LINES or element.tag == "br":
            pieces.append("\n")
        pieces.append((element.text if event == "start" else element is not holder and element.tail) or "")
    lines = (" ".join(clean_text(line).split()) for line in "".join(pieces).split("\n"))
    return Comment(key, author="", initials="", written_at=None, words="\n".join(filter(None, lines)))


def _remove(element: Element) -> None:
    """Take an element out, and leave the words behind it."""
    parent, tail = element.getparent(), element.tail
    before = element.getprevious()
    if tail and before is not None:
        before.tail = (before.tail or "") + tail
    elif tail:
        parent.text = (parent.text or "") + tail
    element.tail = None
    parent.remove(element)
