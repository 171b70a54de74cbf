"""Icons: templates use those there are, and none is drawn for nothing."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from newsroom.templatetags.icons import ICONS, icon

ROOT = Path(__file__).parents[3]
TAGS = re.compile(r'\{% icon "(?P<name>\w+)" %\}|\{% tool "(?P<command>\w+)"(?:[^%]*\bicon="(?P<own>\w+)")?')
CALLS = re.compile(r'\bicon\("(?P<name>\w+)"\)')
"""In the tags that draw rows of lists."""
APPS = ("articles", "newsroom", "reviews")
USED = {
    found["name"] or found["own"] or found["command"]
    for app in APPS
    for path in (ROOT / app).rglob("templates/**/*.html")
    for found in TAGS.finditer(path.read_text("utf-8"))
} | {
    found["name"]
    for app in APPS
    for path in (ROOT / app).glob("templatetags/*.py")
    for found in CALLS.finditer(path.read_text("utf-8"))
}


def test_every_icon_is_used_and_every_one_that_is_used_is_there():
    assert set(ICONS) == USED


@pytest.mark.parametrize("name", ICONS)
def test_icons_are_drawn_on_one_square_and_hidden_from_screen_readers(name):
    drawn = ET.fromstring(icon(name))
    assert drawn.get("viewBox") == "0 0 16 16"
    assert drawn.get("aria-hidden") == "true"
    numbers = [float(number) for one in drawn.iter() for number in re.findall(r"\d*\.?\d+", one.get("d", ""))]
    assert all(number <= 16 for number in numbers)


def test_an_icon_that_is_not_there_is_refused():
    with pytest.raises(KeyError):
        icon("hat")
