"""Guests: people from outside who are asked about one article, and every use they make of it."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from articles.models import Article
from newsroom.models import Immutable, ImmutableQuerySet
from reviews.models.query import Query, Reply


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def active(self, now: datetime) -> Self:
        """Neither withdrawn nor run out, for a guest who is one still."""
        return self.filter(revoked_at=None, expires_at__gt=now, person__is_active=True, person__is_guest=True)


class Invitation(models.Model):
    """One guest's way to one article, for one purpose. Inviting them again renews the row.

    Its link is good while ``version`` is the one the link was made with.
    """

    class Purpose(models.TextChoices):
        ANSWER = "answer", _("answer queries")
        COMMENT = "comment", _("read and comment")

    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, related_name="invitations", verbose_name=_("story")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="invitations",
        verbose_name=_("guest"),
    )
    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose)
    version = models.PositiveIntegerField(_("link version"), default=1)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("invited by")
    )
    invited_at = models.DateTimeField(_("invited"))
    expires_at = models.DateTimeField(_("expires"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)
    history = HistoricalRecords()

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("guest invitation")
        verbose_name_plural = _("guest invitations")
        ordering = ["-invited_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["article", "person"], name="one_invitation_to_an_article"),
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.article}"

    def is_active(self, now: datetime) -> bool:
        """Whether it opens anything at this moment; at the very second of its end it does not."""
        return (
            self.revoked_at is None
            and now < self.expires_at
            and self.person.is_active
            and self.person.is_guest
        )


class Visit(Immutable):
    """One use of an invitation. ``reason`` says why a link that was made here was refused."""

    class Kind(models.TextChoices):
        OPENED = "opened", _("opened the copy")
        REPLIED = "replied", _("replied")
        COMMENTED = "commented", _("commented")
        REFUSED = "refused", _("was refused")
        LINK_ASKED = "link_asked", _("requested a new link")

    class Reason(models.TextChoices):
        REVOKED = "revoked", _("the invitation has been revoked")
        EXPIRED = "expired", _("the invitation has expired")
        REPLACED = "replaced", _("there is a newer link")
        SOMEBODY_ELSE = "signed_in", _("someone else was signed in")

    invitation = models.ForeignKey(
        Invitation, on_delete=models.CASCADE, related_name="visits", verbose_name=_("invitation")
    )
    kind = models.CharField(_("activity"), max_length=10, choices=Kind)
    reason = models.CharField(_("reason"), max_length=10, choices=Reason, blank=True)
    query = models.ForeignKey(
        Query, on_delete=models.CASCADE, null=True, related_name="+", verbose_name=_("query")
    )
    reply = models.ForeignKey(
        Reply, on_delete=models.CASCADE, null=True, related_name="+", verbose_name=_("reply")
    )
    happened_at = models.DateTimeField(_("when"))

    objects = ImmutableQuerySet["Visit"].as_manager()

    class Meta:
        verbose_name = _("guest activity")
        verbose_name_plural = _("guest activity")
        ordering = ["-happened_at", "-pk"]
        indexes = [models.Index(fields=["invitation", "kind", "-happened_at"])]

    def __str__(self) -> str:
        return f"{self.invitation.person} {self.get_kind_display()}"
