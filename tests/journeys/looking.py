"""Looking at a page when it stands still: with axe, and at where things are."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe

SERIOUS = ("serious", "critical")
_AXE = Axe().axe_script
_RUN = "([context, options]) => axe.run(context, options).then((found) => found.violations)"
_STILL = "Promise.allSettled(document.getAnimations().map((one) => one.finished)).then(() => undefined)"


def stands_still(page):
    """Nothing fades or moves any more: colours and places are what they are going to be."""
    page.evaluate(_STILL)


def serious(page, rules=(), without=()):
    """What axe finds serious, and the first element that it is about.

    ``rules``: their ids at axe; all when empty. ``without``: selectors of what was looked at before.

    axe loads style sheets again for one rule that is off by itself, and the content policy forbids that.
    """
    stands_still(page)
    if not page.evaluate("'axe' in window"):
        page.evaluate(_AXE)
    options = {"resultTypes": ["violations"], "preload": False}
    if rules:
        options["runOnly"] = list(rules)
    context = {"include": [["html"]], "exclude": [[selector] for selector in without]}
    violations = page.evaluate(_RUN, [context, options])
    return [
        (found["id"], found["nodes"][0]["html"][:150]) for found in violations if found["impact"] in SERIOUS
    ]
