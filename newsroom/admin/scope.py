"""Which rows a person sees in the administration, in addition to their permissions."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.admin import AllValuesFieldListFilter, FieldListFilter, RelatedFieldListFilter, site
from django.contrib.admin.utils import get_model_from_relation, reverse_field_path
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from newsroom.admin.base import BaseAdmin, M, rows_seen
from newsroom.models import User


def user_of(request: HttpRequest) -> User | AnonymousUser:
    user: Any = request.user
    return user if isinstance(user, User) else AnonymousUser()


class Scope(BaseAdmin[M]):
    """Narrows lists, pages, histories, autocompletes and actions to the rows a person may know of.

    Superusers see every row. Subclasses say in :meth:`narrowed` and :meth:`is_seen` what others see.
    """

    def narrowed(self, rows: QuerySet[M], request: HttpRequest) -> QuerySet[M]:
        """The rows that a person sees who is no superuser."""
        raise NotImplementedError

    def is_seen(self, obj: M, request: HttpRequest) -> bool:
        """Whether such a person sees one row. It may be deleted already: histories outlive their rows."""
        raise NotImplementedError

    def get_queryset(self, request: HttpRequest) -> QuerySet[M]:
        rows = super().get_queryset(request)
        return rows if _sees_everything(request) else self.narrowed(rows, request)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> M | None:
        """Raises PermissionDenied for a person who may see none of these, instead of "not found"."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        return super().get_object(request, object_id, from_field)

    def has_view_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return super().has_view_permission(request, obj) and self.in_scope(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return super().has_change_permission(request, obj) and self.in_scope(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return super().has_delete_permission(request, obj) and self.in_scope(request, obj)

    def in_scope(self, request: HttpRequest, obj: M | None) -> bool:
        return obj is None or _sees_everything(request) or self.is_seen(obj, request)


class DeskScope(Scope[M]):
    """Rows of the desks on which a person has a role. ``desk_path`` leads to the desk; empty for a desk."""

    desk_path: ClassVar[str] = "desk"

    def narrowed(self, rows: QuerySet[M], request: HttpRequest) -> QuerySet[M]:
        return rows.filter(**{f"{self.desk_path or 'pk'}__in": desks_of(request)})

    def is_seen(self, obj: M, request: HttpRequest) -> bool:
        desk = getattr(obj, f"{self.desk_path}_id") if self.desk_path else obj.pk
        return desk in desks_of(request)


class PersonScope(Scope[M]):
    """Rows about people whom a person sees in the administration."""

    person_path: ClassVar[str] = "person"

    def narrowed(self, rows: QuerySet[M], request: HttpRequest) -> QuerySet[M]:
        people = site.get_model_admin(User).get_queryset(request)
        return rows.filter(**{f"{self.person_path}__in": people.order_by().values("pk")})

    def is_seen(self, obj: M, request: HttpRequest) -> bool:
        try:
            person = getattr(obj, self.person_path)
        except ObjectDoesNotExist:
            return False
        page: Any = site.get_model_admin(User)
        return bool(page.in_scope(request, person))


class SuperuserScope(Scope[M]):
    """Rows for superusers alone."""

    def narrowed(self, rows: QuerySet[M], request: HttpRequest) -> QuerySet[M]:
        return rows.none()

    def is_seen(self, obj: M, request: HttpRequest) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return super().has_view_permission(request, obj) and _sees_everything(request)


def desks_of(request: HttpRequest) -> list[int]:
    """The desks on which a person who is no superuser has a role."""
    person = user_of(request)
    return list(person.desk_roles) if isinstance(person, User) and person.is_active else []


def _sees_everything(request: HttpRequest) -> bool:
    return bool(request.user.is_active and request.user.is_superuser)


class SeenRelationsFilter(RelatedFieldListFilter):
    """Offers and accepts only rows that the person sees in the administration."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        choices = super().field_choices(field, request, model_admin)
        if _sees_everything(request):
            return choices
        seen = set(rows_seen(get_model_from_relation(field), request).order_by().values_list("pk", flat=True))
        return [choice for choice in choices if choice[0] in seen]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any] | None:
        offered = {str(pk) for pk, _name in self.lookup_choices}
        asked: Any = self.used_parameters.get(self.lookup_kwarg, [])
        if not {str(pk) for pk in asked} <= offered:
            return queryset.none()
        return super().queryset(request, queryset)


class SeenValuesFilter(AllValuesFieldListFilter):
    """Offers only the values of rows that the person sees in the administration."""

    def __init__(
        self, field: Any, request: HttpRequest, params: Any, model: Any, model_admin: Any, field_path: str
    ) -> None:
        super().__init__(field, request, params, model, model_admin, field_path)
        parent: type[Model] = reverse_field_path(model, field_path)[0]
        rows = rows_seen(parent, request).order_by(field.name)
        self.lookup_choices = rows.values_list(field.name, flat=True).distinct()


FieldListFilter.register(lambda field: bool(field.remote_field), SeenRelationsFilter, take_priority=True)
