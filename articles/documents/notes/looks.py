"""Words that look like a note where the source has looks: hidden, struck through, in a style for notes.

Whoever brings such a source says where they stand. Highlighted words, and those in a style called
"Note", are copy as often as not: they are a note where they ask or order, and only suspected otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from articles.documents.notes import talk
from articles.documents.notes.brackets import addressed
from articles.documents.notes.finds import Find, fold, lifted, note_from, suspect
from articles.documents.notes.model import Looks, Note, Styled
from articles.documents.notes.source import Source

CONVENTION = "look"
_LONGEST = 40
"""Words that somebody highlights for the desk; more are highlighted for another reason."""
_DOUBTS: dict[Looks, str] = {
    "highlighted": "These words are highlighted.",
    "noted": "These words are in a style for notes.",
}
"""Looks that copy for readers has, too."""
_SAYS = re.compile(r"[^\W_]|[?؟？]")


def find(source: Source) -> Iterator[Find]:
    """Every stretch of such words."""
    for styled in source.styled:
        words = source.body(styled.start, styled.end)
        start = styled.start + len(words) - len(words.lstrip())
        end = styled.end - len(words) + len(words.rstrip())
        if start < end and _SAYS.search(words):
            found = _read(start, end, words.strip(), styled)
            yield from () if found is None else (_beside(source, found),)


def _read(start: int, end: int, words: str, styled: Styled) -> Find | None:
    if styled.look not in _DOUBTS:
        return lifted(start, end, _note(words, styled))
    body = fold(words)
    if len(talk.words(body)) > _LONGEST:
        return None
    if talk.is_question(body) or talk.is_direction(body) or talk.is_desk_talk(body):
        return lifted(start, end, _note(words, styled))
    return suspect(start, end, CONVENTION, _DOUBTS[styled.look])


def _note(words: str, styled: Styled) -> Note:
    body = fold(words)
    labelled = addressed(0, len(body), body, quoted=False)
    if labelled and labelled.note:
        return replace(labelled.note, convention=CONVENTION)
    if styled.look == "struck" and not (talk.is_question(body) or talk.is_direction(body)):
        return Note(question=f"Struck through: “{body}”", convention=CONVENTION)
    return note_from(words, CONVENTION)


def _beside(source: Source, found: Find) -> Find:
    """Where letters touch the words, nothing but a doubled blank is closed up."""
    around = source.text[found.start - 1 : found.start] + source.text[found.end : found.end + 1]
    return replace(found, inside=any(map(str.isalnum, around)))
