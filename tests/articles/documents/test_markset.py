from __future__ import annotations

import pytest
from prosemirror.transform import AddMarkStep, Mapping, RemoveMarkStep, Step, StepMap

from articles.documents.markset import MarkSetStep
from articles.documents.schema import schema
from tests.articles.documents.building import doc, p, text

EM, STRONG = schema.mark("em"), schema.mark("strong")
STEPS = MarkSetStep([AddMarkStep(11, 14, EM), RemoveMarkStep(12, 13, EM), AddMarkStep(11, 12, STRONG)])


def test_the_marks_are_set_one_after_the_other():
    marked = STEPS.apply(doc("abcd")).doc
    assert marked.eq(doc(p(text("a", "em", "strong"), "b", text("c", "em"), "d")))


def test_undoing_takes_them_back_in_turn():
    document = doc("abcd")
    assert STEPS.invert(document).apply(STEPS.apply(document).doc).doc.eq(document)


def test_it_moves_no_position_and_follows_other_steps():
    assert STEPS.get_map().ranges == []
    moved = STEPS.map(Mapping([StepMap([0, 0, 5])]))
    assert [(step.from_, step.to) for step in moved.steps] == [(16, 19), (17, 18), (16, 17)]
    assert STEPS.map(Mapping([StepMap([5, 30, 0])])) is None


def test_it_is_read_as_it_was_written():
    written = STEPS.to_json()
    assert [step["stepType"] for step in written["steps"]] == ["addMark", "removeMark", "addMark"]
    assert Step.from_json(schema, written).to_json() == written


@pytest.mark.parametrize("steps", [None, "x", [{"stepType": "replace", "from": 1, "to": 1}], [None], [7]])
def test_it_holds_mark_steps_only(steps):
    with pytest.raises((ValueError, AttributeError)):
        Step.from_json(schema, {"stepType": "markSet", "steps": steps})


def test_a_range_outside_the_document_is_an_error():
    with pytest.raises(ValueError, match="900"):
        MarkSetStep([AddMarkStep(11, 900, EM)]).apply(doc("abcd"))
