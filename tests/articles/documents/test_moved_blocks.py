"""Blocks that are suggested to be in another list or quotation."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.documents import schema
from articles.documents.schema import DocumentError
from articles.documents.steps import apply_batch
from articles.documents.suggestions import (
    accept_steps,
    accepted,
    has_suggestions,
    pending,
    reject_steps,
    rejected,
    suggestion_ids,
)
from tests.articles.documents import building
from tests.articles.documents.building import article, block, doc, p, where
from tests.articles.documents.suggesting import ANNA, BEN, IDS, documents, inserted

PLACES = [
    "0 doc",
    "0 doc/blockquote",
    "1 doc/blockquote",
    "1 doc/bullet_list/list_item",
    "2 doc/bullet_list/list_item",
    "3 doc/bullet_list/list_item/ordered_list:4/list_item",
    "9 doc/blockquote/bullet_list/list_item",
]


def ul(*items):
    """A list of items, each a list of blocks; a block given as a string is a paragraph."""
    blocks = ([p(one) if isinstance(one, str) else one for one in item] for item in items)
    return block("bullet_list", *(block("list_item", *item) for item in blocks))


def moved(words, place, suggestion=ANNA, kind="paragraph", **attrs):
    return block(kind, words, rewrapped=f"{suggestion} {place}", **attrs)


def _moved_about(document, seed):
    chance = random.Random(seed)

    def scattered(data):
        content = [scattered(child) for child in data.get("content", ())]
        attrs = dict(data.get("attrs", {}))
        if "rewrapped" in schema.schema.nodes[data["type"]].attrs and chance.random() < 0.4:
            attrs["rewrapped"] = f"{chance.choice(IDS)} {chance.choice(PLACES)}"
        return data | ({"attrs": attrs} if attrs else {}) | ({"content": content} if content else {})

    return schema.parse(scattered(document.to_json()))


moved_documents = st.builds(_moved_about, documents, st.integers(0, 2**16))


@building.examples(100)
@given(moved_documents, st.sampled_from([None, "1", "2"]))
def test_wherever_blocks_were_every_projection_is_valid_and_its_steps_lead_there(document, author):
    only = None if author is None else lambda key: key.startswith(f"{author}.")
    for project, steps in ((rejected, reject_steps), (accepted, accept_steps)):
        wanted = project(document, only)
        assert schema.parse(wanted.to_json()).eq(wanted)
        assert not (suggestion_ids(wanted) - suggestion_ids(document))
        assert only is not None or not has_suggestions(wanted)
        reached = document
        for step in steps(document, only):
            reached = apply_batch(reached, [step.to_json()]).doc
        assert reached.eq(wanted)


@building.examples(50)
@given(moved_documents)
def test_every_suggestion_is_listed_and_every_move_named(document):
    found = pending(document)
    assert {one.id for one in found} == suggestion_ids(document)
    assert all(one.note for one in found if one.kind == "formatting")


BEFORE_AND_AFTER = {
    "a list of paragraphs": (
        doc(ul([moved("one", "0 doc")], [moved("two", "0 doc")])),
        doc("one", "two"),
        doc(ul(["one"], ["two"])),
        ("one\ntwo", "now in a bulleted list"),
    ),
    "an item lifted out of the middle": (
        doc(
            ul(["one"]),
            moved("two", "1 doc/bullet_list/list_item"),
            ul([moved("three", "1 doc/bullet_list/list_item")]),
        ),
        doc(ul(["one"], ["two"], ["three"])),
        doc(ul(["one"]), "two", ul(["three"])),
        ("two", "no longer in a bulleted list"),
    ),
    "a heading and a rule quoted": (
        doc(
            block(
                "blockquote",
                moved("one", "0 doc", kind="heading", level=3),
                moved("", "0 doc", kind="horizontal_rule"),
            )
        ),
        doc(block("heading", "one", level=3), block("horizontal_rule")),
        doc(block("blockquote", block("heading", "one", level=3), block("horizontal_rule"))),
        ("one", "now in a quotation"),
    ),
    "a list within a list": (
        doc(ul([p("one"), ul([moved("two", "1 doc/bullet_list/list_item")])])),
        doc(ul(["one"], ["two"])),
        doc(ul([p("one"), ul(["two"])])),
        ("two", "now further in"),
    ),
    "two lists joined": (
        doc(ul(["one"], [moved("two", "0 doc/bullet_list/list_item")])),
        doc(ul(["one"]), ul(["two"])),
        doc(ul(["one"], ["two"])),
        ("two", "lists or quotations divided or joined"),
    ),
}


@pytest.mark.parametrize(
    ("document", "without", "wanted", "said"), BEFORE_AND_AFTER.values(), ids=BEFORE_AND_AFTER.keys()
)
def test_rejecting_puts_blocks_back_and_accepting_leaves_them(document, without, wanted, said):
    assert rejected(document).eq(without)
    assert accepted(document).eq(wanted)
    (found,) = pending(document)
    assert (found.kind, found.formatted, found.note) == ("formatting", *said)


def test_words_put_in_between_do_not_part_a_list_that_is_one_again():
    place = "1 doc/bullet_list/list_item"
    document = doc(
        ul(["one"]),
        moved("two", place),
        block("paragraph", inserted("new", BEN), inserted=BEN),
        ul([moved("three", place)]),
    )
    assert rejected(document).eq(doc(ul(["one"], ["two"], ["three"])))
    annas = rejected(document, lambda key: key == ANNA)
    assert annas.child(1).child_count == 3
    assert rejected(annas).eq(rejected(document))


def test_accepting_and_rejecting_keep_the_words_where_they_stand():
    document = BEFORE_AND_AFTER["a list of paragraphs"][0]
    assert {step.to_json()["stepType"] for step in accept_steps(document)} == {"attr"}
    start, end = where(document, "two")
    mapped = document
    for step in reject_steps(document):
        start, end = step.get_map().map(start, 1), step.get_map().map(end, -1)
        mapped = step.apply(mapped).doc
    assert mapped.text_between(start, end) == "two"


@pytest.mark.parametrize(
    "place",
    [
        "doc",
        "0",
        "0 doc/list_item",
        "0 doc/bullet_list",
        "0 doc/figure",
        "0 doc/ordered_list:x/list_item",
        "x doc",
    ],
)
def test_what_a_block_was_in_has_one_form(place):
    with pytest.raises(DocumentError):
        schema.parse(article(moved("x", place)))
