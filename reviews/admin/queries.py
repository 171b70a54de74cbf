"""Queries with their threads. What was asked and said stays; an administrator directs and resolves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.acts import actor_of, for_each
from articles.admin.scope import ArticleScope, user_of
from articles.models import Article
from newsroom.admin.base import Panel, ReadOnlyAdmin, Section, rows_for_each
from newsroom.admin.history import HistoryAdmin
from newsroom.admin.showing import clipped, link_to, list_url
from reviews import access
from reviews.admin.articles import moment
from reviews.models import Clearance, Notification, Placing, Query, Reply
from reviews.queries import answering
from reviews.workflow import preflight

if TYPE_CHECKING:
    QueryModelForm = forms.ModelForm[Query]
else:
    QueryModelForm = forms.ModelForm

THREAD_SHOWN = 50


class DirectionForm(QueryModelForm):
    """Whose turn it is, and whether the copy may leave meanwhile."""

    class Meta:
        model = Query
        fields = ("assigned_to", "blocking")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "blocking" in self.fields and not self.instance.article.is_open:
            self.fields["blocking"].disabled = True

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        person = (cleaned or {}).get("assigned_to")
        if (
            "assigned_to" in self.changed_data
            and person
            and not access.may_be_asked(person, self.instance.article, now=timezone.now())
        ):
            self.add_error("assigned_to", _("%(person)s isn’t on this desk.") % {"person": person})
        return cleaned


class PassageFilter(admin.ChoicesFieldListFilter):
    """The state of a passage, named apart from that of its query."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = _("passage")


@admin.register(Query)
class QueryAdmin(HistoryAdmin[Query], ArticleScope[Query]):
    section = Section.STORIES
    form = DirectionForm
    list_display = (
        *("number", "title", "passage", "short_question", "kind", "blocking", "state"),
        *("replies_count", "asker", "assigned_to", "asked_at"),
    )
    list_display_links = ("number", "short_question")
    list_filter = (
        "state",
        "blocking",
        "kind",
        "article__desk",
        ("anchor__state", PassageFilter),
        ("asked_at", admin.DateFieldListFilter),
    )
    list_select_related = ("article", "anchor", "asked_by", "assigned_to")
    search_fields = ("assigned_to__name__icontains", "asked_as__icontains")
    ordering = ("-pk",)
    autocomplete_fields = ("assigned_to",)
    actions = ("resolve",)
    history_related = ("assigned_to", "asked_by", "resolved_by")
    fieldsets = (
        (None, {"fields": ("of", "number", "question", "kind", "state", "remark")}),
        (gettext_lazy("Passage"), {"fields": ("quote", "context", "anchor_state", "proposed")}),
        (gettext_lazy("Assignment"), {"fields": ("assigned_to", "blocking", "due_at")}),
        (
            gettext_lazy("Original query"),
            {"fields": ("asker", "asked_at", "asked_on", "convention", "resolved_at", "resolved_by")},
        ),
    )
    readonly_fields = (
        *(
            "of",
            "number",
            "question",
            "kind",
            "state",
            "remark",
            "quote",
            "context",
            "anchor_state",
            "proposed",
        ),
        *("asker", "asked_at", "asked_on", "convention", "resolved_at", "resolved_by", "due_at"),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Query]:
        replies = rows_for_each(Reply.objects.all(), "query")
        return super().get_queryset(request).annotate(replies_count=replies)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Query | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Query | None = None) -> bool:
        if not super().has_change_permission(request, obj):
            return False
        return obj is None or access.may_direct(user_of(request), obj)

    def save_model(self, request: HttpRequest, obj: Query, form: Any, change: bool) -> None:
        """Each change is an act of the domain: the people it concerns are notified."""
        query = Query.objects.select_related("article__desk", "article__author").get(pk=obj.pk)
        by = actor_of(request)
        if "assigned_to" in form.changed_data:
            answering.assign(query=query, to=form.cleaned_data["assigned_to"], by=by, now=timezone.now())
        if "blocking" in form.changed_data:
            answering.set_blocking(
                query=query, blocking=form.cleaned_data["blocking"], by=by, now=timezone.now()
            )

    def panels(self, request: HttpRequest, obj: Query) -> list[Panel]:
        return [thread_panel(obj), placings_panel(obj), notified_panel(obj)]

    @admin.action(description=gettext_lazy("Resolve selected queries"), permissions=["change"])
    def resolve(self, request: HttpRequest, chosen: QuerySet[Query]) -> None:
        for_each(
            self,
            request,
            chosen.select_related("article__desk", "article__author"),
            answering.resolve,
            argument="query",
        )

    @admin.display(description=gettext_lazy("story"), ordering="article__headline_key")
    def title(self, query: Query) -> str:
        return clipped(str(query.article), 50)

    @admin.display(description=gettext_lazy("story"))
    def of(self, query: Query) -> SafeString:
        return link_to(Article, query.article_id, query.article)

    @admin.display(description=gettext_lazy("passage"))
    def passage(self, query: Query) -> str:
        return clipped(query.quote, 40)

    @admin.display(description=gettext_lazy("quoted text"))
    def quote(self, query: Query) -> str:
        return query.quote

    @admin.display(description=gettext_lazy("context"))
    def context(self, query: Query) -> str:
        return f"…{query.anchor.before}[…]{query.anchor.after}…" if query.anchor else ""

    @admin.display(description=gettext_lazy("passage status"))
    def anchor_state(self, query: Query) -> str:
        return str(query.anchor.get_state_display()) if query.anchor else str(_("the whole story"))

    @admin.display(description=gettext_lazy("question"))
    def short_question(self, query: Query) -> str:
        return clipped(query.question)

    @admin.display(description=gettext_lazy("asked by"))
    def asker(self, query: Query) -> str:
        return query.asker or "—"

    @admin.display(description=gettext_lazy("asked on revision"))
    def asked_on(self, query: Query) -> str | SafeString:
        return (
            link_to(type(query.revision), query.revision.pk, f"#{query.revision.number}")
            if query.revision
            else "—"
        )

    @admin.display(description=gettext_lazy("replies"), ordering="replies_count")
    def replies_count(self, query: Query) -> int:
        return int(query.replies_count)  # type: ignore[attr-defined]


