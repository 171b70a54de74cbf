"""What is decided about the notes in a file before it is filed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import cast

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.documents.notes import Kind
from articles.importing import ImportedArticle
from articles.importing.corrections import WordsNotFound, passage_on_words
from newsroom.errors import DomainError
from newsroom.models import User
from reviews.workflow.intake import Assigned


class Act(models.TextChoices):
    """What becomes of a note: a query, text again, or nothing."""

    ASK = "ask", _("Ask as a query")
    LEAVE = "leave", _("Leave in the text")
    DROP = "drop", _("Drop")


@dataclass(frozen=True)
class Decision:
    """What becomes of one note.

    ``about`` are the words it is to be about; with ``None`` it stays where it is. ``assigned`` says that
    ``assigned_to`` was chosen, nobody included; otherwise its query is assigned as the note says.
    """

    act: Act = Act.ASK
    kind: str = ""
    blocking: bool = True
    assigned: bool = False
    assigned_to: User | None = None
    about: str | None = None


Decisions = Mapping[str, Decision]
"""Decisions by the keys of notes."""


class PassageNotFound(DomainError):
    """Notes were to be about words that the copy does not have. ``keys`` are theirs."""

    def __init__(self, message: str, keys: tuple[str, ...]) -> None:
        super().__init__(message)
        self.keys = keys


def left_in_text(decisions: Decisions) -> frozenset[str]:
    """The keys of the notes that stay in the text, which has to be read again with them."""
    return frozenset(key for key, decision in decisions.items() if decision.act == Act.LEAVE)


def decided(imported: ImportedArticle, decisions: Decisions) -> ImportedArticle:
    """The article with its notes as decided. Raises :class:`PassageNotFound`."""
    notes, unplaced = [], []
    sentence = ""
    for note, passage in imported.notes:
        decision = decisions.get(note.key, Decision(kind=note.kind, blocking=note.blocking))
        if decision.act != Act.ASK:
            continue
        changed = replace(note, kind=cast(Kind, decision.kind), blocking=decision.blocking)
        try:
            notes.append((changed, passage_on_words(imported, passage, decision.about)))
        except WordsNotFound as error:
            unplaced.append(note.key)
            sentence = str(error)
    if unplaced:
        raise PassageNotFound(sentence, tuple(unplaced))
    return replace(imported, notes=tuple(notes))


def assigned_by(decisions: Decisions) -> Assigned:
    """Whom queries are assigned to, where that was chosen."""
    return {key: decision.assigned_to for key, decision in decisions.items() if decision.assigned}
