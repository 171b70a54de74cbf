"""An article: its details, and the fields that lists show of its text."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Final, Self

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from articles.documents import stored
from articles.documents.digest import publication_digest
from newsroom.models import Desk, User

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from articles.models.co_author import CoAuthor
    from articles.models.tag import Tag

LONGEST_TARGET: Final = 100_000
"""Words that a story may be meant to have."""
LONGEST_BRIEF: Final = 10_000  # characters
LONGEST_NOTES: Final = 10_000  # characters
LONGEST_SECTION: Final = 60
LONGEST_SLUGLINE: Final = 120
WORDS_A_MINUTE: Final = 238
"""What adults read silently in English: M. Brysbaert, "How many words do we read per minute?", 2019."""

RTL_LANGUAGES = frozenset({"ar", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"})


def topic_of(article_id: int) -> str:
    """The topic of an article's events in :mod:`newsroom.messaging.live`."""
    return f"article:{article_id}"


def topic_of_desk(desk_id: int) -> str:
    """The topic of events that say to lists that something about the stories of a desk changed."""
    return f"desk:{desk_id}"


def direction_of(language: str) -> str:
    """``"rtl"`` or ``"ltr"``, from a language code such as ``ar`` or ``ar-EG``."""
    return "rtl" if language.lower().split("-")[0] in RTL_LANGUAGES else "ltr"


def search_key(text: str) -> str:
    """The text that a search compares. SQLite ignores the case of ASCII letters only."""
    return text.casefold()


def with_words(words: str) -> models.Q:
    """For a queryset of articles: those with every word in the headline or the slug."""
    found = models.Q()
    for word in search_key(words).split():
        found &= models.Q(headline_key__contains=word) | models.Q(slug__contains=word)
    return found


class ArticleQuerySet(models.QuerySet["Article"]):
    def begun(self) -> Self:
        """Without the empty pages on which nobody has typed yet."""
        return self.exclude(planning=Article.Planning.BLANK)

    def in_progress(self) -> Self:
        return self.filter(state=Article.State.OPEN)

    def overdue(self, now: datetime) -> Self:
        return self.in_progress().filter(deadline__lt=now)


