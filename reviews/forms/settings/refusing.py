"""Forms whose act refuses: the sentence stands beside the field that it is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from django import forms

from newsroom.errors import DomainError


class RefusableForm(forms.Form):
    """Marks fields with errors for screen readers. ``called``: other names that acts give to its fields."""

    called: ClassVar[Mapping[str, str]] = {}

    def refuse(self, refusal: DomainError) -> None:
        """Show a refusal beside its field, or above the form."""
        named = getattr(refusal, "field", "")
        field = self.called.get(named, named)
        self.is_valid()
        self.add_error(field if field in self.fields else None, str(refusal))
        for name in self.errors:
            if name in self.fields:
                self.fields[name].widget.attrs["aria-invalid"] = "true"
