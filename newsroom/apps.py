"""The kernel as an application of Django's."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class NewsroomConfig(AppConfig):
    name = "newsroom"

    def ready(self) -> None:
        import_module("newsroom.access.changes")  # connects to signals, and reads models
