"""What the pages that change credentials share."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpResponse


class Act:
    """A view whose act, with its notice by mail, is one transaction."""

    def form_valid(self, form: Any) -> HttpResponse:
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        return response
