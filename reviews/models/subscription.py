"""What mail a person wants: nothing is written for those who leave it as it is."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from articles.models import Article
from reviews.models.notification import Event


class Subscription(models.Model):
    """One person's word on the mail about one kind of event, or about one article.

    It decides about mail alone. All their notifications are in their inbox either way.
    """

    class Choice(models.TextChoices):
        MAIL = "mail", _("Email")
        DIGEST = "digest", _("In digest")
        NO_MAIL = "no_mail", _("No email")
        ALL = "all", _("Everything")
        CONCERNED = "concerned", _("Only what concerns me")
        MUTE = "mute", _("No email")

    OF_A_KIND = (Choice.MAIL, Choice.DIGEST, Choice.NO_MAIL)
    OF_AN_ARTICLE = (Choice.ALL, Choice.CONCERNED, Choice.MUTE)

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="subscriptions",
        verbose_name=_("person"),
    )
    kind = models.CharField(_("kind of event"), max_length=10, choices=Event.Kind, blank=True)
    article = models.ForeignKey(
        Article,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="subscriptions",
        verbose_name=_("story"),
    )
    choice = models.CharField(_("email"), max_length=10, choices=Choice)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("email preference")
        verbose_name_plural = _("email preferences")
        ordering = ["person", "article", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"], condition=~Q(kind=""), name="one_word_on_a_kind_of_mail"
            ),
            models.UniqueConstraint(
                fields=["person", "article"],
                condition=Q(article__isnull=False),
                name="one_word_on_the_mail_of_an_article",
            ),
            models.CheckConstraint(
                condition=Q(article=None, choice__in=["mail", "digest", "no_mail"]) & ~Q(kind="")
                | Q(article__isnull=False, kind="", choice__in=["all", "concerned", "mute"]),
                name="of_a_kind_or_of_an_article",
            ),
        ]

    def __str__(self) -> str:
        about = self.article or self.get_kind_display()
        return f"{self.person} · {about}: {self.get_choice_display()}"
