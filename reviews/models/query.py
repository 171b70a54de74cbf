"""A query: a question on a passage or a whole story, owned by somebody, answered or not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from articles.models import Anchor, Article, Revision, StepBatch, Suggestion
from newsroom.models import Immutable, ImmutableQuerySet, Membership, User
from reviews.models.turns import may_come_to, owned_by, owners, turn, waits_for

TYPED_AS = {
    "angle": "<…?>",
    "assistant": "oaicite",
    "bracket": "[AU: …]",
    "capitals": "ABC",
    "comment": "💬",
    "cq": "[CQ]",
    "critic": "{>>…<<}",
    "direction": "[add quote]",
    "doubt": "(…?)",
    "export": "[a] …",
    "hidden": "<!-- … -->",
    "house": "[[…]]",
    "line": "NOTE TO DESK:",
    "look": "a̶b̶c̶",
    "placeholder": "TK",
    "unfinished": "TODO",
}
"""What a convention of notes looks like when it is typed, in every language."""


class QueryQuerySet(models.QuerySet["Query"]):
    def open(self) -> Self:
        """Not resolved, whether somebody answered or not."""
        return self.exclude(state=Query.State.RESOLVED)

    def blocking(self) -> Self:
        return self.open().filter(blocking=True)

    def with_turn(self, now: datetime) -> Self:
        """With ``turn_id``: whose turn each is, empty for the desk's editors (:func:`turn`)."""
        return self.annotate(turn_id=turn(now))

    def owned_by(self, person: User) -> Self:
        """Those this person answers, were they here (:meth:`Query.owner_id_in`)."""
        return self.filter(owned_by(person))

    def waiting_for(self, *people: User | int, now: datetime) -> Self:
        """Those that wait for these people, in stories in the making; for editors also those that wait for
        nobody in particular on their desks.

        Each has its ``turn_id``, and :meth:`Query.waits_for` says for whom of them it waits.
        """
        ids = [person.pk if isinstance(person, User) else person for person in people]
        edited = Membership.objects.filter(user__in=ids, role=Membership.Role.EDITOR).values("desk")
        in_reach = self.in_reach_of(*ids, now=now)
        return in_reach.filter(Q(turn_id__in=ids) | Q(turn_id=None, article__desk__in=edited))

    def in_reach_of(self, *people: int, now: datetime) -> Self:
        """Those in stories in the making that may wait for these people, with their ``turn_id``."""
        in_the_making = self.open().filter(article__state=Article.State.OPEN)
        return in_the_making.filter(may_come_to(people)).with_turn(now)

    def with_revisions(self, article: int) -> Self:
        """With the numbers of the revision each was asked on, and of the newest of ``article``."""
        newest = Revision.objects.filter(article=article).order_by("-number")
        return self.annotate(
            revision_number=models.F("revision__number"),
            newest_revision=models.Subquery(newest.values("number")[:1]),
        )


def people_in(mentions: Mapping[str, list[int]]) -> list[int]:
    """The ids of everybody mentioned, each once."""
    return sorted({person for people in mentions.values() for person in people})


class Contribution(models.Model):
    """What somebody wrote in a thread, with the words they propose for its passage, if they propose any.

    ``proposed`` would take the place of ``replaces``, which is what the passage read at that moment.
    ``accepted_in`` is the batch that put them there, until that is taken back or the query is reopened; there
    is none where the passage read like that already. ``mentions`` are the people named in it:
    ``{"Ruth": [person ids]}``.
    """

    proposed = models.TextField(_("suggested wording"), blank=True)
    replaces = models.TextField(_("replaces"), blank=True)
    is_accepted = models.BooleanField(_("accepted"), default=False)
    accepted_in = models.ForeignKey(  # found by an index on those that have one
        StepBatch,
        on_delete=models.SET_NULL,
        db_index=False,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("accepted in"),
        help_text=_("the edit that put the words in, as long as they can be taken back"),
    )
    mentions = models.JSONField(_("mentions"), default=dict, blank=True)

    class Meta:
        abstract = True

    @property
    def people_mentioned(self) -> list[int]:
        """The ids of everybody it names, each once."""
        return people_in(self.mentions)


