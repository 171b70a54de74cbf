"""Copy that comes in by paste or as a file, and is looked at before it is filed."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from articles.access import role_on
from articles.forms.details import MomentInput
from articles.importing import (
    KNOWN_TYPES,
    ImportedArticle,
    ImportFailed,
    import_copy,
    import_packed,
    kinds_in_words,
    unpacked_article,
)
from newsroom.models import Desk, User
from newsroom.subprocesses import in_subprocess
from newsroom.web.forms import set_choices

PASTED = {"markdown": "pasted.md", "text": "pasted.txt"}
MOST_BYTES = 5 * 1024 * 1024
MOST_BYTES_PACKED = 5 * 1024 * 1024
"""What fits in the form that shows copy before it is filed. Text takes much less there than on disk, a file
of Word a third more."""
MAY_BE_TOO_LARGE = 3 * 1024 * 1024
LONG = 20_000
"""Bytes from which on reading a file may take long: 50 KB of nothing but nested stars take a second."""


@dataclass(frozen=True)
class Source:
    """Raw copy with the name that says what it is."""

    data: bytes
    name: str

    def packed(self) -> str:
        """For a hidden field, so that what was previewed is what is filed."""
        return base64.b64encode(zlib.compress(self.data)).decode("ascii")

    def read(self) -> ImportedArticle:
        """Raises :class:`~articles.importing.ImportFailed`."""
        if len(self.data) > MAY_BE_TOO_LARGE and len(self.packed()) > MOST_BYTES_PACKED:
            message = _("This file is too large to be shown first; take out or shrink its images.")
            raise ImportFailed(str(message))
        if len(self.data) < LONG:
            return import_copy(self.data, filename=self.name)
        return unpacked_article(in_subprocess(import_packed, self.data, filename=self.name))


def unpacked(packed: str, name: str) -> Source | None:
    """The other way; ``None`` for what was never packed here or grew beyond the limit."""
    try:
        unpacker = zlib.decompressobj()
        data = unpacker.decompress(base64.b64decode(packed, validate=True), MOST_BYTES + 1)
    except (ValueError, zlib.error):  # ValueError also is what base64 has against letters outside ASCII
        return None
    return Source(data, name) if len(data) <= MOST_BYTES else None


class SourceForm(forms.Form):
    """A file, or pasted text with what it is written in."""

    file = forms.FileField(label=_("Upload a file"), required=False, allow_empty_file=True)
    text = forms.CharField(label=_("or paste the copy"), required=False, strip=False)
    markup = forms.ChoiceField(
        label=_("Format"),
        required=False,
        choices=[("markdown", _("Markdown")), ("text", _("plain text"))],
    )
    packed = forms.CharField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)

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
    def source(self) -> Source | None:
        return self.cleaned_data.get("source")

    def _source(self, cleaned: dict[str, Any]) -> Source | None:
        if cleaned.get("packed"):
            return unpacked(cleaned["packed"], cleaned.get("name") or "pasted.txt")
        if upload := cleaned.get("file"):
            return Source(upload.read(), upload.name)
        if cleaned.get("text", "").strip():
            name = PASTED[cleaned.get("markup") or "text"]
            return Source(cleaned["text"].replace("\r\n", "\n").encode(), name)
        return None


class FileCopyForm(SourceForm):
    """The same with the desk it is for, whose it is, and when it is due."""

    desk = forms.ChoiceField(label=_("Desk"))
    author = forms.ChoiceField(label=_("Author"), required=False)
    deadline = forms.DateTimeField(label=_("Deadline"), required=False, widget=MomentInput)
    keep_byline = forms.BooleanField(label=_("Keep this line in the text, with no byline"), required=False)

    def __init__(self, *args: Any, desks: Iterable[Desk], people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.desks = {desk.slug: desk for desk in desks}
        self.people = {str(person.pk): person for person in people}
        set_choices(self, "desk", ((slug, desk.name) for slug, desk in self.desks.items()))
        by_name = ((pk, person.name) for pk, person in self.people.items())
        set_choices(self, "author", [("", _("Unassigned")), *by_name])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        desk, author = self.desks.get(cleaned.get("desk", "")), self.people.get(cleaned.get("author", ""))
        if desk and author and role_on(author, desk.pk) is None:
            self.add_error("author", _("That person isn’t on that desk. Choose someone else."))
        return cleaned

    @property
    def filed_on(self) -> Desk:
        return self.desks[self.cleaned_data["desk"]]

    @property
    def filed_for(self) -> User | None:
        return self.people.get(self.cleaned_data["author"])
