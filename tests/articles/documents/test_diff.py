from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given
from prosemirror.transform import AddMarkStep, AttrStep, ReplaceStep

from articles.documents import changes, schema
from articles.documents.diff import diff_documents
from articles.documents.steps import apply_batch
from articles.documents.text import text_between
from tests.articles.documents import building
from tests.articles.documents.building import LINK, block, doc, p, text, where
from tests.articles.documents.sessions import draft, edited, render

RAIN = "It rained in the north of the country for a whole week in June."
SCHOOL = "Schools in the capital stay closed until the end of the month."
MONEY = "The minister told the committee that no money had been paid at all."


def exact(old, new):
    """The difference, after making sure that it is exact in every form in which it is given."""
    found = diff_documents(old, new)
    assert found.doc.eq(new)
    current = old
    for step in found.steps:
        current = step.apply(current).doc
        schema.check(current)
    assert current.eq(new)
    assert_edits_tile(found)
    return found


def assert_edits_tile(found):
    shift = 0
    for edit in found.edits:
        assert edit.new_start == edit.old_start + shift
        shift += (edit.new_end - edit.new_start) - (edit.old_end - edit.old_start)
    assert found.doc.content.size == found.old.content.size + shift
    for one, other in pairwise(found.edits):
        assert one.old_end <= other.old_start
    kept = [
        0,
        *(place for edit in found.edits for place in (edit.old_start, edit.old_end)),
        found.old.content.size,
    ]
    for place in kept:
        near = found.map_near(max(place - 1, 0), place + 1)
        assert [near.map(place, side) for side in (-1, 1)] == [found.map.map(place, side) for side in (-1, 1)]
    for start, end in zip(kept[::2], kept[1::2], strict=True):
        there = found.map.map(start, 1), found.map.map(end, -1)
        assert text_between(found.old, start, end) == text_between(found.doc, *there) or start == end


def test_equal_documents_do_not_differ():
    assert exact(doc(RAIN), doc(RAIN)).steps == ()


def test_one_word_is_one_small_step():
    [step] = exact(doc(RAIN, SCHOOL), doc(RAIN.replace("June", "July"), SCHOOL)).steps
    assert step.to_json()["slice"] == {"content": [{"type": "text", "text": "ly"}]}


def test_the_headline_and_the_standfirst_stay_themselves_whatever_they_say():
    old = doc(RAIN, headline="Floods", standfirst="Wet.")
    new = doc(RAIN, headline="Sunny", standfirst="Dry!")
    assert all(edit.old_end < where(old, RAIN)[0] for edit in exact(old, new).edits)


@pytest.mark.parametrize(
    "old, new",
    [
        (doc(RAIN), doc(RAIN, standfirst="New.")),
        (doc(RAIN, standfirst="Old."), doc(RAIN)),
        (doc(RAIN, SCHOOL), doc(SCHOOL, standfirst=RAIN)),
        (doc(SCHOOL, standfirst=RAIN), doc(RAIN, SCHOOL)),
        (doc(RAIN), doc(block("heading", RAIN, level=3))),
        (doc(block("heading", RAIN)), doc(block("heading", RAIN, level=4))),
        (doc(p(RAIN[:9], {"type": "hard_break"}, text(RAIN[9:], LINK))), doc(block("pull_quote", RAIN))),
        (doc(block("pull_quote", RAIN)), doc(p(RAIN[:9], {"type": "hard_break"}, text(RAIN[9:], LINK)))),
        (doc(RAIN, SCHOOL), doc(block("blockquote", p(RAIN), p(SCHOOL)))),
        (doc(block("blockquote", p(RAIN), p(SCHOOL))), doc(RAIN, MONEY)),
        (
            doc(block("blockquote", p(RAIN))),
            doc(block("blockquote", p(RAIN.upper()), block("horizontal_rule"))),
        ),
        (doc("😀 a"), doc("😃 a")),
        (doc("𝒳"), doc("𝒴")),
        (doc(p()), doc(block("horizontal_rule"))),
        (doc(*[p()] * 5), doc(*[p()] * 2)),
        (doc("aa aa"), doc("aa")),
    ],
)
def test_other_shapes_are_reached_exactly(old, new):
    exact(old, new)
    exact(new, old)


def items(kind, *texts, **attrs):
    return block(kind, *(block("list_item", p(words)) for words in texts), **attrs)


