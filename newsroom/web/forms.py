"""Functions that forms share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django import forms


def set_choices(form: forms.Form, name: str, choices: Iterable[tuple[str, Any]]) -> None:
    """Set the choices of a field of this form instance."""
    cast("forms.ChoiceField", form.fields[name]).choices = list(choices)
