"""Who was invited to the staff: to be looked up. Inviting is done on the newsroom's own pages."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from newsroom.admin.base import ReadOnlyAdmin, Section
from newsroom.admin.scope import SuperuserScope
from newsroom.models import InvitedRole, StaffInvitation


@admin.register(StaffInvitation)
class StaffInvitationAdmin(ReadOnlyAdmin[StaffInvitation], SuperuserScope[StaffInvitation]):
    """Superusers alone: an invitation may be to any desk."""

    section = Section.PEOPLE
    has_history = False
    list_display = ("address", "name", "standing", "invited_by", "created_at", "expires_at")
    list_filter = (("created_at", admin.DateFieldListFilter),)
    list_select_related = ("invited_by",)
    search_fields = ("address__icontains", "name__icontains")
    ordering = ("-pk",)
    fields = (
        *("address", "name", "is_administrator", "groups", "standing", "invited_by"),
        *("created_at", "expires_at", "accepted_at", "withdrawn_at", "person"),
    )
    readonly_fields = ("standing",)

    @admin.display(description=_("state"))
    def standing(self, invitation: StaffInvitation) -> str:
        return str(invitation.state_at(timezone.now()).label)


@admin.register(InvitedRole)
class InvitedRoleAdmin(ReadOnlyAdmin[InvitedRole], SuperuserScope[InvitedRole]):
    """Not on the index: the page of People says to which desks somebody is invited."""

    has_history = False
    list_display = ("invitation", "desk", "role")
    list_select_related = ("invitation", "desk")
    search_fields = ("invitation__address__icontains",)
    ordering = ("-pk",)
    fields = ("invitation", "desk", "role")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False
