"""What is left in a text that is about to leave: certain notes and suspected ones alike."""

from __future__ import annotations

from collections.abc import Sequence

from articles.documents.notes.model import Markup, Suspicion
from articles.documents.notes.rules import NAMES
from articles.documents.notes.settling import settle, suspicion
from articles.documents.notes.source import Source


def find_suspects(text: str, *, markup: Markup = "text") -> list[Suspicion]:
    """Every note, placeholder or suspicion in a text, in its order; the reason names the convention."""
    source = Source(text, markup)
    certain, suspected = settle(source)
    found = []
    for find in sorted([*certain, *suspected], key=lambda find: find.start):
        name = NAMES[find.convention]
        reason = name if find.note else f"{name}: {find.reason[:1].lower()}{find.reason[1:].rstrip('.')}"
        found.append(suspicion(source, find, reason))
    return found


def find_in_all(texts: Sequence[str]) -> list[list[Suspicion]]:
    """The same for each of several plain texts."""
    return [find_suspects(text) for text in texts]
