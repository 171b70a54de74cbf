"""The Django app of the security log."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from django.apps import AppConfig, apps


def _desk(desk: Any) -> str:
    return f"desk {desk.slug}"


def _who_releases(desk: Any) -> str:
    if desk.releasing_group is not None:
        return str(desk.releasing_group)
    return str(desk.get_released_by_display())


class SecurityConfig(AppConfig):
    name = "newsroom.security"
    label = "security"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        import_module("newsroom.security.watching")  # connects to signals, and reads models
        configuration = import_module("newsroom.security.configuration")
        releases = frozenset({"released_by", "releasing_group"})
        told = configuration.Told("who may release", releases, _who_releases)
        desk = apps.get_model("newsroom", "Desk")
        configuration.watch(desk, leave_out=("created_at",), told=told, named=_desk)
