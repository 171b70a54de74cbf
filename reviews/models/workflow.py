"""Stages of a desk, the rounds an article goes through, and the signatures on its words."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.validators import MinValueValidator
from django.db import models, transaction
from django.db.models.signals import pre_delete
from django.dispatch import receiver
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from articles.locking import lock_desk
from articles.models import Article, CoAuthor, Revision
from newsroom.errors import Conflict
from newsroom.models import CannotBeChanged, Desk, Membership, User


class LastRequiredStage(Conflict):
    """Without this stage nobody would have to sign a desk's copy any more."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            gettext("%(desk)s needs at least one required stage: make another stage required first.")
            % {"desk": desk}
        )


class StageQuerySet(models.QuerySet["Stage"]):
    def required(self) -> StageQuerySet:
        return self.filter(required=True)

    def signed_by(self, person: User) -> StageQuerySet:
        """Those this person may sign, of copy that is not their own (:meth:`Stage.may_be_signed_by`)."""
        if person.is_guest:
            return self.none()
        desks = Membership.objects.speaking().filter(user=person)
        return self.filter(desk__in=desks.values("desk"), group__user=person)

    def update(self, **values: Any) -> int:
        """As usual, under the locks on their desks. Raises :class:`LastRequiredStage`."""
        with transaction.atomic():
            desks = _lock_desks(self.order_by().values_list("desk", flat=True))
            count = super().update(**values)
            _keep_one_required(desks)
        return count

    # A refusal takes these back alone, and not all that the caller has done in a transaction of its own.

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        with transaction.atomic():
            return super().bulk_update(*args, **kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        with transaction.atomic():
            return super().delete()

    delete.alters_data = True  # type: ignore[attr-defined]
    delete.queryset_only = True  # type: ignore[attr-defined]


class Stage(models.Model):
    """A step of a desk's workflow: who has to sign the copy there, and how many of them."""

    desk = models.ForeignKey(Desk, on_delete=models.CASCADE, related_name="stages", verbose_name=_("desk"))
    position = models.PositiveSmallIntegerField(_("position"))
    name = models.CharField(_("name"), max_length=60)
    group = models.ForeignKey(
        Group,
        on_delete=models.PROTECT,
        related_name="stages",
        verbose_name=_("sign-off group"),
    )
    signatures = models.PositiveSmallIntegerField(
        _("sign-offs needed"),
        default=1,
        validators=[MinValueValidator(1)],
        help_text=_("number of different people"),
    )
    author_may_sign = models.BooleanField(_("the author may sign off"), default=False)
    required = models.BooleanField(_("required for release"), default=True)
    history = HistoricalRecords()

    objects = StageQuerySet.as_manager()

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

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Under the lock on its desk, as whoever signs or releases there looks at its stages.

        Raises :class:`LastRequiredStage`.
        """
        with transaction.atomic():
            before = Stage.objects.filter(pk=self.pk).values_list("desk", flat=True)
            desks = _lock_desks({self.desk_id, *before})
            super().save(*args, **kwargs)
            _keep_one_required(desks)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        with transaction.atomic():
            return super().delete(*args, **kwargs)

    def may_be_signed_by(self, person_id: int, group_ids: Container[int], *, article: Article) -> bool:
        """Whether somebody of the desk signs here: as a member of the stage's group, an author only where
        the stage says so. Whether they have a part in the desk is for the caller to know."""
        if self.desk_id != article.desk_id or self.group_id not in group_ids:
            return False
        return self.author_may_sign or not article.is_by(person_id)

    def signers_of(self, article: Article) -> models.Q:
        """The same for a queryset of people with a part in the desk: those who sign this article here."""
        if self.desk_id != article.desk_id:
            return models.Q(pk__in=())
        members = models.Q(
            is_guest=False, pk__in=User.groups.through.objects.filter(group=self.group_id).values("user")
        )
        if self.author_may_sign:
            return members
        co_authors = CoAuthor.objects.filter(article=article.pk).values("person")
        return members & ~models.Q(pk=article.author_id) & ~models.Q(pk__in=co_authors)


_changing: ContextVar[frozenset[int]] = ContextVar("desks whose stages change together", default=frozenset())


@contextmanager
def changing_together(desk: Desk) -> Iterator[None]:
    """Several changes to a desk's stages as one: that one stays required is asked when all are made."""
    with transaction.atomic():
        desks = _lock_desks([desk.pk])
        earlier = _changing.set(_changing.get() | {desk.pk})
        try:
            yield
        finally:
            _changing.reset(earlier)
        _keep_one_required(desks)


def _lock_desks(ids: Collection[int]) -> list[Desk]:
    """Lock these desks; those are returned that have a required stage, and so have to keep one."""
    desks = [lock_desk(pk) for pk in sorted(set(ids))]
    return [desk for desk in desks if Stage.objects.required().filter(desk=desk).exists()]


def _keep_one_required(desks: Collection[Desk]) -> None:
    for desk in desks:
        if desk.pk not in _changing.get() and not Stage.objects.required().filter(desk=desk).exists():
            raise LastRequiredStage(desk)


@receiver(pre_delete, sender=Stage, dispatch_uid="reviews.keep_one_required")
def keep_one_required(instance: Stage, origin: object = None, **kwargs: Any) -> None:
    """Refuse to delete a desk's last required stages, one by one or together. With its desk each goes.

    Raises :class:`LastRequiredStage`.
    """
    model = origin.model if isinstance(origin, models.QuerySet) else type(origin)
    if model is Desk:
        return
    going = {instance.pk}
    if isinstance(origin, models.QuerySet) and model is Stage:
        going |= {stage.pk for stage in origin}
    for desk in _lock_desks([instance.desk_id]):
        staying = Stage.objects.required().filter(desk=desk).exclude(pk__in=going)
        if desk.pk not in _changing.get() and not staying.exists():
            raise LastRequiredStage(desk)


class RoundQuerySet(models.QuerySet["Round"]):
    def waiting_for(self, person: User) -> RoundQuerySet:
        """Those of stories in the making at a stage that this person signs and has not signed for the words
        as they are. For an administrator on their own desks alone: elsewhere they may sign, and nobody waits
        for them."""
        signed = SignOff.objects.filter(
            round=models.OuterRef("pk"),
            stage=models.OuterRef("stage"),
            signer=person,
            digest=models.OuterRef("article__digest"),
            withdrawn_at=None,
        )
        in_the_making = self.filter(
            closed_at=None, article__state=Article.State.OPEN, article__planning=Article.Planning.FILED
        )
        at_theirs = in_the_making.filter(stage__in=Stage.objects.signed_by(person))
        co_authored = CoAuthor.objects.filter(article=models.OuterRef("article"), person=person)
        own = models.Q(article__author=person) | models.Exists(co_authored)
        barred = own & models.Q(stage__author_may_sign=False)
        return at_theirs.exclude(barred).exclude(models.Exists(signed))

    def current(self) -> RoundQuerySet:
        """The newest round of each article."""
        newest = (
            Round.objects.filter(article=models.OuterRef("article")).order_by("-number").values("number")[:1]
        )
        return self.filter(number=models.Subquery(newest))


class Round(models.Model):
    """One way of an article from its desk to release. A correction opens the next one.

    ``stage`` is where the copy is; empty as long as its desk has no stages.
    """

    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, related_name="rounds", verbose_name=_("story")
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
    reason = models.TextField(_("reason for the correction"), blank=True)
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
    digest = models.CharField(_("fingerprint"), max_length=80)
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
        verbose_name=_("author at the time"),
    )
    author_might_sign = models.BooleanField(default=False)
    signed_at = models.DateTimeField(_("signed"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    stale_notified_at = models.DateTimeField(
        _("notified as out of date"), null=True, blank=True, db_column="stale_told_at"
    )

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
        """Written once. Raises :class:`CannotBeChanged` the second time."""
        if not self._state.adding:
            raise CannotBeChanged("A sign-off cannot be changed once it is written.")
        super().save(*args, **kwargs)  # type: ignore[arg-type]
