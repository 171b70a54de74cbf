"""Composed beside struck, proposed and plain words, a word reads as if plain keys had typed it."""

from __future__ import annotations

import os
import random

import pytest
from playwright.sync_api import expect

from tests.articles.suggesting import suggest
from tests.environment.processes import wait_until
from tests.factories import make_article, make_doc
from tests.journeys.test_composing import Composer, place_caret_behind
from tests.journeys.test_editing import saved
from tests.journeys.test_margin import article_at
from tests.journeys.test_together import same_everywhere

SEED = int(os.environ.get("COPYDESK_COMPOSING_SEED", "20261129"))
ACTS = 24
WORDS = {
    "6.80": ["6", "6.", "6.8", "6.80"],
    "fourth": ["f", "fo"],
    "船": ["h", "ふ", "ふn", "ふね"],
    "é": ["´"],
    "ferry": ["f", "ふ", "ふぇ", "ふぇり"],
    "e": ["´"],
}
"""What an input method shows on its way to a word."""
WITH_KEYS = ["6.80", "fourth", "ferry", "e"]
"""Those that plain keys can type, too."""
PARAGRAPHS = [
    "The third boat leaves at noon, and the last boat leaves at 23.40.",
    "A single ticket costs 6.50 euros.",
    "Dogs travel free on weekdays.",
]


def suggesting(page):
    page.locator('button[data-mode="suggesting"]').click()
    expect(page.locator("#copy")).to_have_attribute("data-mode", "suggesting")
    return page


@pytest.fixture
def page(room, as_person):
    return suggesting(as_person(room.writer, article_at(room)))


def marked(page):
    """The words of the copy block by block, struck ones in [-…-] and proposed ones in {+…+}."""
    return page.evaluate(
        """() => {
            const signs = ({text, marks = []}) => {
                const types = marks.map(({type}) => type);
                const put = types.includes("insertion") ? `{+${text}+}` : text;
                return types.includes("deletion") ? `[-${put}-]` : put;
            };
            const flags = ({attrs = {}}) => (attrs.inserted ? "+¶" : "") + (attrs.deleted ? "-¶" : "");
            const block = node => flags(node) + (node.content ?? []).map(read).join("");
            const read = node => node.type === "text" ? signs(node) : block(node);
            const {content} = document.querySelector("#copy").copydesk.doc();
            return content.map(read).join("|").replaceAll("-][-", "").replaceAll("+}{+", "");
        }"""
    )


def becomes(page, words):
    wait_until(lambda: words in marked(page), seconds=20)


def select(page, words):
    place_caret_behind(page, words)
    for _ in words:
        page.keyboard.press("Shift+ArrowLeft")


def compose(page, word):
    composer = Composer(page)
    composer.compose(*WORDS[word])
    composer.commit(word)


def test_words_that_were_struck_by_key_are_replaced_by_composed_ones(room, page):
    place_caret_behind(page, "6.50")
    for _ in "6.50":
        page.keyboard.press("Backspace")
    compose(page, "6.80")
    becomes(page, "A single ticket costs [-6.50-]{+6.80+} euros.")
    page.keyboard.type(" and more")
    becomes(page, "A single ticket costs [-6.50-]{+6.80 and more+} euros.")
    saved(page)
    same_everywhere(room.article, page)


def test_a_word_that_was_struck_as_a_whole_is_replaced_by_a_composed_one(page):
    place_caret_behind(page, "single")
    page.keyboard.press("Control+Backspace")
    compose(page, "fourth")
    becomes(page, "A [-single-]{+fourth+} ticket")


@pytest.mark.parametrize("words", ["last boat", "single", "The last boat", "6.50 euros."])
@pytest.mark.parametrize("word", ["船", "é"])
def test_selected_words_are_replaced_by_composed_ones(page, words, word):
    select(page, words)
    compose(page, word)
    becomes(page, f"[-{words}-]{{+{word}+}}")


def test_a_selection_over_two_paragraphs_is_replaced_by_composed_words(room, page):
    select(page, "A single")
    for _ in range(len(" leaves at 23.40.") + 1):
        page.keyboard.press("Shift+ArrowLeft")
    compose(page, "船")
    becomes(page, "The last boat[- leaves at 23.40.-]|-¶[-A single-]{+船+} ticket")
    saved(page)
    same_everywhere(room.article, page)


class Typist:
    """Does the same acts on a page of one's own, with an input method or with plain keys."""

    def __init__(self, page, *, composing):
        self.page, self.composing = page, composing

    def do(self, act, *given):
        getattr(self, act)(*given)

    def caret(self, paragraph, offset):
        self.page.evaluate(
            """([paragraph, offset]) => {
                const copy = document.querySelector("#copy");
                const block = copy.querySelectorAll(":scope > p")[paragraph];
                const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
                copy.focus();
                for (let node, left = offset; (node = walker.nextNode()); left -= node.data.length)
                    if (left <= node.data.length) return getSelection().collapse(node, left);
            }""",
            [paragraph, offset],
        )

    def press(self, key, times):
        for _ in range(times):
            self.page.keyboard.press(key)

    def type(self, text):
        self.page.keyboard.type(text)

    def word(self, word):
        if self.composing:
            compose(self.page, word)
        else:
            self.page.keyboard.type(word)


def acts(chance):
    """An endless sequence of places, deletions, selections, plain words and composed ones."""
    while True:
        yield ("caret", chance.randrange(len(PARAGRAPHS)), chance.randrange(28))
        before = chance.choice(
            ["Backspace", "Delete", "Control+Backspace", "Shift+ArrowLeft", "Shift+ArrowRight", ""]
        )
        if before:
            yield ("press", before, 1 if before.startswith("Control") else chance.randrange(1, 6))
        if chance.random() < 0.3:
            yield ("type", chance.choice(["x", " now", "7"]))
        yield ("word", chance.choice(WITH_KEYS))
        if chance.random() < 0.4:
            yield ("press", "Backspace", chance.randrange(1, 4))
            yield ("word", chance.choice(WITH_KEYS))


@pytest.mark.parametrize("mode", ["editing", "suggesting"])
def test_composing_at_random_gives_what_plain_keys_give(room, as_person, mode):
    pages = []
    for composing in (True, False):
        article = make_article(desk=room.desk, author=room.writer, doc=make_doc(*PARAGRAPHS))
        suggest(article, "third ", "second ", by=room.reader)
        suggest(article, "free", by=room.reader)
        page = as_person(room.writer, f"/articles/{article.slug}/")
        if mode == "suggesting":
            suggesting(page)
        pages.append(Typist(page, composing=composing))
    done = []
    for _, act in zip(range(ACTS), acts(random.Random(f"{SEED} {mode}")), strict=False):
        done.append(act)
        for typist in pages:
            typist.do(*act)
        composed, plain = (typist.page for typist in pages)
        if not is_same(composed, plain):
            pytest.fail(f"seed {SEED}: {done}\ncomposed {marked(composed)}\ntyped    {marked(plain)}")


def is_same(page, other):
    """Whether both come to hold the same words: what was composed is settled a moment after."""
    for _ in range(100):
        if marked(page) == marked(other):
            return True
        page.wait_for_timeout(20)
    return False
