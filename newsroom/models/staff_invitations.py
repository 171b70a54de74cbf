"""Invitations of people to the staff, until they accept."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Self

from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from newsroom.models.accounts import AccountMail
from newsroom.models.people import Desk, Membership, User

DIGEST_LENGTH = 64


def digest_of(token: str) -> str:
    """What a row keeps of its link's token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


class StaffInvitationQuerySet(models.QuerySet["StaffInvitation"]):
    def open(self) -> Self:
        """Those that nobody accepted or withdrew; some may have expired."""
        return self.filter(accepted_at=None, withdrawn_at=None)

    def with_token(self, token: str) -> Self:
        return self.filter(token_digest=digest_of(token))


class StaffInvitation(models.Model):
    """Somebody is asked to join the staff. Until they accept, they have no account, or one that is inactive.

    The link that is mailed holds a token, and the row only the SHA-256 digest of it.
    """

    class State(models.TextChoices):
        OPEN = "open", _("invited")
        EXPIRED = "expired", _("expired")
        WITHDRAWN = "withdrawn", _("withdrawn")
        ACCEPTED = "accepted", _("accepted")

    address = models.EmailField(_("email address"))
    name = models.CharField(_("name"), max_length=120, blank=True)
    is_administrator = models.BooleanField(_("administrator"), default=False)
    groups = models.ManyToManyField(Group, blank=True, related_name="+", verbose_name=_("sign-off groups"))
    token_digest = models.CharField(max_length=DIGEST_LENGTH, unique=True)
    mail = models.ForeignKey(AccountMail, on_delete=models.SET_NULL, null=True, related_name="+")
    invited_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("invited by")
    )
    created_at = models.DateTimeField(_("invited"))
    expires_at = models.DateTimeField(_("expires"))
    accepted_at = models.DateTimeField(_("accepted"), null=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)
    person = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("person")
    )
    """The account that came of it."""

    objects = StaffInvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("staff invitation")
        verbose_name_plural = _("staff invitations")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("address"),
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="one_open_invitation_per_address",
            )
        ]

    def __str__(self) -> str:
        return self.name or self.address

    def state_at(self, now: datetime) -> State:
        if self.accepted_at is not None:
            return self.State.ACCEPTED
        if self.withdrawn_at is not None:
            return self.State.WITHDRAWN
        return self.State.OPEN if now < self.expires_at else self.State.EXPIRED


class InvitedRole(models.Model):
    """A role on a desk that an invitation promises."""

    invitation = models.ForeignKey(StaffInvitation, on_delete=models.CASCADE, related_name="roles")
    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="+", verbose_name=_("desk"))
    role = models.CharField(_("role"), max_length=10, choices=Membership.Role)

    class Meta:
        verbose_name = _("role of an invitation")
        verbose_name_plural = _("roles of invitations")
        ordering = ["desk__name"]
        constraints = [
            models.UniqueConstraint(fields=["invitation", "desk"], name="one_invited_role_per_desk")
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.desk}"
