"""The text of an article and the log of every edit to it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.documents import schema, stored
from articles.models.article import Article


class Document(models.Model):
    """The text as it is now: canonical JSON of a ProseMirror document.

    ``version`` counts the steps applied since the article was filed; it is the version number
    of the editing protocol. ``frozen_version`` is the version of the newest revision. ``recent_editors``
    are the people who edited lately, by id, with the second of the epoch in which each last did.
    Up to ``compacted`` the log has been put into segments; from ``log_start`` on it has its steps, too.
    """

    article = models.OneToOneField(
        Article, on_delete=models.CASCADE, primary_key=True, related_name="document"
    )
    content = models.TextField(_("content"))
    version = models.PositiveIntegerField(_("version"), default=0)
    frozen_version = models.PositiveIntegerField(default=0)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("edited by"),
    )
    edited_at = models.DateTimeField(_("edited"))
    recent_editors = models.JSONField(default=dict, db_column="hands")
    compacted = models.PositiveIntegerField(default=0)
    log_start = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def __str__(self) -> str:
        return f"{self.article_id}@{self.version}"

    def parsed(self) -> schema.Node:
        """The text for the document engine, with its suggestions."""
        return stored.load(self.content)

    def published(self) -> schema.Node:
        """The text as it would be published, without suggestions."""
        return stored.published(self.content)


class StepBatch(models.Model):
    """Steps that one act made, in order.

    ``kind`` is the kind of act. An undo has the kind of the batch it undoes. ``client_id`` is the id that a
    page chose for itself, and is empty for batches that nobody typed. A batch that a button can undo
    (``can_undo``) stays when the log is compacted; ``inverse`` then has the steps that undo it, newest first.
    """

    class Kind(models.TextChoices):
        TYPED = "typed", _("typed")
        DECISION = "decision", _("suggestions accepted or rejected")
        ACCEPTED = "accepted", _("suggested wording accepted")
        LIFTED = "lifted", _("notes turned into queries")
        FILED = "filed", _("new version uploaded")
        RESTORED = "restored", _("revision restored")

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="batches")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.TYPED)
    first_version = models.PositiveIntegerField()
    count = models.PositiveIntegerField()
    steps = models.JSONField()
    client_id = models.CharField(max_length=64, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField()
    can_undo = models.BooleanField(default=False)
    inverse = models.JSONField(null=True, blank=True)

    class Meta:
        verbose_name = _("edit batch")
        verbose_name_plural = _("edit batches")
        ordering = ["document", "first_version"]
        constraints = [
            models.UniqueConstraint(fields=["document", "first_version"], name="one_batch_per_version"),
            models.CheckConstraint(condition=models.Q(count__gte=1), name="a_batch_has_steps"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["typed", "decision", "accepted", "lifted", "filed", "restored"]),
                name="a_batch_is_of_a_kind",
            ),
            models.CheckConstraint(
                condition=(models.Q(kind="typed") & ~models.Q(client_id=""))
                | (~models.Q(kind="typed") & models.Q(client_id="")),
                name="only_typing_has_a_client",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id}@{self.first_version}+{self.count}"


class Anchor(models.Model):
    """A passage that survives edits. It belongs to the document, and does not know who uses it.

    ``start`` and ``end`` are UTF-16 positions in the present document. ``quote``, ``before`` and ``after``
    are the words on which it was placed, and do not change. A detached anchor keeps the point where its words
    were, and ``lead``, the distance from there to where they began.
    """

    class State(models.TextChoices):
        EXACT = "exact", _("exact")
        CHANGED = "changed", _("changed")
        MOVED = "moved", _("moved")
        DETACHED = "detached", _("detached")

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="anchors")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.EXACT)
    quote = models.TextField(_("quote"))
    before = models.CharField(max_length=64, blank=True)
    after = models.CharField(max_length=64, blank=True)
    lead = models.PositiveIntegerField(default=0)
    later = models.JSONField(default=list, help_text="length of the text deleted after it, in positions")
    made_at_version = models.PositiveIntegerField()
    detached_at_version = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("anchor")
        verbose_name_plural = _("anchors")
        ordering = ["document", "start"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end__gte=models.F("start")), name="a_passage_runs_forward"
            ),
            models.CheckConstraint(
                condition=models.Q(state="detached") | models.Q(end__gt=models.F("start")),
                name="a_live_passage_has_words",
            ),
        ]

    def __str__(self) -> str:
        return self.quote
