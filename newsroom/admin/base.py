"""The base classes of all pages of the administration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.admin.widgets import AdminSplitDateTime, AutocompleteSelect, RelatedFieldWidgetWrapper
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import Count, Field, ForeignKey, Model, OuterRef, ProtectedError, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.forms import BaseInlineFormSet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.errors import DomainError

M = TypeVar("M", bound=Model)
P = TypeVar("P", bound=Model)

if TYPE_CHECKING:
    StockAdmin = admin.ModelAdmin
    StockInline = admin.TabularInline
    StockFormSet = BaseInlineFormSet[Any, Any, Any]
else:
    StockFormSet = BaseInlineFormSet

    class StockAdmin(admin.ModelAdmin, Generic[M]):
        pass

    class StockInline(admin.TabularInline, Generic[M, P]):
        pass


PANEL_ROWS = 10
"""Rows that a panel shows. The list behind it has them all."""

Deletion = tuple[list[Any], dict[str, int], set[str], list[Any]]
"""As of Django's ``get_deleted_objects``: objects to delete, counts, missing permissions, protected ones."""


class Section(Enum):
    """The parts of the index, in the order of their use. What is in no other is folded away."""

    STORIES = gettext_lazy("Stories")
    PEOPLE = gettext_lazy("People and desks")
    MAIL = gettext_lazy("Mail and webhooks")
    SUPPORT = gettext_lazy("For support")


@dataclass(frozen=True)
class Panel:
    """A short table of related rows, with a link to the list of all."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[object]]
    total: int
    more: str = ""
    empty: str = ""

    @property
    def left_out(self) -> int:
        return self.total - len(self.rows)


def only_chosen(field: Any) -> Any:
    """A relation's form field without the buttons that add, change or delete what it points to."""
    widget = getattr(field, "widget", None)
    if isinstance(widget, RelatedFieldWidgetWrapper):
        widget.can_add_related = widget.can_change_related = widget.can_delete_related = False
        widget.can_view_related = False
    return field


def named_moment(field: Any) -> Any:
    """A moment's form field whose two inputs are each named, as the words beside them are no labels."""
    widget = getattr(field, "widget", None)
    if isinstance(widget, AdminSplitDateTime):
        name = {"name": capfirst(field.label)}
        day, time = widget.widgets
        day.attrs["aria-label"] = _("%(name)s: date") % name
        time.attrs["aria-label"] = _("%(name)s: time") % name
    return field


def rows_seen(model: type[Model], request: HttpRequest) -> QuerySet[Any]:
    """The rows of a model that a person sees in its own list; all when it has no page here."""
    if not admin.site.is_registered(model):
        return model._default_manager.all()
    return admin.site.get_model_admin(model).get_queryset(request)


class Autocomplete(AutocompleteSelect):
    """Django's widget looks up posted values when a form is shown again. This one skips invalid keys."""

    def optgroups(self, name: str, value: Sequence[str], attrs: dict[str, Any] | None = None) -> Any:
        return super().optgroups(name, [one for one in value if not one or self._may_be_key(one)], attrs)

    def _may_be_key(self, text: str) -> bool:
        try:
            key_in_address(self.field, text)
        except Http404:
            return False
        return True


class OnlySeen:
    """A mixin that limits relations to the rows that the person sees, whatever is posted."""

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        if not request.user.is_superuser:
            kwargs.setdefault("queryset", rows_seen(db_field.remote_field.model, request))
        if db_field.name in self.get_autocomplete_fields(request):  # type: ignore[attr-defined]
            kwargs.setdefault("widget", Autocomplete(db_field, self.admin_site))  # type: ignore[attr-defined]
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]


def key_in_address(field: Field[Any, Any], text: str) -> Any:
    """The primary key in a URL. Raises Http404 for a value that cannot be one."""
    key_field = field.target_field if isinstance(field, ForeignKey) else field
    try:
        key = key_field.to_python(text)
        key_field.run_validators(key)
    except ValidationError as error:
        raise Http404 from error
    return key


