"""A tab of some browser, and what a person does in it with a mouse and a keyboard."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from typing import Any

from tests.environment.processes import wait_until

KEYS = {
    "Control": "\ue009",
    "Shift": "\ue008",
    "Alt": "\ue00a",
    "Enter": "\ue007",
    "Tab": "\ue004",
    "Backspace": "\ue003",
    "Delete": "\ue017",
    "Escape": "\ue00c",
    "End": "\ue010",
    "Home": "\ue011",
    "ArrowLeft": "\ue012",
    "ArrowRight": "\ue014",
}
"""Keys without a letter, as WebDriver writes them (https://w3c.github.io/webdriver/#keyboard-actions)."""

MIDDLE = """(selector, text) => {
  const shown = [...document.querySelectorAll(selector)].find((one) => one.checkVisibility()
    && one.textContent.includes(text));
  if (!shown || document.getAnimations().length) return null;
  shown.scrollIntoView({block: "center", behavior: "instant"});
  const box = shown.getBoundingClientRect();
  const [x, y] = [Math.round(box.left + box.width / 2), Math.round(box.top + box.height / 2)];
  return shown.contains(document.elementFromPoint(x, y)) ? [x, y] : null;
}"""
"""The middle of the first visible element with the text; null while something moves or covers it."""

MATCHES = """(selector, text) =>
  [...document.querySelectorAll(selector)].some((one) => one.textContent.includes(text))"""

Actions = list[dict[str, Any]]
"""Devices with what each does, as both protocols have it."""


class Tab(ABC):
    """``problems``: exceptions that scripts of its pages threw, where the browser tells."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    @abstractmethod
    def open(self, url: str) -> None:
        """Returns once the page and what it needs has loaded."""

    @abstractmethod
    def run(self, function: str, *given: Any) -> Any:
        """What the JavaScript function returns for JSON values, as JSON."""

    @abstractmethod
    def perform(self, actions: Actions) -> None:
        """Returns once the browser has dispatched the events."""

    def click(self, selector: str, text: str = "") -> None:
        """Click in the middle of the first visible element with the text, as soon as there is one."""
        x, y = self._middle(selector, text)
        steps = [
            {"type": "pointerMove", "x": x, "y": y, "duration": 0},
            {"type": "pointerDown", "button": 0},
            {"type": "pointerUp", "button": 0},
        ]
        mouse = {"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": steps}
        self.perform([mouse])

    def _middle(self, selector: str, text: str) -> tuple[int, int]:
        """Where it is when it moves no more."""
        places: list[Any] = [None]

        def stands_still() -> bool:
            places.append(self.run(MIDDLE, selector, text))
            return bool(places[-1]) and places[-1] == places[-2]

        wait_until(stands_still)
        x, y = places[-1]
        return x, y

    def type(self, text: str) -> None:
        """Press the key of each letter, one after the other."""
        self._keys([(way, letter) for letter in text for way in ("keyDown", "keyUp")])

    def press(self, keys: str) -> None:
        """Press keys together: ``Control+z``."""
        together = [KEYS.get(key, key) for key in keys.split("+")]
        self._keys([("keyDown", key) for key in together] + [("keyUp", key) for key in reversed(together)])

    def _keys(self, pressed: list[tuple[str, str]]) -> None:
        steps = [{"type": way, "value": key} for way, key in pressed]
        self.perform([{"type": "key", "id": "keyboard", "actions": steps}])

    def shows(self, selector: str, text: str = "") -> None:
        """Return as soon as an element matches and has the text; fail when none ever does."""
        wait_until(lambda: self.run(MATCHES, selector, text))

    def shows_no(self, selector: str) -> None:
        """Return as soon as no element matches."""
        wait_until(lambda: not self.run("(selector) => document.querySelectorAll(selector).length", selector))


def as_json(function: str) -> str:
    """The body of a function of one JSON string, which returns another."""
    return f"return JSON.stringify(({function})(...JSON.parse(arguments[0])) ?? null)"


def given_as_json(given: tuple[Any, ...]) -> str:
    return json.dumps(given)
