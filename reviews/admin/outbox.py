"""What happened, who is notified of it, and what became of each email."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, ClassVar, Protocol, TypeVar

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from articles.admin.scope import ArticleScope
from articles.models import Article
from newsroom.admin.base import PANEL_ROWS, Panel, ReadOnlyAdmin, Section, rows_for_each
from newsroom.admin.scope import SuperuserScope
from newsroom.admin.showing import clipped, link_to, list_url, render_value
from newsroom.models import AccountMail
from reviews.admin.articles import moment
from reviews.models import Event, KeptMail, Notification, Query
from reviews.notifications import account_mail, outbox
from reviews.notifications.metrics import UNSENT

M = TypeVar("M", bound=Model)


class TryAgain(Protocol):
    def __call__(self, ids: Iterable[int], *, now: datetime) -> int: ...


AGES = {
    "5m": timedelta(minutes=5),
    "1h": timedelta(hours=1),
    "1d": timedelta(days=1),
    "7d": timedelta(days=7),
}


class AgeFilter(admin.SimpleListFilter):
    """Mails that did not go out for so long."""

    title = gettext_lazy("overdue by")
    parameter_name = "age"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [
            ("5m", _("5 minutes or more")),
            ("1h", _("an hour or more")),
            ("1d", _("a day or more")),
            ("7d", _("a week or more")),
        ]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Notification]
    ) -> QuerySet[Notification] | None:
        age = AGES.get(self.value() or "")
        if age is None:
            return None
        return queryset.filter(state__in=UNSENT, created_at__lte=timezone.now() - age)


class OutboxAdmin(ReadOnlyAdmin[M]):
    """Mail and what became of it. Only a retry is ever done to it by hand."""

    change_form_template = "admin/reviews/outbox/change_form.html"
    actions = ("retry",)
    try_again: ClassVar[TryAgain]

    def has_retry_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(f"{self.opts.app_label}.change_{self.opts.model_name}")

    @admin.action(description=gettext_lazy("Retry selected emails"), permissions=["retry"])
    def retry(self, request: HttpRequest, chosen: QuerySet[M]) -> None:
        count = self.try_again(chosen.values_list("pk", flat=True), now=timezone.now())
        if not count:
            self.message_user(request, _("Only failed emails can be retried."), messages.WARNING)
            return
        sentence = ngettext("%(count)d email will be retried.", "%(count)d emails will be retried.", count)
        self.message_user(request, sentence % {"count": count}, messages.SUCCESS)

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: M | None = None,
    ) -> Any:
        is_dead = getattr(obj, "state", None) == Notification.State.DEAD
        context["may_retry"] = is_dead and self.has_retry_permission(request)
        context["retry_url"] = list_url(self.model)
        return super().render_change_form(request, context, add, change, form_url, obj)


@admin.register(Notification)
class NotificationAdmin(OutboxAdmin[Notification], ArticleScope[Notification]):
    """What waits for people one by one, and in their inboxes."""

    section = Section.MAIL
    article_path = "event__article"
    try_again = staticmethod(outbox.retry)
    list_display = ("recipient", "of_what", "title", "state_mark", "age", "attempts", "due", "error")
    list_filter = ("state", AgeFilter, "event__kind", "event__article__desk")
    list_select_related = ("event__article", "recipient")
    search_fields = ("recipient__email__icontains", "recipient__name__icontains", "message_id__exact")
    ordering = ("-pk",)
    fields = (
        *(
            "recipient",
            "event_link",
            "article_link",
            "state_mark",
            "age",
            "only_follows",
            "attempts",
            "not_before",
            "last_error",
        ),
        *("message_id", "created_at", "sent_at", "seen_at", "lease_until"),
    )
    readonly_fields = ("event_link", "article_link", "state_mark", "age")

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        return lookup == "event__query__id__exact" or super().lookup_allowed(lookup, value, request)

    @admin.display(description=gettext_lazy("event"))
    def of_what(self, row: Notification) -> str:
        return str(row.event.get_kind_display())

    @admin.display(description=gettext_lazy("story"))
    def title(self, row: Notification) -> str:
        return clipped(str(row.event.article), 50)

    @admin.display(description=gettext_lazy("event"))
    def event_link(self, row: Notification) -> SafeString:
        return link_to(Event, row.event_id, row.event.get_kind_display())

    @admin.display(description=gettext_lazy("story"))
    def article_link(self, row: Notification) -> SafeString:
        return link_to(Article, row.event.article_id, row.event.article)

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_mark(self, row: Notification) -> SafeString:
        return format_html('<span class="mail mail-{}">{}</span>', row.state, row.get_state_display())

    @admin.display(description=gettext_lazy("age"), ordering="created_at")
    def age(self, row: Notification) -> str:
        return age_of(row, now=timezone.now())

    @admin.display(description=gettext_lazy("next attempt"), ordering="not_before")
    def due(self, row: Notification) -> str:
        return moment(row.not_before) if row.state == Notification.State.PENDING else "—"

    @admin.display(description=gettext_lazy("last error"))
    def error(self, row: Notification) -> SafeString:
        return format_html('<span title="{}">{}</span>', row.last_error, clipped(row.last_error, 60) or "—")


def age_of(row: Notification, *, now: datetime) -> str:
    """How long a mail has waited, or how long it took."""
    if row.sent_at is not None:
        return _("sent after %(time)s") % {"time": timesince(row.created_at, row.sent_at, depth=1)}
    return timesince(row.created_at, now)


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin[Event], ArticleScope[Event]):
    heavy_fields = ("facts",)
    list_display = ("happened_at", "kind", "title", "actor", "notified")
    list_filter = ("kind", "article__desk", ("happened_at", admin.DateFieldListFilter))
    list_select_related = ("article", "actor")
    ordering = ("-pk",)
    fields = ("kind", "article_link", "actor", "query_link", "stage", "happened_at", "facts_readable")
    readonly_fields = ("article_link", "query_link", "facts_readable")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        notified = rows_for_each(Notification.objects.all(), "event")
        return super().get_queryset(request).annotate(notified_count=notified)

    def panels(self, request: HttpRequest, obj: Event) -> list[Panel]:
        rows = obj.notifications.select_related("recipient").order_by("pk")
        return [
            Panel(
                title=_("Notified"),
                columns=[_("Person"), _("State"), _("Attempts"), _("Sent")],
                rows=[
                    [
                        link_to(Notification, row.pk, row.recipient),
                        row.get_state_display(),
                        row.attempts,
                        moment(row.sent_at),
                    ]
                    for row in rows[:PANEL_ROWS]
                ],
                total=obj.notifications.count(),
                more=list_url(Notification, event__id__exact=obj.pk),
            )
        ]

    @admin.display(description=gettext_lazy("story"))
    def title(self, event: Event) -> str:
        return clipped(str(event.article), 60)

    @admin.display(description=gettext_lazy("story"))
    def article_link(self, event: Event) -> SafeString:
        return link_to(Article, event.article_id, event.article)

    @admin.display(description=gettext_lazy("query"))
    def query_link(self, event: Event) -> SafeString | str:
        return link_to(Query, event.query_id, event.query) if event.query else "—"

    @admin.display(description=gettext_lazy("notified"), ordering="notified_count")
    def notified(self, event: Event) -> int:
        return int(event.notified_count)  # type: ignore[attr-defined]

    @admin.display(description=gettext_lazy("facts"))
    def facts_readable(self, event: Event) -> SafeString:
        return render_value(event.facts)


@admin.register(AccountMail)
class AccountMailAdmin(OutboxAdmin[AccountMail], SuperuserScope[AccountMail]):
    """Invitations, password resets and the like. What they say is not shown, as it holds their links."""

    section = Section.MAIL
    has_history = False
    try_again = staticmethod(account_mail.retry)
    list_display = ("address", "kind", "state", "attempts", "sent_at", "last_error")
    list_filter = ("state", "kind", ("created_at", admin.DateFieldListFilter))
    search_fields = ("address__icontains", "person__name__icontains", "message_id__exact")
    ordering = ("-pk",)
    fields = (
        *("kind", "address", "person", "state", "attempts", "not_before", "good_until", "last_error"),
        *("message_id", "created_at", "sent_at", "lease_until"),
    )


@admin.register(KeptMail)
class KeptMailAdmin(ReadOnlyAdmin[KeptMail], ArticleScope[KeptMail]):
    """Mail of the embedded run. It can be cleared away: nothing depends on it.

    Superusers alone read it here: one mail may tell of stories on several desks, and its links act for
    the person it went to.
    """

    section = Section.MAIL
    heavy_fields = ("text", "html", "headers")
    list_display = ("subject", "recipient", "sent_at")
    list_filter = (("sent_at", admin.DateFieldListFilter),)
    search_fields = ("recipient__icontains", "subject__icontains", "message_id__exact")
    ordering = ("-pk",)
    fields = ("subject", "recipient", "sent_at", "article", "text_shown", "headers_shown", "html_shown")
    readonly_fields = ("text_shown", "headers_shown", "html_shown")

    def get_fields(self, request: HttpRequest, obj: KeptMail | None = None) -> Any:
        shown = super().get_fields(request, obj)
        return shown if request.user.is_superuser else ("subject", "recipient", "sent_at", "article")

    def has_delete_permission(self, request: HttpRequest, obj: KeptMail | None = None) -> bool:
        return request.user.has_perm("reviews.delete_keptmail") and self.in_scope(request, obj)

    @admin.display(description=gettext_lazy("text"))
    def text_shown(self, mail: KeptMail) -> SafeString:
        return format_html('<pre class="letter">{}</pre>', mail.text)

    @admin.display(description=gettext_lazy("headers"))
    def headers_shown(self, mail: KeptMail) -> SafeString:
        return render_value(mail.headers)

    @admin.display(description=gettext_lazy("HTML"))
    def html_shown(self, mail: KeptMail) -> SafeString:
        return format_html("<details><summary>{}</summary><pre>{}</pre></details>", _("Source"), mail.html)
