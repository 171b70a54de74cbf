"""Stages of a desk, the rounds an article goes through, and the signatures on its words."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from articles.models import Article, Revision
from newsroom.models import Desk, ImmutableError


class Stage(models.Model):
    """A step of a desk's workflow: who has to sign the copy there, and how many of them."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="stages", verbose_name=_("desk"))
    position = models.PositiveSmallIntegerField(_("position"))
    name = models.CharField(_("name"), max_length=60)
    group = models.ForeignKey(
        Group,
        on_delete=models.PROTECT,
        related_name="stages",
        verbose_name=_("group that signs"),
    )
    signatures = models.PositiveSmallIntegerField(
        _("signatures"),
        default=1,
        validators=[MinValueValidator(1)],
        help_text=_("how many different people"),
    )
    author_may_sign = models.BooleanField(_("the author may sign"), default=False)
    required = models.BooleanField(_("required for release"), default=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        ordering = ["desk", "position"]
        constraints = [
            models.UniqueConstraint(fields=["desk", "position"], name="one_stage_per_position"),
            models.UniqueConstraint(fields=["desk", "name"], name="one_stage_per_name"),
            models.CheckConstraint(
                condition=models.Q(signatures__gte=1), name="a_stage_asks_for_a_signature"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RoundQuerySet(models.QuerySet["Round"]):
    def current(self) -> RoundQuerySet:
        """The newest round of each article."""
        newest = (
            Round.objects.filter(article=models.OuterRef("article")).order_by("-number").values("number")[:1]
        )
        return self.filter(number=models.Subquery(newest))


class Round(models.Model):
    """One way of an article from its desk to release. A correction opens the next one.

    ``stage`` is where the copy is; empty for a desk without a workflow.
    """

    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, related_name="rounds", verbose_name=_("article")
    )
    number = models.PositiveSmallIntegerField(_("round"))
    stage = models.ForeignKey(
        Stage, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("stage")
    )
    opened_at = models.DateTimeField(_("opened"))
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("opened by"),
    )
    reason = models.TextField(_("what is to be corrected"), blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    history = HistoricalRecords()

    objects = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        ordering = ["article", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="one_round_per_number"),
            models.UniqueConstraint(
                fields=["article"], condition=models.Q(closed_at=None), name="one_open_round_per_article"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article} · {self.number}"


class SignOff(models.Model):
    """One person's approval of one digest, for one stage. Only its withdrawal is ever added."""

    round = models.ForeignKey(
        Round, on_delete=models.CASCADE, related_name="signoffs", verbose_name=_("round")
    )
    stage = models.ForeignKey(
        Stage, on_delete=models.PROTECT, related_name="signoffs", verbose_name=_("stage")
    )
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="signoffs")
    digest = models.CharField(_("digest"), max_length=80)
    signer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="signoffs",
        verbose_name=_("signed by"),
    )
    author_then = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("author then"),
    )
    author_might_sign = models.BooleanField(default=False)
    signed_at = models.DateTimeField(_("signed"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    stale_told_at = models.DateTimeField(_("told that it went stale"), null=True, blank=True)

    class Meta:
        verbose_name = _("sign-off")
        verbose_name_plural = _("sign-offs")
        ordering = ["-signed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "stage", "digest", "signer"],
                condition=models.Q(withdrawn_at=None),
                name="a_person_counts_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(signer=models.F("author_then")) | models.Q(author_might_sign=True),
                name="the_author_does_not_count",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stage} · {self.signer}"

    def save(self, *args: object, **kwargs: object) -> None:
        if not self._state.adding:
            raise ImmutableError("A sign-off cannot be changed once it is written.")
        super().save(*args, **kwargs)  # type: ignore[arg-type]
