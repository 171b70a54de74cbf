"""Who put what there: the account against one that asks the engine about every single position."""

from __future__ import annotations

import json
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.documents.diff import diff_documents
from articles.documents.origins import Account, text_of, units_of
from articles.documents.steps import StepError, apply_batch
from articles.documents.text import plain_text
from tests.articles.documents.building import (
    doc,
    documents,
    examples,
    p,
    replace,
    revisions,
    step_data,
    text,
    where,
)

SENTENCE = "The last boat to Hull leaves at twenty to twelve."


class Session:
    """Steps applied one after the other, with both accounts kept: ``naive`` has the act of each position."""

    def __init__(self, document):
        self.doc = document
        self.account = Account.of(document)
        self.naive = [0] * document.content.size
        self.acts = 0

    def take(self, *steps, client="tab"):
        applied = apply_batch(self.doc, list(steps))
        self.acts += 1
        for step in applied.steps:
            self.account.follow(step.to_json(), act=self.acts, client=client)
            self._naively(step.get_map())
        self.doc = applied.doc
        return self.acts

    def _naively(self, step_map):
        before, after = self.naive, []
        inserted = []
        step_map.for_each(lambda _start, _end, first, last: inserted.append((first, last)))
        back = step_map.invert()
        shift = sum(
            step_map.ranges[i + 2] - step_map.ranges[i + 1] for i in range(0, len(step_map.ranges), 3)
        )
        for position in range(len(before) + shift):
            fresh = any(first <= position < last for first, last in inserted)
            after.append(self.acts if fresh else before[back.map(position, 1)])
        self.naive = after

    def type(self, at, words, **fields):
        return self.take(replace(at, at, words), **fields)

    def cut(self, words, **fields):
        start, end = where(self.doc, words)
        return self.take(replace(start, end), **fields)

    def writers(self, words):
        start, end = where(self.doc, words)
        return set(self.account.origins[start:end])


@examples(150)
@given(documents, st.data())
def test_every_position_is_known_to_come_from_the_step_that_put_it_there(document, data):
    session = Session(document)
    for _ in range(data.draw(st.integers(1, 8))):
        try:
            session.take(data.draw(step_data(session.doc)))
        except (StepError, UnicodeDecodeError):  # a slice through the middle of a character
            continue
        assert session.account.units == units_of(session.doc.to_json().get("content", []))
        assert list(session.account.acts) == session.naive
        assert len(session.account.origins) == len(session.naive)


@examples(60)
@given(revisions(), st.data())
def test_what_became_of_every_position_is_known(pair, data):
    old, new = pair
    session = Session(old)
    session.account.watch()
    for step in diff_documents(old, new).steps:
        session.take(step.to_json())
    fates = session.account.fates
    assert len(fates) == old.content.size
    standing = [position for position, fate in enumerate(fates) if fate == -1]
    left = [position for position, act in enumerate(session.account.acts) if act == 0]
    assert len(standing) == len(left)
    assert [units_of(old.to_json()["content"])[one] for one in standing] == [
        session.account.units[one] for one in left
    ]


@given(documents)
def test_units_read_as_the_text_does(document):
    assert text_of(units_of(document.to_json()["content"])).split() == plain_text(document).split()


def test_typing_belongs_to_who_types():
    session = Session(doc(SENTENCE))
    anna = session.type(where(session.doc, "boat")[0], "big ", client="anna")
    assert session.writers("big ") == {anna}
    assert session.writers("last ") == {0}


def test_what_is_undone_stays_with_who_wrote_it():
    session = Session(doc(SENTENCE))
    at = where(session.doc, "boat")[0]
    session.cut("boat", client="ben")
    session.type(at, "boat", client="ben")
    assert session.writers("boat") == {0}


def test_backspaces_that_are_undone_one_by_one():
    session = Session(doc(SENTENCE))
    start, end = where(session.doc, "Hull")
    for at in range(end, start, -1):
        session.take(replace(at - 1, at), client="ben")
    other = session.type(2, "Oh. ", client="anna")
    for offset, letter in enumerate("Hull"):
        session.type(start + 4 + offset, letter, client="ben")
    assert session.writers("Hull") == {0}
    assert session.writers("Oh. ") == {other}


def test_a_replacement_that_is_undone():
    session = Session(doc(SENTENCE))
    start, end = where(session.doc, "boat")
    session.take(replace(start, end, "steam ship"), client="ben")
    session.take(replace(start, start + len("steam ship"), "boat"), client="ben")
    assert session.writers("boat") == {0}


def test_the_same_word_typed_by_somebody_else_is_theirs():
    session = Session(doc(SENTENCE))
    at = where(session.doc, "boat")[0]
    session.cut("boat", client="ben")
    anna = session.type(at, "boat", client="anna")
    assert session.writers("boat") == {anna}


def test_the_same_word_elsewhere_belongs_to_who_types_it():
    session = Session(doc(SENTENCE))
    session.cut("boat", client="ben")
    again = session.type(where(session.doc, "Hull")[0], "boat ", client="ben")
    assert session.writers("boat ") == {again}


