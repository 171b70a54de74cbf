"""Converters for URL paths."""

from __future__ import annotations

from django.urls import register_converter
from django.urls.converters import IntConverter


class Number(IntConverter):
    """A whole number that fits in an integer column of every database. A longer one does not match: 404.

    Django's own converter accepts any length, for which SQLite raises an error.
    """

    regex = "[0-9]{1,18}"


register_converter(Number, "number")