class Article(models.Model):
    """The metadata of a story. Its text is its :class:`~articles.models.Document`.

    ``headline``, ``words`` and ``digest`` are derived from the document and kept here for lists;
    only ``articles.editing.edits`` and ``articles.editing.filing`` write them.
    """

    class State(models.TextChoices):
        OPEN = "open", _("in progress")
        RELEASED = "released", _("released")
        SPIKED = "spiked", _("spiked")

    class Direction(models.TextChoices):
        LTR = "ltr", _("left to right")
        RTL = "rtl", _("right to left")

    class Planning(models.TextChoices):
        """What comes before copy is filed. Copy that comes in whole is filed at once."""

        FILED = "", _("filed")
        IDEA = "idea", _("idea")
        ASSIGNED = "assigned", _("assigned, not accepted yet")
        BLANK = "blank", _("empty page")
        WRITING = "writing", _("being written")

    class Priority(models.IntegerChoices):
        """How soon a story has to be dealt with; the number is its urgency as IPTC counts it, 1 to 9."""

        URGENT = 1, _("urgent")
        HIGH = 3, _("high")
        NORMAL = 5, _("normal")
        LOW = 8, _("low")

    co_authors: RelatedManager[CoAuthor]
    tags: RelatedManager[Tag]

    slug = models.SlugField(_("slug"), unique=True, max_length=80, allow_unicode=True)
    desk = models.ForeignKey(Desk, on_delete=models.PROTECT, related_name="articles", verbose_name=_("desk"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="articles",
        verbose_name=_("author"),
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    planning = models.CharField(_("planning"), max_length=10, choices=Planning, blank=True, editable=False)
    brief = models.TextField(_("brief"), blank=True, max_length=LONGEST_BRIEF)
    byline = models.CharField(_("byline"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=12, default="en")
    direction = models.CharField(_("direction"), max_length=3, choices=Direction, default=Direction.LTR)
    deadline = models.DateTimeField(_("deadline"), null=True, blank=True)
    embargo_until = models.DateTimeField(_("embargo until"), null=True, blank=True)
    target_words = models.PositiveIntegerField(
        _("target length"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_TARGET)],
    )
    editor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="edited_articles",
        verbose_name=_("editor in charge"),
    )
    section = models.CharField(_("section"), max_length=LONGEST_SECTION, blank=True)
    slugline = models.CharField(_("slugline"), max_length=LONGEST_SLUGLINE, blank=True)
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority, default=Priority.NORMAL)
    desk_notes = models.TextField(_("notes for the desk"), blank=True, max_length=LONGEST_NOTES)
    headline = models.CharField(_("headline"), max_length=1000, blank=True, editable=False)
    headline_key = models.CharField(max_length=1000, blank=True, editable=False)
    words = models.PositiveIntegerField(_("words"), default=0, editable=False)
    digest = models.CharField(_("fingerprint"), max_length=80, editable=False)
    created_at = models.DateTimeField(_("filed"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("filed by"),
    )
    updated_at = models.DateTimeField(_("last change"))
    history = HistoricalRecords(
        excluded_fields=[
            "headline",
            "headline_key",
            "words",
            "digest",
            "updated_at",
            "created_at",
            "created_by",
        ]
    )

    objects = ArticleQuerySet.as_manager()

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        ordering = ["-updated_at"]
        indexes = [
            models.Index(fields=["desk", "state", "deadline"]),
            models.Index(fields=["state", "deadline"]),
            models.Index(fields=["-updated_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(planning="assigned") | models.Q(author__isnull=False),
                name="an_assignment_is_somebodys",
            ),
            models.UniqueConstraint(
                fields=["created_by", "desk"],
                condition=models.Q(planning="blank"),
                name="one_empty_page_per_person_and_desk",
            ),
        ]

    def __str__(self) -> str:
        return self.headline or self.slug

    def get_absolute_url(self) -> str:
        return reverse("article", args=[self.slug])

    def digest_with(self, content: str) -> str:
        """The digest of everything that would be published with this text (canonical JSON).

        Pending suggestions are not part of it.
        """
        text = stored.store(stored.published(content))
        return publication_digest(
            document=text, byline=self.byline, language=self.language, direction=self.direction
        )

    @property
    def reading_minutes(self) -> int:
        """How long the copy takes to read, in whole minutes and at least one."""
        return max(1, round(self.words / WORDS_A_MINUTE))

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def is_planned(self) -> bool:
        """Whether nobody is writing it yet: it is an idea, or its writer has not accepted it."""
        return self.planning in (self.Planning.IDEA, self.Planning.ASSIGNED)

    @property
    def is_being_written(self) -> bool:
        """Whether its words are not filed yet: nobody is asked to sign them."""
        return self.planning in (self.Planning.BLANK, self.Planning.WRITING)

    @property
    def planning_label(self) -> str:
        """What comes before filing, in words; nothing once it is filed."""
        match self.planning:
            case self.Planning.IDEA:
                return gettext("Idea")
            case self.Planning.ASSIGNED:
                return gettext("Assigned to %(person)s, not accepted yet") % {"person": self.author}
            case self.Planning.BLANK | self.Planning.WRITING:
                return gettext("Being written")
        return ""

    @cached_property
    def co_author_ids(self) -> tuple[int, ...]:
        """Who writes it with its author, in their order. Read once for each lock on the story."""
        if self._state.adding:  # a story that nobody filed: access is asked about one, too
            return ()
        return tuple(self.co_authors.order_by("position").values_list("person", flat=True))

    def is_by(self, person_id: int) -> bool:
        """Whether this person is one of its authors."""
        return self.author_id == person_id or person_id in self.co_author_ids

    def authors(self) -> list[User]:
        """All of its authors, the first one first. One statement."""
        others = [one.person for one in self.co_authors.select_related("person").order_by("position")]
        return [*filter(None, [self.author]), *others]
