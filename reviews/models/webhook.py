"""Webhooks: the endpoints of a desk, and the outbox of their deliveries."""

from __future__ import annotations

import base64
import secrets
from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from newsroom.models import Desk, Leased
from reviews.models.notification import Event

URL_LENGTH = 500
SECRET_PREFIX, KEY_LENGTH = "whsec_", 32
"""As Standard Webhooks has it: what a secret begins with, and the bytes of the key behind it."""


def fresh_secret() -> str:
    """What the receiver checks our signature with."""
    return SECRET_PREFIX + base64.b64encode(secrets.token_bytes(KEY_LENGTH)).decode()


_UNRECORDED = ["secret", "former_secret", "former_secret_until", "failures", "paused_until"]


class Endpoint(models.Model):
    """An address that gets some kinds of events of one desk.

    While it fails it is paused until ``paused_until``, so that a dead one costs one try and not one an event.
    """

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="endpoints", verbose_name=_("desk"))
    url = models.URLField(_("address"), max_length=URL_LENGTH)
    secret = models.CharField(max_length=80, default=fresh_secret, editable=False)
    former_secret = models.CharField(max_length=80, blank=True, editable=False)
    former_secret_until = models.DateTimeField(null=True, editable=False)
    kinds = models.JSONField(_("events"), default=list)
    is_active = models.BooleanField(_("active"), default=True)
    failures = models.PositiveSmallIntegerField(_("consecutive failures"), default=0)
    paused_until = models.DateTimeField(_("paused until"), null=True, blank=True, db_column="resting_until")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("added by")
    )
    added_at = models.DateTimeField(_("added"))
    history = HistoricalRecords(excluded_fields=_UNRECORDED)

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["desk", "pk"]

    def __str__(self) -> str:
        return self.url

    def secrets(self, *, now: datetime) -> list[str]:
        """What a message of this moment is signed with: the secret, and the one before until it ends."""
        is_left = self.former_secret_until is not None and self.former_secret_until > now
        return [self.secret, self.former_secret] if is_left else [self.secret]


class Delivery(Leased):
    """One event for one endpoint. ``body`` is what is posted: made at the first try, the same at each.

    A delivery without an event is a trial that somebody asked for.
    """

    public_id = models.UUIDField(_("number"), default=uuid4, unique=True, editable=False)
    endpoint = models.ForeignKey(
        Endpoint, on_delete=models.CASCADE, related_name="deliveries", verbose_name=_("webhook")
    )
    event = models.ForeignKey(
        Event, on_delete=models.CASCADE, null=True, related_name="deliveries", verbose_name=_("event")
    )
    body = models.TextField(_("body"), blank=True)

    class Meta:
        verbose_name = _("webhook delivery")
        verbose_name_plural = _("webhook deliveries (outbox)")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["endpoint", "event"], name="one_delivery_per_event_and_webhook"),
        ]
        indexes = [
            models.Index(fields=["not_before"], condition=Q(state="pending"), name="webhooks_waiting"),
            models.Index(fields=["lease_until"], condition=Q(state="sending"), name="webhooks_being_sent"),
            models.Index(fields=["sent_at"], condition=Q(state="sent"), name="webhooks_told"),
            models.Index(fields=["endpoint", "state"]),
        ]

    def __str__(self) -> str:
        return str(self.public_id)
