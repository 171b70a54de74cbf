"""Reviews as an application of Django's."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "reviews"

    def ready(self) -> None:
        import_module("reviews.workflow.stages")  # connects to signals, and reads models
