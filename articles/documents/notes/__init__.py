"""Notes typed into copy: finding them in a raw source, and lifting them out as queries on their passages.

Pure Python, no Django. ``scan`` reads the source before any parser does; ``lift`` takes the markers out of
the parsed document again and gives each note the passage it is about.
"""

from __future__ import annotations

from articles.documents.notes.lifting import Lifted, lift
from articles.documents.notes.model import (
    SCANNER_VERSION,
    Kind,
    LiftedNote,
    Markup,
    Note,
    NoteReply,
    Scan,
    Styled,
    Suspicion,
    typed_key,
)
from articles.documents.notes.replies import answers
from articles.documents.notes.scanner import TooManyNotes, scan
from articles.documents.notes.suspects import find_in_all, find_suspects

__all__ = [
    "SCANNER_VERSION",
    "Kind",
    "Lifted",
    "LiftedNote",
    "Markup",
    "Note",
    "NoteReply",
    "Scan",
    "Styled",
    "Suspicion",
    "TooManyNotes",
    "answers",
    "find_in_all",
    "find_suspects",
    "lift",
    "scan",
    "typed_key",
]
