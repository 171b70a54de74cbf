"""The lines between two ``---`` at the head of a Markdown file.

A deliberately small reader: ``key: value``, the value a plain or a quoted string; an indented line goes on
with the value above it, and a list of single items is read as one string with commas. What it cannot read
stays in the copy as text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from articles.importing.losses import Losses
from articles.importing.text.parsing import Markers

_FENCE: Final = re.compile(r"---[ \t]*")
_END: Final = re.compile(r"(?:---|\.\.\.)[ \t]*")
_KEY: Final = re.compile(r"(?P<key>[^\W\d_](?:[\w-]|[ ]++(?=[\w-]))*+)[ \t]*+:(?:[ \t]+(?P<value>.*)|[ \t]*)")
_ITEM: Final = re.compile(r"[ \t]*-[ \t]+(?P<value>.*)")
_DOUBLE: Final = re.compile(r'"((?:[^"\\]|\\.)*)"')
_SINGLE: Final = re.compile(r"'((?:[^']|'')*)'")
_ESCAPED: Final = re.compile(r'\\(["\\/])')
_FOLDED: Final = frozenset({">", "|", ">-", "|-", ">+", "|+"})

_MEANING: Final = {
    "headline": "headline",
    "title": "headline",
    "hed": "headline",
    "standfirst": "standfirst",
    "subtitle": "standfirst",
    "subhead": "standfirst",
    "deck": "standfirst",
    "dek": "standfirst",
    "byline": "byline",
    "author": "byline",
    "authors": "byline",
    "language": "language",
    "lang": "language",
    "direction": "direction",
    "dir": "direction",
}


@dataclass(frozen=True)
class FrontMatter:
    """What the head of a file says; empty where it says nothing. All values may hold markers.

    ``strays`` are markers of notes that stood between the values. ``rest`` is the copy below, which begins
    ``lines`` lines further down than the file.
    """

    rest: str
    headline: str = ""
    standfirst: str = ""
    byline: str = ""
    language: str = ""
    direction: str = ""
    strays: str = ""
    lines: int = 0


class _ValueUnreadable(Exception):
    """A line that is no ``key: value``."""


def read(source: str, *, markers: Markers, losses: Losses) -> FrontMatter:
    """Take the front matter off a source. Where there is none to read, all of it is ``rest``."""
    lines = source.split("\n")
    first = next((number for number, line in enumerate(lines) if markers.without(line).strip()), 0)
    if not _FENCE.fullmatch(lines[first]):
        return FrontMatter(rest=source)
    last = next((number for number in range(first + 1, len(lines)) if _END.fullmatch(lines[number])), 0)
    head = lines[first + 1 : last]
    if not last or not any(_KEY.fullmatch(markers.without(line)) for line in head[:1]):
        return FrontMatter(rest=source)
    try:
        values, strays = _values(head, markers, losses)
    except _ValueUnreadable as error:
        losses.add(
            "Front matter was kept as text at the top, as one of its lines is not “key: value” or repeats"
            " another",
            markers.without(str(error)).strip(),
        )
        return FrontMatter(rest="\n\n".join([*head, "\n".join(lines[last + 1 :])]))
    known = {_MEANING[key]: value for key, value in values.items() if key in _MEANING}
    for key, value in values.items():
        if key not in _MEANING and (words := markers.without(value)):
            losses.add("Front matter with no place in a story was left out", f"{key}: {words}")
            strays += markers.only(value)
    strays += "".join(markers.only(line) for line in lines[:first])
    return FrontMatter(rest="\n".join(lines[last + 1 :]), strays=strays, lines=last + 1, **known)


def _values(head: list[str], markers: Markers, losses: Losses) -> tuple[dict[str, str], str]:
    """The raw values by key in small letters, and the markers that stood on lines of their own."""
    values: dict[str, str] = {}
    strays, key = "", ""
    for line in head:
        if not line.strip():
            continue
        if line.startswith("#"):
            losses.add("Front matter with no place in a story was left out", markers.without(line))
            strays += markers.only(line)
        elif markers.alone(line):
            strays += markers.only(line)
        elif match := _KEY.fullmatch(line):
            key = " ".join(match["key"].casefold().split())
            if key in values or _MEANING.get(key, key) in {_MEANING.get(other, other) for other in values}:
                raise _ValueUnreadable(line)
            values[key] = (match["value"] or "").strip()
        elif key and (item := _ITEM.fullmatch(line)):
            values[key] = ", ".join(filter(None, [values[key], _unquoted(item["value"].strip())]))
        elif key and line[0] in " \t":
            above = "" if values[key] in _FOLDED else values[key]
            values[key] = f"{above} {line.strip()}".strip()
        else:
            raise _ValueUnreadable(line)
    return {key: _unquoted("" if value in _FOLDED else value) for key, value in values.items()}, strays


def _unquoted(value: str) -> str:
    if match := _DOUBLE.fullmatch(value):
        return _ESCAPED.sub(r"\1", match[1])
    if match := _SINGLE.fullmatch(value):
        return match[1].replace("''", "'")
    return value