class NamedDeletion:
    """A mixin of formsets: the box that deletes a row has a name, as its column has only a heading."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)  # type: ignore[misc]
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["aria-label"] = _("Delete")


class NamedFormSet(NamedDeletion, StockFormSet):
    pass


class BaseInline(OnlySeen, StockInline[M, P]):
    """Rows that are edited on the page of their parent. Each input has the name of its column."""

    extra = 0
    formset: type[BaseInlineFormSet[Any, Any, Any]] = NamedFormSet

    def formfield_for_dbfield(self, db_field: Field[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        field = named_moment(only_chosen(super().formfield_for_dbfield(db_field, request, **kwargs)))
        widget = getattr(field, "widget", None)
        if widget is not None:
            inner = getattr(widget, "widget", widget)
            inner.attrs.setdefault("aria-label", str(capfirst(db_field.verbose_name)))
        return field


class BaseAdmin(OnlySeen, StockAdmin[M]):
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
    has_history: ClassVar[bool] = True
    section: ClassVar[Section] = Section.SUPPORT
    """Where the index lists it."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[M]:
        return super().get_queryset(request).defer(*self.heavy_fields)

    def formfield_for_dbfield(self, db_field: Field[Any, Any], request: HttpRequest, **kwargs: Any) -> Any:
        return named_moment(only_chosen(super().formfield_for_dbfield(db_field, request, **kwargs)))

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Allow filters by fields that the list or its pages show, so that a hidden field cannot be guessed
        letter by letter."""
        if not super().lookup_allowed(lookup, value, request):  # type: ignore[arg-type]
            return False
        try:
            field = self.opts.get_field(lookup.split("__")[0])
        except FieldDoesNotExist:
            return True
        if field.is_relation or getattr(field, "primary_key", False):
            return True
        return request is None or field.name in self._fields_shown(request)

    def _fields_shown(self, request: HttpRequest) -> set[str]:
        filters = (one[0] if isinstance(one, tuple) else one for one in self.get_list_filter(request))
        on_pages = flatten_fieldsets(self.fieldsets) if self.fieldsets else self.fields or ()
        shown = (*self.get_list_display(request), *filters, *on_pages)
        return {name for name in shown if isinstance(name, str)}

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> M | None:
        """The object; ``None`` also for a value that cannot be a key."""
        try:
            if not from_field:
                key_in_address(self.opts.pk, object_id)
        except Http404:
            return None
        return super().get_object(request, object_id, from_field or None)

    def panels(self, request: HttpRequest, obj: M) -> list[Panel]:
        """The panels below the form."""
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
        context["has_history"] = self.has_history
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
        """Show the page again with the reason. Nothing was written."""
        sentence = _("Not deleted: it is still in use.")
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
        """The reasons against deleting this: for each relation how many rows it has."""
        reasons = []
        for name in self.blocking:
            count = getattr(obj, name).count()
            if count:
                reasons.append(counted(self.opts.get_field(name).related_model, count, of=obj))  # type: ignore[arg-type]
        return reasons


class ReadOnlyAdmin(BaseAdmin[M]):
    """Rows that the newsroom's work writes, and the administration only shows."""

    has_history = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return False


def rows_for_each(rows: QuerySet[Any], relation: str) -> Coalesce:
    """An annotation: how many of these rows refer to each row of a list by their ``relation``."""
    mine = rows.filter(**{relation: OuterRef("pk")}).order_by().values(relation)
    return Coalesce(Subquery(mine.annotate(n=Count("pk")).values("n")), 0)


def counted(model: type[Model], count: int, *, of: object) -> str:
    """ "3 releases of “Ferry runs at night”": why that cannot be deleted."""
    name = model._meta.verbose_name if count == 1 else model._meta.verbose_name_plural
    return _("%(count)d %(things)s of “%(thing)s”") % {"count": count, "things": name, "thing": of}
