"""Lines of a mail as they are compared."""

from __future__ import annotations

import pytest

from reviews.inbound.parsing import lines


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("> > Is it\u00a06.50?", "Is it 6.50?"),
        ("  two   spaces ", "two spaces"),
        ("\u200bhid\u00adden\ufeff", "hidden"),
        (">", ""),
    ],
)
def test_a_plain_line_has_no_marks_of_quoting_and_single_spaces(line, expected):
    assert lines.plain(line) == expected


def test_folded_lines_are_equal_whatever_mail_programs_do_to_case_spaces_and_dashes():
    assert (
        lines.folded("— Original  Message —") == lines.folded("original\u00a0message") == "original message"
    )


def test_lines_that_were_one_are_joined():
    assert lines.joined(["> On Monday Jonas", "> wrote:"]) == "On Monday Jonas wrote:"


def test_blank_lines_before_a_place_are_passed_quoted_or_not():
    found = ["text", "", "> ", ">>"]
    assert lines.past_blank(found, 4) == 1
    assert lines.past_blank(found, 1) == 1
    assert lines.past_blank(["", ""], 2) == 0


def test_blank_lines_at_the_end_are_dropped_and_others_stay():
    found = ["", "text", " ", ""]
    lines.drop_blank(found)
    assert found == ["", "text"]
    assert lines.written(["", "a", " ", "b"]) == ["a", "b"]
