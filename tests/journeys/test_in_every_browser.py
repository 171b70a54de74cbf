"""One short way through a story in Firefox and in WebKitGTK; all other journeys are Chromium's."""

from __future__ import annotations

from contextlib import AbstractContextManager

import pytest

from articles.documents import schema
from articles.documents.digest import canonical_json
from articles.models import Document, Suggestion
from reviews.models import Query
from tests.acts import replace_words
from tests.environment.processes import wait_until
from tests.environment.webdriver import firefox, webkit
from tests.environment.webdriver.missing import Missing
from tests.environment.webdriver.tab import Tab
from tests.journeys.test_editing import EDITOR, text_of

PASSWORD = "nine grey herons wade"
BROWSERS = {"Firefox": firefox.tab, "WebKitGTK": webkit.tab}


@pytest.fixture(params=BROWSERS)
def tab(request, live_app):
    """The only tab of that browser; skipped where it is missing."""
    opened: AbstractContextManager[Tab] = BROWSERS[request.param]()
    try:
        started = opened.__enter__()
    except Missing as missing:
        pytest.skip(str(missing))
    try:
        yield started
    finally:
        opened.__exit__(None, None, None)
    assert not started.problems


def sign_in(tab, address, person):
    person.set_password(PASSWORD)
    person.save()
    tab.open(f"{address}/login/")
    tab.click("input[type=email]")
    tab.type(person.email)
    tab.click("input[type=password]")
    tab.type(PASSWORD)
    tab.press("Enter")
    tab.shows("button", "Sign out")


def place_caret(tab, words):
    """At the end of the paragraph with the words, which is shorter than a line."""
    tab.click(f"{EDITOR} p", words)
    tab.press("End")


def select_back(tab, count):
    for _ in range(count):
        tab.press("Shift+ArrowLeft")


def holds(article, words):
    wait_until(lambda: words in text_of(article))


def same_as_on_the_server(tab, article):
    tab.run("() => void document.querySelector('#copy').copydesk.flush()")
    page = lambda: tab.run("() => document.querySelector('#copy').copydesk.doc()")  # noqa: E731
    wait_until(lambda: canonical_json(schema.parse(page())) == Document.objects.get(pk=article.pk).content)


def type_and_undo(tab, article):
    place_caret(tab, "6.50 euros")
    tab.type(" Dogs travel free.")
    holds(article, "6.50 euros. Dogs travel free.")
    tab.press("Control+z")
    tab.shows_no("[data-command=redo]:disabled")
    wait_until(lambda: text_of(article).endswith("6.50 euros."))
    tab.type(" Bicycles cost one euro.")
    holds(article, "6.50 euros. Bicycles cost one euro.")


def split_and_join(tab, article):
    place_caret(tab, "Bicycles")
    for _ in "Bicycles cost one euro.":
        tab.press("ArrowLeft")
    tab.press("Enter")
    holds(article, "\n\nBicycles cost one euro.")
    tab.press("Backspace")
    holds(article, "6.50 euros. Bicycles cost one euro.")
    tab.press("Enter")
    holds(article, "\n\nBicycles cost one euro.")


def ask(tab, article):
    place_caret(tab, "6.50 euros")
    tab.press("ArrowLeft")
    tab.press("ArrowLeft")
    select_back(tab, len("6.50 euros"))
    tab.press("Control+Alt+m")
    tab.shows("#ask-dialog[open]")
    tab.type("From April on?")
    tab.press("Control+Enter")
    tab.shows("#query-1", "From April on?")
    tab.shows("#copy .passage")
    assert Query.objects.get(article=article).anchor.quote == "6.50 euros"


def suggest(tab, article):
    tab.click("[data-mode=suggesting]")
    tab.shows("#copy[data-mode=suggesting]")
    place_caret(tab, "The last boat")
    select_back(tab, len("23.40."))
    tab.type("midnight.")
    tab.shows("#copy del", "23.40.")
    tab.shows("#copy ins", "midnight.")
    tab.shows("#threads .suggestion", "midnight")
    wait_until(lambda: Suggestion.objects.filter(article=article).exists())
    tab.click("[data-mode=editing]")
    tab.shows("#copy[data-mode=editing]")


def words_arrive(tab, room):
    replace_words(room, "Ferry runs at night again", "Ferry runs at night once more")
    tab.shows("#copy h1", "once more")


def reply_and_resolve(tab):
    tab.click("#query-1 .question")
    tab.click("#query-1 textarea[name=body]")
    tab.shows("#query-1 textarea[name=body]:focus")
    tab.type("From May.")
    tab.press("Control+Enter")
    tab.shows("#query-1 .reply", "From May.")
    tab.click("#query-1 [data-resolve]")
    tab.shows("#query-1[data-open=false]")
    assert not Query.objects.open().exists()


def test_a_story_is_edited_queried_and_suggested_on(room, tab, live_app):
    sign_in(tab, live_app, room.editor)
    tab.open(f"{live_app}/articles/{room.article.slug}/")
    tab.shows(EDITOR)
    type_and_undo(tab, room.article)
    split_and_join(tab, room.article)
    ask(tab, room.article)
    words_arrive(tab, room)
    suggest(tab, room.article)
    reply_and_resolve(tab)
    same_as_on_the_server(tab, room.article)
