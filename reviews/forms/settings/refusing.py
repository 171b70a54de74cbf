"""Forms whose act refuses: the sentence stands beside the field that it is about."""

from __future__ import annotations

from django import forms

from newsroom.errors import DomainError


class RefusableForm(forms.Form):
    """Marks fields with errors for screen readers."""

    def refuse(self, refusal: DomainError) -> None:
        """Show a refusal beside its field, or above the form."""
        field = getattr(refusal, "field", "")
        self.is_valid()
        self.add_error(field if field in self.fields else None, str(refusal))
        for name in self.errors:
            if name in self.fields:
                self.fields[name].widget.attrs["aria-invalid"] = "true"
