"""The history of a story as people read it: what happened, day by day, the newest first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from itertools import groupby, pairwise

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.models import Article, Revision, VersionName

PAGE = 50
"""Revisions on a page."""
Reason = Revision.Reason
_SENTENCES = {
    Reason.IMPORTED: gettext_lazy("%(who)s filed the story"),
    Reason.HANDOVER: gettext_lazy("%(who)s edited the copy"),
    Reason.QUIET: gettext_lazy("%(who)s edited the copy"),
    Reason.STAGE: gettext_lazy("%(who)s moved the story on"),
    Reason.SIGNED: gettext_lazy("%(who)s signed off"),
    Reason.RESTORED: gettext_lazy("%(who)s restored an earlier version"),
    Reason.NEW_VERSION: gettext_lazy("%(who)s uploaded a new version"),
    Reason.RELEASED: gettext_lazy("%(who)s released the story"),
    Reason.REOPENED: gettext_lazy("%(who)s started a correction"),
    Reason.KEPT: gettext_lazy("%(who)s saved a version"),
    Reason.SENT: gettext_lazy("%(who)s downloaded the copy for review"),
}


@dataclass(frozen=True)
class Entry:
    """``added``: words more than in the revision before, negative for fewer; ``None`` for the first one.

    ``is_same``: nothing that is published differs from the revision before.
    """

    revision: Revision
    name: VersionName | None
    added: int | None
    is_same: bool

    @property
    def sentence(self) -> str:
        who = self.revision.created_by.name if self.revision.created_by else _("Copydesk")
        return _SENTENCES[Reason(self.revision.reason)] % {"who": who}


@dataclass(frozen=True)
class Day:
    day: date
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Choice:
    """A revision that can be compared."""

    number: int
    name: str


@dataclass(frozen=True)
class Timeline:
    """``older``: the number before which older revisions follow. ``choices``: all revisions, newest first.

    ``compared``: the number of the revision that the present copy is compared with unless another is chosen.
    """

    days: tuple[Day, ...]
    newest: Revision | None
    older: int | None
    choices: tuple[Choice, ...]
    compared: int | None


def timeline(article: Article, *, before: int | None = None) -> Timeline:
    """The revisions before the one of that number, or the newest. Three statements, however many."""
    rows = article.revisions.defer("content", "passages").select_related(
        "created_by", "version_name__named_by"
    )
    rows = rows.order_by("-number")
    found = list((rows if before is None else rows.filter(number__lt=before))[: PAGE + 1])
    choices = choices_of(article)
    return Timeline(
        days=tuple(_days(_entries(found), timezone.get_current_timezone())),
        newest=found[0] if found and before is None else None,
        older=found[PAGE - 1].number if len(found) > PAGE else None,
        choices=choices,
        compared=differing(article),
    )


def choices_of(article: Article) -> tuple[Choice, ...]:
    """Every revision, the newest first. One statement."""
    rows = article.revisions.order_by("-number").values_list("number", "version_name__name")
    return tuple(Choice(number, name or "") for number, name in rows)


def differing(article: Article, *, until: int | None = None) -> int | None:
    """The number of the latest revision whose published words differ from the present copy's, or, with
    ``until``, from that revision's. Where all are the same, the latest; ``None`` without any. One statement.
    """
    rows = article.revisions.order_by("-number")
    if until is not None:
        rows = rows.filter(number__lte=until)
    digests = list(rows.values_list("number", "digest"))
    if not digests:
        return None
    newest, digest = digests[0]
    present = article.digest if until is None else digest
    return next((number for number, other in digests if other != present), newest)


def _entries(found: Sequence[Revision]) -> Iterable[Entry]:
    """Those of a page; the one that follows them only says what its successor added."""
    for revision, earlier in pairwise(found):
        same = revision.digest == earlier.digest
        yield Entry(revision, _name_of(revision), revision.words - earlier.words, same)
    if found and len(found) <= PAGE:
        yield Entry(found[-1], _name_of(found[-1]), None, is_same=False)


def _name_of(revision: Revision) -> VersionName | None:
    return getattr(revision, "version_name", None)


def _days(entries: Iterable[Entry], zone: tzinfo) -> Iterable[Day]:
    for day, of_day in groupby(entries, lambda one: one.revision.created_at.astimezone(zone).date()):
        yield Day(day, tuple(of_day))
