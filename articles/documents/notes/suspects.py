"""What is left in a text that is about to leave: certain notes and suspected ones alike."""

from __future__ import annotations

from articles.documents.notes.finds import fold
from articles.documents.notes.limits import SUSPICION_EXCERPT
from articles.documents.notes.model import Markup, Suspicion
from articles.documents.notes.rules import NAMES
from articles.documents.notes.scanner import settle
from articles.documents.notes.source import Source


def find_suspects(text: str, *, markup: Markup = "text") -> list[Suspicion]:
    """Every note, placeholder or suspicion in a text, in its order; the reason names the convention."""
    source = Source(text, markup)
    certain, suspected = settle(source)
    found = []
    for find in sorted([*certain, *suspected], key=lambda find: find.start):
        words = fold(source.text[find.start : find.end])
        shown = words if len(words) <= SUSPICION_EXCERPT else words[: SUSPICION_EXCERPT - 1] + "…"
        reason = f"This is {NAMES[find.convention]}." if find.note else f"{find.reason} It looks like {NAMES[find.convention]}."
        found.append(Suspicion(shown, source.line(find.start), reason, find.convention))
    return found
