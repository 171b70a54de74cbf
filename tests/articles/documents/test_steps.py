from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prosemirror.transform import ReplaceAroundStep, ReplaceStep

from articles.documents import schema
from articles.documents.digest import canonical_json
from articles.documents.schema import LIMITS, DocumentError
from articles.documents.steps import Applied, StepError, apply_batch, apply_logged
from tests.articles.documents import building
from tests.articles.documents.building import LINK, article, block, doc, p, replace, text, where

ARTICLE = doc("The cat sat.", block("heading", "Why"), p("bold", {"type": "hard_break"}, "text"))
EM = {"type": "em"}


def after(document, *steps):
    return apply_batch(document, steps).doc


def test_typing_changes_the_text_and_nothing_else():
    start, end = where(ARTICLE, "cat")
    applied = apply_batch(ARTICLE, [replace(start, end, "dog")])
    assert applied.doc.child(1).text_content == "The dog sat."
    assert applied.doc.children[2:] == ARTICLE.children[2:]
    assert [step.to_json() for step in applied.steps] == [replace(start, end, "dog")]
    assert applied.maps[0].ranges == [start, 3, 3]
    assert ARTICLE.eq(schema.parse(ARTICLE.to_json()))


def test_steps_of_a_batch_build_on_each_other():
    start, _end = where(ARTICLE, "cat")
    changed = after(ARTICLE, replace(start, start, "big "), replace(start, start, "very "))
    assert changed.child(1).text_content == "The very big cat sat."


def test_an_empty_batch_changes_nothing():
    assert apply_batch(ARTICLE, []) == Applied(ARTICLE, (), ())


def test_every_kind_of_step_is_understood():
    start, end = where(ARTICLE, "cat")
    heading = where(ARTICLE, "Why")[0] - 1
    line = where(ARTICLE, "bold")[1]
    ends = {"from": heading, "to": heading + 5, "gapFrom": heading, "gapTo": heading + 5}
    around = {"stepType": "replaceAround", **ends}
    changed = after(
        ARTICLE,
        {"stepType": "addMark", "from": start, "to": end, "mark": LINK},
        {"stepType": "removeMark", "from": start, "to": start + 1, "mark": LINK},
        {"stepType": "attr", "pos": heading, "attr": "level", "value": 4},
        {"stepType": "addNodeMark", "pos": line, "mark": EM},
        around | {"insert": 1, "slice": {"content": [block("blockquote")]}, "structure": True},
        {"stepType": "markSet", "steps": [{"stepType": "addMark", "from": start, "to": end, "mark": EM}]},
    )  # fmt: skip
    assert changed.eq(
        doc(
            p("The ", text("c", EM), text("at", LINK, EM), " sat."),
            block("blockquote", block("heading", "Why", level=4)),
            p("bold", {"type": "hard_break", "marks": [EM]}, "text"),
        )
    )
    assert (
        after(changed, {"stepType": "removeNodeMark", "pos": line + 2, "mark": EM})
        .child(3)
        .eq(ARTICLE.child(3))
    )


def test_neighbouring_text_that_comes_in_pieces_is_joined():
    start, _end = where(ARTICLE, "cat")
    step = replace(start, start, content=[text("one "), text("two ")])
    whole = replace(start, start, "one two ")
    assert canonical_json(after(ARTICLE, step)) == canonical_json(after(ARTICLE, whole))


REPLACE = replace(2, 3, "x")
AROUND = {"stepType": "replaceAround", "from": 10, "to": 24, "gapFrom": 10, "gapTo": 24, "insert": 0}


