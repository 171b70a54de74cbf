"""Copy for review goes out and comes back: every thread, range, suggestion and word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.documents import schema
from articles.documents.footnotes import footnotes_in
from articles.documents.suggestions import accepted, rejected
from articles.documents.text import block_words, text_between, text_blocks
from tests.articles.documents import suggesting
from tests.articles.documents.building import block, doc, examples, p, text
from tests.articles.documents.suggesting import ANNA, BEN, deleted, inserted
from tests.articles.exporting.word.copies import changes_of, read, review_of, threads_on, told, told_by
from tests.articles.exporting.word.test_clean import seen


def without(kinds):
    """Random documents of suggestions without these nodes and marks; what is left empty has a paragraph."""

    def stripped(node):
        found = {**node}
        if "marks" in node:
            found["marks"] = [mark for mark in node["marks"] if mark["type"] not in kinds]
        if "content" in node:
            kept = [stripped(one) for one in node["content"] if one["type"] not in kinds]
            found["content"] = kept or [p()] * (node["type"] in ("doc", "blockquote", "list_item"))
        if node["type"] == "doc" and all(one["type"] in ("headline", "standfirst") for one in kept):
            found["content"] = [*kept, p()]
        return found

    return suggesting.documents.map(lambda document: stripped(document.to_json()))


UNNOTED = without({"footnote", "footnote_reference"}).map(schema.parse)
"""Without footnotes, which may be read as paragraphs."""


def keeps_its_notes(document):
    """Whether something refers to each footnote whatever is decided: in Word it goes with its reference."""
    known = footnotes_in(document).numbers.keys()
    return all(known <= footnotes_in(side(document)).numbers.keys() for side in (rejected, accepted))


@examples(40)
@given(UNNOTED)
def test_every_word_comes_back_accepted_and_rejected(document):
    back = read(review_of(document)).doc
    for side in (rejected, accepted):
        assert seen(side(back)) == seen(side(document))


@examples(40)
@given(suggesting.documents.filter(keeps_its_notes))
def test_every_word_of_copy_with_footnotes_comes_back(document):
    """The notes may come back in another order: that of their references, which come and go."""
    back = read(review_of(document)).doc
    for side in (rejected, accepted):
        assert sorted(seen(side(back))) == sorted(seen(side(document)))


@examples(40)
@given(suggesting.documents, st.integers(0, 10_000))
def test_every_thread_comes_back_with_its_people_times_and_state(document, seed):
    threads = threads_on(document, seed)
    assert told_by(read(review_of(document, threads))) == told(threads)


def words_of(document, start, end):
    return "".join(text_between(document, start, end).split())


PLAIN = without(
    {"footnote", "footnote_reference", "table", "figure", "horizontal_rule", "pull_quote", "formatting"}
)
"""The JSON of copy of words alone: rows may be read as lines, images are named, a block that goes as a whole
between two paragraphs may keep them apart, and a link that is another one is text that is replaced."""


@examples(40)
@given(PLAIN.map(schema.parse), st.integers(0, 10_000))
def test_every_range_comes_back_on_the_same_words(document, seed):
    threads = threads_on(document, seed)
    back = read(review_of(document, threads))
    by_time = {one.thread.first.written_at: one for one in back.comments}
    for thread in threads:
        if wanted := words_of(document, thread.start, thread.end):
            found = by_time[thread.comments[0].written_at]
            assert words_of(back.doc, found.start, found.end) == wanted


def breaks_of(document):
    """The words of each paragraph."""
    return [
        " ".join(words.split())
        for words in (block_words(one.node) for one in text_blocks(document))
        if words.strip()
    ]


def ordinary(node):
    """The same with words in every paragraph that stay whatever is decided, and items that stay."""
    found = {key: value for key, value in node.items() if (node["type"], key) != ("list_item", "attrs")}
    if node["type"] in WRITTEN:
        found["content"] = [text("Said. "), *node.get("content", ())]
    elif "content" in node:
        found["content"] = [ordinary(one) for one in node["content"]]
    return found


WRITTEN = ("headline", "standfirst", "paragraph", "heading")


@examples(40)
@given(PLAIN.map(ordinary).map(schema.parse))
def test_every_paragraph_break_comes_back_accepted_and_rejected(document):
    back = read(review_of(document)).doc
    for side in (rejected, accepted):
        assert breaks_of(side(back)) == breaks_of(side(document))


PARAGRAPHS = [
    p("One ", inserted("and a half "), "is enough."),
    block("paragraph", inserted("Put in as a whole.", BEN), inserted=BEN),
    block("paragraph", "The break before this is new.", inserted=ANNA),
    block("paragraph", "The break before this goes.", deleted=BEN),
    block("paragraph", deleted("All of this goes."), deleted=ANNA),
    block("heading", "This was a paragraph.", level=3, retyped=f"{BEN} paragraph"),
    p("The end."),
]


def test_paragraph_marks_stand_where_word_has_them():
    document = doc(*PARAGRAPHS)
    back = read(review_of(document))
    wanted = by_author(document.to_json(), changes_of(document))
    assert by_author(back.doc.to_json(), back.changes) == wanted


def item(*content, **attrs):
    return block("list_item", block("paragraph", *content, **attrs))


MOVED = {
    "into a list": doc(
        p("Before."),
        block("bullet_list", *(item(words, rewrapped=f"{ANNA} 0 doc") for words in ("One", "Two"))),
        p("After."),
    ),
    "out of a list": doc(
        block("bullet_list", item("One")),
        block("paragraph", "Two", rewrapped=f"{BEN} 1 doc/bullet_list/list_item"),
        p("After."),
    ),
    "out of a list that begins with three": doc(
        p("Before."), block("paragraph", "Two", rewrapped=f"{BEN} 0 doc/ordered_list:3/list_item")
    ),
    "into a quotation": doc(
        p("Before."), block("blockquote", block("paragraph", "Said", rewrapped=f"{ANNA} 0 doc"))
    ),
    "a new item": doc(
        block(
            "bullet_list",
            item("One"),
            block("list_item", block("paragraph", inserted("Two"), inserted=ANNA), inserted=ANNA),
            item("Three"),
        )
    ),
}


@pytest.mark.parametrize("name", MOVED)
def test_what_was_put_into_lists_and_quotations_comes_back_so(name):
    document = MOVED[name]
    back = read(review_of(document))
    wanted = by_author(document.to_json(), changes_of(document))
    assert by_author(back.doc.to_json(), back.changes) == wanted


def by_author(value, changes):
    """JSON with the names of authors in place of the keys of their suggestions."""
    if isinstance(value, dict):
        return {name: by_author(inner, changes) for name, inner in value.items()}
    if isinstance(value, list):
        return [by_author(inner, changes) for inner in value]
    if isinstance(value, str) and value.partition(" ")[0] in changes:
        key, _space, rest = value.partition(" ")
        return f"{changes[key].author} {rest}"
    return value
