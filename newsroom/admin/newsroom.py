"""The newsroom's row. People change it in Settings; here is its history."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from newsroom.admin.base import Section
from newsroom.admin.history import HistoryAdmin
from newsroom.admin.scope import SuperuserScope
from newsroom.models import Newsroom


@admin.register(Newsroom)
class NewsroomAdmin(HistoryAdmin[Newsroom], SuperuserScope[Newsroom]):
    section = Section.PEOPLE
    list_display = ("name", "language", "time_zone", "created_at")
    fields = ("name", "language", "time_zone", "created_at")
    readonly_fields = ("created_at",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and Newsroom.current() is None

    def has_delete_permission(self, request: HttpRequest, obj: Newsroom | None = None) -> bool:
        return False
