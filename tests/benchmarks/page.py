"""The article's page in a real browser: how soon it is there, and what a key costs."""

from __future__ import annotations

import os
import statistics
from dataclasses import dataclass, replace
from html import escape
from itertools import pairwise
from typing import Any

from django.conf import settings
from playwright.sync_api import BrowserContext, Page, sync_playwright

from articles.models import Article
from tests.benchmarks.scenes import Newsroom, paragraphs
from tests.benchmarks.together import cookie_of, web
from tests.environment import browser

KEYS = 100
LOADS = 7
COUNT = """() => {
    window.touched = 0;
    const watched = { childList: true, subtree: true, attributes: true, attributeFilter: ["style", "class"] };
    new MutationObserver((changes) => (window.touched += changes.length))
        .observe(document.querySelector(".margin"), watched);
}"""
BARE = """<!doctype html><style>body { font: 19px / 1.6 serif; inline-size: 38rem }</style>
<div contenteditable>PARAGRAPHS</div>"""

TEXT = """## In the browser

Work is time of the page's main thread on a processor, whatever else runs there: from one key to the next,
with saving and with what was put off for later. A bare field with the same words, which keeps and shows
nothing beside them, is measured in the same run.

| what | aim | figure |
|---|---:|---:|
| First paint of an article of 5,000 words with 100 queries, nothing cached | 500 ms | {paint:.0f} ms |
| The same, until the editor takes keys | 1,000 ms | {ready:.0f} ms |
| Work of the page for a key, 10,000 words with 200 queries | 16 ms | {key:.1f} ms |
| The same, one key in twenty above | 16 ms | {slow:.1f} ms |
| Of which scripts, styles and layout: median | | {own:.1f} ms |
| The same, one key in twenty above | | {own_slow:.1f} ms |
| Work of a bare field for a key, the same words | | {bare:.1f} ms |
| The same, one key in twenty above | | {bare_slow:.1f} ms |
| Elements of the margin that were changed while {keys} keys were typed | | {touched} |
"""


@dataclass(frozen=True)
class Typed:
    """The milliseconds of work for each key, sorted: all of it, and that of scripts, styles and layout."""

    work: list[float]
    own: list[float]
    touched: int = 0


def section(room: Newsroom) -> str:
    """The chapter of BENCHMARKS.md about the page."""
    found = browser.find()
    if own_node := browser.node_for_playwright():
        os.environ["PLAYWRIGHT_NODEJS_PATH"] = own_node
    short = room.article_with_queries(100, words=5000)
    long = room.article_with_queries(200, words=10_000)
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": cookie_of(room.editors[0])}
    with web() as address, sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=found.program, args=list(found.flags), env={**os.environ, **found.environ}
        )

        def fresh() -> BrowserContext:
            context = launched.new_context(base_url=address)
            context.add_cookies([{**cookie, "domain": "127.0.0.1", "path": "/"}])
            return context

        loads = sorted(_loaded(fresh(), short) for _ in range(LOADS))
        bare, typed = _bare(fresh()), _keys(fresh(), long)
        launched.close()
    paint, ready = loads[LOADS // 2]
    text = TEXT.format(
        paint=paint,
        ready=ready,
        key=statistics.median(typed.work),
        slow=_slow(typed.work),
        own=statistics.median(typed.own),
        own_slow=_slow(typed.own),
        bare=statistics.median(bare.work),
        bare_slow=_slow(bare.work),
        keys=KEYS,
        touched=typed.touched,
    )
    print(text)
    return text


def _open(context: BrowserContext, article: Article) -> Page:
    page = context.new_page()
    page.goto(f"/articles/{article.slug}/")
    page.wait_for_selector("#copy.ProseMirror")
    return page


def _loaded(context: BrowserContext, article: Article) -> tuple[float, float]:
    page = _open(context, article)
    ready = page.evaluate("performance.now()")
    paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    context.close()
    return paint, ready


def _slow(work: list[float]) -> float:
    """What one key in twenty is above."""
    return work[len(work) * 19 // 20]


def _keys(context: BrowserContext, article: Article) -> Typed:
    """In the middle of the copy, once the page has settled."""
    page = _open(context, article)
    page.locator("#copy p").nth(60).click()
    page.wait_for_timeout(3_000)
    page.evaluate(COUNT)
    typed = _type(page)
    return replace(typed, touched=page.evaluate("window.touched"))


def _bare(context: BrowserContext) -> Typed:
    page = context.new_page()
    words = "".join(f"<p>{escape(text)}</p>" for text in paragraphs(10_000))
    page.set_content(BARE.replace("PARAGRAPHS", words))
    page.locator("p").nth(60).click()
    page.wait_for_timeout(1_000)
    return _type(page)


def _type(page: Page) -> Typed:
    devtools = page.context.new_cdp_session(page)
    devtools.send("Performance.enable", {"timeDomain": "threadTicks"})  # however busy the machine is
    seen = [_metrics(devtools)]
    for letter in "abcdefghi " * (KEYS // 10):
        page.keyboard.press(letter)
        page.wait_for_timeout(60)
        seen.append(_metrics(devtools))

    def work(*names: str) -> list[float]:
        return sorted(
            sum(after[name] - before[name] for name in names) * 1000 for before, after in pairwise(seen)
        )

    return Typed(work("TaskDuration"), work("ScriptDuration", "RecalcStyleDuration", "LayoutDuration"))


def _metrics(devtools: Any) -> dict[str, float]:
    return {one["name"]: one["value"] for one in devtools.send("Performance.getMetrics")["metrics"]}
