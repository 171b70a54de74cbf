"""Views of the list of stories that somebody saved under a name."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from newsroom.models import Desk, User

LONGEST_NAME = 60
LONGEST_QUERY = 1_000
"""Characters of the filters, as an address has them."""


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def seen_by(self, person: User) -> SavedViewQuerySet:
        """One's own, and those that are shared with one's desks; each with ``is_default`` for this person."""
        desks = None if person.is_superuser else list(person.desk_roles)
        return self.seen_on(desks, person=person.pk)

    def seen_on(self, desks: Sequence[int] | None, *, person: int) -> SavedViewQuerySet:
        """The same of a person with these desks; ``None`` are all."""
        chosen = DefaultView.objects.filter(person=person, view=OuterRef("pk"))
        shared = Q(desk__isnull=False) if desks is None else Q(desk__in=desks)
        seen = self.filter(Q(desk=None, owner=person) | shared)
        return seen.annotate(is_default=Exists(chosen)).order_by("name", "pk")


class SavedView(models.Model):
    """Filters and order under a name: its owner's alone, or shared with everyone on a desk.

    ``query`` is what the address of the list has behind its question mark.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="saved_views",
        verbose_name=_("owner"),
    )
    desk = models.ForeignKey(
        Desk,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="saved_views",
        verbose_name=_("shared with"),
    )
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    query = models.CharField(_("filters"), max_length=LONGEST_QUERY, blank=True)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"], condition=Q(desk=None), name="one_private_view_per_name"
            ),
            models.UniqueConstraint(
                fields=["desk", "name"], condition=Q(desk__isnull=False), name="one_shared_view_per_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DefaultView(models.Model):
    """The view with which a person's list of stories begins. Who chose none has no row."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="default_view",
        verbose_name=_("person"),
    )
    view = models.ForeignKey(SavedView, on_delete=models.CASCADE, related_name="+", verbose_name=_("view"))

    class Meta:
        verbose_name = _("default view")
        verbose_name_plural = _("default views")
        ordering = ["person"]

    def __str__(self) -> str:
        return str(self.view)
