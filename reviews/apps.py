"""Reviews as an application of Django's."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.apps import AppConfig

NOT_SETTINGS = ("failures", "paused_until", "added_at", "former_secret_until")
"""Fields of a webhook that change by themselves."""


def _stage(stage: Any) -> str:
    return f"stage {stage.name} of {stage.desk.slug}"


def _webhook(endpoint: Any) -> str:
    """Not by its address, which may hold a secret."""
    return f"webhook {endpoint.pk} of {endpoint.desk.slug}"


class ReviewsConfig(AppConfig):
    name = "reviews"

    def ready(self) -> None:
        for name in ("authorship", "stages"):
            import_module(f"reviews.workflow.{name}")  # connects to signals, and reads models
        watch = import_module("newsroom.security.configuration").watch
        watch(self.get_model("Stage"), named=_stage)
        watch(self.get_model("Endpoint"), leave_out=NOT_SETTINGS, named=_webhook)
