"""A query that its author has not filed yet: nobody else sees it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models import Anchor, Article
from newsroom.models import User
from reviews.models.query import Query


class DraftQueryQuerySet(models.QuerySet["DraftQuery"]):
    def of(self, person: User | int, article: Article | int) -> DraftQueryQuerySet:
        """This person's own on a story, in the order of the copy; those on the whole story first."""
        drafts = self.filter(author=person, article=article).select_related("anchor", "assigned_to")
        return drafts.order_by(models.F("anchor__start").asc(nulls_first=True), "pk")


class DraftQuery(models.Model):
    """A question on a passage, or on the whole story where it has no ``anchor``, that was not asked yet.

    It is apart from queries, so that whatever reads queries cannot show it: it has no number, blocks nothing
    and is in no export. Its passage moves with the copy like that of any query.
    """

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="draft_queries")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    anchor = models.OneToOneField(
        Anchor, on_delete=models.CASCADE, null=True, blank=True, related_name="draft_query"
    )
    question = models.TextField(_("question"))
    kind = models.CharField(_("kind"), max_length=10, choices=Query.Kind, default=Query.Kind.WORDING)
    blocking = models.BooleanField(_("blocks release"), default=True)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    proposed = models.TextField(_("suggested wording"), blank=True)
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    created_at = models.DateTimeField(_("written"))

    objects = DraftQueryQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft query")
        verbose_name_plural = _("draft queries")
        ordering = ["article", "author", "pk"]

    def __str__(self) -> str:
        return self.question

    @property
    def quote(self) -> str:
        """The words it is about; empty for the whole story."""
        return self.anchor.quote if self.anchor else ""
