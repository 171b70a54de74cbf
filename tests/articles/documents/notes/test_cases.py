"""Every convention on newsroom sentences: what becomes a query, and what comes through untouched."""

import pytest

from articles.documents.notes import find_suspects, lift, scan
from articles.documents.text import plain_text

from .support import LOOKALIKES, case_params, document, load, positive_names

_FIELDS = ("question", "kind", "blocking", "convention", "asked_by", "addressed_to", "remark")


def expected_notes(case):
    return case.get("notes", [case])


@pytest.mark.parametrize("case", case_params(*positive_names()))
def test_a_note_becomes_a_query_and_the_words_close_up(case):
    found = scan(case["source"], markup=case.get("markup", "text"))
    assert found.clean == case["clean"]
    expected = expected_notes(case)
    assert len(found.notes) == len(expected)
    for wanted, lifted in zip(expected, found.notes, strict=True):
        note = lifted.note
        for field in _FIELDS:
            if field in wanted:
                assert getattr(note, field) == wanted[field], field
        if "replies" in wanted or note.convention != "cq":
            assert list(note.replies) == wanted.get("replies", [])
        if "blocking" not in wanted:
            assert note.blocking


@pytest.mark.parametrize("case", case_params(*positive_names()))
def test_a_query_is_on_words_that_the_clean_document_holds(case):
    found = scan(case["source"], markup=case.get("markup", "text"))
    lifted = lift(document(found.marked), found)
    text = plain_text(lifted.doc)
    assert lifted.unplaced == ()
    assert [note for note, _ in lifted.notes] == [note.note for note in found.notes]
    for wanted, (_, passage) in zip(expected_notes(case), lifted.notes, strict=True):
        assert passage.quote and passage.quote in text
        if "passage" in wanted:
            assert passage.quote == wanted["passage"]


@pytest.mark.parametrize("case", case_params(*positive_names()))
def test_preflight_would_stop_the_raw_text_and_let_the_clean_one_pass(case):
    markup = case.get("markup", "text")
    assert find_suspects(case["source"], markup=markup)
    kept = [
        found for found in find_suspects(case["clean"], markup=markup) if found.convention != "placeholder"
    ]
    assert kept == []


@pytest.mark.parametrize("case", case_params(LOOKALIKES))
def test_what_only_looks_like_a_note_comes_through_untouched(case):
    found = scan(case["source"], markup=case.get("markup", "text"))
    assert found.clean == case["source"]
    assert found.marked == case["source"]
    assert found.notes == ()
    assert len(found.suspicions) == case.get("suspicions", 0)


def test_there_are_enough_cases_to_speak_of():
    assert sum(len(load(name)) for name in positive_names()) >= 150
    assert len(load(LOOKALIKES)) >= 120
