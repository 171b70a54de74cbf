"""An upload that somebody looks at before it is filed: its copy, and what is to become of its notes."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import Any

from django.utils.safestring import SafeString

from articles import uploads
from articles.change_phrases import sentence
from articles.documents import stored
from articles.documents.notes import Note
from articles.documents.suggestions import pending, published
from articles.documents.suggestions.pending import Suggestion
from articles.documents.text import word_count
from articles.importing import ImportedArticle
from articles.importing.corrections import with_top
from articles.models import Upload
from articles.rendering import Highlight, copy_html
from newsroom.models import User
from reviews.forms.filing import PASTED
from reviews.forms.notes import NoteForm
from reviews.presenters.imports import found_in
from reviews.workflow import intake
from reviews.workflow.decisions import Decisions, PassageNotFound, assigned_by, decided, left_in_text


class ImportPreview:
    """What was read in an upload, with a form for each note, or for those of the keys in ``only``.

    ``imported`` is what was read, ``data`` what was posted, if anything was.
    """

    def __init__(
        self,
        upload: Upload,
        imported: ImportedArticle,
        data: Any,
        *,
        people: Sequence[User],
        author: User | None,
        only: Collection[str] | None = None,
    ) -> None:
        self._upload = upload
        self.imported = imported
        self.note_forms = [
            NoteForm(
                data, note=note, passage=passage, people=people, default=_default_name(note, author, people)
            )
            for note, passage in self.imported.notes
            if only is None or note.key in only
        ]

    def is_valid(self) -> bool:
        """Whether every note's form is."""
        valid = [form.is_valid() for form in self.note_forms]  # each, so that each shows its errors
        return all(valid)

    @property
    def decisions(self) -> Decisions:
        """What the valid forms say."""
        return {form.note.key: form.decision() for form in self.note_forms}

    @property
    def assigned(self) -> intake.Assigned:
        """Whom queries are assigned to, where that was chosen."""
        return assigned_by(self.decisions)

    def corrected(self, top: tuple[str, str] | None = None) -> ImportedArticle | None:
        """The article as decided, with this headline and standfirst.

        ``None`` when a note is to be about words that are not there; its form then has the error.
        """
        decisions = self.decisions
        left = left_in_text(decisions)
        article = uploads.read_article(self._upload, leave=left) if left else self.imported
        if top is not None:
            article = with_top(article, headline=top[0], standfirst=top[1])
        try:
            return decided(article, decisions)
        except PassageNotFound as error:
            for form in self.note_forms:
                if form.note.key in error.keys:
                    form.add_error("about", str(error))
            return None

    def shown(self, article: ImportedArticle | None) -> dict[str, object]:
        """What templates show: the copy of the article, or as it was read, with what was found in it."""
        article = article or self.imported
        return {
            "imported": self.imported,
            "note_forms": self.note_forms,
            "found": found_in(self.imported),
            "suggestions": [
                (sentence(change), self._author(change)) for change in pending(self.imported.doc)
            ],
            "words": word_count(published(article.doc)),
            "copy": self._copy(article),
            "name": "" if self._upload.name in PASTED.values() else self._upload.name,
        }

    def _author(self, change: Suggestion) -> str:
        made = self.imported.changes.get(change.id)
        return made.author if made else ""

    def _copy(self, article: ImportedArticle) -> SafeString:
        numbers = {form.note.key: number for number, form in enumerate(self.note_forms, start=1)}
        highlights = [
            Highlight(passage.start, passage.end, "passage", numbers.get(note.key, 0))
            for note, passage in article.notes
        ]
        return copy_html(json.loads(stored.store(article.doc)), highlights, assets="")


def _default_name(note: Note, author: User | None, people: Sequence[User]) -> str:
    asker = intake.asker_of(note, people)
    assignee = intake.assignee_of(note, asker=asker, author=author, people=people)
    return assignee.name if assignee else ""
