"""Looking at a page when it stands still: with axe, and at where things are."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe

SERIOUS = ("serious", "critical")
_STILL = "Promise.allSettled(document.getAnimations().map((one) => one.finished)).then(() => undefined)"


def stands_still(page):
    """Nothing fades or moves any more: colours and places are what they are going to be."""
    page.evaluate(_STILL)


def serious(page):
    """What axe finds serious, and the first element that it is about."""
    stands_still(page)
    return [
        (found["id"], found["nodes"][0]["html"][:150])
        for found in Axe().run(page).response["violations"]
        if found["impact"] in SERIOUS
    ]
