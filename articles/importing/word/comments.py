"""Comments: their words, their threads, whether they are resolved, and when they were written.

Threads and resolved states stand in a part of their own, times in universal time in two more; any of them
may be missing. Their names changed between previews and releases, so they are matched by local names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC
from typing import Final

from articles.documents.allowed import clean_text
from articles.importing.annotated.model import CommentPlaces
from articles.importing.annotated.threads import Comment, Threads, guess_parents, threads_of
from articles.importing.annotated.tracking import author_of, moment
from articles.importing.word.content import words_of
from articles.importing.word.names import Element, attribute, local, local_attribute, name
from articles.importing.word.package import WordPackage

_THREADS: Final = "commentsExtended"


def read_threads(package: WordPackage, places: Mapping[str, CommentPlaces]) -> Threads:
    """The comments of a file as threads. Where no part says which comment replies to which, those on exactly
    the same words are one thread, in order of their dates."""
    root = package.part_of_kind("comments")
    comments = [] if root is None else [_comment(found) for found in root if name(found) == "comment"]
    extended = package.part_of_kind(_THREADS)
    _give_moments(package, comments)
    if package.has_kind(_THREADS) or extended is not None:
        _give_parents(extended, comments)
        return Threads(tuple(threads_of(comments)))
    guessed = guess_parents(comments, places)
    return Threads(tuple(threads_of(comments)), guessed)


def _comment(element: Element) -> Comment:
    paragraphs = [found for found in element.iter("{*}p") if name(found) == "p"]
    marks = [mark for found in reversed(paragraphs) if (mark := local_attribute(found, "paraId"))]
    lines = (clean_text(line).strip() for line in words_of(element).split("\n"))
    return Comment(
        id=attribute(element, "id") or "",
        author=author_of(attribute(element, "author")),
        initials=author_of(attribute(element, "initials")),
        written_at=moment(attribute(element, "date")),
        words="\n".join(filter(None, lines)),
        marks=tuple(mark.upper() for mark in marks),
    )


def _entries(root: Element | None, wanted: str) -> list[Element]:
    """The children of a part by their local name."""
    found = [] if root is None else list(root)
    return [element for element in found if isinstance(element.tag, str) and local(element.tag) == wanted]


def _give_moments(package: WordPackage, comments: Iterable[Comment]) -> None:
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
