from __future__ import annotations

from hypothesis import given

from articles.documents import text
from articles.documents.flat import flatten
from articles.documents.text import (
    Field,
    headline_text,
    plain_text,
    published_fields,
    text_between,
    word_count,
)
from tests.articles.documents import building
from tests.articles.documents.building import LINK, block, doc, p, where

ARTICLE = doc(
    p("First 😀 line", {"type": "hard_break"}, "and second."),
    p(),
    block("bullet_list", block("list_item", p("one")), block("list_item", p("two"))),
    block("figure", block("image", alt="A river", credit="Mona"), block("caption", "The river.")),
    block("horizontal_rule"),
    headline=" Floods ",
    standfirst="It rained.",
)


def test_plain_text_is_what_a_reader_reads():
    assert plain_text(ARTICLE) == (
        " Floods \n\nIt rained.\n\nFirst 😀 line\nand second.\n\none\n\ntwo\n\nThe river."
    )


def test_the_headline_is_given_without_its_edges():
    assert headline_text(ARTICLE) == "Floods"
    assert headline_text(doc(headline="")) == ""


def test_words_are_counted_over_the_whole_copy():
    assert word_count(ARTICLE) == 1 + 2 + 2 + 2 + 2 + 2
    assert word_count(doc("the well-known “don’t” — 3 …", headline="")) == 4
    assert word_count(doc("日本語 text", headline="")) == 4
    assert word_count(doc("كِتَاب جديد", headline="")) == 2


def test_every_field_that_is_printed_has_its_place():
    fields = list(published_fields(ARTICLE))
    assert [(field.name, field.text) for field in fields] == [
        ("headline", " Floods "),
        ("standfirst", "It rained."),
        ("body", "First 😀 line\nand second."),
        ("body", ""),
        ("body", "one"),
        ("body", "two"),
        ("alt text", "A river"),
        ("credit", "Mona"),
        ("caption", "The river."),
    ]
    for field in fields:
        if field.name in ("alt text", "credit"):
            assert ARTICLE.node_at(field.position).type.name == "image"
        elif field.text:
            assert (
                text_between(ARTICLE, field.position, field.position + text.units(field.text)) == field.text
            )


def test_the_title_of_a_link_is_printed_too():
    titled = LINK | {"attrs": LINK["attrs"] | {"title": "<check?>"}}
    document = doc(p("see ", building.text("here", titled)), headline="")
    assert Field("link title", "<check?>", where(document, "here")[0]) in list(published_fields(document))


def test_text_between_positions_crosses_blocks():
    document = doc("one two", p(), "three 😀 four", headline="")
    start, end = where(document, "two")[0], where(document, "four")[1]
    assert text_between(document, start, end) == "two\nthree 😀 four"
    assert text_between(document, 0, document.content.size) == "one two\nthree 😀 four"
    assert text_between(document, end, start) == ""


def test_half_a_character_is_left_out():
    document = doc("a😀b", headline="")
    start, _end = where(document, "a😀b")
    assert text_between(document, start, start + 2) == "a"
    assert text_between(document, start + 2, start + 4) == "b"


@building.examples(40)
@given(building.documents)
def test_the_readings_of_a_document_agree(document):
    blocks = [text.block_words(block.node) for block in text.text_blocks(document)]
    assert flatten(document).text == "\n".join(filter(None, blocks))
    assert text_between(document, 0, document.content.size) == flatten(document).text
    assert plain_text(document) == "\n\n".join(block for block in blocks if block.strip())
    fields = [text.without_references(field.text) for field in published_fields(document)]
    assert [field for field in fields if field in blocks] != [] or not any(blocks)
