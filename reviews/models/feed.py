"""The calendar feed of a person: who has none yet has no row."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


class Feed(models.Model):
    """What one person's calendar shows. Its link is good while ``version`` is the one it was made with."""

    class Choice(models.TextChoices):
        MINE = "mine", _("My stories and queries")
        DESKS = "desks", _("Everything on my desks")

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="feed",
        verbose_name=_("person"),
    )
    choice = models.CharField(_("shows"), max_length=10, choices=Choice, default=Choice.MINE)
    version = models.PositiveIntegerField(_("link version"), default=1)
    is_on = models.BooleanField(_("on"), default=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")
        ordering = ["person"]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_choice_display()}"
