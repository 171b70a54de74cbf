"""Whether an entry does what its examples say."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from articles.documents.style.model import LANGUAGES, Entry, EntryRefused, Form
from articles.documents.style.patterns import check_pattern
from articles.documents.style.rules import Rules, compiled_groups
from newsroom.shortening import shortened

NAME_LENGTH: Final = 100
TEXT_LENGTH: Final = 1_000
EXAMPLES: Final = 50
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def check_entry(entry: Entry) -> None:
    """Refuse an entry that cannot work, or whose examples do not hold. Raises :class:`EntryRefused`."""
    _check_texts(entry)
    check_pattern(entry)
    _check_suggestion(entry)
    from_here = Rules([_switched_on(entry)])
    for example in entry.wrong:
        if not from_here.in_text(example):
            raise EntryRefused(f"The entry has to find something in “{_shown(example)}”, and finds nothing.")
    for example in entry.right:
        if found := from_here.in_text(example):
            words = _shown(found[0].place.words)
            raise EntryRefused(f"The entry has to leave “{_shown(example)}” alone, and finds “{words}”.")


def _switched_on(entry: Entry) -> Entry:
    return replace(entry, active=True, language="")


def _check_texts(entry: Entry) -> None:
    if not entry.name.strip() or len(entry.name) > NAME_LENGTH:
        raise EntryRefused(f"Give the entry a name of at most {NAME_LENGTH} characters.")
    if entry.language and entry.language not in LANGUAGES:
        raise EntryRefused(
            f"“{_shown(entry.language)}” isn’t a language of the stylebook: {', '.join(LANGUAGES)}."
        )
    if max(len(entry.exceptions), len(entry.wrong), len(entry.right)) > EXAMPLES:
        raise EntryRefused(f"An entry can have at most {EXAMPLES} exceptions, and as many examples.")
    texts = (entry.name, entry.pattern, entry.suggestion or "", entry.reason)
    for text in (*texts, *entry.exceptions, *entry.wrong, *entry.right):
        if len(text) > TEXT_LENGTH:
            raise EntryRefused(f"Each text of an entry can have at most {TEXT_LENGTH:,} characters.")
        if _FORBIDDEN.search(text):
            raise EntryRefused(
                "The entry contains a control character or half a character. Remove it and try again."
            )
    if any("\n" in text or "\r" in text for text in (*entry.exceptions, *entry.wrong, *entry.right)):
        raise EntryRefused("An exception or an example is one line.")
    if any(not text.strip() for text in (*entry.exceptions, *entry.wrong, *entry.right)):
        raise EntryRefused("An exception or an example is empty. Remove it.")


def _check_suggestion(entry: Entry) -> None:
    suggestion = entry.suggestion
    if suggestion is None:
        if not entry.reason.strip():
            raise EntryRefused("Enter what to write instead, or at least the reason.")
        return
    if suggestion.strip() == entry.pattern.strip():
        raise EntryRefused("The entry suggests the very words that it finds.")
    if entry.form is Form.RE2:
        most = compiled_groups(entry)
        if any(int(number) > most for number in re.findall(r"\$([1-9])", suggestion)):
            raise EntryRefused(f"The suggestion uses a group that the pattern doesn’t have: it has {most}.")


def _shown(text: str) -> str:
    return shortened(text, 60)
