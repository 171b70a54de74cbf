"""What forms have in common."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms


def set_choices(form: forms.Form, name: str, choices: Iterable[tuple[str, Any]]) -> None:
    """Give a field of this one form the choices that its view has read."""
    cast("forms.ChoiceField", form.fields[name]).choices = list(choices)
