"""What happened, and who is notified of it: the outbox.

Rows are written in the transaction of the act; a worker claims, sends and marks them.
"""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from newsroom.models import Leased
from reviews.models.query import Query, Reply
from reviews.models.workflow import Round, Stage


class Event(models.Model):
    """Something that happened to an article. ``facts`` holds what a mail says and no row keeps.

    They are JSON in the shape of the kind (:mod:`reviews.models.facts`), and read by it: ``Stale.of(event)``.
    """

    class Kind(models.TextChoices):
        ASKED = "asked", _("query asked")
        REPLIED = "replied", _("reply to a query")
        ASSIGNED = "assigned", _("query reassigned")
        RESOLVED = "resolved", _("query resolved")
        REOPENED = "reopened", _("query reopened")
        CHANGED = "changed", _("query changed")
        STAGE_DUE = "stage_due", _("stage due for sign-off")
        STALE = "stale", _("sign-off out of date")
        RELEASED = "released", _("story released")
        INVITED = "invited", _("guest invited")
        REMINDED = "reminded", _("query open near deadline")
        PRESSING = "pressing", _("story blocked near deadline")
        BOUNCED = "bounced", _("email bounced")
        DECIDED = "decided", _("suggestion accepted or rejected")
        STANDS_IN = "stands_in", _("queries to cover for someone")
        DEPUTY = "deputy", _("cover named or removed")
        AUTHOR = "author", _("author changed")
        MOVED = "moved", _("story moved to another desk")
        ASSIGNMENT = "assignment", _("story assigned")
        ACCEPTED = "accepted", _("assignment accepted")
        DECLINED = "declined", _("assignment declined")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, related_name="events", verbose_name=_("story")
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    query = models.ForeignKey(Query, on_delete=models.CASCADE, null=True, blank=True, related_name="events")
    reply = models.ForeignKey(Reply, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    round = models.ForeignKey(Round, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    stage = models.ForeignKey(Stage, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    facts = models.JSONField(_("facts"), default=dict, blank=True)
    happened_at = models.DateTimeField(_("happened"))
    once = models.CharField(
        max_length=120,
        null=True,
        blank=True,
        unique=True,
        help_text=_("identifies a scheduled event, raised only once"),
    )

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["-happened_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.article_id}"


class NotificationQuerySet(models.QuerySet["Notification"]):
    def unread(self) -> Self:
        return self.filter(seen_at=None)

    def see(self, *, now: datetime) -> int:
        """Mark those as seen that were not. Says how many."""
        return self.unread().update(seen_at=now)


class Notification(Leased):
    """One person is notified of one event: an item of their inbox, and a row of the outbox.

    ``seen_at`` is set however they came to see it: in the inbox, or by the link in the mail.
    ``message_id`` is that of the mail that reports it; rows of one mail share it. From the
    first attempt on neither it nor the set of rows changes: whoever tries again sends the same mail.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("waiting")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        DEAD = "dead", _("failed")
        INBOX_ONLY = "inbox", _("inbox only")
        DIGEST = "digest", _("queued for digest")
        OVERTAKEN = "overtaken", _("cancelled")

    event = models.ForeignKey(  # found by the constraint's index
        Event,
        on_delete=models.CASCADE,
        db_index=False,
        related_name="notifications",
        verbose_name=_("event"),
    )
    recipient = models.ForeignKey(  # found by the inbox's index
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        db_index=False,
        related_name="notifications",
        verbose_name=_("recipient"),
    )
    message_id = models.CharField(_("Message-ID"), max_length=200)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PENDING)
    only_follows = models.BooleanField(
        _("only follows"), default=False, help_text=_("notified only because they follow the story")
    )
    in_place_of = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        db_index=False,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("covering for"),
        help_text=_("the absent person whose deputy the recipient is"),
    )
    seen_at = models.DateTimeField(_("seen"), null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications (outbox)")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["event", "recipient"], name="one_mail_per_event_and_person"),
        ]
        indexes = [  # few, as each is paid for by everybody who is notified of an act
            models.Index(fields=["message_id"], name="rows_of_a_mail"),
            models.Index(
                fields=["in_place_of"], condition=Q(in_place_of__isnull=False), name="told_in_place_of"
            ),
            models.Index(fields=["not_before"], condition=Q(state="pending"), name="outbox_waiting"),
            models.Index(fields=["id"], condition=Q(state="sending"), name="outbox_being_sent"),
            models.Index(fields=["created_at"], condition=Q(state="dead"), name="outbox_given_up"),
            models.Index(fields=["recipient"], condition=Q(state="pending"), name="outbox_of_a_person"),
            models.Index(fields=["recipient"], condition=Q(state="digest"), name="waits_for_a_digest"),
            models.Index(fields=["recipient", "-created_at"]),
            models.Index(fields=["recipient"], condition=Q(seen_at=None), name="inbox_unread"),
        ]

    def __str__(self) -> str:
        return self.message_id


class KeptMail(models.Model):
    """A mail of the embedded run: kept and shown on a page instead of being sent."""

    recipient = models.EmailField(_("to"))
    subject = models.CharField(_("subject"), max_length=400)
    text = models.TextField(_("text"))
    html = models.TextField(_("HTML"), blank=True)
    headers = models.JSONField(_("headers"), default=dict)
    message_id = models.CharField(_("Message-ID"), max_length=200, unique=True)
    article = models.ForeignKey(Article, on_delete=models.CASCADE, null=True, related_name="+")
    sent_at = models.DateTimeField(_("sent"))

    class Meta:
        verbose_name = _("test mailbox email")
        verbose_name_plural = _("test mailbox emails")
        ordering = ["-sent_at", "-pk"]
        indexes = [models.Index(fields=["recipient", "-sent_at"])]

    def __str__(self) -> str:
        return self.subject