@pytest.mark.parametrize(
    "step",
    [
        None, 7, "replace", [], {}, {"stepType": "unknown"}, {"stepType": ["replace"]}, {"stepType": None},
        REPLACE | {"from": True}, REPLACE | {"from": 2.0}, REPLACE | {"from": "2"}, REPLACE | {"from": -1},
        REPLACE | {"from": None},
        REPLACE | {"from": 9}, REPLACE | {"to": 10**6}, REPLACE | {"to": 10**40},
        REPLACE | {"structure": 1}, REPLACE | {"extra": 1}, REPLACE | {"slice": []},
        REPLACE | {"slice": "[]"},
        REPLACE | {"slice": {"content": '[{"type":"text"}]'}}, REPLACE | {"slice": {"content": {}}},
        REPLACE | {"slice": {"content": [text("a")], "openStart": 1}},
        REPLACE | {"slice": {"content": [p("a")], "openEnd": True}},
        REPLACE | {"slice": {"content": [], "openStart": 1}},
        REPLACE | {"slice": {"content": [p("a")]}},
        replace(1, 1, "a\x00"), replace(1, 1, "a\ud83d"), replace(1, 1, "a\x1b[2J"), replace(1, 1, "a\nb"),
        replace(1, 1, content=[text("a", {"type": "link", "attrs": {"href": "javascript:alert(1)"}})]),
        replace(1, 1, content=[text("a", LINK)]),
        replace(11, 11, content=[text("a", "em", "em")]),
        replace(11, 11, content=[{"type": "text", "text": ""}]),
        replace(11, 11, content=[{"type": "unknown"}]),
        replace(10, 10, content=[block("heading", "a", level=9)]),
        replace(10, 10, content=[block("heading", "a", level=True)]),
        replace(10, 10, content=[block("blockquote")]),
        replace(10, 10, content=[block("figure")]),
        replace(0, 0, content=[block("headline", "second")]),
        replace(0, 10),
        {"stepType": "addMark", "from": 11, "to": 13, "mark": {"type": "link", "attrs": {"href": "data:x"}}},
        {"stepType": "addMark", "from": 11, "to": 13, "mark": {"type": "unknown"}},
        {"stepType": "addMark", "from": 11, "to": 13},
        {"stepType": "addMark", "from": 11, "to": 999, "mark": EM},
        {"stepType": "addNodeMark", "pos": 10, "mark": EM},
        {"stepType": "addNodeMark", "pos": 11, "mark": EM},
        {"stepType": "removeNodeMark", "pos": False, "mark": EM},
        {"stepType": "attr", "pos": 24, "attr": "level", "value": 7},
        {"stepType": "attr", "pos": 24, "attr": "level", "value": True},
        {"stepType": "attr", "pos": 24, "attr": "level", "value": [3]},
        {"stepType": "attr", "pos": 24, "attr": "onclick", "value": "x"},
        {"stepType": "attr", "pos": 11, "attr": "level", "value": 3},
        {"stepType": "attr", "pos": 24, "attr": 5, "value": 3},
        {"stepType": "docAttr", "attr": "lang", "value": "en"},
        {"stepType": "docAttr", "attr": "lang", "value": "\x00"},
        AROUND | {"gapFrom": 9}, AROUND | {"gapTo": 30}, AROUND | {"insert": 5}, AROUND | {"insert": True},
        AROUND | {"gapFrom": 12, "gapTo": 14, "slice": {"content": [block("blockquote")]}, "insert": 1},
        {"stepType": "markSet", "steps": []}, {"stepType": "markSet", "steps": "x"},
        {"stepType": "markSet", "steps": [REPLACE]}, {"stepType": "markSet", "steps": [None]},
        {"stepType": "markSet", "steps": [{"stepType": "markSet", "steps": []}]},
    ],
)  # fmt: skip
def test_what_is_no_valid_step_is_refused(step):
    with pytest.raises(StepError) as refusal:
        apply_batch(ARTICLE, [step])
    assert isinstance(refusal.value, DocumentError)
    assert refusal.value.message.endswith(".")


@pytest.mark.parametrize(
    "batch", [None, "steps", {"stepType": "replace"}, 5, {REPLACE["stepType"]}, iter([])]
)
def test_a_batch_is_a_list(batch):
    with pytest.raises(StepError):
        apply_batch(ARTICLE, batch)


def test_half_a_character_cannot_be_deleted():
    document = doc("a😀b")
    start, _end = where(document, "😀")
    with pytest.raises(StepError):
        apply_batch(document, [replace(start, start + 1)])
    assert after(document, replace(start, start + 2)).eq(doc("ab"))


def test_one_bad_step_refuses_the_batch():
    with pytest.raises(StepError):
        apply_batch(ARTICLE, [replace(11, 11, "fine"), replace(11, 10**6)])


def test_the_documents_between_two_steps_are_valid_too():
    """Each is a version that others may be at."""
    whole = ARTICLE.content.size
    with pytest.raises(StepError):
        apply_batch(ARTICLE, [replace(10, whole), replace(10, 10, content=[p("back")])])


def test_the_number_of_steps_is_limited():
    typing = [replace(11, 11, "a")]
    apply_batch(ARTICLE, typing * LIMITS.steps_per_batch)
    with pytest.raises(StepError, match="at most 200 edits"):
        apply_batch(ARTICLE, typing * (LIMITS.steps_per_batch + 1))


