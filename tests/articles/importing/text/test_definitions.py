from __future__ import annotations

import pytest

from articles.importing import import_copy


def read(source):
    copy = import_copy(("# Boat\n\n" + source).encode(), filename="boat.md")
    return copy.summary()["text"].removeprefix("Boat\n\n"), copy.losses


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Back[^1].\n\n[^1]: In May.", "Back[1].\n\n[1] In May."),
        ("Back[^b], late[^a].\n\n[^a]: A.\n[^b]: B.", "Back[1], late[2].\n\n[1] B.\n\n[2] A."),
        ("Back[^1].\n[^1]: In May\nor June.", "Back[1].\n\n[1] In May or June."),
        ("Back[^1].\n\n[^1]: In May.\n\n    In June.\n\nOn.", "Back[1].\n\nOn.\n\n[1] In May.\nIn June."),
        ("Back[^1]\nagain.\n\n[^1]: In May.", "Back[1] again.\n\n[1] In May."),
        ("- Back[^1].\n\n[^1]: In May.", "Back[1].\n\n[1] In May."),
        ("Back[^1](so).\n\n[^1]: In May.", "Back[1](so).\n\n[1] In May."),
    ],
)
def test_footnotes(source, text):
    assert read(source) == (text, ())


def test_a_number_without_a_footnote_is_text():
    assert read("Back[^1].") == ("Back[^1].", ())


def test_a_footnote_without_a_number_is_text():
    told = ("Footnotes that no number refers to became text at the end.",)
    assert read("Back.\n\n[^1]: In *May*.") == ("Back.\n\n[^1]: In May.", told)


def test_the_second_footnote_of_a_label_is_text():
    text, _losses = read("Back[^1].\n\n[^1]: In May.\n\n[^1]: In June.")
    assert text == "Back[1].\n\n[^1]: In June.\n\n[1] In May." or text.endswith("[1] In May.")


def test_a_footnote_refers_to_no_other():
    text, losses = read("Back[^1].\n\n[^1]: In May[^1].")
    assert text == "Back[1].\n\n[1] In May[^1]."
    assert losses == ("A footnote can’t refer to a footnote, so the number was kept as typed.",)
