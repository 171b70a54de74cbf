"""Who has a calendar of deadlines, and since when with which link. The links are shown nowhere here."""

from __future__ import annotations

from django.contrib import admin

from newsroom.admin.base import ReadOnlyAdmin
from newsroom.admin.history import HistoryAdmin
from newsroom.admin.scope import SuperuserScope
from reviews.models import Feed


@admin.register(Feed)
class FeedAdmin(ReadOnlyAdmin[Feed], HistoryAdmin[Feed], SuperuserScope[Feed]):
    has_history = True
    list_display = ("person", "choice", "is_on", "version")
    list_filter = ("choice", "is_on")
    list_select_related = ("person",)
    search_fields = ("person__email__icontains", "person__name__icontains")
    ordering = ("-pk",)
    fields = ("person", "choice", "is_on", "version")
