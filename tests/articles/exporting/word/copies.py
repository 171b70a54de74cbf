"""Copies for review made at random: a document with suggestions, and threads on ranges of it."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from articles.documents.suggestions import suggestion_ids
from articles.documents.suggestions.elements import author_of
from articles.documents.text import text_blocks, wide_characters
from articles.exporting.word import About, Change, Comment, Thread, review_docx
from articles.importing.annotated.copy import AnnotatedCopy
from articles.importing.losses import Losses
from articles.importing.word import read_word

BEGAN = datetime(2026, 3, 1, 10, 0, tzinfo=UTC)
PEOPLE = ("Anna Lee", "Ben Ó Briain", "سلمى", "Unknown")
SAYINGS = ("Is it?", "Who says so?\nAnd when?", "نعم", "See p. 4\tand 5", "🙂", "A <b>& “c”")


def changes_of(doc) -> dict[str, Change]:
    return {
        key: Change(PEOPLE[author_of(key) - 1], BEGAN + timedelta(minutes=author_of(key)))
        for key in suggestion_ids(doc)
    }


def threads_on(doc, seed: int, count: int = 4) -> list[Thread]:
    """Threads whose comments are all of different seconds, as a file has them."""
    chance = random.Random(seed)
    halves = {
        one.position + number + index + 1
        for one in text_blocks(doc)
        for number, index in enumerate(wide_characters(one.text))
    }
    places = [position for position in range(doc.content.size + 1) if position not in halves]
    at = iter(range(10_000))
    found = []
    for number in range(count):
        start, end = sorted(chance.sample(places, 2))
        comments = [
            Comment(chance.choice(PEOPLE), BEGAN + timedelta(seconds=next(at)), chance.choice(SAYINGS))
            for _ in range(chance.randint(1, 4))
        ]
        found.append(Thread(start, end, comments, chance.random() < 0.4, f"_copydesk_q{number + 1}"))
    return found


def review_of(doc, threads=(), **about) -> bytes:
    about = {"title": "A copy", "round": "a-copy:1:sha256:0"} | about
    return review_docx(doc, About(**about), changes=changes_of(doc), threads=threads)


def read(data: bytes) -> AnnotatedCopy:
    return read_word(data, filename="review.docx", losses=Losses())


def told(threads, *, resolved: bool = True) -> list:
    """What was said in threads, by whom and when, with their states."""
    return sorted(
        (resolved and one.resolved, [(c.author, c.written_at, _folded(c.body)) for c in one.comments])
        for one in threads
    )


def told_by(copy: AnnotatedCopy, *, resolved: bool = True) -> list:
    """The same of a file that was read."""
    return sorted(
        (
            resolved and one.thread.first.resolved,
            [(c.author, c.written_at, _folded(c.words)) for c in (one.thread.first, *one.thread.replies)],
        )
        for one in copy.comments
    )


def _folded(text: str) -> str:
    return "\n".join(" ".join(line.split()) for line in text.split("\n"))
