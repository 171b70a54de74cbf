"""A Word file → its document, with the comments, tracked changes and notes that stand in it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from prosemirror.model import Node

from articles.documents.suggestions import suggestion_ids
from articles.importing.losses import Losses
from articles.importing.word.body import BodyReader
from articles.importing.word.building import Built, build
from articles.importing.word.changes import Tracker
from articles.importing.word.comments import Thread, read_threads
from articles.importing.word.content import TooDeep, TooLong, words_of
from articles.importing.word.model import Aside, Change, CommentPlaces, Point
from articles.importing.word.numbering import Numbering
from articles.importing.word.openings import Line, lines_of
from articles.importing.word.package import Package, open_package, too_deep, too_long
from articles.importing.word.report import Report
from articles.importing.word.styles import Styles

_TOKEN_LENGTH: Final = 10


@dataclass(frozen=True)
class CommentRange:
    """A thread, and the positions it is about; both are the same where it is on no words of its own."""

    thread: Thread
    start: int
    end: int


@dataclass(frozen=True)
class WordCopy:
    """What a Word file holds.

    ``doc`` has its tracked changes as suggestions; ``changes`` says by their keys whose they are. ``asides``
    are ranges of positions that look like notes. ``direction`` is ``rtl`` where most paragraphs say so.
    """

    doc: Node
    comments: tuple[CommentRange, ...]
    changes: Mapping[str, Change]
    asides: tuple[tuple[int, int, Aside], ...]
    direction: str = ""


def read_word(data: bytes, *, filename: str, losses: Losses) -> WordCopy:
    """Everything in a Word file. Raises ImportFailed, with one sentence, for what cannot be read."""
    package = open_package(data, filename=filename)
    report = Report(losses)
    try:
        copy = _read(package, hashlib.sha256(data).hexdigest()[:_TOKEN_LENGTH], report)
    except (TooDeep, RecursionError) as error:
        raise too_deep(package.label) from error
    except TooLong as error:
        raise too_long(package.label) from error
    report.finish()
    return copy


def _read(package: Package, token: str, report: Report) -> WordCopy:
    numbering = Numbering(package.part_of_kind("numbering"))
    styles = Styles(package.part_of_kind("styles"), numbering)
    story = BodyReader(package, styles, Tracker(token), report).read()
    lines = lines_of(story)
    built = build(lines, report)
    _tell_what_is_left_out(package, report)
    standing = suggestion_ids(built.doc)
    return WordCopy(
        doc=built.doc,
        comments=tuple(_ranges(package, story.comments, built, report)),
        changes={key: change for key, change in story.changes.items() if key in standing},
        asides=built.asides,
        direction=_direction(lines),
    )


def _ranges(
    package: Package, places: Mapping[str, CommentPlaces], built: Built, report: Report
) -> list[CommentRange]:
    found = read_threads(package, places)
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


def _tell_what_is_left_out(package: Package, report: Report) -> None:
    if package.has_kind("vbaProject"):
        report.tell("The macros of the file were left out")
    for found in package.of_main.values():
        if found.kind in ("header", "footer") and not found.external:
            root = package.root(found.target)
            if root is not None and (words := words_of(root).strip()):
                report.tell("Headers and footers were left out", words)


def _direction(lines: Sequence[Line]) -> str:
    with_words = [line for line in lines if line.text.strip()]
    leftward = sum(line.bidi for line in with_words)
    return "rtl" if leftward * 2 > len(with_words) else ""
