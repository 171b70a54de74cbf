"""Steps made on an older version: where they land, and when they are given back."""

from __future__ import annotations

import json
import random
import subprocess
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.documents import schema
from articles.documents.rebasing import LostPlaceError, rebase_batch
from articles.documents.steps import StepError, apply_batch
from articles.documents.text import plain_text
from newsroom.running import frontend
from tests.factories import make_doc, typed

WORDS = "One sentence stands here."
START = 28  # of WORDS, behind the headline


def doc():
    return make_doc(WORDS, "And another one.")


def after(*steps):
    applied = apply_batch(doc(), steps)
    return applied.doc, applied.maps


def test_letters_typed_one_by_one_stay_a_word():
    now, over = after(typed(START, START, "Well: "))
    steps = [typed(START + 4 + offset, START + 4 + offset, letter) for offset, letter in enumerate("long ")]
    assert "Well: One long sentence" in plain_text(rebase_batch(now, steps, over).doc)


def test_what_was_typed_and_taken_back_in_one_batch_finds_its_place():
    now, over = after(typed(START, START, "Well: "))
    steps = [
        typed(START + 4, START + 4, "lung"),
        typed(START + 5, START + 6, ""),
        typed(START + 5, START + 5, "o"),
    ]
    assert "One longsentence" in plain_text(rebase_batch(now, steps, over).doc)


@pytest.mark.parametrize(
    ("theirs", "own"),
    [
        (typed(START, START + 20, ""), typed(START + 4, START + 4, "in the middle of it")),
        (typed(START + 4, START + 4, "unseen "), typed(START, START + 20, "")),
        (typed(START + 4, START + 8, "unseen"), typed(START, START + 20, "instead")),
    ],
)
def test_what_would_cost_words_is_given_back(theirs, own):
    now, over = after(theirs)
    with pytest.raises(LostPlaceError):
        rebase_batch(now, [own], over)


def test_two_who_delete_the_same_words_agree():
    now, over = after(typed(START, START + 4, ""))
    assert plain_text(rebase_batch(now, [typed(START, START + 13, "")], over).doc).count("sentence") == 0


@pytest.mark.parametrize("own", [["no step"], [{"stepType": "replace", "from": 5, "to": 2}]])
def test_nonsense_is_nonsense_on_any_version(own):
    now, over = after(typed(START, START, "Well: "))
    with pytest.raises(StepError) as refused:
        rebase_batch(now, own, over)
    assert not isinstance(refused.value, LostPlaceError)


def edits(chance: random.Random, start: schema.Node, count: int, alphabet: str):
    """So many steps that put in or take out a few characters, each on the document after the one before."""
    current, steps = start, []
    while len(steps) < count:
        at = chance.randrange(1, current.content.size)
        length = chance.choice([0, 0, 0, 1, 5, 12])
        text = "".join(chance.choices(alphabet, k=chance.choice([0, 1, 1, 3])))
        step = typed(at, min(at + length, current.content.size), text)
        try:
            current = apply_batch(current, [step]).doc
        except StepError:
            continue
        steps.append(step)
    return steps


def kept(text: str, alphabet: str) -> Counter[str]:
    return Counter(letter for letter in text if letter in alphabet)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32))
def test_nobody_loses_a_letter_that_the_other_did_not_see(seed):
    """What is brought along has all that either typed and did not delete again.

    It may have more: where both deleted around words of one's own, the engine lets these stand.
    """
    chance = random.Random(seed)
    ours, theirs = "αβγδεζη", "АБВГДЕЖ"
    steps = edits(chance, doc(), chance.randint(1, 5), ours)
    missing = edits(chance, doc(), chance.randint(1, 5), theirs)
    alone = plain_text(apply_batch(doc(), steps).doc)
    before = apply_batch(doc(), missing)
    try:
        brought = rebase_batch(before.doc, steps, before.maps)
    except LostPlaceError:
        return
    text = plain_text(brought.doc)
    assert kept(alone, ours) <= kept(text, ours)
    assert kept(text, theirs) == kept(plain_text(before.doc), theirs)
    assert len(brought.steps) == len(steps)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_both_engines_bring_a_batch_to_the_same_place(node_binary, frontend_modules, seed):
    """What is taken here is what the browser's engine makes of it; it may take what is given back here."""
    node = str(node_binary.program)
    subprocess.run([node, "build.mjs", "--tests"], cwd=frontend.SOURCES, check=True, capture_output=True)
    program = frontend.SOURCES / ".tests" / "rebasings.mjs"
    output = subprocess.run(
        [node, program, str(seed)], capture_output=True, text=True, check=True, timeout=120
    )
    taken = given_back = 0
    for line in output.stdout.splitlines():
        change = json.loads(line)
        before = apply_batch(schema.parse(change["doc"]), change["missing"])
        try:
            brought = rebase_batch(before.doc, change["made"], before.maps)
        except LostPlaceError:
            given_back += 1
            continue
        assert [step.to_json() for step in brought.steps] == change["brought"]
        taken += 1
    assert taken > 50
    assert given_back > 10