def test_a_sentence_that_moves_keeps_its_writer_and_the_move_is_on_the_account():
    session = Session(doc("First.", SENTENCE))
    session.cut(SENTENCE, client="ben")
    moved = session.type(where(session.doc, "First.")[0], SENTENCE, client="ben")
    start, end = where(session.doc, SENTENCE)
    assert session.writers(SENTENCE) == {0}
    assert set(session.account.acts[start:end]) == {moved}


def test_a_paragraph_pasted_before_it_is_cut_keeps_its_writer():
    session = Session(doc("First.", SENTENCE))
    session.take(replace(0, 0, content=[p(text(SENTENCE))]) | {"from": 10, "to": 10}, client="ben")
    assert session.writers(SENTENCE) == {0}


def test_half_characters_are_positions_too():
    session = Session(doc("😀 boat"))
    act = session.type(where(session.doc, "boat")[0], "😀😀 ")
    assert len(session.account.units) == session.doc.content.size
    assert session.writers("😀😀 ") == {act}
    assert text_of(session.account.units) == "Headline\n😀 😀😀 boat"


def test_a_restored_text_is_credited_to_who_wrote_it():
    session = Session(doc(SENTENCE))
    anna = session.type(where(session.doc, "boat")[0], "big ", client="anna")
    kept = session.account.origins[:]
    session.cut("big ", client="ben")
    back = session.type(where(session.doc, "boat")[0], "big ", client="")
    assert session.writers("big ") == {back}
    session.account.credit(back, kept)
    assert session.writers("big ") == {anna}


def test_a_word_of_which_letters_stayed_is_credited_as_a_whole():
    session = Session(doc("On Tuesday the boat left."))
    kept = session.account.origins[:]
    start, end = where(session.doc, "Tue")
    leila = session.take(replace(start, end, "Wedne"), client="leila")
    sday = where(session.doc, "sday")
    session.take(replace(*sday, "sday"), client="leila")
    assert session.writers("Wedne") == {leila}
    start, end = where(session.doc, "Wedne")
    back = session.take(replace(start, end, "Tue"), client="")
    session.account.credit(back, kept)
    assert session.writers("Tuesday") == {0}
    first, last = where(session.doc, "Tuesday")
    assert set(session.account.acts[first:last]) == {back}
    assert back not in session.account.acts[last:]


def test_a_replaced_word_is_known_to_be_removed_by_whom():
    session = Session(doc(SENTENCE))
    session.type(2, "Oh. ")
    session.account.watch()
    start, end = where(session.doc, "boat")
    act = session.take(replace(start, end, "ship"))
    assert set(session.account.fates[start:end]) == {act}
    assert session.account.fates[start - 1] == -1


def test_accepted_suggestions_stay_with_who_suggested_them():
    session = Session(doc(SENTENCE))
    session.account.watch()
    start, end = where(session.doc, "boat")
    insertion = {"type": "insertion", "attrs": {"suggestion": "7.aaaaaaaa"}}
    deletion = {"type": "deletion", "attrs": {"suggestion": "7.aaaaaaaa"}}
    words = [{"type": "text", "text": "ship ", "marks": [insertion]}]
    anna = session.take(
        {"stepType": "addMark", "mark": deletion, "from": start, "to": end},
        replace(end, end, content=words),
        client="anna",
    )
    session.take(
        {"stepType": "removeMark", "mark": insertion, "from": end, "to": end + 5},
        replace(start, end),
        client="",
    )
    assert session.writers("ship ") == {anna}
    assert set(session.account.fates[start:end]) == {anna}


def test_a_proposal_that_was_taken_back_removes_nothing():
    session = Session(doc(SENTENCE))
    session.account.watch()
    start, end = where(session.doc, "boat")
    mark = {"mark": {"type": "deletion", "attrs": {"suggestion": "7.aaaaaaaa"}}, "from": start, "to": end}
    session.take({"stepType": "addMark", **mark})
    session.take({"stepType": "removeMark", **mark})
    ben = session.take(replace(start, end))
    assert set(session.account.fates[start:end]) == {ben}


@pytest.mark.parametrize("name", ["decision", "accepted-3-", "accepted-3-17", "notes-lifted"])
def test_acts_that_an_older_memory_names_like_pages_are_known_again(name):
    account = Account.of(doc(p("One two three")))
    start = account.units.index("One")
    account.follow(replace(start, start + 3, ""), act=1, client=name)
    memory = account.memory()
    end = 4 + int.from_bytes(memory[:4], "big")
    words = json.loads(zlib.decompress(memory[4:end]))
    del words["has_pages_alone"]
    head = zlib.compress(json.dumps(words).encode())
    older = len(head).to_bytes(4, "big") + head + memory[end:]
    for kept, client, writer in ((older, "", 0), (older, name, 2), (memory, name, 0), (memory, "", 2)):
        again = Account(account.units, account.attribution)
        again.remember(kept)
        again.follow(replace(start, start, "One"), act=2, client=client)
        assert list(again.origins[start : start + 3]) == [writer] * 3
