"""Entries as YAML in the manner of Vale, whose ``existence`` and ``substitution`` are what entries are.

One document an entry. What Vale does not have is in keys of our own beside its. Format: https://vale.sh/docs/styles.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

import yaml

from articles.documents.style.model import Case, Entry, EntryRefused, Form, Level
from articles.documents.style.tables import MOST_ENTRIES, check_names, choice, settled_of
from articles.documents.style.validation import check_entry

MOST_CHARACTERS: Final = 2_000_000
_LEVELS: Final = {Level.HINT: "suggestion", Level.WARNING: "warning", Level.BLOCKS: "error"}
_MESSAGE: Final = "Style: “%s”."
"""What Vale shows where an entry has no reason."""
_SIGN: Final = re.compile(r"[.^$*+?{}\[\]()\\]")
_ESCAPED: Final = re.compile(r"\\([^\w\s])")
_KEYS: Final = {
    *(
        "extends",
        "message",
        "level",
        "ignorecase",
        "nonword",
        "swap",
        "tokens",
        "exceptions",
        "link",
        "action",
    ),
    *("name", "form", "language", "active", "wrong", "right", "settled", "scope", "description", "limit"),
}


_DEEPEST: Final = 20


def write_yaml(entries: Iterable[Entry]) -> str:
    """The entries as YAML, one document each."""
    return yaml.dump_all(
        map(_document, entries),
        Dumper=yaml.CSafeDumper,
        allow_unicode=True,
        sort_keys=False,
        explicit_start=True,
        width=4_000,
    )


def _document(entry: Entry) -> dict[str, Any]:
    pattern = _SIGN.sub(r"\\\g<0>", entry.pattern) if entry.form is Form.WORDS else entry.pattern
    found: dict[str, Any] = {"extends": "existence" if entry.suggestion is None else "substitution"}
    found["name"] = entry.name
    found["message"] = entry.reason.replace("%", "%%") if entry.reason else _MESSAGE
    found |= {"level": _LEVELS[entry.level], "ignorecase": entry.case is Case.ANY, "form": entry.form.value}
    if entry.suggestion is None:
        found["tokens"] = [pattern]
    else:
        found["swap"] = {pattern: entry.suggestion}
    for name in ("exceptions", "wrong", "right"):
        if values := getattr(entry, name):
            found[name] = list(values)
    if entry.language:
        found["language"] = entry.language
    if not entry.active:
        found["active"] = False
    if entry.settled:
        settled = entry.settled
        found["settled"] = {"story": settled.story, "query": settled.query, "on": settled.on.isoformat()}
    return found


def read_yaml(text: str, name: str = "entry") -> list[Entry]:
    """The entries of one or more documents, each checked; ``name`` is for those that have none.

    A document with several swaps or tokens gives an entry for each. Raises :class:`EntryRefused` that names
    the document.
    """
    entries: list[Entry] = []
    for _number, found in read_documents(text, name):
        if isinstance(found, EntryRefused):
            raise found
        entries.append(found)
    check_names(entries)
    return entries


def read_documents(text: str, name: str = "entry") -> Iterator[tuple[int, Entry | EntryRefused]]:
    """As :func:`read_yaml`, each entry or what is wrong with it, behind the number of its document.

    Raises :class:`EntryRefused` where the list as a whole cannot be read.
    """
    if len(text) > MOST_CHARACTERS:
        raise EntryRefused(f"A list can have at most {MOST_CHARACTERS:,} characters. Split it in two.")
    count = 0
    for number, document in enumerate(_documents(text), 1):
        own = name if number == 1 else f"{name} {number}"
        for found in _checked(document, own, number):
            yield number, found
            count += 1
            if count > MOST_ENTRIES:
                raise EntryRefused(f"A list can have at most {MOST_ENTRIES:,} entries. Split it in two.")


def _checked(document: dict[str, Any], name: str, number: int) -> Iterator[Entry | EntryRefused]:
    """The entries of a document as far as they can be read: what is wrong with one ends it."""
    try:
        for entry in _entries(document, name):
            check_entry(entry)
            yield entry
    except EntryRefused as refused:
        yield EntryRefused(f"Entry {number}: {refused}")


def _documents(text: str) -> Iterator[dict[str, Any]]:
    try:
        _check_events(text)
        for document in yaml.load_all(text, Loader=yaml.CSafeLoader):
            if document is None:
                continue
            if not isinstance(document, dict) or not all(isinstance(key, str) for key in document):
                raise EntryRefused("A list is made of documents with names and values.")
            yield document
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise EntryRefused(f"Line {line} isn’t YAML.") from error
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise EntryRefused("The list isn’t YAML.") from error


def _check_events(text: str) -> None:
    """Refuse references to earlier values, which make a small file a large one, and deep nesting."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.AliasEvent):
            raise EntryRefused("The list refers back to an earlier part with “*”. Write it out.")
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise EntryRefused("The list is nested too deeply.")


def _entries(document: dict[str, Any], name: str) -> Iterator[Entry]:
    for key in document:
        if key not in _KEYS:
            raise EntryRefused(f"There is nothing here to do with “{key[:60]}”.")
    pairs = _pairs(document)
    own = _text(document, "name") or name
    for number, (pattern, suggestion) in enumerate(pairs, 1):
        yield _entry(document, own if len(pairs) == 1 else f"{own}, {number}", pattern, suggestion)


def _pairs(document: dict[str, Any]) -> list[tuple[str, str | None]]:
    kind = _text(document, "extends")
    if kind == "substitution":
        swap = document.get("swap")
        if not isinstance(swap, dict) or not all(
            isinstance(text, str) for pair in swap.items() for text in pair
        ):
            raise EntryRefused("“swap” has to name words, and words for each.")
        return list(swap.items()) if isinstance(swap, dict) else []
    if kind == "existence":
        return [(pattern, None) for pattern in _texts(document, "tokens")]
    raise EntryRefused("Only “existence” and “substitution” can be read.")


def _entry(document: dict[str, Any], name: str, pattern: str, suggestion: str | None) -> Entry:
    form = choice(Form, _text(document, "form"), Form.RE2 if _SIGN.search(pattern) else Form.WORDS)
    message = _text(document, "message")
    settled = document.get("settled") or {}
    if not isinstance(settled, dict):
        raise EntryRefused("“settled” has to name a story, a query and a date.")
    return Entry(
        name=name,
        pattern=_ESCAPED.sub(r"\1", pattern) if form is Form.WORDS else pattern,
        suggestion=suggestion,
        reason="" if message == _MESSAGE else message.replace("%%", "%"),
        form=form,
        level=_level(_text(document, "level")),
        case=Case.ANY if document.get("ignorecase", False) else Case.EXACT,
        exceptions=_texts(document, "exceptions"),
        wrong=_texts(document, "wrong"),
        right=_texts(document, "right"),
        language=_text(document, "language"),
        active=document.get("active", True) is not False,
        settled=settled_of(*(str(settled.get(key, "")) for key in ("story", "query", "on"))),
    )


def _level(value: str) -> Level:
    for level, written in _LEVELS.items():
        if value in {"", written}:
            return level if value else Level.WARNING
    raise EntryRefused(f"“{value[:60]}” isn’t one of {', '.join(_LEVELS.values())}.")


def _text(document: dict[str, Any], key: str) -> str:
    value = document.get(key, "")
    if not isinstance(value, str):
        raise EntryRefused(f"“{key}” has to be text.")
    return value


def _texts(document: dict[str, Any], key: str) -> tuple[str, ...]:
    values = document.get(key, [])
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise EntryRefused(f"“{key}” has to be a list of texts.")
    return tuple(values)
