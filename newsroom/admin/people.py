"""People, the groups that sign, and the part each person has in a desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from newsroom.admin.base import BaseAdmin, BaseInline, rows_for_each
from newsroom.admin.forms import MembershipForm, PersonChangeForm, PersonCreationForm
from newsroom.admin.history import HistoryAdmin
from newsroom.models import Alias, Desk, Membership, User

if TYPE_CHECKING:
    StockUserAdmin = UserAdmin[User]
else:
    StockUserAdmin = UserAdmin

admin.site.unregister(Group)


class MembershipInline(BaseInline[Membership, Any]):
    """Who works where; on the page of a person and on that of a desk."""

    model = Membership
    form = MembershipForm
    autocomplete_fields = ("user", "desk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        return (
            super().get_queryset(request).select_related("user", "desk").order_by("user__name", "desk__name")
        )


@admin.register(User)
class PersonAdmin(StockUserAdmin, BaseAdmin[User]):
    """Accounts. Only a superuser touches a superuser or makes one."""

    form = PersonChangeForm
    add_form = PersonCreationForm
    list_display = (
        *("name", "email", "parts", "signs_for", "is_guest", "is_active", "is_staff", "last_login"),
    )
    list_display_links = ("name", "email")
    list_filter = (
        "is_active",
        "is_guest",
        "is_staff",
        "is_superuser",
        "groups",
        "memberships__desk",
        "memberships__role",
    )
    search_fields = ("name", "email")
    ordering = ("name",)
    filter_horizontal = ("groups", "user_permissions")
    readonly_fields = ("last_login", "date_joined")
    inlines = (MembershipInline,)
    fieldsets = (
        (None, {"fields": ("email", "name", "password")}),
        (
            _("What this person may do"),
            {
                "fields": (
                    *("is_active", "is_guest", "is_staff", "is_superuser", "groups", "user_permissions"),
                ),
                "description": _(
                    "Groups say which stages a person signs for, memberships what they do on a desk. "
                    "Deactivate the account of somebody who left: what they wrote keeps their name. "
                    "A guest who joins the house is no guest any more: untick it and set a password."
                ),
            },
        ),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (
            None,
            {"classes": ("wide",), "fields": ("email", "name", "usable_password", "password1", "password2")},
        ),
    )
    blocking = ("articles", "queries_asked", "queries_assigned", "signoffs", "releases", "notifications")

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("memberships__desk", "groups")

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        readonly = tuple(super().get_readonly_fields(request, obj))
        if request.user.is_superuser:
            return readonly
        return (*readonly, "is_superuser", "user_permissions", "is_staff", "is_guest")

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_change_permission(request, obj) and _may_touch(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_delete_permission(request, obj) and _may_touch(request, obj)

    @admin.display(description=_("desks"))
    def parts(self, person: User) -> str:
        parts = sorted(person.memberships.all(), key=lambda part: part.desk.name)
        return ", ".join(f"{part.desk} ({part.get_role_display()})" for part in parts) or "—"

    @admin.display(description=_("signs for"))
    def signs_for(self, person: User) -> str:
        return ", ".join(sorted(group.name for group in person.groups.all())) or "—"


def _may_touch(request: HttpRequest, person: User | None) -> bool:
    return bool(request.user.is_superuser or person is None or not person.is_superuser)


@admin.register(Group)
class SigningGroupAdmin(GroupAdmin, BaseAdmin[Group]):
    """Groups sign stages; those with permissions also say who may do what here."""

    list_display = ("name", "people_count")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Group]:
        people = rows_for_each(User.groups.through._default_manager.all(), "group")
        return super().get_queryset(request).annotate(people_count=people)

    @admin.display(description=_("people"), ordering="people_count")
    def people_count(self, group: Group) -> int:
        return int(group.people_count)  # type: ignore[attr-defined]


@admin.register(Membership)
class MembershipAdmin(HistoryAdmin[Membership]):
    form = MembershipForm
    list_display = ("person", "desk", "role")
    list_filter = ("desk", "role")
    list_select_related = ("user", "desk")
    search_fields = ("user__name", "user__email")
    autocomplete_fields = ("user", "desk")
    ordering = ("desk__name", "user__name")
    history_related = ("user", "desk")

    @admin.display(description=_("person"), ordering="user__name")
    def person(self, membership: Membership) -> str:
        return str(membership.user)


@admin.register(Alias)
class AliasAdmin(HistoryAdmin[Alias]):
    """Other addresses a person writes from: answers by mail are taken from these, too."""

    list_display = ("address", "person")
    list_select_related = ("person",)
    search_fields = ("address", "person__name", "person__email")
    autocomplete_fields = ("person",)
    ordering = ("address",)
    history_related = ("person",)


@admin.register(Desk)
class DeskAdmin(HistoryAdmin[Desk]):
    """A desk with its people. Upper layers register it again with what they add."""

    list_display: tuple[str, ...] = ("name", "slug", "language", "people_count")
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}
    fields = ("name", "slug", "language", "created_at")
    readonly_fields = ("created_at",)
    inlines: ClassVar[tuple[type[Any], ...]] = (MembershipInline,)
    blocking = ("articles",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Desk]:
        people = rows_for_each(Membership.objects.all(), "desk")
        return super().get_queryset(request).annotate(people_count=people)

    @admin.display(description=_("people"), ordering="people_count")
    def people_count(self, desk: Desk) -> int:
        return int(desk.people_count)  # type: ignore[attr-defined]
