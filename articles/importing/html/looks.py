"""What the words of a page look like: by their elements, their style attributes, and simple style sheets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from articles.importing.annotated.model import NO_LOOK, Aside, Look
from articles.importing.html.parsing import BLOCKS
from articles.importing.packages import Element

_MOST_RULES: Final = 5_000
_CLASS: Final = re.compile(r"\.([\w-]+)")
_EM: Final = frozenset({"em", "i", "cite", "dfn", "var"})
_STRONG: Final = frozenset({"strong", "b"})
_CODE: Final = frozenset({"code", "kbd", "samp", "tt"})
_STRUCK: Final = frozenset({"s", "strike"})
_NO_COLOUR: Final = frozenset(
    {"", "none", "transparent", "inherit", "initial", "unset", "white", "#fff", "#ffffff", "rgb(255,255,255)"}
)


@dataclass(frozen=True, slots=True)
class Looks:
    """What words look like, and whether they look like a note."""

    look: Look = NO_LOOK
    aside: Aside = ""


class Sheets:
    """The rules of a page for single classes, as word processors write them."""

    def __init__(self, root: Element) -> None:
        self._rules: dict[str, dict[str, str]] = {}
        for style in root.iter("style"):
            for names, properties in _rules(style.text or ""):
                for name in names:
                    if name in self._rules or len(self._rules) < _MOST_RULES:
                        self._rules.setdefault(name, {}).update(properties)

    def properties(self, element: Element) -> dict[str, str]:
        """The properties that classes and the style attribute give an element."""
        found: dict[str, str] = {}
        for name in (element.get("class") or "").split():
            found |= self._rules.get(name, {})
        return found | _declared(element.get("style") or "")

    def within(self, element: Element, around: Looks, *, heading: bool) -> Looks:
        """What the words in an element look like. A ``heading`` is bold in style sheets without saying so."""
        tag, said = element.tag, self.properties(element)
        look = around.look
        strong = tag in _STRONG or look.strong
        if "font-weight" in said and not heading:
            strong = _is_bold(said["font-weight"])
        em = tag in _EM or look.em
        if "font-style" in said and not heading:
            em = said["font-style"].startswith(("italic", "oblique"))
        look = replace(look, strong=strong, em=em, code=look.code or tag in _CODE)
        return Looks(look, around.aside or _aside(element, said))


def _aside(element: Element, said: dict[str, str]) -> Aside:
    if (
        element.get("hidden") is not None
        or said.get("display") == "none"
        or said.get("visibility") == "hidden"
        or said.get("mso-hide") == "all"
    ):
        return "hidden"
    lines = said.get("text-decoration", "") + said.get("text-decoration-line", "")
    if element.tag in _STRUCK or "line-through" in lines:
        return "struck"
    colour = said.get("background-color", said.get("background", "")).replace(" ", "")
    if element.tag == "mark" or (element.tag not in BLOCKS and colour not in _NO_COLOUR):
        return "highlighted"
    return ""


def _is_bold(value: str) -> bool:
    return value.startswith("bold") or (value[:3].isdigit() and int(value[:3]) >= 600)


def _rules(sheet: str) -> Iterator[tuple[list[str], dict[str, str]]]:
    for rule in sheet.split("}")[:_MOST_RULES]:
        selectors, _brace, declarations = rule.rpartition("{")
        names = [
            found[1]
            for one in selectors.rpartition(";")[2].split(",")
            if (found := _CLASS.fullmatch(one.strip()))
        ]
        if names:
            yield names, _declared(declarations)


def _declared(text: str) -> dict[str, str]:
    """The properties of a declaration, in small letters."""
    pairs = (one.partition(":") for one in text.lower().split(";"))
    return {name.strip(): value.strip().removesuffix("!important").strip() for name, _colon, value in pairs}
