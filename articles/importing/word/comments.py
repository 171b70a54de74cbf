"""Comments: their words, their threads, whether they are resolved, and when they were written.

Threads and resolved states stand in a part of their own, times in universal time in two more; any of them
may be missing. Their names changed between previews and releases, so they are matched by local names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from articles.documents.allowed import clean_text
from articles.importing.word.changes import moment
from articles.importing.word.content import words_of
from articles.importing.word.model import CommentPlaces
from articles.importing.word.names import Element, attribute, local, local_attribute, name
from articles.importing.word.package import Package

_LONGEST_AUTHOR: Final = 120
_THREADS: Final = "commentsExtended"


@dataclass(slots=True, eq=False)
class Comment:
    """A comment of a file. ``written_at`` has a time zone where the file says one."""

    id: str
    author: str
    initials: str
    written_at: datetime | None
    words: str
    marks: tuple[str, ...] = ()
    parent: Comment | None = None
    resolved: bool = False


@dataclass(slots=True, eq=False)
class Thread:
    """A comment and the replies to it, oldest first."""

    first: Comment
    replies: list[Comment] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Threads:
    """The threads of a file in the order of their comments. ``guessed`` of them were put together because
    their comments are on the same words."""

    threads: tuple[Thread, ...]
    guessed: int = 0


def read_threads(package: Package, places: Mapping[str, CommentPlaces]) -> Threads:
    """The comments of a file as threads. Where no part says which comment replies to which, those on exactly
    the same words are one thread, in order of their dates."""
    root = package.part_of_kind("comments")
    comments = [] if root is None else [_comment(found) for found in root if name(found) == "comment"]
    extended = package.part_of_kind(_THREADS)
    _give_moments(package, comments)
    if package.has_kind(_THREADS) or extended is not None:
        _give_parents(extended, comments)
        return Threads(tuple(_threads(comments)))
    guessed = _guess_parents(comments, places)
    return Threads(tuple(_threads(comments)), guessed)


def _comment(element: Element) -> Comment:
    paragraphs = [found for found in element.iter("{*}p") if name(found) == "p"]
    marks = [mark for found in reversed(paragraphs) if (mark := local_attribute(found, "paraId"))]
    lines = (clean_text(line).strip() for line in words_of(element).split("\n"))
    return Comment(
        id=attribute(element, "id") or "",
        author=clean_text(attribute(element, "author") or "").strip()[:_LONGEST_AUTHOR],
        initials=clean_text(attribute(element, "initials") or "").strip()[:_LONGEST_AUTHOR],
        written_at=moment(attribute(element, "date")),
        words="\n".join(filter(None, lines)),
        marks=tuple(mark.upper() for mark in marks),
    )


def _entries(root: Element | None, wanted: str) -> list[Element]:
    """The children of a part by their local name."""
    found = [] if root is None else list(root)
    return [element for element in found if isinstance(element.tag, str) and local(element.tag) == wanted]


def _give_moments(package: Package, comments: Iterable[Comment]) -> None:
    """Say of comments when they were written, where the file knows that in universal time."""
    durable = {
        (local_attribute(entry, "paraId") or "").upper(): local_attribute(entry, "durableId") or ""
        for entry in _entries(package.part_of_kind("commentsIds"), "commentId")
    }
    moments = {
        local_attribute(entry, "durableId") or "": moment(local_attribute(entry, "dateUtc"))
        for entry in _entries(package.part_of_kind("commentsExtensible"), "commentExtensible")
    }
    for comment in comments:
        for mark in comment.marks:
            if found := moments.get(durable.get(mark, "-")):
                comment.written_at = found if found.tzinfo else found.replace(tzinfo=UTC)
                break


def _give_parents(extended: Element | None, comments: Iterable[Comment]) -> None:
    """Which comment replies to which, and which are resolved. A comment goes by its last paragraph."""
    by_mark: dict[str, Comment] = {}
    for comment in comments:
        for mark in comment.marks:
            by_mark.setdefault(mark, comment)
    for entry in _entries(extended, "commentEx"):
        found = by_mark.get((local_attribute(entry, "paraId") or "").upper())
        if found is None:
            continue
        parent = by_mark.get((local_attribute(entry, "paraIdParent") or "").upper())
        found.parent = parent if parent is not found else None
        found.resolved = (local_attribute(entry, "done") or "").lower() in ("1", "true", "on")


def _guess_parents(comments: Iterable[Comment], places: Mapping[str, CommentPlaces]) -> int:
    """Make one thread of comments on exactly the same words; how many threads that makes."""
    together: dict[tuple[int, int, int, int], list[Comment]] = {}
    for comment in comments:
        place = places.get(comment.id)
        if place and place.start and place.end:
            start, end = place.start, place.end
            spot = id(start.paragraph), start.offset, id(end.paragraph), end.offset
            together.setdefault(spot, []).append(comment)
    groups = [group for group in together.values() if len(group) > 1]
    for group in groups:
        first, *others = _by_date(group)
        for comment in others:
            comment.parent = first
    return len(groups)


def _by_date(comments: list[Comment]) -> list[Comment]:
    """In order of their dates; those without stay behind the one before them in the file."""
    if not all(comment.written_at for comment in comments):
        return comments
    return sorted(comments, key=lambda comment: _comparable(comment.written_at))


def _comparable(written_at: datetime | None) -> datetime:
    at = written_at or datetime.min
    return at if at.tzinfo is None else at.astimezone(UTC).replace(tzinfo=None)


def _threads(comments: list[Comment]) -> list[Thread]:
    """Each comment that replies to none, with those that do, to it or to one of its replies."""
    roots = _roots(comments)
    threads = {id(comment): Thread(comment) for comment in comments if roots[id(comment)] is comment}
    for comment in comments:
        if roots[id(comment)] is not comment:
            threads[id(roots[id(comment)])].replies.append(comment)
    for thread in threads.values():
        thread.replies = _by_date(thread.replies)
    return list(threads.values())


def _roots(comments: Iterable[Comment]) -> dict[int, Comment]:
    """For each comment the one its thread begins with; in a circle of replies, one of them."""
    roots: dict[int, Comment] = {}
    for comment in comments:
        path, at = {id(comment): comment}, comment
        while at.parent is not None and id(at.parent) not in path and id(at) not in roots:
            at = at.parent
            path[id(at)] = at
        root = roots.get(id(at), at)
        roots.update(dict.fromkeys(path, root))
    return roots