def test_the_bytes_of_a_batch_are_limited():
    half = LIMITS.batch_bytes // 2
    apply_batch(ARTICLE, [replace(11, 11, "a" * (half - 200))] * 2)
    with pytest.raises(StepError, match="512 kilobytes"):
        apply_batch(ARTICLE, [replace(11, 11, "é" * (half // 2))] * 2)


def test_a_single_step_may_be_as_long_as_an_article():
    apply_batch(ARTICLE, [replace(11, 11, "é" * (LIMITS.document_bytes // 2 - 1_000))])
    with pytest.raises(StepError, match="2,048 kilobytes"):
        apply_batch(ARTICLE, [replace(11, 11, "é" * (LIMITS.document_bytes // 2))])


def test_the_limits_of_a_document_hold_after_every_batch():
    full = doc("a" * (LIMITS.document_bytes - 1_000))
    with pytest.raises(StepError, match="kilobytes"):
        apply_batch(full, [replace(11, 11, "b" * 1_000)])
    crowded = doc(*[p()] * (LIMITS.blocks - 1))
    with pytest.raises(StepError, match="blocks"):
        apply_batch(crowded, [replace(10, 10, content=[p()])])


def wrapped(depth):
    content = p("deep")
    for _ in range(depth):
        content = block("blockquote", content)
    return content


def test_no_step_nests_deeper_than_the_limit():
    document = doc(wrapped(LIMITS.depth - 1))
    inside = where(document, "deep")[0] - 1
    with pytest.raises(StepError, match="nested"):
        apply_batch(document, [replace(inside, inside, content=[wrapped(1)])])
    with pytest.raises(StepError):
        apply_batch(document, [replace(10, 10, content=[wrapped(5_000)])])


def test_a_batch_that_contains_itself_is_refused():
    endless: list[object] = []
    endless.append({"stepType": "replace", "from": 1, "to": 1, "slice": {"content": endless}})
    with pytest.raises(StepError):
        apply_batch(ARTICLE, endless)


def test_only_the_blocks_that_changed_are_made_anew():
    document = doc(*["words"] * 50)
    changed = after(document, replace(11, 11, "more "))
    shared = [new is old for new, old in zip(changed.children, document.children, strict=True)]
    assert shared == [True, False] + [True] * 49


def test_a_logged_step_is_applied_as_it_was_accepted():
    step = replace(11, 11, "a")
    assert apply_logged(ARTICLE, step).eq(after(ARTICLE, step))
    for broken in ({"stepType": "x"}, replace(0, 10), replace(900, 901)):
        with pytest.raises(StepError):
            apply_logged(ARTICLE, broken)


@building.examples(120)
@given(st.data())
def test_a_random_batch_leaves_a_valid_document_or_none(data):
    document = data.draw(building.documents)
    before = canonical_json(document)
    try:
        applied = apply_batch(document, [data.draw(building.step_data(document))])
    except StepError:
        assert canonical_json(document) == before
        return
    applied.doc.check()
    assert schema.parse(applied.doc.to_json()).eq(applied.doc)
    assert canonical_json(applied.doc.to_json()) == canonical_json(applied.doc)
    [step] = applied.steps
    if isinstance(step, ReplaceStep | ReplaceAroundStep):
        inverse = step.invert(document).to_json()
        assert canonical_json(apply_batch(applied.doc, [inverse]).doc) == before


@building.examples(150)
@given(building.junk | st.lists(building.junk, max_size=3))
def test_hostile_json_is_refused_and_nothing_else(batch):
    with suppress(StepError):
        assert apply_batch(ARTICLE, batch).steps == ()


@building.examples(150)
@given(st.data())
def test_a_valid_step_with_one_thing_wrong_never_crashes(data):
    step = dict(data.draw(building.step_data(ARTICLE)))
    keys = [
        "from",
        "to",
        "pos",
        "slice",
        "mark",
        "attr",
        "value",
        "gapFrom",
        "insert",
        "structure",
        "stepType",
    ]
    step[data.draw(st.sampled_from(keys))] = data.draw(building.junk)
    with suppress(StepError):
        schema.parse(apply_batch(ARTICLE, [step]).doc.to_json())


def test_the_json_of_an_article_is_not_changed_by_reading_it():
    data = article(p(text("a", LINK)))
    schema.parse(data)
    assert data == article(p(text("a", LINK)))
