"""Setting a newsroom up: one page. What is wrong is said by the domain, beside each field."""

from __future__ import annotations

from typing import Any, cast
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.conf.locale import LANG_INFO
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.models import Desk, Membership
from newsroom.web.forms import set_choices
from reviews.forms.joining import password_field
from reviews.setup.creating import Colleague, SetUp, SetUpRefused
from reviews.workflow.presets import DEFAULT_PRESET, PRESETS

ROWS = 6
"""Colleagues that can be named here; more are invited later."""
Role = Membership.Role


def _text(label: Any, help_text: Any = "", *, autocomplete: str = "off", longest: int = 80) -> Any:
    widget = forms.TextInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(
        label=label, help_text=help_text, required=False, max_length=longest, widget=widget
    )


def _address(label: Any) -> Any:
    widget = forms.EmailInput(attrs={"autocomplete": "off", "dir": "ltr"})
    return forms.CharField(label=label, required=False, max_length=254, widget=widget)


class Signs(forms.Form):
    """Which stages somebody signs: a list of boxes for each workflow, of which the chosen one counts."""

    def __init__(self, *args: Any, signs: str = "", **kwargs: Any) -> None:
        """``signs``: ``last`` has the last stage of each workflow ticked at first."""
        super().__init__(*args, **kwargs)
        for key, preset in PRESETS.items():
            choices = [(str(position), str(one.name)) for position, one in enumerate(preset.stages, start=1)]
            self.fields[f"signs_{key}"] = forms.MultipleChoiceField(
                label=_("Signs off"),
                required=False,
                choices=choices,
                initial=[choices[-1][0]] if signs == "last" else [],
                widget=forms.CheckboxSelectMultiple,
            )

    def signs(self, preset: str) -> list[int]:
        return [int(position) for position in self.cleaned_data.get(f"signs_{preset}", ())]

    def boxes(self) -> list[tuple[str, forms.BoundField]]:
        """The key of each workflow with its boxes."""
        return [(key, self[f"signs_{key}"]) for key in PRESETS]


class ColleagueForm(Signs):
    """One line of people; it counts when it has an address."""

    address = _address(gettext_lazy("Email address"))
    name = _text(gettext_lazy("Name"), longest=120)
    role = forms.ChoiceField(
        label=gettext_lazy("Role"), choices=Role.choices, initial=Role.WRITER, required=False
    )


class SetUpForm(Signs):
    """The newsroom, its first administrator, its first desk and workflow, and the people to invite."""

    newsroom = _text(
        gettext_lazy("Name of the newsroom"), gettext_lazy("Pages and emails carry it."), longest=80
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"), help_text=gettext_lazy("New stories and desks start with it.")
    )
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"))
    name = _text(gettext_lazy("Your name"), autocomplete="name", longest=120)
    address = _address(gettext_lazy("Your email address"))
    password = password_field()
    desk = _text(gettext_lazy("Name of the desk"), gettext_lazy("Such as News, City or Magazine."))
    desk_language = forms.ChoiceField(label=gettext_lazy("Language of its copy"), required=False)
    direction = forms.ChoiceField(
        label=gettext_lazy("Direction of its copy"), choices=Desk.Direction.choices, required=False
    )
    preset = forms.ChoiceField(
        label=gettext_lazy("Workflow"), choices=[(key, one.name) for key, one in PRESETS.items()]
    )

    def __init__(self, data: Any = None) -> None:
        initial = {
            "language": settings.LANGUAGE_CODE,
            "time_zone": settings.TIME_ZONE,
            "preset": DEFAULT_PRESET,
        }
        super().__init__(data, initial=initial, signs="last")
        languages = _languages()
        set_choices(self, "language", languages)
        set_choices(self, "desk_language", [("", _("the newsroom’s")), *languages])
        zones = sorted(available_timezones())
        set_choices(self, "time_zone", ((zone, zone.replace("_", " ")) for zone in zones))
        self.people = [ColleagueForm(data, prefix=f"people-{number}") for number in range(ROWS)]

    def presets(self) -> list[dict[str, Any]]:
        """The workflows to choose from, in order, as the page shows them."""
        chosen = self["preset"].value()
        return [
            {
                "key": key,
                "name": one.name,
                "description": one.description,
                "stages": [stage.name for stage in one.stages],
                "is_chosen": key == chosen,
            }
            for key, one in PRESETS.items()
        ]

    def wanted(self) -> SetUp:
        """What was filled in. Raises :class:`SetUpRefused` for what no form of ours sends."""
        if not all([self.is_valid(), *[one.is_valid() for one in self.people]]):
            raise SetUpRefused({})
        given = self.cleaned_data
        fields = {name: given[name] for name in self.base_fields}
        people = [
            Colleague(
                address=one.cleaned_data["address"],
                name=one.cleaned_data["name"],
                role=one.cleaned_data["role"] or Role.WRITER,
                signs=one.signs(given["preset"]),
            )
            for one in self.filled
        ]
        return SetUp(**fields, signs=self.signs(given["preset"]), people=people)

    @property
    def filled(self) -> list[ColleagueForm]:
        """The lines that name somebody."""
        return [one for one in self.people if one.cleaned_data["address"] or one.cleaned_data["name"]]

    def show(self, refusal: SetUpRefused) -> None:
        """Put each sentence beside its field."""
        for field, sentence in refusal.errors.items():
            kind, number, name = [*field.split("-", 2), "", ""][:3] if "-" in field else ("", "", field)
            form = cast("forms.Form", self.filled[int(number)] if kind == "people" else self)
            form.add_error(name if name in form.fields else None, sentence)


def _languages() -> list[tuple[str, str]]:
    """Code → name in the language itself, in the order of the alphabet."""
    known = {code: info["name_local"] for code, info in LANG_INFO.items() if "name_local" in info}
    known.setdefault(settings.LANGUAGE_CODE, settings.LANGUAGE_CODE)
    names = ((code, f"{name[:1].upper()}{name[1:]} ({code})") for code, name in known.items())
    return sorted(names, key=lambda one: one[1].casefold())
