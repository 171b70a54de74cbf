"""A morning's mail with everything that waits for a person."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from newsroom.models import Leased, User
from reviews.models.notification import Notification


class Digest(Leased):
    """One person's digest of one day: a row of the outbox like a notification, and claimed like one.

    ``day`` is the date on the person's own clock. Whatever clocks and schedulers do, there is one a day.
    """

    State = Notification.State  # type: ignore[assignment]

    person = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="digests", verbose_name=_("person")
    )
    day = models.DateField(_("day"))
    message_id = models.CharField(_("Message-ID"), max_length=200, unique=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PENDING)

    class Meta:
        verbose_name = _("digest")
        verbose_name_plural = _("digests")
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["person", "day"], name="one_digest_a_day")]
        indexes = [
            models.Index(
                fields=["not_before"], condition=Q(state__in=["pending", "sending"]), name="digests_waiting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.day}"
