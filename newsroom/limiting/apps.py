"""The Django app of the rows of limits."""

from __future__ import annotations

from django.apps import AppConfig


class LimitingConfig(AppConfig):
    name = "newsroom.limiting"
    label = "limiting"
    default_auto_field = "django.db.models.BigAutoField"
