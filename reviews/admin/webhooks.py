"""Webhooks, and what became of each delivery. Secrets are shown nowhere here."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.admin.scope import ArticleScope
from newsroom.admin.base import PANEL_ROWS, Panel, ReadOnlyAdmin, Section, rows_for_each
from newsroom.admin.history import HistoryAdmin
from newsroom.admin.scope import DeskScope
from newsroom.admin.showing import clipped, link_to, list_url
from reviews.admin.articles import moment
from reviews.models import Delivery, Endpoint, Event
from reviews.webhooks import outbox


@admin.register(Endpoint)
class EndpointAdmin(ReadOnlyAdmin[Endpoint], HistoryAdmin[Endpoint], DeskScope[Endpoint]):
    """The desk's editors look after these; here one sees where copy is spoken of outside."""

    section = Section.MAIL
    has_history = True
    list_display = ("url", "desk", "is_active", "failures", "paused_until", "added_by", "deliveries_count")
    list_filter = ("is_active", "desk")
    list_select_related = ("desk", "added_by")
    search_fields = ("url", "desk__name")
    ordering = ("-pk",)
    history_related = ("desk", "added_by")
    fields = ("url", "desk", "kinds", "is_active", "failures", "paused_until", "added_by", "added_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Endpoint]:
        rows = rows_for_each(Delivery.objects.all(), "endpoint")
        return (
            super().get_queryset(request).defer("secret", "former_secret").annotate(deliveries_annotated=rows)
        )

    def panels(self, request: HttpRequest, obj: Endpoint) -> list[Panel]:
        return [
            Panel(
                title=_("Deliveries"),
                columns=[_("Written"), _("Event"), _("State"), _("Attempts"), _("Last error")],
                rows=[
                    [
                        link_to(Delivery, row.pk, moment(row.created_at)),
                        row.event.get_kind_display() if row.event else _("test message"),
                        row.get_state_display(),
                        row.attempts,
                        clipped(row.last_error) or "—",
                    ]
                    for row in obj.deliveries.select_related("event")[:PANEL_ROWS]
                ],
                total=obj.deliveries.count(),
                more=list_url(Delivery, endpoint__id__exact=obj.pk),
            )
        ]

    @admin.display(description=gettext_lazy("deliveries"), ordering="deliveries_annotated")
    def deliveries_count(self, endpoint: Endpoint) -> int:
        return int(endpoint.deliveries_annotated)  # type: ignore[attr-defined]


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin[Delivery], ArticleScope[Delivery]):
    """The outbox of webhooks. Only a retry is ever done to it by hand."""

    section = Section.MAIL
    article_path = "event__article"
    heavy_fields = ("body",)
    list_display = ("public_id", "to", "of_what", "title", "state", "attempts", "not_before", "error")
    list_filter = ("state", "event__kind", "endpoint__desk", ("created_at", admin.DateFieldListFilter))
    list_select_related = ("endpoint", "event__article")
    search_fields = ("public_id__iexact", "endpoint__url__icontains")
    ordering = ("-pk",)
    actions = ("retry",)
    fields = (
        *("public_id", "to", "event_link", "state", "attempts", "not_before", "last_error"),
        *("created_at", "sent_at", "lease_until", "body"),
    )
    readonly_fields = ("to", "event_link")

    def has_retry_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("reviews.change_delivery")

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        return lookup == "endpoint__id__exact" or super().lookup_allowed(lookup, value, request)

    @admin.action(description=gettext_lazy("Retry selected deliveries"), permissions=["retry"])
    def retry(self, request: HttpRequest, chosen: QuerySet[Delivery]) -> None:
        count = outbox.retry(chosen.values_list("pk", flat=True), now=timezone.now())
        if not count:
            self.message_user(request, _("Only failed deliveries can be retried."), messages.WARNING)
            return
        sentence = ngettext(
            "%(count)d delivery will be retried.", "%(count)d deliveries will be retried.", count
        )
        self.message_user(request, sentence % {"count": count}, messages.SUCCESS)

    @admin.display(description=gettext_lazy("to"))
    def to(self, row: Delivery) -> str:
        return clipped(row.endpoint.url, 60)

    @admin.display(description=gettext_lazy("event"))
    def of_what(self, row: Delivery) -> str:
        return str(row.event.get_kind_display()) if row.event else _("test message")

    @admin.display(description=gettext_lazy("story"))
    def title(self, row: Delivery) -> str:
        return clipped(str(row.event.article), 50) if row.event else "—"

    @admin.display(description=gettext_lazy("event"))
    def event_link(self, row: Delivery) -> SafeString | str:
        return link_to(Event, row.event_id, row.event.get_kind_display()) if row.event else "—"

    @admin.display(description=gettext_lazy("last error"))
    def error(self, row: Delivery) -> str:
        return clipped(row.last_error, 60) or "—"
