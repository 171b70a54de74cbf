"""What every page of the administration has in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.db.models import Count, Model, OuterRef, ProtectedError, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.errors import DomainError

M = TypeVar("M", bound=Model)
P = TypeVar("P", bound=Model)

if TYPE_CHECKING:
    StockAdmin = admin.ModelAdmin
    StockInline = admin.TabularInline
else:

    class StockAdmin(admin.ModelAdmin, Generic[M]):
        pass

    class StockInline(admin.TabularInline, Generic[M, P]):
        pass


PANEL_ROWS = 10
"""How many rows of what belongs to a thing its own page shows; the list behind it has them all."""

Deletion = tuple[list[Any], dict[str, int], set[str], list[Any]]
"""As Django's ``get_deleted_objects``: what goes, how many of each, permissions missing, what forbids it."""


@dataclass(frozen=True)
class Panel:
    """A short table of what belongs to the thing on the page, with the way to all of it."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[object]]
    total: int
    more: str = ""
    empty: str = ""

    @property
    def left_out(self) -> int:
        return self.total - len(self.rows)


class BaseAdmin(StockAdmin[M]):
    """Fast lists, panels below the form, and refusals of the domain as sentences.

    ``heavy_fields`` are never read for lists. ``blocking`` names the relations whose rows forbid a
    deletion, so that it is refused with a count before everything that would go is collected.
    """

    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    list_max_show_all = 200
    change_form_template = "admin/with_panels.html"
    heavy_fields: ClassVar[Sequence[str]] = ()
    blocking: ClassVar[Sequence[str]] = ()

    def get_queryset(self, request: HttpRequest) -> QuerySet[M]:
        return super().get_queryset(request).defer(*self.heavy_fields)

    def panels(self, request: HttpRequest, obj: M) -> list[Panel]:
        """What stands below the form."""
        return []

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: M | None = None,
    ) -> HttpResponse:
        context["panels"] = self.panels(request, obj) if obj is not None else []
        return super().render_change_form(request, context, add, change, form_url, obj)

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except DomainError as refusal:
            return self.refused(request, refusal)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        try:
            return super().changelist_view(request, extra_context)
        except (DomainError, ProtectedError) as refusal:
            return self.refused(request, refusal)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        try:
            return super().delete_view(request, object_id, extra_context)
        except (DomainError, ProtectedError) as refusal:
            return self.refused(request, refusal)

    def refused(self, request: HttpRequest, refusal: Exception) -> HttpResponse:
        """Nothing was written: say why, and show the page again."""
        sentence = _("This is still in use, so it was not deleted.")
        self.message_user(
            request, str(refusal) if isinstance(refusal, DomainError) else sentence, messages.ERROR
        )
        return HttpResponseRedirect(request.get_full_path())

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Deletion:
        reasons = [reason for obj in objs for reason in self.reasons_to_keep(obj)]
        if reasons:
            return [], {}, set(), reasons
        return super().get_deleted_objects(objs, request)

    def reasons_to_keep(self, obj: M) -> list[str]:
        """What forbids deleting this, one entry a relation, counted and not listed."""
        kept = []
        for name in self.blocking:
            count = getattr(obj, name).count()
            if count:
                kept.append(counted(self.opts.get_field(name).related_model, count, of=obj))  # type: ignore[arg-type]
        return kept


class ReadOnlyAdmin(BaseAdmin[M]):
    """Rows that are written by the newsroom's work and only looked at here."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return False


def rows_for_each(rows: QuerySet[Any], relation: str) -> Coalesce:
    """An annotation: how many of these rows name the row of a list by their ``relation``."""
    mine = rows.filter(**{relation: OuterRef("pk")}).order_by().values(relation)
    return Coalesce(Subquery(mine.annotate(n=Count("pk")).values("n")), 0)


def counted(model: type[Model], count: int, *, of: object) -> str:
    """ "3 releases of “Ferry runs at night”": why that cannot be deleted."""
    name = model._meta.verbose_name if count == 1 else model._meta.verbose_name_plural
    return _("%(count)d %(things)s of “%(thing)s”") % {"count": count, "things": name, "thing": of}


def change_url(model: type[Model], pk: object) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[pk])


def list_url(model: type[Model], **filters: object) -> str:
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return f"{address}?{urlencode(filters)}" if filters else address


def link_to(model: type[Model], pk: object, text: object) -> SafeString:
    return format_html('<a href="{}">{}</a>', change_url(model, pk), text)


def short_digest(digest: str) -> SafeString:
    """Enough of a digest to tell two apart; all of it on hover and in the title."""
    return format_html(
        '<code class="digest" title="{}">{}</code>', digest, digest.removeprefix("sha256:")[:12]
    )


def clipped(text: str, limit: int = 90) -> str:
    """The beginning of a text on one line, for a cell of a list."""
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def facts_table(facts: Mapping[str, object]) -> SafeString:
    """Plain JSON for people: names and values, tables in tables, nothing that needs brackets."""
    return render_value(facts)


def render_value(value: object) -> SafeString:
    if isinstance(value, Mapping):
        if not value:
            return format_html("—")
        rows = (
            format_html(
                '<tr><th scope="row">{}</th><td>{}</td></tr>', label_of(str(name)), render_value(item)
            )
            for name, item in value.items()
        )
        return format_html('<table class="facts"><tbody>{}</tbody></table>', SafeString("".join(rows)))
    if isinstance(value, list | tuple):
        return render_list(value)
    if isinstance(value, str) and value.startswith("sha256:"):
        return short_digest(value)
    if isinstance(value, bool):
        return format_html("{}", _("yes") if value else _("no"))
    return format_html("{}", "—" if value in (None, "") else value)


def render_list(values: Sequence[object]) -> SafeString:
    """A list of alike records is one table with a heading; any other list has an entry a line."""
    if not values:
        return format_html("—")
    first = values[0]
    if not isinstance(first, Mapping) or not all(
        isinstance(v, Mapping) and v.keys() == first.keys() for v in values
    ):
        entries = (format_html("<li>{}</li>", render_value(value)) for value in values)
        return format_html("<ul>{}</ul>", SafeString("".join(entries)))
    heading = SafeString(
        "".join(format_html('<th scope="col">{}</th>', label_of(str(name))) for name in first)
    )
    rows = SafeString(
        "".join(
            format_html(
                "<tr>{}</tr>",
                SafeString(
                    "".join(format_html("<td>{}</td>", render_value(item)) for item in value.values())
                ),
            )
            for value in values
            if isinstance(value, Mapping)
        )
    )
    return format_html(
        '<table class="facts"><thead><tr>{}</tr></thead><tbody>{}</tbody></table>', heading, rows
    )


LABELS = {
    "queries_resolved": gettext_lazy("queries resolved"),
    "queries_open": gettext_lazy("queries open"),
    "queries_open_not_blocking": gettext_lazy("queries open that do not block"),
    "released_at": gettext_lazy("released"),
    "released_by": gettext_lazy("released by"),
    "signed_at": gettext_lazy("signed"),
    "scanner": gettext_lazy("version of the scanner"),
    "signatures": gettext_lazy("signatures"),
    "cleared": gettext_lazy("words cleared"),
}


def label_of(name: str) -> str:
    return str(LABELS.get(name, name.replace("_", " "))).capitalize()
