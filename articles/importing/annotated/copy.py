"""A story, as it was read, and its threads → the document with the places of the comments in it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from prosemirror.model import Node

from articles.documents.suggestions import suggestion_ids
from articles.importing.annotated.building import Built, build
from articles.importing.annotated.model import Aside, Change, CommentPlaces, Point, Round, Story
from articles.importing.annotated.openings import Line, lines_of
from articles.importing.annotated.pictures import Pictures, take_out_nested
from articles.importing.annotated.report import Report
from articles.importing.annotated.threads import Thread, Threads
from articles.importing.images import ImportedImage

_TOKEN_LENGTH: Final = 10


@dataclass(frozen=True)
class CommentRange:
    """A thread, and the positions it is about; both are the same where it is on no words of its own."""

    thread: Thread
    start: int
    end: int


@dataclass(frozen=True)
class AnnotatedCopy:
    """What a file holds.

    ``doc`` has its tracked changes as suggestions; ``changes`` says by their keys whose they are. ``asides``
    are ranges of positions that look like notes. ``direction`` is ``rtl`` where most paragraphs say so.
    ``round`` is what it was made from, where it is a copy for review that came back.
    ``images`` are those that came in the file, by their digests.
    """

    doc: Node
    comments: tuple[CommentRange, ...]
    changes: Mapping[str, Change]
    asides: tuple[tuple[int, int, Aside], ...]
    direction: str = ""
    round: Round | None = None
    images: Mapping[str, ImportedImage] = field(default_factory=dict)


def token_of(data: bytes) -> str:
    """What sets the keys of the suggestions of a file apart from those of another."""
    return hashlib.sha256(data).hexdigest()[:_TOKEN_LENGTH]


def copy_of(story: Story, threads: Threads, pictures: Pictures, report: Report) -> AnnotatedCopy:
    """The document that a story makes, with its comments, tracked changes and images."""
    take_out_nested(story.blocks, story.footnotes, report)
    lines = lines_of(story)
    built = build(lines, report)
    standing = suggestion_ids(built.doc)
    return AnnotatedCopy(
        doc=built.doc,
        comments=tuple(_ranges(threads, story.comments, built, report)),
        changes={key: change for key, change in story.changes.items() if key in standing},
        asides=built.asides,
        direction=_direction(lines),
        images=pictures.images,
    )


def _ranges(
    found: Threads, places: Mapping[str, CommentPlaces], built: Built, report: Report
) -> list[CommentRange]:
    if found.guessed:
        report.tell("Comments on the same words were read as one thread, oldest first")
    ranges = []
    for thread in found.threads:
        known = (places.get(comment.id) for comment in (thread.first, *thread.replies))
        place = next(filter(None, known), CommentPlaces())
        points = (place.start, place.end, place.reference)
        start, end, reference = (built.position(point) if point else None for point in points)
        if start is None and end is None and reference is None:
            report.tell("Comments with no place in the text were moved to its first words")
            start = end = 0
        if end is None and place.start is not None:
            paragraph = place.start.paragraph
            end = reference or built.position(Point(paragraph, paragraph.length))
        if start is not None and end is not None and start != end:
            ranges.append(CommentRange(thread, min(start, end), max(start, end)))
        else:
            at = next(at for at in (reference, end, start) if at is not None)
            ranges.append(CommentRange(thread, at, at))
    return ranges


def _direction(lines: Sequence[Line]) -> str:
    with_words = [line for line in lines if line.text.strip()]
    leftward = sum(line.bidi for line in with_words)
    return "rtl" if leftward * 2 > len(with_words) else ""
