"""Word files of copy that is long, commented on and changed as much as can be: linear work, and valid XML."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from functools import partial

import pytest
from lxml import etree

from articles.documents import schema
from articles.documents.compare import compare
from articles.exporting import export
from articles.exporting.word import About, Change, Comment, Thread, redline_docx, review_docx
from tests.articles.documents.building import doc, p, text
from tests.articles.documents.suggesting import ANNA, mark
from tests.articles.exporting.documents import publication
from tests.articles.exporting.reading import parts
from tests.hostile.inputs import TEXTS
from tests.hostile.measuring import MOST, TIMES, growth
from tests.hostile.test_documents import CHANGES

AT = datetime(2026, 3, 1, tzinfo=UTC)
SMALL = 400


def _threads(document, count: int, place) -> list[Thread]:
    size = document.content.size
    return [Thread(*place(number, size), [Comment("Anna", AT, "Is it?")]) for number in range(count)]


PLACES = {
    "on the whole copy": lambda _number, size: (1, size - 1),
    "on the same letter": lambda _number, size: (size // 2, size // 2 + 1),
    "each inside the one before": lambda number, size: (
        1 + number % (size // 2),
        size - 1 - number % (size // 2),
    ),
    "on no words": lambda number, size: (number % size, number % size),
}
COPIES = {
    "one paragraph": lambda count: doc("word " * count),
    "many paragraphs": lambda count: doc(*["word"] * min(count, 1900)),
    "changes without end": lambda count: doc(
        p(*(text(f"w{n} ", *([mark("insertion", ANNA)] if n % 2 else [])) for n in range(min(count, 900))))
    ),
    "wide letters": lambda count: doc("🙂" * count),
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("copy", COPIES)
def test_comments_without_end_are_written_in_linear_work(copy, place):
    works = []
    for count in (SMALL // TIMES, SMALL):
        document = COPIES[copy](count)
        threads = _threads(document, count, PLACES[place])
        works.append(
            partial(review_docx, document, About(title="x"), changes={ANNA: Change("Anna")}, threads=threads)
        )
    assert growth(*works) <= MOST


@pytest.mark.parametrize("name", CHANGES)
def test_redlines_of_copies_that_are_wholly_others_are_written_in_linear_work(name):
    works = []
    for size in (500, TIMES * 500):
        old, new = (
            doc(*(" ".join(block) for block in copy)) for copy in CHANGES[name](random.Random(3), size)
        )
        changes = compare(old, new)
        works.append(
            partial(
                redline_docx, old, new, About(title="x"), changes=changes, credit=lambda _run: Change("A")
            )
        )
    assert growth(*works) <= MOST


@pytest.mark.parametrize("name", TEXTS)
def test_whatever_the_copy_is_made_of_the_file_is_valid(name):
    words = " ".join(TEXTS[name](2_000).split()) or "a"
    for found in parts(export(publication(doc(words), draft=True), "docx")).values():
        etree.fromstring(found.encode())


def test_the_longest_copy_there_can_be_is_written():
    room = schema.LIMITS.document_bytes - 2_000
    blocks = ["ten bytes " * (room // 10 // 20)] * 19
    data = export(publication(doc(*blocks)), "docx")
    assert len(parts(data)["word/document.xml"]) > 1_500_000
