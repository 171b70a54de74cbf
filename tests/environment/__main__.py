"""Finds, and where need be brings, what the tests stand on; says so in one line of JSON.

``python -m tests.environment``: ``{"found": sentence, "postgresql": bool}``.
"""

from __future__ import annotations

import json

from newsroom.running import broker, node
from tests.environment import browser, postgres
from tests.environment.webdriver import firefox, webkit
from tests.environment.webdriver.missing import Missing


def main() -> None:
    postgresql, has_postgresql = _postgresql()
    found = [postgresql, broker.server_program().name, _browser(), _other_browsers(), _node()]
    print(json.dumps({"found": "; ".join(found), "postgresql": has_postgresql}))


def _postgresql() -> tuple[str, bool]:
    try:
        binaries = postgres.find()
    except postgres.Unavailable as error:
        return f"NO PostgreSQL ({error})", False
    return binaries.described if isinstance(binaries, postgres.Binaries) else "TEST_DATABASE_URL", True


def _browser() -> str:
    try:
        return f"Chromium ({browser.find().origin})"
    except (browser.Unavailable, node.NodeUnavailable) as error:
        return f"NO browser ({error})"


def _other_browsers() -> str:
    found = []
    for name, find in (("Firefox", firefox.find), ("WebKitGTK", webkit.find)):
        try:
            find()
            found.append(name)
        except Missing:
            found.append(f"NO {name}")
    return ", ".join(found)


def _node() -> str:
    try:
        return node.find().description
    except node.NodeUnavailable:
        return "NO Node"


main()
