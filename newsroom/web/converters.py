"""Converters for addresses."""

from __future__ import annotations

from django.urls import register_converter
from django.urls.converters import IntConverter


class Number(IntConverter):
    """A whole number that fits in a column of every database. A longer one is no address of ours: 404.

    Django's own takes any length, which SQLite answers with an error.
    """

    regex = "[0-9]{1,18}"


register_converter(Number, "number")
