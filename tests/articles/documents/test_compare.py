from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.documents.compare import BlockChange, Run, compare
from articles.documents.digest import canonical_json
from articles.documents.steps import StepError, apply_batch
from articles.documents.text import text_between, text_blocks, units, without_references
from tests.articles.documents import building
from tests.articles.documents.building import LINK, block, doc, p, text

RAIN = "It rained in the north of the country for a whole week in June."
SCHOOL = "Schools in the capital stay closed until the end of the month."
MONEY = "The minister told the committee that no money had been paid at all."


def changes(old, new):
    """What is not the same, the headline apart."""
    return [change for change in compare(old, new) if change.kind != "same"]


def test_equal_documents_are_the_same_block_by_block():
    assert compare(doc(RAIN), doc(RAIN)) == [
        BlockChange("same", "headline", (Run("same", "Headline"),)),
        BlockChange("same", "paragraph", (Run("same", RAIN),)),
    ]


def test_words_are_told_apart_in_the_paragraph_they_are_in():
    assert changes(doc(RAIN), doc(RAIN.replace("whole week", "long month"))) == [
        BlockChange(
            "changed",
            "paragraph",
            (
                Run("same", "It rained in the north of the country for a "),
                Run("removed", "whole week"),
                Run("added", "long month"),
                Run("same", " in June."),
            ),
        )
    ]


def test_blocks_that_came_and_went_stand_in_reading_order():
    found = compare(doc(RAIN, SCHOOL), doc(RAIN, MONEY))
    shown = [(change.kind, change.runs[0].text) for change in found[2:]]
    assert shown == [("removed", SCHOOL), ("added", MONEY)]


def test_a_block_elsewhere_has_moved_and_is_shown_where_it_is_now():
    found = compare(doc(MONEY, RAIN, SCHOOL), doc(RAIN, SCHOOL, MONEY.replace("at all", "so far")))
    assert [change.kind for change in found] == ["same", "same", "same", "moved"]
    assert [(run.kind, run.text) for run in found[3].runs if run.kind != "same"] == [
        ("removed", "at all"),
        ("added", "so far"),
    ]


@pytest.mark.parametrize(
    "before, after, note",
    [
        ([], ["strong"], "now bold"),
        (["em"], [], "no longer italic"),
        (["em"], ["strong"], "no longer italic, now bold"),
        ([], [LINK], "now linked to https://example.org/1"),
        ([LINK], [], "link removed"),
        ([LINK], [{"type": "link", "attrs": {"href": "https://a.org"}}], "link changed to https://a.org"),
        ([LINK], [LINK | {"attrs": LINK["attrs"] | {"title": "T"}}], "link title changed"),
    ],
)
def test_marks_are_told_on_the_words_they_are_on(before, after, note):
    old, new = (doc(p("some ", text("words", *marks), " here")) for marks in (before, after))
    [change] = changes(old, new)
    assert change.runs == (Run("same", "some "), Run("same", "words", note), Run("same", " here"))


@pytest.mark.parametrize(
    "old, new, note",
    [
        (p(RAIN), block("heading", RAIN, level=3), "now a heading"),
        (block("heading", RAIN), block("heading", RAIN, level=4), "level changed from “2” to “4”"),
        (p(RAIN), block("blockquote", p(RAIN)), "the list, quotation or figure around it changed"),
        (
            block("bullet_list", block("list_item", p(RAIN))),
            block("ordered_list", block("list_item", p(RAIN))),
            "the list, quotation or figure around it changed",
        ),
        (
            block("ordered_list", block("list_item", p(RAIN)), order=1),
            block("ordered_list", block("list_item", p(RAIN)), order=5),
            "the list, quotation or figure around it changed",
        ),
        (
            block("figure", block("image", src="https://a.org", alt="A river")),
            block("figure", block("image", src="https://a.org", alt="A lake", credit="Mona")),
            "alt text changed from “A river” to “A lake”; credit changed from “” to “Mona”",
        ),
        (
            block("figure", block("image", src="asset:" + "a" * 64, alt="A river")),
            block("figure", block("image", src="asset:" + "b" * 64, alt="A river")),
            "now another image",
        ),
    ],
)
def test_what_happened_to_a_block_apart_from_its_words_is_noted(old, new, note):
    [change] = changes(doc(old), doc(new))
    assert (change.kind, change.note) == ("changed", note)


def test_a_list_that_was_divided_is_noticed_beside_other_changes():
    def items(*texts):
        return block("bullet_list", *(block("list_item", p(words)) for words in texts))

    divided = doc(items(RAIN.replace("June", "May"), SCHOOL), items(MONEY))
    found = changes(doc(items(RAIN, SCHOOL, MONEY)), divided)
    assert [(change.kind, change.note) for change in found] == [
        ("changed", ""),
        ("changed", "a list, quotation or figure was divided or joined here"),
    ]


def test_blocks_without_words_are_named():
    found = changes(doc(RAIN), doc(RAIN, p(), block("horizontal_rule"), block("figure", block("image"))))
    assert [(change.kind, change.note) for change in found] == [
        ("added", "an empty block"),
        ("added", "a rule"),
        ("added", "an image"),
    ]


def endpoints_of(found):
    """The texts of the new document, read off the comparison."""
    for change in found:
        if change.kind != "removed":
            yield "".join(run.text for run in change.runs if run.kind != "removed")


def assert_reported(old, new):
    found = compare(old, new)
    differs = canonical_json(old) != canonical_json(new)
    assert any(change.kind != "same" for change in found) == differs
    for change in found:
        if change.kind == "same":
            assert not change.note and all(run == Run("same", run.text) for run in change.runs)
        for run in change.runs:
            stands_in = old if run.kind == "removed" else new
            if run.kind != "same" and change.node_type != "image":
                words = text_between(stands_in, run.start, run.start + units(run.text))
                assert words == without_references(run.text)
    alternatives = [node.attrs["alt"] for node in _nodes(new) if node.type.name == "image"]
    expected = [*(block.text for block in text_blocks(new)), *alternatives]
    assert sorted(filter(None, endpoints_of(found))) == sorted(filter(None, expected))


def _nodes(document):
    found = []
    document.descendants(lambda node, *_: found.append(node))
    return found


@building.examples(60)
@given(building.revisions())
def test_whatever_alters_the_digest_shows(pair):
    assert_reported(*pair)


@building.examples(30)
@given(building.documents, building.documents)
def test_documents_with_nothing_in_common_are_told_apart(old, new):
    assert_reported(old, new)


@building.examples(80)
@given(st.data())
def test_a_single_step_shows(data):
    old = data.draw(building.documents)
    try:
        new = apply_batch(old, [data.draw(building.step_data(old))]).doc
    except StepError:
        return
    assert_reported(old, new)
