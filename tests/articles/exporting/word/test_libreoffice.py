"""Copy for review that LibreOffice saved again still has everything that LibreOffice keeps."""

from __future__ import annotations

import random
import re

import pytest

from articles.documents.footnotes import footnote_blocks
from articles.documents.suggestions import accepted, pending, rejected
from articles.documents.text import plain_text
from tests.articles.documents.building import block, doc, footnote, note, p
from tests.articles.documents.suggesting import BEN, deleted, inserted
from tests.articles.exporting.word.copies import read, review_of, threads_on
from tests.articles.exporting.word.test_review import PARAGRAPHS, words_of
from tests.environment import libreoffice

COPIES = {
    "marks.docx": doc(*PARAGRAPHS),
    "words.docx": doc(
        p(
            "The last boat ",
            deleted("leaves"),
            inserted("sails"),
            " at seven, and ",
            inserted("only ", BEN),
            "then.",
        ),
        block("heading", "Prices", level=2),
        block(
            "bullet_list",
            block("list_item", p("Adults six")),
            block("list_item", p("Dogs ", deleted("two", BEN))),
        ),
        block("ordered_list", block("list_item", p("First")), block("list_item", p("Second")), order=4),
        block("blockquote", p("We missed her, the harbour master said.")),
        p(
            {
                "type": "text",
                "text": "The port",
                "marks": [{"type": "link", "attrs": {"href": "https://a.example/b"}}],
            }
        ),
        standfirst="Crossings resume",
    ),
    "table.docx": doc(
        p("Prices", note("a"), " this summer."),
        block(
            "table",
            block("table_row", *(block("table_cell", p(words), header=True) for words in ("Who", "Euros"))),
            block("table_row", block("table_cell", p("Adults")), block("table_cell", p("six"))),
        ),
        footnote("As the harbour says.", id="a"),
    ),
    "right.docx": doc(
        p("يقول البنك إن ", inserted("EU "), "وافق على القرض."), p("ثم قال آخر."), headline="خبر اليوم"
    ),
}


def threads_of(name):
    """Threads on words, and none that ends where nothing is: those say so, and are another test's."""
    document = COPIES[name]
    notes = sum(block.node_size for block in footnote_blocks(document))
    found = threads_on(document, random.Random(name).randrange(1000), count=6)
    return [
        one
        for one in found
        if one.end <= document.content.size - notes and words_of(document, one.start, one.end)
    ]


@pytest.fixture(scope="module")
def again():
    """Each copy as it was sent and as it came back."""
    sent = {
        name: review_of(document, threads_of(name), direction="rtl" if name == "right.docx" else "ltr")
        for name, document in COPIES.items()
    }
    try:
        back = libreoffice.saved_again(sent)
    except libreoffice.Unavailable as error:
        pytest.skip(str(error))
    return {name: read(data) for name, data in back.items()}


@pytest.mark.parametrize("name", COPIES)
def test_every_word_is_there_accepted_and_rejected(again, name):
    for side in (rejected, accepted):
        assert words_in(side(again[name].doc)) == words_in(side(COPIES[name]))


def words_in(document):
    """The words, without the bars and numbers that rows and footnotes have where they are read as lines."""
    words = (re.sub(r"\[\d+\]|\|", " ", word) for word in plain_text(document).split())
    return " ".join(words).replace("\ufffc", " ").split()


@pytest.mark.parametrize("name", COPIES)
def test_every_comment_is_there_on_its_range_by_its_author_and_time(again, name):
    """Which comment replies to which is lost there, so a thread is known by its range, authors and times."""
    found = {
        (comment.author, comment.written_at): (comment.words, words_of(again[name].doc, one.start, one.end))
        for one in again[name].comments
        for comment in (one.thread.first, *one.thread.replies)
    }
    wanted = {
        (comment.author, comment.written_at): (
            " ".join(comment.body.split("\t")),
            words_of(COPIES[name], thread.start, thread.end),
        )
        for thread in threads_of(name)
        for comment in thread.comments
    }
    assert found == wanted


def test_what_is_resolved_is_where_it_keeps_that(again):
    states = {one.thread.first.written_at: one.thread.first.resolved for one in again["words.docx"].comments}
    sent = {one.comments[0].written_at: one.resolved for one in threads_of("words.docx")}
    assert {at: states[at] for at in sent} == sent


@pytest.mark.parametrize("name", COPIES)
def test_every_suggestion_is_there_under_its_authors_name(again, name):
    def made(document, changes):
        return {
            (changes[one.id].author, side, "".join(text.split()))
            for one in pending(document)
            for side, text in (("in", one.inserted), ("out", one.deleted))
            if text.strip()
        }

    back, sent = again[name], read(review_of(COPIES[name]))
    assert made(back.doc, back.changes) == made(sent.doc, sent.changes)
