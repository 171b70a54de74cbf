"""Forms of stylebooks. What an entry says is checked by the acts."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from articles.documents.style.model import LANGUAGES, Case, Entry, Form, Level
from articles.documents.style.patterns import PATTERN_LENGTH
from articles.documents.style.validation import NAME_LENGTH, TEXT_LENGTH
from reviews.forms.settings.refusing import RefusableForm
from reviews.models import StyleEntry

_NAMES = {"en": _("English"), "ar": _("Arabic"), "fr": _("French"), "es": _("Spanish"), "de": _("German")}
LANGUAGE_CHOICES = [(code, _NAMES[code]) for code in LANGUAGES]
PLAIN = {"dir": "auto", "autocomplete": "off", "spellcheck": "false"}


class EntryForm(RefusableForm):
    """When copy says … · suggest … · because …"""

    pattern = forms.CharField(
        label=_("When copy says"),
        required=False,
        max_length=PATTERN_LENGTH,
        help_text=_(
            "Words, with | between several. Capitals, apostrophes and hyphens of any kind are found."
        ),
        widget=forms.TextInput(attrs=PLAIN),
    )
    suggestion = forms.CharField(
        label=_("Suggest"),
        required=False,
        max_length=TEXT_LENGTH,
        help_text=_("Leave blank where only the reason is shown."),
        widget=forms.TextInput(attrs=PLAIN),
    )
    leave_out = forms.BooleanField(label=_("Suggest leaving the words out"), required=False)
    reason = forms.CharField(
        label=_("Because"),
        required=False,
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    level = forms.ChoiceField(label=_("Level"), choices=StyleEntry.Levels.choices, required=False)
    language = forms.ChoiceField(
        label=_("Language"), choices=[("", _("every language")), *LANGUAGE_CHOICES], required=False
    )
    exceptions = forms.CharField(
        label=_("Except in"),
        required=False,
        help_text=_("Longer wordings in which the words are right, one on each line."),
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto", "spellcheck": "false"}),
    )
    wrong = forms.CharField(
        label=_("Examples it finds"),
        required=False,
        help_text=_("One on each line. The entry is saved only when it finds something in each."),
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    right = forms.CharField(
        label=_("Examples it leaves alone"),
        required=False,
        help_text=_("One on each line. The entry is saved only when it finds nothing in them."),
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto"}),
    )
    name = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=NAME_LENGTH,
        help_text=_("Leave blank to call it by the words it finds."),
        widget=forms.TextInput(attrs=PLAIN),
    )
    form = forms.ChoiceField(label=_("Written as"), choices=StyleEntry.Forms.choices, required=False)
    case = forms.ChoiceField(label=_("Capitals"), choices=StyleEntry.Cases.choices, required=False)
    is_live = forms.BooleanField(label=_("Live: it speaks in stories"), required=False)

    @property
    def entry(self) -> Entry:
        """The entry as it was typed; what is not one of the choices is the first of them."""
        self.is_valid()
        given = self.cleaned_data
        pattern = given.get("pattern", "")
        return Entry(
            name=given.get("name") or pattern[:NAME_LENGTH],
            pattern=pattern,
            suggestion="" if given.get("leave_out") else given.get("suggestion") or None,
            reason=given.get("reason", ""),
            form=Form(given.get("form") or Form.WORDS),
            level=Level(given.get("level") or Level.HINT),
            case=Case(given.get("case") or Case.ANY),
            exceptions=_lines(given.get("exceptions", "")),
            wrong=_lines(given.get("wrong", "")),
            right=_lines(given.get("right", "")),
            language=given.get("language", ""),
            active=bool(given.get("is_live")),
        )


def _lines(text: str) -> tuple[str, ...]:
    return tuple(filter(None, (line.strip() for line in text.splitlines())))


def initial_of(entry: Entry) -> dict[str, object]:
    """What the form of an entry begins with."""
    return {
        "pattern": entry.pattern,
        "suggestion": entry.suggestion or "",
        "leave_out": entry.suggestion == "",
        "reason": entry.reason,
        "level": entry.level.value,
        "language": entry.language,
        "exceptions": "\n".join(entry.exceptions),
        "wrong": "\n".join(entry.wrong),
        "right": "\n".join(entry.right),
        "name": entry.name,
        "form": entry.form.value,
        "case": entry.case.value,
        "is_live": entry.active,
    }


class EntryFilterForm(forms.Form):
    """Which entries are listed; what cannot be is no filter."""

    words = forms.CharField(label=_("Search entries"), required=False, max_length=200)
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=[("", _("All languages")), ("all", _("Every language")), *LANGUAGE_CHOICES],
    )
    level = forms.ChoiceField(
        label=_("Level"), required=False, choices=[("", _("All levels")), *StyleEntry.Levels.choices]
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("Live and off")), ("live", _("Live")), ("off", _("Off"))],
    )

    @property
    def filters(self) -> dict[str, str]:
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in ("words", "language", "level", "state")}
