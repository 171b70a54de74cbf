"""Readable histories: the old and the new value of each change, and who made it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.core.paginator import Page
from django.db.models import Field, ForeignKey, Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils import formats, timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from simple_history.admin import SimpleHistoryAdmin
from simple_history.models import DeletedObject

from newsroom.admin.base import BaseAdmin, M, key_in_address


@dataclass(frozen=True)
class Change:
    """One changed field of one entry, in words. An empty value is an empty string."""

    field: str
    old: str
    new: str


class HistoryAdmin(SimpleHistoryAdmin, BaseAdmin[M]):
    """django-simple-history's pages with readable differences.

    ``history_related`` are the relations that can change: only those are read with the entries.
    """

    history_related: ClassVar[Sequence[str]] = ()
    history_list_per_page = 50

    def get_history_queryset(
        self, request: HttpRequest, history_manager: Any, pk_name: str, object_id: Any
    ) -> QuerySet[Any]:
        key = key_in_address(self.opts.pk, object_id)
        entries: QuerySet[Any] = history_manager.filter(**{pk_name: key})
        return entries.select_related("history_user", *self.history_related)

    def set_history_delta_changes(
        self, request: HttpRequest, historical_records: Page[Any], foreign_keys_are_objs: bool = True
    ) -> None:
        """Set the changes of each entry. The last entry of a page is compared with the first of the next."""
        entries = list(historical_records)
        older = entries[1:]
        if entries and historical_records.has_next():
            following = historical_records.end_index()
            older += list(historical_records.paginator.object_list[following : following + 1])
        for entry, before in zip(entries, older, strict=False):
            entry.changes = list(self.changes(entry, before))

    def changes(self, entry: Any, before: Any) -> Iterator[Change]:
        for change in entry.diff_against(before, foreign_keys_are_objs=True).changes:
            field = self.opts.get_field(change.field)
            if isinstance(field, Field):
                yield Change(
                    str(capfirst(field.verbose_name)),
                    readable(field, change.old),
                    readable(field, change.new),
                )

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The history of a row. Raises Http404 for one that was deleted with the row it names."""
        try:
            return super().history_view(request, object_id, extra_context)
        except ObjectDoesNotExist as error:
            raise Http404 from error

    def history_form_view(
        self,
        request: HttpRequest,
        object_id: str,
        version_id: str,
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """One entry in full. Django's own view would save posted data, even with its button hidden."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        pk_name = self.opts.pk.attname
        entries = self.get_history_queryset(request, self.model.history, pk_name, object_id)  # type: ignore[attr-defined]
        entry = entries.filter(history_id=key_in_address(entries.model._meta.pk, version_id)).first()
        if entry is None:
            raise Http404
        obj = entry.instance
        if not self.has_view_history_or_change_history_permission(request, obj):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": _("View history: %s") % name_of(obj),
            "entry": entry,
            "values": list(values_of(entry)),
            "object": obj,
            "opts": self.opts,
            **(extra_context or {}),
        }
        request.current_app = self.admin_site.name
        return render(request, self.object_history_form_template, context)


def name_of(obj: Model) -> str:
    """The name of a row; its kind and number when a row that its name needs was deleted."""
    try:
        return str(obj)
    except ObjectDoesNotExist:
        return f"{capfirst(obj._meta.verbose_name)} {obj.pk}"


def values_of(entry: Any) -> Iterator[tuple[str, str]]:
    """Every field of an entry, in words."""
    for field in entry.tracked_fields:
        if field.primary_key:
            continue
        value = related(entry, field) if isinstance(field, ForeignKey) else getattr(entry, field.attname)
        yield capfirst(field.verbose_name), readable(field, value)


def related(entry: Any, field: ForeignKey[Any, Any]) -> Model | DeletedObject | None:
    """The row that a relation of an entry points to. It may have been deleted since."""
    key = getattr(entry, field.attname)
    if key is None:
        return None
    found: Model | None = field.related_model._base_manager.filter(pk=key).first()
    return found or DeletedObject(field.related_model, key)


def readable(field: Field[Any, Any], value: Any) -> str:
    """A field's value as its form would show it: names, labels and local times, never keys."""
    if isinstance(value, DeletedObject):
        gone = _("deleted %(thing)s") % {"thing": value.model._meta.verbose_name}
        return "" if value.pk is None else gone
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return formats.date_format(timezone.localtime(value), "DATETIME_FORMAT")
    return str(dict(field.flatchoices).get(value, value) if field.choices else value)
