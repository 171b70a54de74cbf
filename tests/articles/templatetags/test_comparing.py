"""What a comparison shows of the blocks, and how their runs are drawn."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from html import escape

import pytest
from django.template import Context, Template

from articles.documents.compare import BlockChange, Run
from articles.history.attribution import Author, CreditedRun
from articles.history.comparison import comparison_of
from articles.history.provenance import Act, How
from newsroom.models import User
from tests.factories import NOW
from tests.hostile.measuring import MOST, TIMES, growth

TYPED = """<b title="x">&'"""
ESCAPED = "&lt;b title=&quot;x&quot;&gt;&amp;&#x27;"


def drawn(*runs: Run) -> str:
    block = BlockChange("changed", "paragraph", runs)
    return Template("{% load comparing %}{% runs block %}").render(Context({"block": block}))


@pytest.fixture
def credited() -> CreditedRun:
    act = Act(User(pk=7, name=TYPED), NOW, 3, How.WRITTEN)
    return CreditedRun("added", TYPED, act=act, author=Author(7, TYPED, 2, 1, NOW))


@pytest.mark.parametrize(
    ("run", "html"),
    [
        (Run("same", TYPED), ESCAPED),
        (Run("added", TYPED), f"<ins>{ESCAPED}</ins>"),
        (Run("removed", TYPED), f"<del>{ESCAPED}</del>"),
        (
            Run("same", TYPED, f"now linked to {TYPED}"),
            f'<span class="noted">{ESCAPED}</span>'
            f'<small class="run-note" dir="auto">now linked to {ESCAPED}</small>',
        ),
    ],
)
def test_what_people_typed_is_text(run, html):
    assert drawn(run) == html


def test_whose_a_run_is_stands_in_it_and_behind_it(credited):
    label = f"added by {ESCAPED}, Mon 2 March 2026, 14:00 UTC"
    html = drawn(credited)
    badge = f'<small class="initials person-2" aria-hidden="true">{escape(credited.author.initials)}</small>'
    assert html.startswith(f'<ins class="person-2" title="{label}">{ESCAPED}</ins>')
    assert f'<span class="unseen"> ({label}) </span>' in html
    assert html.endswith(badge)


def test_what_goes_on_has_no_badge_yet_and_what_stays_back_has_none(credited):
    assert "initials" not in drawn(replace(credited, ends=False))
    assert "unseen" not in drawn(replace(credited, is_others=True))
    assert 'class="others"' in drawn(replace(credited, is_others=True))


def test_a_run_that_nobody_is_known_for_is_drawn_without_a_name(credited):
    assert drawn(replace(credited, act=None, author=None)) == f"<ins>{ESCAPED}</ins>"


def test_what_is_shown_of_many_blocks_is_found_in_linear_work():
    def blocks(count):
        return [BlockChange("same", "paragraph", ())] * count

    small, large = blocks(5_000), blocks(TIMES * 5_000)
    assert growth(partial(comparison_of, small, []), partial(comparison_of, large, [])) <= MOST
    assert [(len(one.blocks), one.folded) for one in comparison_of(large, []).groups] == [(20_000, True)]
