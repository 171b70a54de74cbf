"""The stylebooks of the desks, and findings left as they are: changed on their own pages, looked up here."""

from __future__ import annotations

from django.contrib import admin

from articles.admin.scope import ArticleScope
from newsroom.admin.base import ReadOnlyAdmin
from newsroom.admin.history import HistoryAdmin
from newsroom.admin.scope import DeskScope
from reviews.models import LeftFinding, StyleEntry


@admin.register(StyleEntry)
class StyleEntryAdmin(ReadOnlyAdmin[StyleEntry], HistoryAdmin[StyleEntry], DeskScope[StyleEntry]):
    has_history = True
    list_display = ("name", "desk", "level", "language", "is_live")
    list_filter = ("level", "is_live")
    list_select_related = ("desk",)
    search_fields = ("name__icontains", "pattern__icontains")
    ordering = ("-pk",)
    fields = (
        *("desk", "name", "pattern", "form", "case", "suggestion", "reason", "level", "language", "is_live"),
        *("exceptions", "wrong", "right", "author", "created_at"),
    )


@admin.register(LeftFinding)
class LeftFindingAdmin(ReadOnlyAdmin[LeftFinding], ArticleScope[LeftFinding]):
    list_display = ("words", "entry", "article", "left_by", "left_at")
    list_filter = (("left_at", admin.DateFieldListFilter),)
    list_select_related = ("article", "left_by")
    ordering = ("-pk",)
    fields = ("article", "entry", "words", "left_by", "left_at")
