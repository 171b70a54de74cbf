"""The stylebook of a desk: its entries, and the findings that somebody left as they are in a story."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from articles.documents.style.model import Case, Entry, Form, Level, Settled
from articles.documents.style.validation import NAME_LENGTH
from articles.models import Article
from newsroom.models import Desk


class Stylebook(models.Model):
    """The version of a desk's stylebook: another value after each change of its entries, never one twice.

    A desk that never had an entry has no row.
    """

    desk = models.OneToOneField(
        Desk, on_delete=models.CASCADE, primary_key=True, related_name="stylebook", verbose_name=_("desk")
    )
    version = models.UUIDField(default=uuid4)

    class Meta:
        verbose_name = _("stylebook")
        verbose_name_plural = _("stylebooks")
        ordering = ["desk"]

    def __str__(self) -> str:
        return str(self.desk)


class StyleEntryQuerySet(models.QuerySet["StyleEntry"]):
    def live(self) -> StyleEntryQuerySet:
        return self.filter(is_live=True)

    def filtered(self, *, words: str, language: str, level: str, state: str) -> StyleEntryQuerySet:
        """Those with the words in what is shown of them. A blank or unknown filter leaves all."""
        found = self
        if words:
            shown = ("name", "pattern", "suggestion", "reason")
            found = found.filter(*_any_contains(shown, words))
        if language:
            found = found.filter(language="" if language == "all" else language)
        if level in [one.value for one in Level]:
            found = found.filter(level=level)
        if state in ("live", "off"):
            found = found.filter(is_live=state == "live")
        return found


def _any_contains(columns: tuple[str, ...], words: str) -> list[Q]:
    found = Q()
    for column in columns:
        found |= Q(**{f"{column}__icontains": words})
    return [found]


class StyleEntry(models.Model):
    """When copy says ``pattern``, suggest ``suggestion``, because of ``reason``.

    The fields are those of :class:`~articles.documents.style.model.Entry`. ``suggestion`` is ``None`` where
    there is only something to say. ``settled_story``, ``settled_query`` and ``settled_on`` name the query
    whose answer the entry is; an import may name one of another newsroom.
    """

    class Levels(models.TextChoices):
        HINT = Level.HINT.value, _("hint")
        WARNING = Level.WARNING.value, _("warning")
        BLOCKS = Level.BLOCKS.value, _("blocks release")

    class Forms(models.TextChoices):
        WORDS = Form.WORDS.value, _("words")
        RE2 = Form.RE2.value, _("RE2 expression")

    class Cases(models.TextChoices):
        ANY = Case.ANY.value, _("any capitals")
        EXACT = Case.EXACT.value, _("these capitals only")

    desk = models.ForeignKey(
        Desk, on_delete=models.CASCADE, related_name="style_entries", verbose_name=_("desk")
    )
    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    pattern = models.TextField(_("when copy says"))
    form = models.CharField(_("written as"), max_length=10, choices=Forms, default=Forms.WORDS)
    suggestion = models.TextField(_("suggest"), null=True, blank=True)  # noqa: DJ001 - "" leaves the words out
    reason = models.TextField(_("because"), blank=True)
    level = models.CharField(_("level"), max_length=10, choices=Levels, default=Levels.HINT)
    case = models.CharField(_("capitals"), max_length=10, choices=Cases, default=Cases.ANY)
    exceptions = models.JSONField(_("exceptions"), default=list, blank=True)
    wrong = models.JSONField(_("examples it finds"), default=list, blank=True)
    right = models.JSONField(_("examples it leaves alone"), default=list, blank=True)
    language = models.CharField(_("language"), max_length=12, blank=True)
    is_live = models.BooleanField(_("live"), default=False)
    settled_story = models.CharField(max_length=200, blank=True)
    settled_query = models.PositiveIntegerField(null=True, blank=True)
    settled_on = models.DateField(null=True, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("author"),
    )
    created_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(_("created"))
    history = HistoricalRecords()

    objects = StyleEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("stylebook entry")
        verbose_name_plural = _("stylebook entries")
        ordering = ["desk", "name"]
        constraints = [
            models.UniqueConstraint(fields=["desk", "name"], name="one_style_entry_per_name"),
            models.CheckConstraint(
                condition=Q(level__in=[level.value for level in Level]), name="a_style_entry_has_a_level"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def settled(self) -> Settled | None:
        if self.settled_query is None or self.settled_on is None:
            return None
        return Settled(query=self.settled_query, story=self.settled_story, on=self.settled_on)

    @property
    def entry(self) -> Entry:
        """The entry as the engine reads it."""
        return Entry(
            name=self.name,
            pattern=self.pattern,
            suggestion=self.suggestion,
            reason=self.reason,
            form=Form(self.form),
            level=Level(self.level),
            case=Case(self.case),
            exceptions=tuple(self.exceptions),
            wrong=tuple(self.wrong),
            right=tuple(self.right),
            language=self.language,
            active=self.is_live,
            settled=self.settled,
        )


def columns_of(entry: Entry) -> dict[str, Any]:
    """The values of a row's columns for an entry of the engine."""
    settled = entry.settled
    on: date | None = settled.on if settled else None
    return {
        "name": entry.name,
        "pattern": entry.pattern,
        "suggestion": entry.suggestion,
        "reason": entry.reason,
        "form": entry.form.value,
        "level": entry.level.value,
        "case": entry.case.value,
        "exceptions": list(entry.exceptions),
        "wrong": list(entry.wrong),
        "right": list(entry.right),
        "language": entry.language,
        "is_live": entry.active,
        "settled_story": settled.story if settled else "",
        "settled_query": settled.query if settled else None,
        "settled_on": on,
    }


class LeftFinding(models.Model):
    """Somebody looked at what an entry finds in a story and left these words as they are.

    ``key`` names the entry, the words and what is suggested, as
    :attr:`~articles.documents.style.model.Finding.key` does: other words have another one.
    """

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="left_findings")
    key = models.CharField(max_length=32)
    entry = models.CharField(_("stylebook entry"), max_length=NAME_LENGTH)
    words = models.TextField(_("words"))
    left_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("left by")
    )
    left_at: models.DateTimeField[datetime, datetime] = models.DateTimeField(_("left"))

    class Meta:
        verbose_name = _("finding left as it is")
        verbose_name_plural = _("findings left as they are")
        ordering = ["-left_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["article", "key"], name="a_finding_is_left_once")]

    def __str__(self) -> str:
        return self.words
