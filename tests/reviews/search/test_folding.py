"""Words as search compares them: the same in both databases, in what is indexed and what is looked for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.search.folding import LONGEST_WORD, fold, words_in


def folded(text):
    return [word.folded for word in words_in(text)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Élysée", "elysee"),
        ("e\u0301te\u0301", "été"),
        ("Øresund", "oresund"),
        ("STRASSE", "Straße"),
        ("ﬁnance", "finance"),
        ("İstanbul", "ıstanbul"),
        ("٢٣", "23"),
        ("۲۳", "23"),
        ("２３", "23"),
        ("أحمد", "احمد"),
        ("آخر", "اخر"),
        ("ٱلبيت", "البيت"),
        ("إلى", "الي"),
        ("مدرسة", "مدرسه"),
        ("شيء", "شي"),
        ("سَلَامٌ", "سلام"),
        ("محمــد", "محمد"),
        ("مؤتمر", "موتمر"),
        ("کتاب", "كتاب"),
        ("می‌خواهم", "میخواهم"),
        ("שָׁלוֹם", "שלום"),
    ],
)
def test_spellings_of_one_word_are_one(one, other):
    assert folded(one) == folded(other)
    assert len(folded(one)) == 1


def test_words_are_letters_and_digits():
    assert folded("Mill-Bridge’s 2,300 tickets; foo_bar…") == [
        *("mill", "bridge", "s", "2", "300", "tickets", "foo", "bar")
    ]


def test_each_letter_of_a_script_without_spaces_is_a_word():
    assert folded("東京タワー2号") == ["東", "京", "タ", "ワ", "ー", "2", "号"]


def test_forms_that_stand_for_other_letters_are_those():
    assert folded("0ｦ ㊀ ⑴ ½ ゟ") == ["0", "ヲ", "一", "1", "12", "よ"]


def test_a_word_as_it_is_compared_is_one_word():
    for code in filter(lambda code: not 0xD800 <= code < 0xE000, range(0x110000)):
        words = folded(f"0{chr(code)}0")
        assert [word for one in words for word in folded(one)] == words, hex(code)


def test_what_has_no_letter_has_no_word():
    assert folded("… — !? ـ ء \u064b \x00") == []


def test_the_beginning_of_a_very_long_word_counts():
    assert folded("a" * 5_000) == ["a" * LONGEST_WORD]


@given(st.text())
def test_folding_again_changes_nothing(text):
    assert [fold(word) for word in folded(text)] == folded(text)


@given(st.text())
def test_words_are_where_they_say(text):
    end = 0
    for word in words_in(text):
        assert end <= word.start < word.end <= len(text)
        assert fold(text[word.start : word.end]) == word.folded
        assert word.folded.isalnum()
        end = word.end
