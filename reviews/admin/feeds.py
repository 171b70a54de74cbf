"""Who has a calendar of deadlines, and since when with which link. The links are shown nowhere here."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from newsroom.admin.base import ReadOnlyAdmin
from newsroom.admin.history import HistoryAdmin
from reviews.models import Feed


@admin.register(Feed)
class FeedAdmin(ReadOnlyAdmin[Feed], HistoryAdmin[Feed]):
    has_history = True
    list_display = ("person", "choice", "is_on", "version")
    list_filter = ("choice", "is_on")
    list_select_related = ("person",)
    search_fields = ("person__email__icontains", "person__name__icontains")
    ordering = ("-pk",)
    fields = ("person", "choice", "is_on", "version")

    def has_view_permission(self, request: HttpRequest, obj: Feed | None = None) -> bool:
        return super().has_view_permission(request, obj) and bool(request.user.is_superuser)
