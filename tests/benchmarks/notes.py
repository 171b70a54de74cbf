"""How well the scanner does on the project's own cases."""

from __future__ import annotations


def section() -> str:
    return ""
