"""Footnotes are Word's own, and what is said about their words is said where they are referred to."""

from __future__ import annotations

from lxml import etree

from articles.exporting.word import Comment, Thread
from tests.articles.documents.building import doc, footnote, note, p, where
from tests.articles.documents.suggesting import ANNA, mark
from tests.articles.exporting.reading import parts
from tests.articles.exporting.word.checking import W
from tests.articles.exporting.word.copies import BEGAN, review_of

COPY = doc(
    p("The harbour", note("a"), " is shut", note("b"), ", still", note("a"), "."),
    footnote("So it says.", id="a"),
    footnote("As of May.", id="b"),
    footnote("Nothing refers to this.", id="c"),
)


def written(*threads):
    found = parts(review_of(COPY, threads))
    return {name: etree.fromstring(text.encode()) for name, text in found.items()}


def test_each_note_is_referred_to_once_and_numbered_in_order():
    found = written()
    references = [one.get(f"{W}id") for one in found["word/document.xml"].iter(f"{W}footnoteReference")]
    notes = {one.get(f"{W}id"): "".join(one.itertext()) for one in found["word/footnotes.xml"]}
    assert references == ["1", "2"]
    assert {key: words.strip() for key, words in notes.items() if int(key) > 0} == {
        "1": "So it says.",
        "2": "As of May.",
    }


def test_a_second_reference_is_its_number_and_a_note_without_one_a_paragraph():
    body = "".join(written()["word/document.xml"].itertext())
    assert ", still[1]." in body
    assert body.endswith("[?] Nothing refers to this.")


def test_the_reference_that_stays_whatever_is_decided_is_the_one():
    put_in = note("a") | {"marks": [mark("insertion", ANNA)]}
    copy = doc(p("The harbour", put_in, " is shut", note("a"), "."), footnote("So it says.", id="a"))
    body = etree.fromstring(parts(review_of(copy))["word/document.xml"].encode())
    (reference,) = body.iter(f"{W}footnoteReference")
    assert not [one for one in reference.iterancestors() if one.tag == f"{W}ins"]


def test_a_comment_on_words_of_a_note_is_on_its_reference():
    start, end = where(COPY, "As of")
    for first in (start, start - 4):
        body = written(Thread(first, end, [Comment("Anna", BEGAN, "Who says so?")]))["word/document.xml"]
        begun = next(body.iter(f"{W}commentRangeStart"))
        assert begun.getnext().find(f"{W}footnoteReference").get(f"{W}id") in ("1", "2")
