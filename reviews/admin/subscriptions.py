"""What mail people want: theirs to say, here to be looked up with who changed it and when."""

from __future__ import annotations

from django.contrib import admin

from newsroom.admin.base import ReadOnlyAdmin
from newsroom.admin.history import HistoryAdmin
from newsroom.admin.scope import SuperuserScope
from reviews.models import Subscription


@admin.register(Subscription)
class SubscriptionAdmin(
    ReadOnlyAdmin[Subscription], HistoryAdmin[Subscription], SuperuserScope[Subscription]
):
    """Administrators only: which articles there are is nothing to learn from what people silence."""

    has_history = True
    list_display = ("person", "kind", "article", "choice")
    list_filter = ("choice", "kind")
    list_select_related = ("person", "article")
    search_fields = ("person__email__icontains", "person__name__icontains")
    ordering = ("-pk",)
    fields = ("person", "kind", "article", "choice")
