"""What is typed, read as terms."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.search.terms import MOST_WORDS, Kind, Term, as_folded, as_fts5, as_tsquery, read


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("Night Ferry ", [Term(("night",)), Term(("ferry",))]),
        ("night fer", [Term(("night",)), Term(("fer",), is_beginning=True)]),
        ("f", [Term(("f",))]),
        ('"last boat"', [Term(("last", "boat"))]),
        ('"last boat', [Term(("last", "boat"))]),
        ("ferry -bridge ", [Term(("ferry",)), Term(("bridge",), is_excluded=True)]),
        ("ferry -bridge", [Term(("ferry",)), Term(("bridge",), is_excluded=True)]),
        ('-"last boat" ferry ', [Term(("last", "boat"), is_excluded=True), Term(("ferry",))]),
        ("mill-bridge ", [Term(("mill", "bridge"))]),
        ("2,300 O’Brien ", [Term(("2", "300")), Term(("o", "brien"))]),
        ("東京", [Term(("東", "京"))]),
        ("ferry ferry ", [Term(("ferry",))]),
        ("… !? “” - \" '", []),
        ("", []),
    ],
)
def test_terms(typed, terms):
    assert list(read(typed).terms) == terms


def test_no_more_words_are_read_than_anybody_types():
    terms = read(" ".join(f"word{number}" for number in range(60)))
    assert sum(len(term.words) for term in terms.terms) == MOST_WORDS
    assert len(read("x" * 100_000).terms) == 1


def test_databases_are_asked_for_words_behind_the_letters_of_their_kinds():
    terms = read('last -bridge "single ticket" fer')
    kinds = {Kind.COPY, Kind.HEADLINE}
    assert as_tsquery(terms, kinds) == (
        "('clast'|'hlast')&('csingle'|'hsingle')&('cticket'|'hticket')&('cfer':*|'hfer':*)"
        "&!('cbridge'|'hbridge')"
    )
    assert as_fts5(terms, kinds) == (
        '(("clast" OR "hlast") AND ("csingle" OR "hsingle") AND ("cticket" OR "hticket")'
        ' AND ("cfer"* OR "hfer"*)) NOT (("cbridge" OR "hbridge"))'
    )
    assert as_folded(Term(("single", "ticket")), Kind.COPY) == " csingle cticket "


@given(st.text(alphabet=st.characters() | st.sampled_from("\"'-\\&|!()*:<> \x00")))
def test_nothing_that_is_typed_reaches_a_database_but_letters_and_digits(typed):
    for term in read(typed).terms:
        assert term.words
        assert all(word.isalnum() for word in term.words)
