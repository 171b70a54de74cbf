"""Reviews as an application of Django's."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "reviews"

    def ready(self) -> None:
        import_module("reviews.stages")  # connects to signals; reads models, which are there from here on
