"""Word files in and out: copy with comments and tracked changes, as long as newsrooms have it, and a book."""

from __future__ import annotations

import random
from datetime import timedelta

from articles.documents import schema
from articles.documents.flat import flatten
from articles.exporting.word import About, Change, Comment, Thread, review_docx
from articles.importing import import_copy
from tests.benchmarks.measuring import Figure, timed
from tests.factories import NOW

KEYS = ("1.aaaaaaaa", "2.bbbbbbbb", "3.cccccccc")
NAMES = ("Ruth Adeyemi", "Jonas Keller", "Leila Haddad")
WORDS_A_PAGE = 400


def measure(paragraphs: list[str], pages: list[str]) -> list[Figure]:
    """Out and in, of these paragraphs of 5,000 words and those of 200 pages."""
    return [
        *_both("5,000 words, 100 comments and 200 changes", paragraphs, 100, 200, aim=300.0, runs=30),
        *_both("200 pages, 500 comments and 1,000 changes", pages, 500, 1000, aim=None, runs=5),
    ]


def _both(
    what: str, texts: list[str], comments: int, changes: int, *, aim: float | None, runs: int
) -> list[Figure]:
    doc, made, threads = _copy(texts, comments, changes)
    about = About(title="A long story about the harbour", round="harbour:1:sha256:0")

    def out() -> bytes:
        return review_docx(doc, about, changes=made, threads=threads)

    data = out()
    back = import_copy(data, filename="story.docx")
    if len(back.notes) < comments:
        raise RuntimeError(f"{len(back.notes)} comments of {comments} came back")
    return [
        timed(f"Write a Word file: {what}", out, aim=aim, runs=runs, warm_up=2),
        timed(
            f"Read a Word file: {what}",
            lambda: import_copy(data, filename="story.docx"),
            aim=aim,
            runs=runs,
            warm_up=2,
        ),
    ]


def _copy(
    texts: list[str], comments: int, changes: int
) -> tuple[schema.Node, dict[str, Change], list[Thread]]:
    """The document, whose its changes are, and threads on some of its words, every other with a reply."""
    chance = random.Random(1)
    share = changes / len(texts)
    blocks = [_block("headline", [_text("A long story about the harbour")])]
    for number, words in enumerate(texts):
        count = int(share * (number + 1)) - int(share * number)
        blocks.append(_block("paragraph", _changed(words, count, chance)))
    doc = schema.parse({"type": "doc", "content": blocks})
    flat = flatten(doc)
    threads = []
    for number in range(comments):
        start = chance.randrange(100, len(flat.text) - 100)
        at = NOW + timedelta(minutes=number)
        said = [
            Comment(NAMES[number % 3], at, "Is this right, and who says so?"),
            Comment(NAMES[1], at + timedelta(seconds=5), "It is: page two of the letter."),
        ]
        place = flat.position(start), flat.position(start + 30, end=True)
        threads.append(Thread(*place, said[: 1 + number % 2], number % 3 == 0, f"_copydesk_q{number + 1}"))
    return doc, {key: Change(name, NOW) for key, name in zip(KEYS, NAMES, strict=True)}, threads


def _changed(words: str, count: int, chance: random.Random) -> list[dict[str, object]]:
    """The text with so many words of it taken out or put in by somebody."""
    said = words.split(" ")
    places = set(chance.sample(range(len(said)), min(count, len(said))))
    pieces: list[dict[str, object]] = []
    for number, word in enumerate(said):
        if number in places:
            pieces.append(_text(word + " ", chance.choice(("insertion", "deletion")), chance.choice(KEYS)))
        elif pieces and "marks" not in pieces[-1]:
            pieces[-1]["text"] = f"{pieces[-1]['text']}{word} "
        else:
            pieces.append(_text(word + " "))
    return pieces


def _text(words: str, kind: str = "", key: str = "") -> dict[str, object]:
    marks = {"marks": [{"type": kind, "attrs": {"suggestion": key}}]} if kind else {}
    return {"type": "text", "text": words, **marks}


def _block(kind: str, content: list[dict[str, object]]) -> dict[str, object]:
    return {"type": kind, "content": content}
