from __future__ import annotations

import sys
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.documents import sequences
from articles.documents.sequences import Match, Vocabulary, heaviest_chain, matches, tokens, words
from tests.articles.documents import building

letters = st.text(alphabet="abcd", max_size=40)


@given(st.text())
def test_tokens_joined_are_the_text_again(text):
    assert "".join(tokens(text)) == text


def test_words_marks_and_spaces_are_tokens():
    assert tokens("Don’t, she  said.") == ["Don’t", ",", " ", "she", "  ", "said", "."]
    assert tokens("كِتَاب، جديد") == ["كِتَاب", "،", " ", "جديد"]
    assert tokens("日本 naïve 👩‍👩‍👧") == ["日", "本", " ", "naïve", " ", "👩‍👩‍👧"]
    assert words("Don’t, she — said: 日本") == ["Don’t", "she", "said", "日", "本"]


def test_equal_tokens_are_spelled_alike_and_others_are_not():
    vocabulary = Vocabulary()
    spelled = vocabulary.spell(["a", "b", "a", ("border", 1)])
    assert (spelled[0] == spelled[2], len(set(spelled))) == (True, 3)
    many = vocabulary.spell(range(70_000))
    assert len(set(many)) == 70_000
    assert vocabulary.spell(["b"]) == spelled[1]
    many.encode()


def longest_common(a, b):
    """The textbook way."""
    row = [0] * (len(b) + 1)
    for x in a:
        corner = 0
        for j, y in enumerate(b):
            corner, row[j + 1] = row[j + 1], corner + 1 if x == y else max(row[j], row[j + 1])
    return row[-1]


@given(letters, letters)
def test_matches_are_common_in_order_and_the_most(a, b):
    found = matches(a, b)
    assert all(a[m.old : m.old + m.size] == b[m.new : m.new + m.size] and m.size for m in found)
    for one, other in pairwise(found):
        assert one.old + one.size <= other.old and one.new + one.size <= other.new
    assert sum(match.size for match in found) == longest_common(a, b)


def test_long_sequences_are_divided_where_a_token_is_unique(monkeypatch):
    monkeypatch.setattr(sequences, "BUDGET", 50)
    found = matches("ab" * 30 + "x" + "cdy" + "cd" * 30, "dc" * 30 + "x" + "cey" + "ba" * 30)
    assert found == [Match(60, 60, 2), Match(63, 63, 1)]


@given(letters, letters)
def test_what_is_found_by_dividing_is_common_too(a, b):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sequences, "BUDGET", 20)
        found = matches(a, b)
    assert all(a[m.old : m.old + m.size] == b[m.new : m.new + m.size] for m in found)
    assert all(m.old + m.size <= n.old and m.new + m.size <= n.new for m, n in pairwise(found))


def test_two_long_texts_without_a_common_token_cost_no_table():
    size = 300_000
    old, new = "a" * size, "b" * size
    assert sys.getsizeof(old) * len(new) > sequences.BUDGET
    assert matches(old, new) == []
    assert matches("x" + old, "x" + new) == [Match(0, 0, 1)]


@building.examples(200)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(1, 5)), max_size=8))
def test_the_heaviest_chain_is_the_heaviest(candidates):
    chain = heaviest_chain([(i, j, float(weight)) for i, j, weight in candidates])
    assert all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(chain))

    def heaviest(i, j):
        after = [(x, y, weight) for x, y, weight in candidates if x > i and y > j]
        return max((weight + heaviest(x, y) for x, y, weight in after), default=0)

    assert sum(weight for _i, _j, weight in chain) == heaviest(-1, -1)
