"""Comments of an exported Google Doc or Word file: a marker in the text, the comment at the end.

``[a]`` … ``[a]Is this right?``, links to ``#cmnt1`` and ``#_msocom_1``, and the AQ list of a book's proofs.
Not numbered footnotes.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from articles.documents.notes import talk
from articles.documents.notes.finds import Find, fold, lifted, note_from, suspect
from articles.documents.notes.limits import MARK_LENGTH
from articles.documents.notes.model import Note, Span
from articles.documents.notes.replies import answers
from articles.documents.notes.source import Source

CONVENTION = "export"

_MARKER = re.compile(r"\[(?P<id>[a-z]{1,2}|[A-Z]{1,3}[ ]?\d{1,3})\](?!\()")
_COMMENT = re.compile(
    r"^[ \t]*\[(?P<id>[a-z]{1,2}"
    r"|[A-Z]{1,3}[ ]?\d{1,3})\](?P<gap>[:.]?[ \t\u00a0]*)(?P<words>[^\s\[\](][^\n]*)",
    re.MULTILINE,
)
_LISTED = re.compile(r"^[ \t]*(?P<id>AQ[ ]?\d{1,3})[:.)][ \t]+(?P<words>\S[^\n]*)", re.MULTILINE)
_TARGET = r"#(?:cmnt|_msocom_|_msoanchor_)"
_LINKED = re.compile(
    r"(?:<sup>\s*)?(?:<a\b[^<>]{0,300}?href=[\"']?#(?P<kind>cmnt"
    r"|_msocom_)(?P<number>\d{1,4})[\"']?[^<>]{0,300}>(?:\s*<[^<>]{1,60}>){0,2}\s*\[?\[?\w{1,6}\]?\]?\s*(?:</[^<>]{1,20}>\s*){0,2}</a>"
    r"|\[\\?\[?\w{1,6}\\?\]?\]\(#(?P<mdkind>cmnt|_msocom_)(?P<mdnumber>\d{1,4})\))(?:\s*</sup>)?"
)
_LINKED_COMMENT = re.compile(
    r"^[ \t]*(?:<(?:div|p"
    r"|span)\b[^<>]{0,300}>\s*){0,4}(?:<a\b[^<>]{0,300}?href=[\"']?#(?:cmnt_ref"
    r"|_msoanchor_)(?P<number>\d{1,4})[\"']?[^<>]{0,300}>\s*\[?\[?\w{1,6}\]?\]?\s*</a>"
    r"|\[\\?\[?\w{1,6}\\?\]?\]\(#(?:cmnt_ref|_msoanchor_)(?P<mdnumber>\d{1,4})\))(?P<words>[^\n]*)",
    re.MULTILINE,
)
_INNER_TAG = re.compile(r"<[^<>]{1,200}>|&nbsp;|\u00a0")


@dataclass(frozen=True, slots=True)
class _Comment:
    words: str
    span: Span


def find(source: Source) -> Iterator[Find]:
    """Every exported comment that still has its marker in the text."""
    if "[" in source.text:
        yield from _lettered(source)
    if "#cmnt" in source.raw or "#_mso" in source.raw:
        yield from _linked(source)


def _lettered(source: Source) -> Iterator[Find]:
    markers: dict[str, Span] = {}
    comments: dict[str, _Comment] = {}
    for match in _COMMENT.finditer(source.text):
        if _reads_as_comment(match) and not source.guarded.covers(match.end("id")):
            comments.setdefault(
                match["id"], _Comment(_with_further_lines(source, match), _lines(source, match))
            )
    for match in _LISTED.finditer(source.text):
        comments.setdefault(match["id"], _Comment(_with_further_lines(source, match), _lines(source, match)))
    yield from _without_comment(source, comments)
    if not comments:
        return
    for match in _MARKER.finditer(source.text):
        comment = comments.get(match["id"])
        if (
            comment
            and match.start() < comment.span[0]
            and not source.guarded.covers(match.start())
            and not source.guarded.covers(match.end() - 1)
        ):
            markers.setdefault(match["id"], match.span())
    yield from _threads(
        sorted(((span, comments[name]) for name, span in markers.items()), key=lambda pair: pair[0])
    )
    if markers:
        for name, comment in comments.items():
            if name not in markers:
                yield suspect(*comment.span, CONVENTION, f"The comment [{name}] has no place in the text.")


def _without_comment(source: Source, comments: Collection[str]) -> Iterator[Find]:
    """Marks that are known to stand for comments, where the comments did not come along."""
    for mark in source.comment_marks:
        start = source.text.find(mark)
        if start >= 0 and mark.strip("[]") not in comments:
            question = f"What did the comment {mark} say here? Only its mark came with the words."
            yield lifted(start, start + len(mark), Note(question=question, convention=CONVENTION))


def _reads_as_comment(match: re.Match[str]) -> bool:
    """A comment follows its letter directly; a lettered footnote has a space, unless it asks something."""
    words = match["words"]
    return not match["gap"] or talk.is_question(words) or talk.is_direction(words) or talk.is_desk_talk(words)


def _lines(source: Source, match: re.Match[str]) -> Span:
    return match.start(), match.start() + len(_raw_lines(source, match))


def _raw_lines(source: Source, match: re.Match[str]) -> str:
    end = match.end()
    while True:
        stop = source.text.find("\n", end + 1)
        following = source.text[end + 1 : stop if stop >= 0 else len(source.text)]
        if (
            not following.strip()
            or following.lstrip().startswith("[")
            or _LISTED.match(following)
            or end + len(following) - match.start() > MARK_LENGTH
        ):
            break
        end = end + 1 + len(following)
    return source.body(match.start(), end).rstrip("\r")


def _with_further_lines(source: Source, match: re.Match[str]) -> str:
    lines = _raw_lines(source, match)
    return lines[match.start("words") - match.start() :]


def _threads(pairs: list[tuple[Span, _Comment]]) -> Iterator[Find]:
    """One find for each run of adjacent markers: the first comment asks, the others reply."""
    index = 0
    while index < len(pairs):
        run = [pairs[index]]
        while index + len(run) < len(pairs) and pairs[index + len(run)][0][0] == run[-1][0][1]:
            run.append(pairs[index + len(run)])
        index += len(run)
        note = note_from(run[0][1].words, CONVENTION, reading="only plain answers")
        later = tuple(fold(comment.words) for _, comment in run[1:])
        if later:
            note = Note(
                question=note.question,
                replies=(*note.replies, *later),
                kind=note.kind,
                blocking=note.blocking,
                convention=CONVENTION,
                remark=answers(note.question, later[-1]),
            )
        cuts = ((run[0][0][0], run[-1][0][1]), *sorted(comment.span for _, comment in run))
        yield Find(start=cuts[0][0], end=cuts[0][1], convention=CONVENTION, note=note, cuts=cuts)


def _linked(source: Source) -> Iterator[Find]:
    comments: dict[str, _Comment] = {}
    for match in _LINKED_COMMENT.finditer(source.text):
        number = match["number"] or match["mdnumber"]
        words = _INNER_TAG.sub(" ", match["words"]).strip()
        comments.setdefault(number, _Comment(words, match.span()))
    pairs = []
    for match in _LINKED.finditer(source.text):
        comment = comments.get(match["number"] or match["mdnumber"])
        if comment and comment.words and match.start() < comment.span[0]:
            pairs.append((match.span(), comment))
        else:
            yield suspect(
                *match.span(), CONVENTION, "A link to a comment of the exported file has no comment."
            )
    yield from _threads(pairs)
