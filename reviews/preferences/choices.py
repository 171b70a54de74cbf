"""What preferences refuse."""

from __future__ import annotations

from newsroom.errors import DomainError


class ChoiceRefused(DomainError):
    """There is no such choice, or not for this person."""
