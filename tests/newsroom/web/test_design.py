"""The page of the design shows every token, to administrators."""

from __future__ import annotations

import re

import pytest

from newsroom.web.design import TOKENS, groups
from tests.factories import newsroom
from tests.pages import browse

pytestmark = pytest.mark.django_db


def test_it_shows_every_token_and_its_sample_to_administrators():
    room = newsroom()
    page = browse(room.admin).get("/design/").content.decode()
    sheet = TOKENS.with_name("design.css").read_text("utf-8")
    names = [name for group in groups() for name, _value in group.tokens]
    assert len(names) == len(set(names)) > 40
    for name in names:
        assert f">--{name}</code>" in page
        assert re.search(rf"\.sample-{name} \{{[^}}]*var\(--{name}\)", sheet) or name == "measure"


def test_nobody_else_can_open_it():
    room = newsroom()
    assert browse(room.editor).get("/design/").status_code == 403
    assert browse(room.writer).get("/design/").status_code == 403
    assert browse().get("/design/").status_code == 302
