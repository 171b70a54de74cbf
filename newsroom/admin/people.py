"""People, sign-off groups, and the role of each person on a desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, ManyToManyField, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from newsroom.access import privileges
from newsroom.admin.base import BaseAdmin, BaseInline, Section, rows_for_each, rows_seen
from newsroom.admin.forms import AliasForm, DeskForm, MembershipForm, PersonChangeForm, PersonCreationForm
from newsroom.admin.history import HistoryAdmin
from newsroom.admin.scope import DeskScope, PersonScope, Scope, desks_of, user_of
from newsroom.models import Alias, Desk, Membership, User

if TYPE_CHECKING:
    StockUserAdmin = UserAdmin[User]
else:
    StockUserAdmin = UserAdmin

admin.site.unregister(Group)


class MembershipInline(BaseInline[Membership, Any]):
    """Memberships, on the page of a person and on that of a desk."""

    model = Membership
    form = MembershipForm
    autocomplete_fields = ("user", "desk")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        rows = super().get_queryset(request).filter(desk__in=rows_seen(Desk, request).values("pk"))
        return rows.select_related("user", "desk").order_by("user__name", "desk__name")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset: Any = super().get_formset(request, obj, **kwargs)
        formset.form.actor = user_of(request)
        return formset


@admin.register(User)
class PersonAdmin(StockUserAdmin, Scope[User]):  # type: ignore[misc]
    """Accounts, by the rule of :mod:`newsroom.access.privileges`: whoever edits one can act with it.

    Staff who are no superusers see the people of their own desks, and those who are on none.
    """

    section = Section.PEOPLE
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
            _("Permissions"),
            {
                "fields": (
                    *("is_active", "is_guest", "is_staff", "is_superuser", "groups", "user_permissions"),
                ),
                "description": _(
                    "Groups set which stages a person signs off; memberships set their role on each desk. "
                    "When someone leaves, deactivate the account: their contributions keep their name. "
                    "When a guest joins the staff, untick Guest and set a password."
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
        seen = Membership.objects.select_related("desk")
        if not request.user.is_superuser:
            seen = seen.filter(desk__in=desks_of(request))
        parts = Prefetch("memberships", seen, to_attr="parts_seen")
        return super().get_queryset(request).prefetch_related(parts, "groups")

    def narrowed(self, rows: QuerySet[User], request: HttpRequest) -> QuerySet[User]:
        return rows.filter(self.who_is_seen(request))

    def is_seen(self, obj: User, request: HttpRequest) -> bool:
        return User.objects.filter(self.who_is_seen(request), pk=obj.pk).exists()

    def who_is_seen(self, request: HttpRequest) -> Q:
        """The person, their colleagues, and staff who are on no desk. Upper layers add to it."""
        parts = Membership.objects.filter(user=OuterRef("pk"))
        on_a_desk_of_theirs = Exists(parts.filter(desk__in=desks_of(request)))
        return Q(pk=request.user.pk) | Q(on_a_desk_of_theirs) | Q(~Exists(parts), is_guest=False)

    def formfield_for_manytomany(
        self, db_field: ManyToManyField[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name == "groups" and not request.user.is_superuser:
            kwargs["queryset"] = Group.objects.filter(user=request.user.pk)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Only for superusers, because the log names all desks of a person."""
        if not request.user.is_superuser:
            raise PermissionDenied
        return super().history_view(request, object_id, extra_context)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        readonly = tuple(super().get_readonly_fields(request, obj))
        if request.user.is_superuser:
            return readonly
        return (*readonly, "is_superuser", "user_permissions", "is_staff", "is_guest")

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_change_permission(request, obj) and self._may_edit(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_delete_permission(request, obj) and self._may_edit(request, obj)

    def _may_edit(self, request: HttpRequest, person: User | None) -> bool:
        return person is None or privileges.may_edit_person(user_of(request), person)

    @admin.display(description=_("desks"))
    def parts(self, person: User) -> str:
        parts = sorted(person.parts_seen, key=lambda part: part.desk.name)  # type: ignore[attr-defined]
        return ", ".join(f"{part.desk} ({part.get_role_display()})" for part in parts) or "—"

    @admin.display(description=_("sign-off groups"))
    def signs_for(self, person: User) -> str:
        return ", ".join(sorted(group.name for group in person.groups.all())) or "—"


@admin.register(Group)
class SigningGroupAdmin(GroupAdmin, BaseAdmin[Group]):
    """Groups sign stages. Their permissions also apply in the administration."""

    section = Section.PEOPLE
    list_display = ("name", "people_count")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Group]:
        people = rows_for_each(User.groups.through._default_manager.all(), "group")
        return super().get_queryset(request).annotate(people_count=people)

    def formfield_for_manytomany(
        self, db_field: ManyToManyField[Any, Any], request: HttpRequest | None = None, **kwargs: Any
    ) -> Any:
        if db_field.name == "permissions" and request is not None and not request.user.is_superuser:
            own = Q(user=request.user.pk) | Q(group__user=request.user.pk)
            kwargs["queryset"] = Permission.objects.filter(own).distinct()
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return super().has_change_permission(request, obj) and self._may_edit(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return super().has_delete_permission(request, obj) and self._may_edit(request, obj)

    def _may_edit(self, request: HttpRequest, group: Group | None) -> bool:
        return group is None or privileges.may_grant(user_of(request), privileges.of_groups([group]))

    @admin.display(description=_("people"), ordering="people_count")
    def people_count(self, group: Group) -> int:
        return int(group.people_count)  # type: ignore[attr-defined]


@admin.register(Membership)
class MembershipAdmin(HistoryAdmin[Membership], DeskScope[Membership]):
    section = Section.PEOPLE
    form = MembershipForm
    list_display = ("person", "desk", "role")
    list_filter = ("desk", "role")
    list_select_related = ("user", "desk")
    search_fields = ("user__name", "user__email")
    autocomplete_fields = ("user", "desk")
    ordering = ("desk__name", "user__name")
    history_related = ("user", "desk")

    def get_form(
        self, request: HttpRequest, obj: Membership | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.actor = user_of(request)
        return form

    def has_delete_permission(self, request: HttpRequest, obj: Membership | None = None) -> bool:
        if not super().has_delete_permission(request, obj):
            return False
        return obj is None or privileges.may_grant(
            user_of(request), privileges.of_role(obj.desk_id, obj.role)
        )

    @admin.display(description=_("person"), ordering="user__name")
    def person(self, membership: Membership) -> str:
        return str(membership.user)


@admin.register(Alias)
class AliasAdmin(HistoryAdmin[Alias], PersonScope[Alias]):
    """Other addresses of a person. Replies by mail from these are accepted, too."""

    section = Section.PEOPLE
    form = AliasForm
    list_display = ("address", "person")
    list_select_related = ("person",)
    search_fields = ("address", "person__name", "person__email")
    autocomplete_fields = ("person",)
    ordering = ("address",)
    history_related = ("person",)

    def get_form(
        self, request: HttpRequest, obj: Alias | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.actor = user_of(request)
        return form

    def has_change_permission(self, request: HttpRequest, obj: Alias | None = None) -> bool:
        return super().has_change_permission(request, obj) and self._may_edit(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Alias | None = None) -> bool:
        return super().has_delete_permission(request, obj) and self._may_edit(request, obj)

    def _may_edit(self, request: HttpRequest, alias: Alias | None) -> bool:
        return alias is None or privileges.may_edit_person(user_of(request), alias.person)


@admin.register(Desk)
class DeskAdmin(HistoryAdmin[Desk], DeskScope[Desk]):
    """A desk with its people. Upper layers register it again with their additions.

    Only superusers make a desk: nobody has a role on a new desk yet who could give one to others.
    """

    section = Section.PEOPLE
    desk_path = ""
    form = DeskForm
    list_display: tuple[str, ...] = ("name", "slug", "language", "people_count")
    search_fields = ("name", "slug")
    prepopulated_fields = {"slug": ("name",)}
    fields = ("name", "slug", "language", "released_by", "releasing_group", "created_at")
    readonly_fields = ("created_at",)
    autocomplete_fields = ("releasing_group",)
    history_related = ("releasing_group",)
    inlines: ClassVar[tuple[type[Any], ...]] = (MembershipInline,)
    blocking = ("articles",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Desk]:
        people = rows_for_each(Membership.objects.all(), "desk")
        return super().get_queryset(request).annotate(people_count=people)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and bool(request.user.is_superuser)

    @admin.display(description=_("people"), ordering="people_count")
    def people_count(self, desk: Desk) -> int:
        return int(desk.people_count)  # type: ignore[attr-defined]
