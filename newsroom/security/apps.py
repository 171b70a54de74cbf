"""The Django app of the security log."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.apps import AppConfig, apps


def _desk(desk: Any) -> str:
    return f"desk {desk.slug}"


class SecurityConfig(AppConfig):
    name = "newsroom.security"
    label = "security"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("newsroom.security.watching")  # connects to signals, and reads models
        watch = import_module("newsroom.security.configuration").watch
        watch(apps.get_model("newsroom", "Desk"), leave_out=("created_at",), named=_desk)
