"""Guests: who was invited to what, every use of each invitation, and ending one."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.admin.acts import for_each
from articles.admin.scope import ArticleScope
from newsroom.admin.base import PANEL_ROWS, Panel, ReadOnlyAdmin, Section, rows_for_each
from newsroom.admin.history import HistoryAdmin
from newsroom.admin.showing import clipped, list_url
from reviews.admin.articles import moment
from reviews.guests import invitations
from reviews.models import Invitation, Visit


@admin.register(Invitation)
class InvitationAdmin(ReadOnlyAdmin[Invitation], HistoryAdmin[Invitation], ArticleScope[Invitation]):
    """Inviting is the desk's work, on the article's page; here an invitation is looked up and ended."""

    section = Section.STORIES
    has_history = True
    list_display = (
        *("person", "title", "purpose", "invited_by", "invited_at", "expires_at", "is_good", "uses"),
    )
    list_filter = ("purpose", "article__desk", ("expires_at", admin.DateFieldListFilter))
    list_select_related = ("person", "article", "invited_by")
    search_fields = ("person__email__icontains", "person__name__icontains")
    ordering = ("-pk",)
    actions = ("revoke",)
    history_related = ("person", "invited_by")
    fields = (
        *("person", "article", "purpose", "is_good", "version", "invited_by", "invited_at"),
        *("expires_at", "revoked_at"),
    )
    readonly_fields = ("is_good",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Invitation]:
        uses = rows_for_each(Visit.objects.all(), "invitation")
        return super().get_queryset(request).annotate(uses_count=uses)

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("reviews.change_invitation")

    @admin.action(description=gettext_lazy("Revoke selected invitations"), permissions=["revoke"])
    def revoke(self, request: HttpRequest, chosen: QuerySet[Invitation]) -> None:
        for_each(self, request, chosen.select_related("article"), invitations.revoke, argument="invitation")

    def panels(self, request: HttpRequest, obj: Invitation) -> list[Panel]:
        return [
            Panel(
                title=_("Activity"),
                columns=[_("When"), _("Activity"), _("Query"), _("Reason")],
                rows=[
                    [
                        moment(use.happened_at),
                        use.get_kind_display(),
                        use.query or "—",
                        use.get_reason_display(),
                    ]
                    for use in obj.visits.select_related("query")[:PANEL_ROWS]
                ],
                total=obj.visits.count(),
                more=list_url(Visit, invitation__id__exact=obj.pk),
            )
        ]

    @admin.display(description=gettext_lazy("story"))
    def title(self, invitation: Invitation) -> str:
        return clipped(str(invitation.article), 50)

    @admin.display(description=gettext_lazy("active"), boolean=True)
    def is_good(self, invitation: Invitation) -> bool:
        return invitation.is_active(timezone.now())

    @admin.display(description=gettext_lazy("activity"), ordering="uses_count")
    def uses(self, invitation: Invitation) -> int:
        return int(invitation.uses_count)  # type: ignore[attr-defined]


@admin.register(Visit)
class VisitAdmin(ReadOnlyAdmin[Visit], ArticleScope[Visit]):
    article_path = "invitation__article"
    list_display = ("happened_at", "guest", "title", "kind", "reason")
    list_filter = ("kind", "reason", ("happened_at", admin.DateFieldListFilter))
    list_select_related = ("invitation__person", "invitation__article")
    search_fields = ("invitation__person__email__icontains", "invitation__person__name__icontains")
    ordering = ("-pk",)
    fields = ("guest", "title", "kind", "reason", "query", "happened_at")
    readonly_fields = ("guest", "title")

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        return lookup == "invitation__id__exact" or super().lookup_allowed(lookup, value, request)

    @admin.display(description=gettext_lazy("guest"))
    def guest(self, visit: Visit) -> str:
        return str(visit.invitation.person)

    @admin.display(description=gettext_lazy("story"))
    def title(self, visit: Visit) -> str:
        return clipped(str(visit.invitation.article), 50)
