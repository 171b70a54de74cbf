"""Authorship: who wrote which words of an article, and when, for any version and range, read from the log.

Words that were moved, or removed and put back unchanged, belong to their first author, and so do the words of
a restored revision. The text of a file belongs to the person who uploaded it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import groupby
from operator import attrgetter
from typing import Final, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles import access
from articles.access import Actor
from articles.documents.origins import CLOSE, FILED, OPEN, Account, text_of
from articles.history import origins
from articles.history.log import InvalidVersion
from articles.history.origins import RevisionMark
from articles.history.segments import BatchRecords
from articles.models import Article, Document, Revision
from newsroom.errors import DomainError, NotFound
from newsroom.models import User

LONGEST_PAUSE = timedelta(minutes=10)
"""Text that one person writes with shorter pauses is one stretch."""
_BLOCK: Final = re.compile(f"[^{OPEN}{CLOSE}]+")


class InvalidRange(DomainError):
    """The positions are outside this version of the copy."""


class How(StrEnum):
    """How words came into the copy."""

    FILED = "filed"
    FILE = "file"
    RESTORED = "restored"
    WRITTEN = "written"

    @property
    def label(self) -> str:
        return str(_LABELS[self])


_LABELS = {
    How.FILED: gettext_lazy("as filed"),
    How.FILE: gettext_lazy("imported"),
    How.RESTORED: gettext_lazy("restored"),
    How.WRITTEN: gettext_lazy("written here"),
}


class Act(NamedTuple):
    """A change of the copy, its author, and the version after it."""

    by: User | None
    at: datetime
    version: int
    how: How

    @property
    def key(self) -> int:
        """The primary key of the person, 0 for the program itself."""
        return self.by.pk if self.by else 0

    @property
    def who(self) -> str:
        """The name of the author; "Copydesk" for the operator at the command line."""
        return self.by.name if self.by else "Copydesk"

    def goes_on_from(self, other: Act) -> bool:
        """Whether both are shown as one."""
        return (self.by, self.how) == (other.by, other.how) and abs(self.at - other.at) <= LONGEST_PAUSE


@dataclass(frozen=True)
class Stretch:
    """Words that one person wrote without a long pause, from ``start`` to ``end``.

    ``put`` is the act that moved or restored them, if there was one. ``revision`` is the number of the first
    revision that has them; ``None`` when there is none yet.
    """

    start: int
    end: int
    text: str
    written: Act
    put: Act | None
    revision: int | None


_HOWS = {Revision.Reason.RESTORED.value: How.RESTORED, Revision.Reason.NEW_VERSION.value: How.FILE}


class Acts(dict[int, Act]):
    """Number → act, made on first use.

    The text as filed belongs to the author, or without one to the person who filed it.
    """

    def __init__(self, article: Article, records: BatchRecords, marks: Sequence[RevisionMark]) -> None:
        filer = article.author_id or article.created_by_id
        self._records = records
        self._people = User.objects.in_bulk({pk for pk in (filer, *records.authors) if pk})
        self._hows = {one.version: _HOWS[one.reason] for one in marks if one.reason in _HOWS}
        filed = Act(self._people.get(filer or 0), article.created_at, 0, How.FILED)
        super().__init__({FILED: filed})

    def __missing__(self, number: int) -> Act:
        record = self._records[number]
        how = How.WRITTEN if record.is_edit else self._hows.get(number, How.WRITTEN)
        act = self[number] = Act(self._people.get(record.author), record.at, number, how)
        return act


@dataclass(frozen=True)
class AuthorshipLog:
    """The account of a document at ``version``, and the acts behind its numbers."""

    version: int
    account: Account
    acts: Acts
    marks: Sequence[RevisionMark]

    def first_revision(self, act: Act) -> int | None:
        """The number of the first revision that holds what the act did."""
        index = bisect_left(self.marks, act.version, key=attrgetter("version"))
        return self.marks[index].number if index < len(self.marks) else None

    def stretches(self, start: int, end: int) -> list[Stretch]:
        """The stretches of a range, in order. Borders between blocks belong to no one.

        Runs of the same acts are compared as a whole, because most copies have few acts and many words.
        """
        units = self.account.units
        found: list[list[int]] = []
        for first, last in self._runs(start, end):
            words = first + len(units[first:last]) - len(units[first:last].lstrip())
            if found and first < words:
                found[-1][1] = words  # white space belongs to the words before it
                first = words
            if first == last:
                continue
            if found and self.goes_on(found[-1][0], first):
                found[-1][1] = last
            else:
                found.append([first, last])
        return [stretch for first, last in found if (stretch := self._stretch(first, last)).text.strip()]

    def blocks(self) -> Iterator[list[Stretch]]:
        """The stretches of each block of the copy that has words."""
        for block in _BLOCK.finditer(self.account.units):
            if stretches := self.stretches(*block.span()):
                yield stretches

    def _runs(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The parts of a range that lie in one block and have the same acts."""
        account = self.account
        for block in _BLOCK.finditer(account.units, start, end):
            first, past = block.span()
            for _acts, run in groupby(
                zip(account.acts[first:past], account.origins[first:past], strict=True)
            ):
                last = first + sum(1 for _position in run)
                yield first, last
                first = last

    def goes_on(self, first: int, position: int) -> bool:
        account, acts = self.account, self.acts
        if (
            account.acts[first] == account.acts[position]
            and account.origins[first] == account.origins[position]
        ):
            return True
        same = (account.acts[first] == account.origins[first]) == (
            account.acts[position] == account.origins[position]
        )
        return (
            same
            and acts[account.origins[position]].goes_on_from(acts[account.origins[first]])
            and acts[account.acts[position]].goes_on_from(acts[account.acts[first]])
        )

    def _stretch(self, start: int, end: int) -> Stretch:
        written, put = self.account.origins[start], self.account.acts[start]
        return Stretch(
            start=start,
            end=end,
            text=text_of(self.account.units[start:end]),
            written=self.acts[written],
            put=self.acts[put] if put != written else None,
            revision=self.first_revision(self.acts[written]),
        )


def stretches_between(
    *, article: Article, by: Actor, start: int, end: int, version: int | None = None
) -> tuple[AuthorshipLog, list[Stretch]]:
    """The stretches between two positions of the copy as it was at ``version``, or as it is now.

    Raises :class:`InvalidRange` and :class:`~articles.history.log.InvalidVersion`.
    """
    log = read_log(article=article, by=by, version=version)
    if not 0 <= start < end <= len(log.account.units):
        raise InvalidRange(_("Select some text in the copy first."))
    return log, log.stretches(start, end)


def read_log(
    *, article: Article, by: Actor, version: int | None = None, watch_from: int | None = None
) -> AuthorshipLog:
    """The account at a version. Its fates have the text that was removed since ``watch_from``.

    Six statements, however long the log is. Raises :class:`InvalidVersion`.
    """
    access.require(access.may_see(by, article), _("You don’t have access to this desk."))
    document = _document(article)
    version = document.version if version is None else version
    if not 0 <= version <= document.version:
        raise InvalidVersion(_("The editor is out of step with the saved copy. Reload the page."))
    marks = origins.revision_marks(article.pk)
    try:
        found = origins.read(document, version, marks, watch_from=watch_from)
    except NotFound:
        # The log may have been compacted between two of the statements.
        found = origins.read(_document(article), version, marks, watch_from=watch_from)
    return AuthorshipLog(version, found.account, Acts(article, found.records, marks), marks)


def _document(article: Article) -> Document:
    return Document.objects.only("version", "compacted", "log_start").get(pk=article.pk)
