"""Comments: their words, who wrote them and when, whether they are resolved, and which answers which.

Newer versions of LibreOffice name the comment that a reply answers. Older ones put the reply where the other
comment ends, as one more comment; in a file where no reply names its comment, those are one thread.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from articles.documents.allowed import clean_text
from articles.importing.annotated.model import CommentPlaces, Point
from articles.importing.annotated.threads import Comment, Threads, joined, threads_of
from articles.importing.annotated.tracking import author_of, moment
from articles.importing.opendocument.names import attribute, child, is_on
from articles.importing.opendocument.words import words_of
from articles.importing.packages import Element


@dataclass
class Annotations:
    """The comments that were met, in the order of the text, by keys that no two of them share."""

    comments: list[Comment] = field(default_factory=list)
    _parents: dict[str, str] = field(default_factory=dict)
    _by_name: dict[str, Comment] = field(default_factory=dict)

    def meet(self, element: Element) -> str:
        """Read a comment; the key of its place."""
        label = attribute(element, "office:name")
        key = label if label and label not in self._by_name else f"{len(self.comments)}:"
        comment = _comment(element, key)
        self.comments.append(comment)
        if label:
            self._by_name.setdefault(label, comment)
        if parent := attribute(element, "loext:parent-name"):
            self._parents[key] = parent
        return key

    def threads(self, places: Mapping[str, CommentPlaces]) -> Threads:
        """The comments as threads. Where no reply names what it answers, those in one place are a thread."""
        for comment in self.comments:
            parent = self._by_name.get(self._parents.get(comment.id, ""))
            comment.parent = parent if parent is not comment else None
        guessed = 0 if self._parents else joined(_together(self.comments, places))
        return Threads(tuple(threads_of(self.comments)), guessed)


def _comment(element: Element, key: str) -> Comment:
    creator, date = child(element, "dc:creator"), child(element, "dc:date")
    initials = child(element, "meta:creator-initials")
    if initials is None:
        initials = child(element, "loext:sender-initials")
    lines = (clean_text(line).strip() for line in words_of(element).split("\n"))
    return Comment(
        id=key,
        author=author_of("" if creator is None else creator.text),
        initials=author_of("" if initials is None else initials.text),
        written_at=moment("" if date is None else date.text),
        words="\n".join(filter(None, lines)),
        resolved=is_on(attribute(element, "loext:resolved")),
    )


def _together(comments: Sequence[Comment], places: Mapping[str, CommentPlaces]) -> list[list[Comment]]:
    """Comments that are one thread by their places: on the same words, or without words of their own behind
    those that another is on."""
    found: dict[tuple[int, int], dict[tuple[int, int], list[Comment]]] = {}
    for comment in comments:
        place = places.get(comment.id)
        end = (place.end or place.reference) if place else None
        if place is not None and end is not None:
            start = place.start or end
            found.setdefault(_spot(end), {}).setdefault(_spot(start), []).append(comment)
    groups: list[list[Comment]] = []
    for spot, by_start in found.items():
        behind = by_start.pop(spot, []) if len(by_start) == 2 else []
        groups += [[*group, *behind] for group in by_start.values()]
    return groups


def _spot(point: Point) -> tuple[int, int]:
    return id(point.paragraph), point.offset
