"""Copy that comes in: brought in as a file or by paste, and looked at before it is filed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from articles.access import speaks_on
from articles.forms.details import MomentInput
from articles.importing import KNOWN_TYPES, ImportedArticle, kinds_in_words
from newsroom.models import Desk, User
from newsroom.web.forms import set_choices

PASTED = {"markdown": "pasted.md", "text": "pasted.txt", "html": "pasted.html"}


@dataclass(frozen=True)
class Source:
    """Raw copy with the name that says what it is."""

    data: bytes
    name: str


class SourceForm(forms.Form):
    """A file, or pasted text with what it is written in."""

    file = forms.FileField(label=_("Upload a file"), required=False, allow_empty_file=True)
    text = forms.CharField(label=_("or paste the copy"), required=False, strip=False)
    html = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    markup = forms.ChoiceField(
        label=_("Format"),
        required=False,
        choices=[("markdown", _("Markdown")), ("text", _("plain text"))],
    )

    accepted = ",".join(KNOWN_TYPES)
    """The files a browser offers, by the endings of their names."""
    kinds = kinds_in_words()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["source"] = self._source(cleaned)
        if cleaned["source"] is None and not self.errors:
            self.add_error("text", _("Upload a file or paste the copy."))
        return cleaned

    @property
    def source(self) -> Source:
        source: Source = self.cleaned_data["source"]
        return source

    @property
    def given_in(self) -> str:
        """The field that the source is from."""
        return "file" if self.cleaned_data.get("file") else "text"

    def _source(self, cleaned: dict[str, Any]) -> Source | None:
        if upload := cleaned.get("file"):
            return Source(upload.read(), upload.name)
        if cleaned.get("html", "").strip():
            return Source(_page_of(cleaned["html"]), PASTED["html"])
        if cleaned.get("text", "").strip():
            name = PASTED[cleaned.get("markup") or "text"]
            return Source(cleaned["text"].replace("\r\n", "\n").encode(), name)
        return None


def _page_of(html: str) -> bytes:
    """What a clipboard holds as a page that says in which encoding it is."""
    return f'<meta charset="utf-8">{html}'.encode("utf-8", "replace")


class StoryForm(forms.Form):
    """The desk a story is for, whose it is, and when it is due."""

    desk = forms.ChoiceField(label=_("Desk"))
    author = forms.ChoiceField(label=_("Author"), required=False)
    deadline = forms.DateTimeField(label=_("Deadline"), required=False, widget=MomentInput)

    def __init__(self, *args: Any, desks: Sequence[Desk], people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.desks = {desk.slug: desk for desk in desks}
        self.people = {str(person.pk): person for person in people}
        desk_names = [(slug, desk.name) for slug, desk in self.desks.items()]
        unchosen = [("", _("Choose a desk"))] if len(desk_names) > 1 else []
        set_choices(self, "desk", [*unchosen, *desk_names])
        by_name = ((pk, person.name) for pk, person in self.people.items())
        set_choices(self, "author", [("", _("Unassigned")), *by_name])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        desk, author = self.desks.get(cleaned.get("desk", "")), self.people.get(cleaned.get("author", ""))
        if desk and author and not speaks_on(author, desk.pk):
            self.add_error("author", _("That person isn’t on that desk. Choose someone else."))
        return cleaned

    @property
    def filed_on(self) -> Desk:
        return self.desks[self.cleaned_data["desk"]]

    @property
    def filed_for(self) -> User | None:
        return self.people.get(self.cleaned_data["author"])


class FileCopyForm(StoryForm, SourceForm):
    """A file or pasted text, and the story it is for."""


class ImportedStoryForm(StoryForm):
    """The story that a file was read as, to be corrected before it is filed."""

    headline = forms.CharField(label=_("Headline"), required=False, max_length=1_000)
    standfirst = forms.CharField(
        label=_("Standfirst"), required=False, max_length=5_000, widget=forms.Textarea(attrs={"rows": 2})
    )
    byline = forms.CharField(
        label=_("Byline"),
        required=False,
        max_length=200,
        help_text=_("If you leave this empty, the author’s name is used."),
    )
    keep_byline = forms.BooleanField(label=_("Keep this line in the text, with no byline"), required=False)

    def with_byline(self, imported: ImportedArticle) -> ImportedArticle:
        """The article with the byline in the form."""
        return replace(imported, byline=self.cleaned_data["byline"].strip())
