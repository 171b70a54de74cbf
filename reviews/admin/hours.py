"""When people want mail and who stands in for them: theirs to say, here to be looked up."""

from __future__ import annotations

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy

from newsroom.admin.base import ReadOnlyAdmin, Section
from newsroom.admin.history import HistoryAdmin
from newsroom.admin.scope import SuperuserScope
from reviews.admin.outbox import OutboxAdmin
from reviews.models import Digest, Hours
from reviews.notifications import outbox


@admin.register(Hours)
class HoursAdmin(ReadOnlyAdmin[Hours], HistoryAdmin[Hours], SuperuserScope[Hours]):
    """Who has no row leaves it as the newsroom has it. For superusers: deputies may be of any desk."""

    has_history = True
    list_display = (
        "person",
        "time_zone",
        "digest_at",
        "only_digest",
        "quiet",
        "away_until",
        "deputy",
        "here",
    )
    list_filter = ("only_digest", ("away_until", admin.DateFieldListFilter))
    list_select_related = ("person", "deputy")
    search_fields = ("person__email__icontains", "person__name__icontains")
    ordering = ("person__name",)
    fields = (
        *("person", "time_zone", "digest_at", "digest_days", "only_digest"),
        *("quiet_from", "quiet_until", "pressing_in_quiet", "away_from", "away_until", "deputy"),
    )

    @admin.display(description=gettext_lazy("quiet hours"))
    def quiet(self, hours: Hours) -> str:
        if hours.quiet_from is None or hours.quiet_until is None:
            return "—"
        return f"{hours.quiet_from:%H:%M}–{hours.quiet_until:%H:%M}"

    @admin.display(description=gettext_lazy("available"), boolean=True)
    def here(self, hours: Hours) -> bool:
        return not hours.is_away(timezone.now())


@admin.register(Digest)
class DigestAdmin(OutboxAdmin[Digest], SuperuserScope[Digest]):
    """The digests of each morning, and what became of them. They go through all desks of a person."""

    section = Section.MAIL
    try_again = staticmethod(outbox.retry_digests)
    list_display = ("person", "day", "state", "attempts", "sent_at", "last_error")
    list_filter = ("state", ("day", admin.DateFieldListFilter))
    list_select_related = ("person",)
    search_fields = ("person__email__icontains", "person__name__icontains", "message_id__exact")
    ordering = ("-pk",)
    fields = (
        *("person", "day", "state", "attempts", "not_before", "last_error"),
        *("message_id", "created_at", "sent_at", "lease_until"),
    )
