"""Comments → notes on their passages."""

from __future__ import annotations

import re
from typing import Final

from prosemirror.model import Node

from articles.documents.anchors import Passage, State, anchor_at
from articles.documents.flat import FlatText, flatten
from articles.documents.notes import Note, NoteReply, answers
from articles.documents.notes.kinds import kind_of
from articles.importing.annotated.threads import Comment, Thread

CONVENTION: Final = "comment"
_NO_WORDS: Final = "(a comment without words)"
_REACH: Final = 400
"""Characters around a place among which the word it is on is looked for."""
_WORD: Final = re.compile(r"[^\s\W](?:\S*[^\s\W])?")


def note_of(thread: Thread) -> Note:
    """The comment as a note, with everything that was said to it."""
    question = _words(thread.first)
    replies = tuple(NoteReply(_words(reply), reply.author, reply.written_at) for reply in thread.replies)
    kind = kind_of(question)
    return Note(
        question=question,
        thread=replies,
        kind=kind,
        blocking=kind != "style",
        convention=CONVENTION,
        asked_by=thread.first.author or thread.first.initials,
        asked_at=thread.first.written_at,
        resolved=thread.first.resolved,
        remark=answers(question, replies[-1].body) if replies else "",
    )


def _words(comment: Comment) -> str:
    return comment.words or _NO_WORDS


def passage_on(doc: Node, start: int, end: int) -> Passage:
    """The passage on the words between two positions.

    Where there are none, the passage is the word before, or else the one behind; in a document without a
    word it is detached.
    """
    flat = flatten(doc)
    if not flat.text.strip():
        return Passage(1, 1, State.DETACHED, quote="", before="", after="")
    first, last = flat.offset(min(start, end)), flat.offset(end, end=True)
    if first < last and flat.text[first:last].strip():
        return anchor_at(doc, start, end)
    first, last = _word_beside(flat, flat.offset(end, end=True))
    return anchor_at(doc, flat.position(first), flat.position(last, end=True))


def _word_beside(flat: FlatText, at: int) -> tuple[int, int]:
    """The word before in the same block, else the one behind in it, else the nearest anywhere."""
    begins = flat.text.rfind("\n", 0, at) + 1
    ends = flat.text.find("\n", at)
    before = list(_WORD.finditer(flat.text, max(begins, at - _REACH), at))
    behind = _WORD.search(flat.text, at, ends if ends >= 0 else len(flat.text))
    found = before[-1] if before else behind
    if found is None:
        further = list(_WORD.finditer(flat.text, max(0, at - _REACH), at))
        found = further[-1] if further else _WORD.search(flat.text, at) or _WORD.search(flat.text)
    if found is None:
        word = re.search(r"\S+", flat.text)
        return word.span() if word else (0, len(flat.text))
    return found.span()
