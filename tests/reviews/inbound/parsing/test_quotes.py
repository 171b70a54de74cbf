"""What a person wrote, in whatever program and language; and nothing of theirs is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.inbound.parsing.quotes import answer_of
from reviews.notifications.mail.reply_instructions import BEGINNING
from tests.reviews.inbound import mails

HOSTILE = [
    "On ",
    "> ",
    "-",
    "_",
    "From: x\n",
    " ",
    "\n",
    "Am 1.1. schrieb ",
    ">",
    "—",
    "x:\n",
    "Sent from ",
    "\u202e",
]


def stripped(text):
    return answer_of(
        text,
        markers=[mails.LINE],
        beginning=BEGINNING,
        ours=[mails.ADDRESS, "Copydesk"],
        names=["Mara Velde", "Mara"],
    )


@pytest.mark.parametrize("name", mails.MARKED)
def test_above_our_line(name):
    text, introduction = mails.MARKED[name]
    assert stripped(text) == introduction


@pytest.mark.parametrize("name", mails.MARKED)
def test_with_the_line_ends_of_mail(name):
    text, introduction = mails.MARKED[name]
    assert stripped(text + "\n\n") == introduction


def led(text):
    """The same where our mail says in its first line what is needed, above the line to write above."""
    lines = []
    for line in text.split("\n"):
        mark, found, _rest = line.partition(mails.LINE)
        first = f"{mark}{BEGINNING}Ruth Adeyemi needs your answer by Monday 2 March, 18:00: Is that right?"
        lines += [first, mark.rstrip(), line] if found else [line]
    return "\n".join(lines)


@pytest.mark.parametrize("name", [name for name, (text, _) in mails.MARKED.items() if mails.LINE in text])
def test_above_the_line_that_says_what_is_needed(name):
    text, introduction = mails.MARKED[name]
    assert BEGINNING in led(text)
    assert stripped(led(text)) == introduction


def test_above_that_line_where_a_program_quotes_without_any_mark():
    lead = f"{BEGINNING}Ruth Adeyemi needs your answer by Monday: Is that\nright, or is it 612?"
    assert stripped(f"It is.\n\n{lead}\n\nRuth Adeyemi has a query about “Ferry”.") == "It is."
    assert stripped(f"It is. {lead}\n\nRuth Adeyemi has a query about “Ferry”.") == "It is."


@pytest.mark.parametrize("name", mails.UNMARKED)
def test_without_our_line(name):
    text, introduction = mails.UNMARKED[name]
    assert stripped(text) == introduction


words = (
    st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1)
    .map(str.strip)
    .filter(bool)
)


@given(words)
def test_no_word_above_the_quote_is_lost(typed):
    quoted = f"On Thu, Mar 5, 2026 at 2:10 PM {mails.SENDER} wrote:\n\n{mails.quoted()}"
    text = f"The price: {typed}!\n\n{quoted}"
    assert stripped(text) == f"The price: {typed}!"


@given(st.text())
def test_whatever_is_typed_there_is_an_answer(text):
    assert isinstance(stripped(text), str)


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_text_is_read_to_its_end(piece):
    """Something that takes the square of its length would never come back."""
    assert isinstance(stripped(piece * 40_000), str)
