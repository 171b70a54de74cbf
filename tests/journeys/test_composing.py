"""An input method at work while others edit the same paragraph: no letter is lost, and none comes twice."""

from __future__ import annotations

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from articles.documents.text import plain_text
from articles.models import Document
from reviews.models import Query
from tests.acts import put_instead, send_steps
from tests.articles.suggesting import whole
from tests.environment.processes import wait_until
from tests.factories import make_query, place_of, typed
from tests.journeys.test_editing import saved
from tests.journeys.test_margin import article_at
from tests.journeys.test_together import same_everywhere

SENTENCE = "A single ticket costs 6.50 euros."


class Composer:
    """What an input method does, by the browser's own protocol."""

    def __init__(self, page):
        self.page = page
        self.session = page.context.new_cdp_session(page)

    def compose(self, *texts):
        for text in texts:
            self.session.send(
                "Input.imeSetComposition",
                {"text": text, "selectionStart": len(text), "selectionEnd": len(text)},
            )
            expect(self.page.locator("#copy")).to_contain_text(text)

    def commit(self, text):
        self.session.send("Input.insertText", {"text": text})


def place_caret_behind(page, words):
    """By the script's own means: exactly behind these words, wherever spans begin and end."""
    page.evaluate(
        """words => {
            const copy = document.querySelector("#copy");
            const walker = document.createTreeWalker(copy, NodeFilter.SHOW_TEXT);
            let text = "";
            copy.focus();
            for (let node; (node = walker.nextNode()); text += node.data) {
                const at = (text + node.data).indexOf(words);
                if (at >= 0) return getSelection().collapse(node, at + words.length - text.length);
            }
        }""",
        words,
    )


def by_somebody_else(room, page, start, end, text):
    sent_by_somebody_else(room, page, typed(start, end, text))


def split(room, page, at):
    paragraph = {"type": "paragraph"}
    parted = {"content": [paragraph, paragraph], "openStart": 1, "openEnd": 1}
    step = {"stepType": "replace", "from": at, "to": at, "slice": parted, "structure": True}
    sent_by_somebody_else(room, page, step)


def sent_by_somebody_else(room, page, step):
    document = Document.objects.get(pk=room.article.pk)
    send_steps(
        article=room.article,
        by=room.editor,
        version=document.version,
        steps=[step],
        client_id="somebody-else",
        now=timezone.now(),
    )
    page.evaluate("document.body.dispatchEvent(new Event('passages-changed', {bubbles: true}))")


def arrived(page, text):
    expect(page.locator("#copy")).to_contain_text(text)


MODES = ["editing", "suggesting"]


@pytest.fixture(params=MODES)
def page(request, room, as_person):
    """The copy with the caret behind "ticket", in one mode or the other, and a query on these words."""
    make_query(room.article, "single ticket", by=room.editor)
    page = as_person(room.writer, article_at(room))
    page.locator(f'button[data-mode="{request.param}"]').click()
    expect(page.locator("#copy")).to_have_attribute("data-mode", request.param)
    return page


def finished(room, page, text):
    """The page and the server hold these words, each once."""
    arrived(page, text)
    saved(page)
    same_everywhere(room.article, page)
    wait_until(lambda: whole(room.article).endswith(text))


@pytest.mark.parametrize(
    ("words", "put", "result"),
    [
        ("A single", "Now a", "Now a ticket日本 costs 6.50 euros."),
        (" costs 6.50", " costs just", "A single ticket日本 costs just euros."),
        ("single", "lone", "A lone ticket日本 costs 6.50 euros."),
        (" ticket", " fare", "A single fare日本 costs 6.50 euros."),
    ],
)
def test_others_edit_around_what_is_being_composed(room, page, words, put, result):
    place_caret_behind(page, "A single ticket")
    composer = Composer(page)
    composer.compose("n", "に", "にh", "にほ")
    saved(page)
    start, end = place_of(room.article, words)
    by_somebody_else(room, page, start, end, put)
    composer.compose("にほn", "にほん")
    composer.commit("日本")
    finished(room, page, result)


def test_others_type_right_at_the_words_that_are_being_composed(room, page):
    place_caret_behind(page, "A single ticket")
    composer = Composer(page)
    composer.compose("n", "に")
    saved(page)
    start, end = place_of(room.article, "に")
    by_somebody_else(room, page, start, start, "<")
    by_somebody_else(room, page, end + 1, end + 1, ">")
    composer.compose("にほ")
    composer.compose("にほん")
    composer.commit("日本")
    # Where theirs stands beside the word is for the rebase to say.
    expect(page.locator("#copy p").last).to_have_text(
        re.compile("^A single ticket[<>]*日本[<>]* costs 6.50 euros.$")
    )
    saved(page)
    same_everywhere(room.article, page)
    words = whole(room.article)
    assert [words.count(one) for one in ("<", ">", "日", "本", "に", "ほ", "ん")] == [1, 1, 1, 1, 0, 0, 0]


@pytest.mark.parametrize("page", ["editing"], indirect=True)
def test_a_passage_that_changes_as_it_is_composed_in_is_drawn_when_the_word_is_done(room, page):
    place_caret_behind(page, "A single")
    composer = Composer(page)
    composer.compose("n", "に")
    saved(page)
    wait_until(lambda: Query.objects.get().anchor.state == "changed")
    composer.compose("にほ", "にほん")
    saved(page)
    composer.commit("日本")
    finished(room, page, "A single日本 ticket costs 6.50 euros.")
    expect(page.locator("#copy .passage-changed").first).to_be_visible()


def test_others_divide_the_paragraph_while_it_is_composed_in(room, page):
    place_caret_behind(page, "A single ticket")
    composer = Composer(page)
    composer.compose("n", "に")
    saved(page)
    split(room, page, place_of(room.article, "single")[0])
    composer.compose("にほ", "にほん")
    composer.commit("日本")
    finished(room, page, "A \n\nsingle ticket日本 costs 6.50 euros.")


def test_words_composed_without_a_network_are_all_there_when_it_is_back(room, page):
    place_caret_behind(page, "A single ticket")
    page.context.set_offline(True)
    composer = Composer(page)
    composer.compose("n", "に", "にほん")
    put_instead(room.article, "A single", "Now a", by=room.editor, now=timezone.now())
    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    composer.compose("にほんg")
    composer.commit("日本語")
    finished(room, page, "Now a ticket日本語 costs 6.50 euros.")
    assert plain_text(Document.objects.get(pk=room.article.pk).parsed()).count("日本語") == 1
