"""Mail that came in, what became of it, what was answered, and to whom no mail goes any more."""

from __future__ import annotations

from datetime import datetime
from typing import Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from newsroom.models import Leased

KEY_LENGTH = 64


class InboundMailQuerySet(models.QuerySet["InboundMail"]):
    def due(self, now: datetime) -> Self:
        return self.filter(state=InboundMail.State.WAITING, not_before__lte=now)


class InboundMail(models.Model):
    """A message that came in, each once: ``key`` is a digest of what makes two copies the same message.

    ``raw`` is let go once the message is settled for good: taken or ignored.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        TAKEN = "taken", _("accepted")
        IGNORED = "ignored", _("ignored")
        REFUSED = "refused", _("refused")
        QUARANTINED = "parked", _("quarantined")

    class Channel(models.TextChoices):
        WEBHOOK = "webhook", _("webhook")
        IMAP = "imap", _("IMAP")
        PIPE = "pipe", _("command line")

    key = models.CharField(max_length=KEY_LENGTH, unique=True)
    channel = models.CharField(_("received via"), max_length=10, choices=Channel, db_column="door")
    message_id = models.CharField(_("Message-ID"), max_length=300, blank=True)
    sender = models.CharField(_("from"), max_length=254, blank=True)
    recipients = models.TextField(_("to"), blank=True)
    subject = models.CharField(_("subject"), max_length=300, blank=True)
    size = models.PositiveIntegerField(_("size"))
    raw = models.BinaryField(null=True)
    text = models.TextField(_("reply"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("person"),
    )
    article = models.ForeignKey(
        Article, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("story")
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    not_before = models.DateTimeField(_("next attempt"))
    received_at = models.DateTimeField(_("received"))
    settled_at = models.DateTimeField(_("settled"), null=True)

    objects = InboundMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("inbound mail")
        verbose_name_plural = _("inbound mail")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["not_before"], condition=Q(state="waiting"), name="inbound_waiting"),
            models.Index(fields=["received_at"], condition=Q(state="parked"), name="inbound_put_aside"),
            models.Index(fields=["person", "received_at"]),
        ]

    def __str__(self) -> str:
        return self.subject or self.message_id or str(self.pk)


class Answer(Leased):
    """What we say to a inbound mail: written with the act, sent after it. One for each judgement.

    ``paragraphs`` are plain sentences.
    """

    mail = models.ForeignKey(
        InboundMail, on_delete=models.CASCADE, related_name="answers", verbose_name=_("mail")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("to")
    )
    article = models.ForeignKey(Article, on_delete=models.CASCADE, null=True, related_name="+")
    subject = models.CharField(_("subject"), max_length=300)
    paragraphs = models.JSONField(_("text"), default=list)
    reply_to = models.CharField(max_length=300, blank=True)
    message_id = models.CharField(_("Message-ID"), max_length=200, unique=True)

    class Meta:
        verbose_name = _("automatic reply")
        verbose_name_plural = _("automatic replies")
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["not_before"], condition=Q(state__in=["pending", "sending"]), name="answers_waiting"
            ),
            models.Index(fields=["person", "created_at"]),
        ]

    def __str__(self) -> str:
        return self.subject


def _place(attachment: Attachment, filename: str) -> str:
    """Where a file is kept. Its name there is ours: the sender's is only shown."""
    return f"attachments/{uuid4().hex}"


class Attachment(models.Model):
    """A file that came with a reply. It is served to those who see the thread, as a download alone.

    Without ``file`` it was too large, or one too many, and the thread says that it is missing.
    """

    reply = models.ForeignKey(
        "reviews.Reply", on_delete=models.CASCADE, related_name="attachments", verbose_name=_("reply")
    )
    name = models.CharField(_("name"), max_length=160)
    size = models.PositiveIntegerField(_("size"))
    file = models.FileField(_("file"), upload_to=_place)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


class StoppedAddressQuerySet(models.QuerySet["StoppedAddress"]):
    def active(self) -> Self:
        return self.filter(ended_at=None)


class StoppedAddress(models.Model):
    """Mail to this address came back for good, and none goes there until somebody says that it is right."""

    address = models.CharField(_("address"), max_length=254, help_text=_("in lower case"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="stopped_addresses",
        verbose_name=_("person"),
    )
    reason = models.CharField(_("mail server’s reason"), max_length=500, blank=True)
    stopped_at = models.DateTimeField(_("stopped"))
    ended_at = models.DateTimeField(_("email resumed"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )

    objects = StoppedAddressQuerySet.as_manager()

    class Meta:
        verbose_name = _("bounced address")
        verbose_name_plural = _("bounced addresses")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["address"], condition=Q(ended_at=None), name="an_address_is_stopped_once"
            )
        ]

    def __str__(self) -> str:
        return self.address
