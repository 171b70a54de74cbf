"""The few things an answer can say besides words; everything else is words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.inbound.commands import Command, Instruction, commands_in

WORDS = [
    "OK, but check the second price.",
    "ok\n\nBut check the second price.",
    "Okay then",
    "Close to what he said.",
    "Please resolve this.",
    "resolve this when you have time",
    "I would change to “sailed”, or maybe “left”.",
    "Change to the other one?\n\nI do not know.",
    "He said “yes” → then left.",
    "“6.50”",
    "yes",
    "6.50 -> 5.60",
]


@pytest.mark.parametrize("text", WORDS)
def test_words_stay_words(text):
    assert commands_in(text) == [Command(Instruction.REPLY, text)]


@pytest.mark.parametrize("text", ["OK", "ok.", "Okay!", "O.K.", "👍", " *OK* "])
def test_ok(text):
    assert [one.instruction for one in commands_in(text)] == [Instruction.AGREE]


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        ("“left” → “sailed”", "left", "sailed"),
        ('"left"->"sailed"', "left", "sailed"),
        ("“left” → “”", "left", ""),
        ("„ging“ → „fuhr“.", "ging", "fuhr"),
        ("« partit » => « navigua »", "partit", "navigua"),
        ("“sailed” ← “left”", "left", "sailed"),
        ("“غادر” ← “أبحر”", "غادر", "أبحر"),
        ("“غادر” -> “أبحر”", "غادر", "أبحر"),
        ("Change to: sailed", "", "sailed"),
        ("change it to “sailed at noon”", "", "sailed at noon"),
        ("Please replace this with: “sailed\nat noon”", "", "sailed at noon"),
        ("Replace by: sailed", "", "sailed"),
        ("Make it: “sailed”", "", "sailed"),
    ],
)
def test_proposed_words(text, old, new):
    (one,) = commands_in(text)
    assert (one.instruction, one.old, one.new, one.words) == (Instruction.PROPOSE, old, new, text)


def test_numbers_divide_an_answer():
    found = commands_in("Hello Ruth,\n\n#3: yes, both\nof them\n\n#4 OK\n＃12) “a” → “b”\n#٥: resolve\n")
    assert [(one.number, one.instruction) for one in found] == [
        (3, Instruction.REPLY),
        (4, Instruction.AGREE),
        (12, Instruction.PROPOSE),
        (5, Instruction.CLOSE),
    ]
    assert found[0].words == "yes, both\nof them"


def test_words_before_the_first_number_are_kept_when_they_say_something():
    (one,) = commands_in("I asked the ferry line twice. They said:\n#3: it is 6.50")
    assert one == Command(Instruction.REPLY, "I asked the ferry line twice. They said:\n\nit is 6.50", 3)


@pytest.mark.parametrize("before", ["612 residents", "They said:", "Good catch", "- one doctor", "Yes"])
def test_no_words_before_the_first_number_are_taken_for_a_greeting(before):
    (one,) = commands_in(f"{before}\n#3: it is 6.50")
    assert one.words == f"{before}\n\nit is 6.50"


@pytest.mark.parametrize("before", ["Hi Ruth,", "Hello", "Liebe Ruth!", "Bonjour,", "مرحبا روث،", "Hej Ruth"])
def test_a_greeting_before_the_first_number_goes(before):
    assert [one.words for one in commands_in(f"{before}\n#3: it is 6.50")] == ["it is 6.50"]


@pytest.mark.parametrize(
    "text",
    [
        "She said it went to\n#1 in the charts that year.",
        "#1 in the charts that year, the label says.",
        "It was\n#1 Hit of that year.",
    ],
)
def test_a_number_in_a_sentence_names_no_query(text):
    assert commands_in(text) == [Command(Instruction.REPLY, text)]


@pytest.mark.parametrize("text", ["#3: yes", "#3 Yes, both", "#1 OK\n\n#2 ok", "#7) no"])
def test_numbers_are_words_where_the_address_names_the_query(text):
    assert commands_in(text, is_numbered=False) == [Command(Instruction.REPLY, text)]


@pytest.mark.parametrize(
    ("text", "instruction"),
    [
        ("OK\n\nThanks!", Instruction.AGREE),
        ("OK\nMara", Instruction.AGREE),
        ("resolve\n\nBest,\nMara Velde", Instruction.CLOSE),
        ("reopen\nthanks", Instruction.REOPEN),
    ],
)
def test_a_greeting_and_a_name_do_not_make_words_of_a_word(text, instruction):
    (one,) = commands_in(text, names=["Mara Velde", "Mara"])
    assert one.instruction == instruction
    assert instruction == Instruction.AGREE or not one.words


@pytest.mark.parametrize("text", ["#hashtag is fine", "It is #3 of five.", "#", "#3rd place"])
def test_what_only_looks_like_a_number_is_words(text):
    assert commands_in(text) == [Command(Instruction.REPLY, text)]


def test_nothing_asks_for_nothing():
    assert commands_in(" \n ") == []


@given(st.text())
def test_whatever_is_written_is_understood_as_something(text):
    for one in commands_in(text):
        assert one.words or one.instruction in (Instruction.CLOSE, Instruction.REOPEN)


@given(st.text('“”"→->#3:\nab ', max_size=60))
def test_so_are_the_pieces_of_commands(text):
    commands_in(text)


@pytest.mark.parametrize(
    "text", ["“" * 2000, "“a” " * 400, "#1 " * 3000, "change to: " * 90, "“a→" * 300 + "”"]
)
def test_hostile_text_is_read_to_its_end(text):
    assert isinstance(commands_in(text), list)
