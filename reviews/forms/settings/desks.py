"""Forms of desks, their stages and the newsroom. What they say is checked by the acts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from newsroom.models import Desk, User
from newsroom.web.forms import set_choices
from reviews.administration.stages import MOST_SIGNATURES, NAME_LENGTH, StageValues
from reviews.forms.settings.refusing import RefusableForm
from reviews.models import Stage
from reviews.workflow.presets import DEFAULT_PRESET, PRESETS

LANGUAGE = {"dir": "ltr", "autocomplete": "off", "spellcheck": "false", "maxlength": "12", "size": "12"}


class DeskFields(RefusableForm):
    """What every desk has: a name, and the language and direction of its copy."""

    name = forms.CharField(label=_("Name"), max_length=80, required=False)
    language = forms.CharField(
        label=_("Language of its copy"),
        max_length=12,
        required=False,
        help_text=_("A code such as en or pt-BR."),
        widget=forms.TextInput(attrs=LANGUAGE),
    )
    direction = forms.ChoiceField(
        label=_("Direction of its copy"), choices=Desk.Direction.choices, required=False
    )


class DeskForm(DeskFields):
    """The settings of a desk, with who may release."""

    released_by = forms.ChoiceField(label=_("Who may release"), required=False)
    sections = forms.CharField(
        label=_("Sections"),
        required=False,
        help_text=_("One on each line. With none here, people type a story’s section themselves."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, release: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "released_by", release)


class RemindersForm(RefusableForm):
    """When people are reminded of unanswered queries, and their desk is warned of blocked stories."""

    reminders = forms.MultipleChoiceField(
        label=_("Remind people of unanswered queries"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    escalations = forms.MultipleChoiceField(
        label=_("Notify the desk of a story that is blocked"),
        required=False,
        help_text=_("The last of these notifies the signers of the last stage, too."),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, *args: Any, reminders: Iterable[str], escalations: Iterable[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "reminders", ((key, step_label(key)) for key in reminders))
        set_choices(self, "escalations", ((key, step_label(key)) for key in escalations))


_UNITS = {
    "s": lambda count: ngettext("%(count)d second before", "%(count)d seconds before", count),
    "m": lambda count: ngettext("%(count)d minute before", "%(count)d minutes before", count),
    "h": lambda count: ngettext("%(count)d hour before", "%(count)d hours before", count),
    "d": lambda count: ngettext("%(count)d day before", "%(count)d days before", count),
}


def step_label(key: str) -> str:
    """A step such as ``50%`` or ``4h`` in words."""
    if key == "50%":
        return gettext("halfway to the deadline")
    number, unit = int(key[:-1]), key[-1]
    if unit == "%":
        return gettext("with %(part)s of the time left") % {"part": key}
    return _UNITS[unit](number) % {"count": number}


class NewDeskForm(DeskFields):
    """A new desk. Its slug follows its name while it is blank."""

    slug = forms.CharField(
        label=_("Slug"),
        max_length=50,
        required=False,
        help_text=_("The desk’s name in addresses and commands. Leave blank to take it from the name."),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off", "spellcheck": "false"}),
    )
    preset = forms.ChoiceField(
        label=_("Workflow to begin with"), required=False, initial=DEFAULT_PRESET, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "preset", ((preset.key, preset.name) for preset in PRESETS.values()))


class StageForm(RefusableForm):
    """A stage, and who signs it. ``before`` is asked of a new one only."""

    name = forms.CharField(label=_("Name"), max_length=NAME_LENGTH, required=False)
    signatures = forms.IntegerField(
        label=_("Sign-offs needed"),
        required=False,
        initial=1,
        help_text=_("From different people."),
        widget=forms.NumberInput(attrs={"min": 1, "max": MOST_SIGNATURES}),
    )
    required = forms.BooleanField(label=_("Required for release"), required=False, initial=True)
    author_may_sign = forms.BooleanField(label=_("The author may sign off"), required=False)
    signers = forms.MultipleChoiceField(
        label=_("Who signs off"), required=False, widget=forms.CheckboxSelectMultiple
    )
    before = forms.ChoiceField(label=_("Place"), required=False)

    def __init__(
        self, *args: Any, people: Iterable[User] = (), stages: Iterable[Stage] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        set_choices(self, "signers", ((str(person.pk), person.name or person.email) for person in people))
        places = ((str(stage.pk), _("Before %(stage)s") % {"stage": stage}) for stage in stages)
        set_choices(self, "before", [("", _("At the end")), *places])

    @property
    def values(self) -> StageValues:
        self.is_valid()
        given = self.cleaned_data
        return StageValues(
            name=given.get("name") or "",
            signatures=given.get("signatures") or 0,
            required=bool(given.get("required")),
            author_may_sign=bool(given.get("author_may_sign")),
        )


class NewsroomForm(RefusableForm):
    """The newsroom's name, language and time zone."""

    name = forms.CharField(
        label=_("Name"), max_length=80, required=False, help_text=_("Shown on every page and in every email.")
    )
    language = forms.CharField(
        label=_("Language"),
        max_length=12,
        required=False,
        help_text=_("A code such as en or pt-BR. New desks begin with it."),
        widget=forms.TextInput(attrs=LANGUAGE),
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        required=False,
        help_text=_("For pages, emails, digests and calendars, unless someone chose their own."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))
        set_choices(self, "time_zone", [("UTC", "UTC"), *((name, name) for name in names)])
