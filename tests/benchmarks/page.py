"""The article's page in a real browser: how soon it is there, and what a key costs."""

from __future__ import annotations

import os
import statistics
from itertools import pairwise
from typing import Any

from django.conf import settings
from playwright.sync_api import BrowserContext, Page, sync_playwright

from articles.models import Article
from tests.benchmarks.scenes import Newsroom
from tests.benchmarks.together import cookie_of, web
from tests.environment import browser

KEYS = 100
LOADS = 7

TEXT = """## In the browser

| what | aim | figure |
|---|---:|---:|
| First paint of an article of 5,000 words with 100 queries, nothing cached | 500 ms | {paint:.0f} ms |
| The same, until the editor takes keys | 1,000 ms | {ready:.0f} ms |
| Work of the page for a key, 10,000 words with 200 queries | 16 ms | {key:.1f} ms |
| The same, one key in twenty above | 16 ms | {slow:.1f} ms |
"""


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
        keys = sorted(_keys(fresh(), long))
        launched.close()
    paint, ready = loads[LOADS // 2]
    text = TEXT.format(paint=paint, ready=ready, key=statistics.median(keys), slow=keys[KEYS * 19 // 20])
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


def _keys(context: BrowserContext, article: Article) -> list[float]:
    """For each key in the middle of the copy, the milliseconds that the page's main thread works until
    the next one: with saving, and with what was put off for later."""
    page = _open(context, article)
    page.locator("#copy p").nth(60).click()
    page.wait_for_timeout(3_000)
    devtools = context.new_cdp_session(page)
    devtools.send("Performance.enable", {"timeDomain": "threadTicks"})  # however busy the machine is
    work = [_work(devtools)]
    for letter in "abcdefghi " * (KEYS // 10):
        page.keyboard.press(letter)
        page.wait_for_timeout(60)
        work.append(_work(devtools))
    return [(after - before) * 1000 for before, after in pairwise(work)]


def _work(devtools: Any) -> float:
    metrics = {one["name"]: one["value"] for one in devtools.send("Performance.getMetrics")["metrics"]}
    return metrics["TaskDuration"]
