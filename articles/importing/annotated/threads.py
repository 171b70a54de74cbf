"""Comments and the threads they make."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from articles.importing.annotated.model import CommentPlaces


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


def guess_parents(comments: Iterable[Comment], places: Mapping[str, CommentPlaces]) -> int:
    """Make one thread of comments on exactly the same words; how many threads that makes."""
    together: dict[tuple[int, int, int, int], list[Comment]] = {}
    for comment in comments:
        place = places.get(comment.id)
        if place and place.start and place.end:
            start, end = place.start, place.end
            spot = id(start.paragraph), start.offset, id(end.paragraph), end.offset
            together.setdefault(spot, []).append(comment)
    return joined(together.values())


def joined(groups: Iterable[list[Comment]]) -> int:
    """Make one thread of each group of more than one comment; how many there are."""
    large = [group for group in groups if len(group) > 1]
    for group in large:
        first, *others = _by_date(group)
        for comment in others:
            comment.parent = first
    return len(large)


def _by_date(comments: list[Comment]) -> list[Comment]:
    """In order of their dates; those without stay behind the one before them in the file."""
    if not all(comment.written_at for comment in comments):
        return comments
    return sorted(comments, key=lambda comment: _comparable(comment.written_at))


def _comparable(written_at: datetime | None) -> datetime:
    at = written_at or datetime.min
    return at if at.tzinfo is None else at.astimezone(UTC).replace(tzinfo=None)


def threads_of(comments: list[Comment]) -> list[Thread]:
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
