"""Markers of list items in HTML: numbered as a mail program shows them."""

from __future__ import annotations

import pytest
from lxml import html

from reviews.inbound.parsing.lists import Markers


def markers(page):
    """The marker of each item, in order, without the spaces around it."""
    found, open_lists = [], Markers()

    def read(element):
        if element.tag in ("ol", "ul"):
            open_lists.begin(element)
        if element.tag == "li":
            found.append(open_lists.of(element).strip())
        for child in element:
            read(child)
        if element.tag in ("ol", "ul"):
            open_lists.end()

    read(html.fromstring(page))
    assert not open_lists.is_inside
    return found


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<ol><li>a<li>b</ol>", ["1.", "2."]),
        ('<ol start="7"><li>a<li>b</ol>', ["7.", "8."]),
        ('<ol start="-1"><li>a<li>b</ol>', ["-1.", "0."]),
        ('<ol><li>a<li value="9">b<li>c</ol>', ["1.", "9.", "10."]),
        ("<ol reversed><li>a<li>b<li>c</ol>", ["3.", "2.", "1."]),
        ('<ol type="a"><li>a<li>b</ol>', ["a.", "b."]),
        ('<ol type="A" start="27"><li>a</ol>', ["AA."]),
        ('<ol type="i" start="4"><li>a<li>b</ol>', ["iv.", "v."]),
        ('<ol style="list-style-type: upper-roman"><li>a</ol>', ["I."]),
        ('<ol start="many"><li>a</ol>', ["1."]),
    ],
)
def test_numbers_are_counted_as_on_the_page(page, expected):
    assert markers(page) == expected


def test_items_without_numbers_have_one_mark_and_outer_lists_count_on():
    outer = markers("<ol><li>a<ul><li>b<li>c</ul><li>d</ol>")
    assert outer[0] == "1." and outer[3] == "2."
    assert outer[1] == outer[2] != ""