def thread_panel(query: Query) -> Panel:
    replies = query.replies.select_related("author")
    return Panel(
        title=_("Thread"),
        columns=[_("Written"), _("By"), _("Text")],
        rows=[
            [moment(reply.created_at), reply.writer or "—", reply.body] for reply in replies[:THREAD_SHOWN]
        ],
        total=query.replies.count(),
        more=list_url(Reply, query__id__exact=query.pk),
    )


def placings_panel(query: Query) -> Panel:
    """The words it was asked on, and those it was put on by hand since."""
    placings = query.placings.select_related("placed_by")
    return Panel(
        title=_("Moves"),
        columns=[_("When"), _("By"), _("Act"), _("Text")],
        rows=[
            [moment(one.placed_at), one.placed_by or "—", one.get_act_display(), clipped(one.quote, 80)]
            for one in placings
        ],
        total=len(placings),
    )


def notified_panel(query: Query) -> Panel:
    """Who was notified of this."""
    sent = Notification.objects.filter(event__query=query)
    newest = sent.select_related("event", "recipient").order_by("-pk")
    return Panel(
        title=_("Notified"),
        columns=[_("Written"), _("Person"), _("Event"), _("State"), _("Sent")],
        rows=[
            [
                link_to(Notification, row.pk, moment(row.created_at)),
                row.recipient,
                row.event.get_kind_display(),
                row.get_state_display(),
                moment(row.sent_at),
            ]
            for row in newest[:THREAD_SHOWN]
        ],
        total=sent.count(),
        more=list_url(Notification, event__query__id__exact=query.pk),
    )


@admin.register(Reply)
class ReplyAdmin(ReadOnlyAdmin[Reply], ArticleScope[Reply]):
    section = Section.STORIES
    article_path = "query__article"
    list_display = ("short", "title", "writer", "created_at")
    list_filter = ("query__article__desk", ("created_at", admin.DateFieldListFilter))
    list_select_related = ("query__article", "author")
    ordering = ("-pk",)
    fields = ("title", "query", "writer", "body", "created_at")
    readonly_fields = ("title", "writer")

    @admin.display(description=gettext_lazy("text"))
    def short(self, reply: Reply) -> str:
        return clipped(reply.body)

    @admin.display(description=gettext_lazy("story"))
    def title(self, reply: Reply) -> str:
        return clipped(str(reply.query.article), 50)

    @admin.display(description=gettext_lazy("by"))
    def writer(self, reply: Reply) -> str:
        return reply.writer or "—"


@admin.register(Placing)
class PlacingAdmin(ReadOnlyAdmin[Placing], ArticleScope[Placing]):
    """Where each query was put, by whom, and on which words."""

    article_path = "query__article"
    list_display = ("placed_at", "title", "act", "short", "placed_by")
    list_filter = ("act", "query__article__desk", ("placed_at", admin.DateFieldListFilter))
    list_select_related = ("query__article", "placed_by")
    ordering = ("-pk",)
    fields = ("title", "query", "act", "quote", "version", "placed_by", "placed_at")
    readonly_fields = ("title",)

    @admin.display(description=gettext_lazy("words"))
    def short(self, placing: Placing) -> str:
        return clipped(placing.quote)

    @admin.display(description=gettext_lazy("story"))
    def title(self, placing: Placing) -> str:
        return clipped(str(placing.query.article), 50)


@admin.register(Clearance)
class ClearanceAdmin(ReadOnlyAdmin[Clearance], ArticleScope[Clearance]):
    """Words somebody said are meant for readers. Taking that back puts them in doubt again."""

    list_display = ("short", "article", "cleared_by", "cleared_at")
    list_filter = ("article__desk", ("cleared_at", admin.DateFieldListFilter))
    list_select_related = ("article", "cleared_by")
    ordering = ("-pk",)
    fields = ("article", "text", "cleared_by", "cleared_at")

    def has_delete_permission(self, request: HttpRequest, obj: Clearance | None = None) -> bool:
        if not request.user.has_perm("reviews.delete_clearance"):
            return False
        return obj is None or access.may_clear(user_of(request), obj.article)

    def delete_model(self, request: HttpRequest, obj: Clearance) -> None:
        preflight.unclear(clearance=obj, by=actor_of(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Clearance]) -> None:
        for clearance in queryset.select_related("article"):
            preflight.unclear(clearance=clearance, by=actor_of(request))

    @admin.display(description=gettext_lazy("words"))
    def short(self, clearance: Clearance) -> str:
        return clipped(clearance.text)
