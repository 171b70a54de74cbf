"""Entries as tables and as YAML: what goes out comes in again, and what is wrong is named."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.documents.style.model import LANGUAGES, Case, Entry, EntryRefused, Form, Level, Settled
from articles.documents.style.starters import starting_entries
from articles.documents.style.tables import read_table, write_table
from articles.documents.style.vale import read_yaml, write_yaml
from articles.documents.style.validation import check_entry
from tests.articles.documents.building import examples

_text = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), min_size=1, max_size=12
)
_signs = st.sampled_from(
    [
        "=1+1",
        "+a",
        "-a",
        "@a",
        "'a",
        "'=a",
        "''a",
        '"',
        "a,b",
        "a;b",
        "%s",
        "%%",
        "null",
        "1",
        "yes",
        "- a",
        "a: b",
        "#",
        "*a",
        "&a",
        "a\\b",
        "a|b",
        "a.b",
        "(a)",
        "نص",
        "😀",
        "é",
        "~",
        "!a",
        " a ",
    ]
)
_one = _text | _signs
_lines = st.lists(_one.filter(lambda text: bool(text.strip())), max_size=3).map(tuple)
_settled = st.none() | st.builds(
    Settled,
    query=st.integers(1, 99_999),
    story=st.sampled_from(["gulf-talks", "a"]),
    on=st.dates(date(2000, 1, 1)),
)


def _is_good(entry):
    try:
        check_entry(entry)
    except EntryRefused:
        return False
    return True


entries = st.builds(
    Entry,
    name=_one,
    pattern=_one,
    suggestion=st.none() | _one.filter(lambda text: text != "(delete)") | st.just(""),
    reason=_one,
    form=st.just(Form.WORDS),
    level=st.sampled_from(Level),
    case=st.sampled_from(Case),
    exceptions=_lines,
    language=st.sampled_from(["", *LANGUAGES]),
    active=st.booleans(),
    settled=_settled,
).filter(_is_good)
lists = st.lists(entries, max_size=4, unique_by=lambda entry: entry.name)
FREE = Entry(
    name="free", pattern=r"(\d+)\.(a|b) ?\[", suggestion="$1", reason="x", form=Form.RE2, wrong=("5.a [",)
)


@given(lists)
@examples(100)
def test_a_table_comes_back_as_it_was(entries):
    assert read_table(write_table([*entries, FREE])) == [*entries, FREE]


@given(lists)
@examples(100)
def test_yaml_comes_back_as_it_was(entries):
    assert read_yaml(write_yaml([*entries, FREE])) == [*entries, FREE]


def test_no_cell_is_a_formula_for_a_spreadsheet():
    made = Entry(name="=SUM(A1)", pattern="+1", suggestion="@x", reason="-1", exceptions=("=a +1",))
    (row,) = list(csv.reader(io.StringIO(write_table([made]))))[1:]
    assert [cell for cell in row if cell[:1] in "=+-@\t\r" and cell] == []
    assert read_table(write_table([made])) == [made]


def test_a_table_of_a_spreadsheet_is_read():
    text = "\ufeffName;Pattern;Suggestion\r\n'tis;'tis;it is\r\n;;\r\nsecond;b;\"c\"\r\n".replace(
        "second;b;", "second;b;"
    )
    assert [(one.name, one.pattern, one.suggestion) for one in read_table(text)] == [
        ("'tis", "'tis", "it is"),
        ("second", "b", "c"),
    ]


TABLES = {
    "": "first line has to name the columns",
    "name,pattern,colour\n": "no column “colour”",
    "name,suggestion\na,b\n": "“name” and “pattern”",
    "name,pattern,reason\na,(,x\nb,(,x,extra\n": "Line 3 has more cells",
    "name,pattern,form,reason\na,(,re2,x\n": "Line 2: The pattern has",
    "name,pattern,level,reason\na,b,loud,x\n": "Line 2: “loud” isn’t one of hint, warning, blocks",
    "name,pattern,active,reason\na,b,perhaps,x\n": "Line 2: An entry is active or not",
    "name,pattern,settled_on,reason\na,b,soon,x\n": "Line 2: A settled query",
    "name,pattern,reason\na,b,x\na,c,x\n": "Two entries have the name “a”",
    'name,pattern,reason\na,"' + "b" * 200_000: "Line 2",
}


@pytest.mark.parametrize(("text", "sentence"), TABLES.items(), ids=range(len(TABLES)))
def test_what_is_wrong_in_a_table_is_named(text, sentence):
    with pytest.raises(EntryRefused, match=sentence.replace("(", r"\(")):
        read_table(text)


VALE = """
extends: substitution
message: "Use '%s' instead of '%s'."
level: error
ignorecase: true
swap:
  utilize: use
  'a (?:lot|lots) of': many
---
extends: existence
message: Say who did it.
tokens: [it is said]
"""


def test_a_style_of_vale_is_read():
    assert [
        (one.name, one.pattern, one.suggestion, one.form, one.level) for one in read_yaml(VALE, "Plain")
    ] == [
        ("Plain, 1", "utilize", "use", Form.WORDS, Level.BLOCKS),
        ("Plain, 2", "a (?:lot|lots) of", "many", Form.RE2, Level.BLOCKS),
        ("Plain 2", "it is said", None, Form.WORDS, Level.WARNING),
    ]


YAMLS = {
    "a: [": "Line",
    "- a\n": "documents with names",
    "5: a\n": "documents with names",
    "extends: spelling\n": "Entry 1: Only “existence” and “substitution”",
    "extends: substitution\nswap: [a]\n": "“swap” has to name words",
    "extends: substitution\nswap: {a: 5}\n": "“swap” has to name words",
    "extends: existence\ntokens: [5]\n": "list of texts",
    "extends: existence\nname: {}\ntokens: [a]\n": "has to be text",
    "extends: existence\nscript: x\n": "“script”",
    "extends: existence\nlevel: loud\ntokens: [a]\n": "isn’t one of",
    "extends: existence\nmessage: x\nsettled: 5\ntokens: [a]\n": "“settled” has to name",
    "a: &x [1]\nb: *x\n": "refers back",
    "a: " + "[" * 50: "nested too deeply",
    "a: !!python/object/apply:os.system ['true']\n": "isn’t YAML",
    "a: \x00": "isn’t YAML",
}


@pytest.mark.parametrize(("text", "sentence"), YAMLS.items(), ids=range(len(YAMLS)))
def test_what_is_wrong_in_yaml_is_named(text, sentence):
    with pytest.raises(EntryRefused, match=sentence):
        read_yaml(text)


def test_the_starting_entries_are_good_and_come_back():
    entries = starting_entries()
    assert len(entries) >= 60
    for one in entries:
        check_entry(one)
        assert one.wrong and one.right and one.reason, one.name
    assert {one.language for one in entries} == set(LANGUAGES)
    assert read_table(write_table(entries)) == entries
    assert read_yaml(write_yaml(entries)) == entries
