"""Long words are shortened in one way, and by one function."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsroom.shortening import initials, on_one_line, shortened

ROOT = Path(__file__).parents[2]
APPS = ("articles", "newsroom", "reviews")


@pytest.mark.parametrize(
    ("text", "most", "shown"),
    [
        ("short", 5, "short"),
        ("longer", 5, "long…"),
        ("a word and more", 8, "a word…"),
        ("a word and more", 7, "a word…"),
        ("tabs\t\t\tand\nlines", 7, "tabs…"),
        ("", 5, ""),
        ("   ", 2, "…"),
        ("cafe\u0301s are open", 5, "caf…"),
        ("cafe\u0301s are open", 6, "cafe\u0301…"),
        ("👩\u200d🚒 at work", 3, "…"),
        ("👩\u200d🚒 at work", 4, "👩\u200d🚒…"),
    ],
)
def test_what_is_shown_of_a_text(text, most, shown):
    assert shortened(text, most) == shown


def test_fewer_characters_may_stay_than_fit():
    assert shortened("a" * 60, 60, kept=57) == "a" * 60
    assert shortened("a" * 61, 60, kept=57) == "a" * 57 + "…"


def test_lines_become_one_before_they_are_counted():
    assert on_one_line("  one\n\ntwo   three ", 13) == "one two three"
    assert on_one_line("one\n\ntwo   three", 9) == "one two…"


@settings(max_examples=200, derandomize=True)
@given(text=st.text(alphabet="ab \n\u0301\u200d👩é", max_size=40), most=st.integers(1, 30))
def test_it_never_takes_more_room_nor_leaves_a_space_before_the_ellipsis(text, most):
    shown = shortened(text, most)
    assert len(shown) <= most
    assert shown == text or (shown.endswith("…") and text.startswith(shown[:-1]))
    assert shown == text or not re.search(r"\s…$", shown)


def test_a_text_of_accents_alone_takes_one_look():
    assert shortened("\u0301" * 1_000_000, 500_000) == "…"


BY_HAND = re.compile(r"""\](?:\.rstrip\([^)]*\))? \+ f?["']…|\]\}…|truncate(?:chars|words)|Truncator""")


def test_nothing_is_shortened_by_hand():
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for app in APPS
        for ending in ("*.py", "*.html")
        for path in (ROOT / app).rglob(ending)
        if "node_modules" not in path.parts and "simple_history" not in path.parts
        for line in path.read_text().splitlines()
        if BY_HAND.search(line)
    ]
    assert not found
    assert BY_HAND.search('words[: LENGTH - 1] + "…"') and BY_HAND.search('cut[:3].rstrip() + "…"')


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Mara Velde", "MV"),
        ("Ana Lucía de la Torre", "AT"),
        ("Prince", "P"),
        ("", "?"),
        (" ليلى حداد ", "لح"),
    ],
)
def test_initials_are_those_of_the_first_and_the_last_name(name, shown):
    assert initials(name) == shown
