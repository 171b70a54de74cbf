"""The work grows with the length of the source and no faster, whatever is in it."""

import pytest

from articles.documents.notes import scan
from articles.documents.notes.limits import UNCLOSED_EXCERPT
from articles.documents.notes.settling import settle
from articles.documents.notes.source import Source

HOSTILE = [
    *(
        "<",
        "<<",
        "[",
        "[[",
        "((",
        "(",
        "{>>",
        "{==",
        "{--",
        "<!--",
        "// ",
        "`",
        "*",
        "TK ",
        "XX ",
        "cq",
        "<a ",
    ),
    *(
        '<a b="',
        "<a b='",
        "<Is ",
        "[AU: ",
        "[a]",
        "[a]x\n",
        "](",
        "www.",
        "http://",
        "?",
        "<a?",
        "[]",
        "<>",
        "()",
    ),
    *("{==a", "<x>", "[x: ", "([", "<[(", "> ", "***", "*** A ", "NOTE TO ", "EDS: a\n", "A B C D E F ", "“"),
    *("&lt;", "\\<", "turn1", "【1", "[x]: ", "_", "~~~\n", "    a\n\n", "\n\n", " ", "<!-- a --> "),
    *("If you want, I can", "اسم؟ (", "(sp?"),
]


@pytest.mark.parametrize("unit", HOSTILE)
@pytest.mark.parametrize("markup", ["text", "markdown"])
def test_twice_the_source_is_at_most_twice_the_work(unit, markup):
    def examined(length):
        source = Source(unit * (length // len(unit)), markup)
        settle(source)
        return source.examined

    small, large = examined(5_000), examined(20_000)
    assert large <= 4.5 * small + 20_000
    assert large <= (UNCLOSED_EXCERPT + 30) * 20_000


@pytest.mark.parametrize("unit", ["<", "[AU: ", "((", "{>>", "<Is ", '<a b="', "[a]x\n", "<!--"])
def test_two_hundred_kilobytes_of_brackets_are_read_to_their_end(unit):
    source = unit * (200_000 // len(unit))
    assert scan(source, markup="markdown").clean == source


def test_a_mark_longer_than_any_note_is_left_alone():
    source = "The road <Do we mean " + "all of the road and " * 60 + "more?> is closed."
    found = scan(source, markup="text")
    assert found.clean == source
    assert [suspicion.reason for suspicion in found.suspicions] == [
        "A mark that opens with “<” is not closed."
    ]


def test_a_thousand_notes_are_all_lifted():
    source = "The road <which?> is closed. " * 1_000
    found = scan(source, markup="text")
    assert len(found.notes) == 1_000
    assert found.clean == "The road is closed. " * 1_000