class Query(Contribution):
    """A question on a passage of an article, or on the whole story: then it has no ``anchor``."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        ANSWERED = "answered", _("answered")
        RESOLVED = "resolved", _("resolved")

    class Kind(models.TextChoices):
        WORDING = "wording", _("wording")
        FACT = "fact", _("fact")
        SOURCE = "source", _("source")
        LEGAL = "legal", _("legal")
        STYLE = "style", _("style")
        MISSING = "missing", _("missing")

    article = models.ForeignKey(
        Article, on_delete=models.CASCADE, related_name="queries", verbose_name=_("story")
    )
    number = models.PositiveIntegerField(_("number"))
    anchor = models.OneToOneField(
        Anchor,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="query",
        verbose_name=_("passage"),
        help_text=_("none for a query about the whole story"),
    )
    revision = models.ForeignKey(
        Revision, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("asked on revision")
    )
    suggestion = models.OneToOneField(
        Suggestion,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="query",
        verbose_name=_("about the suggestion"),
    )
    question = models.TextField(_("question"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.WORDING)
    blocking = models.BooleanField(_("blocks release"), default=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    remark = models.CharField(
        _("remark"),
        max_length=300,
        blank=True,
        help_text=_("why a reply found in the draft does not answer the query"),
    )
    convention = models.CharField(_("typed as"), max_length=40, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="queries_asked",
        verbose_name=_("asked by"),
    )
    asked_as = models.CharField(_("asked as"), max_length=120, blank=True)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="queries_assigned",
        verbose_name=_("assigned to"),
    )
    asked_at = models.DateTimeField(_("asked"))
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    resolved_at = models.DateTimeField(_("resolved"), null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("resolved by"),
    )
    closed_with_suggestion = models.BooleanField(
        default=False,
        editable=False,
        help_text=_("resolved because the suggestion that it discusses was decided on or withdrawn"),
    )
    history = HistoricalRecords(excluded_fields=["accepted_in", "closed_with_suggestion"])

    objects = QueryQuerySet.as_manager()

    revision_number: int | None = None
    turn_id: int | None = None
    turn: User | None = None
    newest_revision: int | None = None

    class Meta:
        verbose_name = _("query")
        verbose_name_plural = _("queries")
        ordering = ["article", "number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="one_query_per_number"),
            models.CheckConstraint(
                condition=Q(state="resolved", resolved_at__isnull=False)
                | (~Q(state="resolved") & Q(resolved_at__isnull=True)),
                name="resolved_has_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["article", "state", "blocking"]),
            models.Index(fields=["assigned_to", "state"]),
            models.Index(
                fields=["accepted_in"], condition=Q(accepted_in__isnull=False), name="query_accepted_in"
            ),
        ]

    def __str__(self) -> str:
        return self.question

    @property
    def is_open(self) -> bool:
        return self.state != self.State.RESOLVED

    @property
    def is_of_an_old_revision(self) -> bool:
        """Whether another revision was kept since it was asked; read :meth:`with_revisions`."""
        return (self.revision_number or 0) < (self.newest_revision or 0)

    @property
    def is_on_whole_story(self) -> bool:
        return self.anchor_id is None

    @property
    def quote(self) -> str:
        """The words it was asked on; empty for a query about the whole story."""
        return self.anchor.quote if self.anchor else ""

    @property
    def is_detached(self) -> bool:
        """Whether the words it was asked on are gone."""
        return self.anchor is not None and self.anchor.state == Anchor.State.DETACHED

    @property
    def typed_as(self) -> str:
        """What the note looked like that this query was lifted from; empty for one asked here."""
        return TYPED_AS.get(self.convention, self.convention)

    def owner_id_in(self, article: Article) -> int | None:
        """Who answers it, were they here: who it is assigned to, else the author unless they asked.

        ``article`` is the query's own, at hand.
        """
        return next(iter(owners(self, article.author_id)), None)

    def waits_for(self, person_id: int, *, edits: bool) -> bool:
        """Whether one that was read by :meth:`QueryQuerySet.waiting_for` waits for this person, who is
        (``edits``) or is not one of the desk's editors."""
        return waits_for(self.turn_id, person_id, edits=edits)

    @property
    def asker(self) -> str:
        """The name of who asked, as far as it is known."""
        return str(self.asked_by) if self.asked_by else self.asked_as


class Reply(Contribution):
    """One contribution to the thread of a query."""

    query = models.ForeignKey(
        Query, on_delete=models.CASCADE, related_name="replies", verbose_name=_("query")
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    written_as = models.CharField(_("written as"), max_length=120, blank=True)
    mail = models.ForeignKey(
        "reviews.InboundMail",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="replies",
        verbose_name=_("by email"),
    )
    body = models.TextField(_("text"))
    created_at = models.DateTimeField(_("written"))

    class Meta:
        verbose_name = _("reply")
        verbose_name_plural = _("replies")
        ordering = ["created_at", "pk"]
        indexes = [
            models.Index(
                fields=["accepted_in"], condition=Q(accepted_in__isnull=False), name="reply_accepted_in"
            )
        ]

    def __str__(self) -> str:
        return self.body

    @property
    def writer(self) -> str:
        return str(self.author) if self.author else self.written_as


class Placing(Immutable):
    """Where a query was put, and when: as it was asked, and each time somebody settled it by hand.

    Positions are those of the document at ``version``; ``quote`` are the words there.
    """

    class Act(models.TextChoices):
        ASKED = "asked", _("asked")
        CONFIRMED = "confirmed", _("confirmed")
        PUT = "put", _("moved to other text")

    query = models.ForeignKey(
        Query, on_delete=models.CASCADE, related_name="placings", verbose_name=_("query")
    )
    act = models.CharField(_("act"), max_length=10, choices=Act)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    version = models.PositiveIntegerField(_("document version"))
    quote = models.TextField(_("words"))
    placed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("by"),
    )
    placed_at = models.DateTimeField(_("moved"))

    objects = ImmutableQuerySet["Placing"].as_manager()

    class Meta:
        verbose_name = _("query move")
        verbose_name_plural = _("query moves")
        ordering = ["query", "placed_at", "pk"]

    def __str__(self) -> str:
        return self.quote


class Clearance(models.Model):
    """Somebody looked at words that look like a note and says they are meant for readers."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="clearances")
    text = models.TextField(_("words"))
    cleared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("cleared by")
    )
    cleared_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(_("cleared"))

    class Meta:
        verbose_name = _("clearance")
        verbose_name_plural = _("clearances")
        ordering = ["-cleared_at"]
        constraints = [models.UniqueConstraint(fields=["article", "text"], name="words_are_cleared_once")]

    def __str__(self) -> str:
        return self.text
