"""The Django app of the security log."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class SecurityConfig(AppConfig):
    name = "newsroom.security"
    label = "security"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("newsroom.security.watching")  # connects to signals, and reads models
