"""What has to be listening before the first row is written."""

from __future__ import annotations

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "reviews"

    def ready(self) -> None:
        from reviews import stages  # noqa: F401, PLC0415 (models are there from here on)
