"""Whatever reads a text is fed what parsers find hard: four times the text is four times the work."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial

import pytest

from articles.documents.notes import find_suspects, scan
from articles.exporting.verifying import verify
from articles.importing import import_copy
from articles.importing.article import import_text
from articles.importing.htmltext import html_texts
from newsroom.errors import DomainError
from reviews.inbound.commands import commands_in
from reviews.inbound.parsing.html_text import page_text
from reviews.inbound.parsing.quotes import answer_of
from reviews.inbound.parsing.reading import read
from reviews.people.mentions import pieces
from tests.articles.documents.building import doc
from tests.articles.exporting.documents import publication
from tests.hostile.inputs import TEXTS
from tests.hostile.measuring import MOST, TIMES, growth

SIZE = 1_500
SLOW = 0.02
"""Seconds of CPU below which a text is read quickly enough, however the work grows from there."""


def mail(text):
    return read(
        b"From: a@b.example\nSubject: "
        + " ".join(text[:900].split()).encode("utf-8", "replace")
        + b"\nContent-Type: text/plain; charset=utf-8\n\n"
        + text.encode("utf-8", "replace")
    )


SIGNED = publication(doc("The road is closed.", "Nobody said why."))

READERS: dict[str, Callable[[str], object]] = {
    "a text that is filed": partial(import_text, markup="text"),
    "Markdown that is filed": partial(import_text, markup="markdown"),
    "a page that is filed": lambda text: import_copy(text.encode("utf-8", "replace"), filename="a.html"),
    "preflight": find_suspects,
    "notes in a page": partial(scan, markup="html"),
    "the words of a page": html_texts,
    "a mail that is a page": page_text,
    "a mail": mail,
    "an answer above a quote": partial(answer_of, markers=["write above"], ours=["copydesk"], names=["Ruth"]),
    "what an answer asks for": commands_in,
    "mentions": lambda text: list(pieces(text, {"Ruth Adeyemi": [1], "Ruth": [1]})),
    "a published text": partial(verify, SIGNED, filename="a.txt"),
    "a published page": partial(verify, SIGNED, filename="a.html"),
}


def reading(reader: str, text: str) -> None:
    with suppress(DomainError):
        READERS[reader](text)


@pytest.mark.parametrize("reader", READERS)
def test_four_times_the_text_is_no_more_than_linear_work(reader):
    for name, make in TEXTS.items():
        small, large = make(SIZE), make(TIMES * SIZE)
        ratio = growth(partial(reading, reader, small), partial(reading, reader, large), floor=SLOW)
        assert ratio <= MOST + 4, f"{ratio:.0f} times the work for {name}"