def test_a_list_is_told_item_by_item():
    old = doc(items("bullet_list", RAIN, SCHOOL, MONEY))
    new = doc(items("ordered_list", RAIN, MONEY.replace("all", "ALL"), order=4))
    found = exact(old, new)
    assert not any(edit.old_start < where(old, RAIN)[1] for edit in found.edits)
    assert text_between(old, found.edits[0].old_start, found.edits[0].old_end) == SCHOOL


def test_attributes_and_marks_are_steps_of_their_own():
    image = {"src": "https://example.org/a.jpg"}
    old = doc(block("figure", block("image", alt="A river", **image)), p("some words here"))
    new = doc(
        block("figure", block("image", alt="A lake", **image)), p("some ", text("words here", LINK, "em"))
    )
    found = exact(old, new)
    assert found.edits == ()
    assert {type(step) for step in found.steps} == {AttrStep, AddMarkStep}
    assert len(found.steps) == 3


@pytest.mark.parametrize("kind", ["paragraph", "heading"])
def test_a_divided_paragraph_loses_no_word(kind):
    first, second = MONEY.split(" that ")
    old, new = doc(RAIN, MONEY, SCHOOL), doc(RAIN, first, block(kind, second), SCHOOL)
    for found in (exact(old, new), exact(new, old)):
        assert len(found.edits) == 1
        [step] = found.steps
        assert isinstance(step, ReplaceStep)
        assert not found.moves


def test_a_paragraph_divided_in_four_loses_no_word():
    parts = [RAIN, SCHOOL, MONEY, "And that is all there is to say about the whole matter today."]
    found = exact(doc("Intro.", " ".join(parts)), doc("Intro.", *parts))
    assert len(found.edits) == 3
    assert all(text_between(found.old, edit.old_start, edit.old_end).strip() == "" for edit in found.edits)


def test_a_block_elsewhere_is_a_move():
    old, new = doc(MONEY, RAIN, SCHOOL), doc(RAIN, SCHOOL, MONEY.replace("at all", "to anybody"))
    [move] = exact(old, new).moves
    assert (move.old_start, move.old_end) == where(old, MONEY)
    assert move.new_start == where(new, "The minister")[0]
    assert move.map.map(len(MONEY)) == len(MONEY.replace("at all", "to anybody"))


def test_what_cannot_be_told_apart_is_one_replacement():
    found = exact(doc("a", headline=""), doc(block("horizontal_rule"), headline="Other"))
    assert found.doc.child_count == 2


def test_the_steps_are_ones_that_a_browser_could_send():
    old, new = doc(RAIN, SCHOOL), doc(SCHOOL.replace("month", "year"), block("blockquote", p(RAIN)))
    found = exact(old, new)
    assert apply_batch(old, [step.to_json() for step in found.steps]).doc.eq(new)


@building.examples(60)
@given(building.revisions())
def test_revisions_are_reached_exactly(pair):
    exact(*pair)


@building.examples(30)
@given(building.documents, building.documents)
def test_documents_with_nothing_in_common_are_reached_exactly(old, new):
    exact(old, new)


@pytest.mark.parametrize("most", [0, 1, 7])
@pytest.mark.parametrize("seed", range(4))
def test_beyond_a_number_of_steps_blocks_change_whole_and_passages_still_by_words(seed, most, monkeypatch):
    chance = random.Random(seed)
    before = draft(chance, 400)
    (old, _), (new, _) = render(before), render(edited(chance, before, edits=40, moves=1))
    by_words = exact(old, new)
    monkeypatch.setattr(changes, "MOST_BY_WORDS", most)
    found = exact(old, new)
    assert len(found.steps) < len(by_words.steps)
    assert found.edits == by_words.edits
    assert found.moves == by_words.moves


def test_a_paragraph_whose_every_word_changed_is_one_step():
    words = [f"word{number}" for number in range(2 * changes.MOST_BY_WORDS + 2)]
    old = doc(" ".join(words))
    new = doc(" ".join(word if number % 2 else f"x{word}" for number, word in enumerate(words)))
    found = exact(old, new)
    assert (len(found.steps), len(found.edits)) == (1, changes.MOST_BY_WORDS + 1)


@pytest.mark.parametrize("seed", range(10))
def test_edit_sessions_are_reached_exactly_and_by_few_words(seed):
    chance = random.Random(seed)
    before = draft(chance, 800)
    (old, _), (new, _) = render(before), render(edited(chance, before, edits=12, moves=1))
    found = exact(old, new)
    replaced = sum(edit.old_end - edit.old_start for edit in found.edits)
    assert replaced < old.content.size / 2
