"""Mails about accounts: invitations, password resets, notices of changed credentials."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from newsroom.models.leased import Leased
from newsroom.models.people import User


class AccountMail(Leased):
    """One mail about an account, to one address: a row of an outbox.

    ``facts`` are what its kind says (:mod:`newsroom.accounts.mail`), and may hold a link that is a secret.
    They are cleared when the mail was sent. After ``good_until`` it is not sent any more.
    """

    class Kind(models.TextChoices):
        INVITATION = "invitation", _("invitation")
        INVITATION_ASKED = "invitation_asked", _("invitation asked for")
        ROLES_ADDED = "roles_added", _("roles added")
        PASSWORD_RESET = "password_reset", _("password reset")
        ADDRESS_CONFIRMATION = "address_confirmation", _("address confirmation")
        CREDENTIALS_CHANGED = "credentials_changed", _("credentials changed")

    kind = models.CharField(_("kind"), max_length=24, choices=Kind)
    address = models.EmailField(_("to"))
    person = models.ForeignKey(
        User,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person"),
    )
    facts = models.JSONField(default=dict)
    good_until = models.DateTimeField(_("valid until"), null=True, blank=True)
    message_id = models.CharField(_("Message-ID"), max_length=200, unique=True)

    class Meta:
        verbose_name = _("account email")
        verbose_name_plural = _("account emails")
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["not_before"],
                condition=Q(state__in=["pending", "sending"]),
                name="account_mails_waiting",
            ),
            models.Index(fields=["created_at"]),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.address}"
