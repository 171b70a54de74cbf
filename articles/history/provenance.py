"""Who put what into an article, and when: read off the log of steps, for any version and any range.

Words that were moved, or taken out and put back as they had been, belong to who wrote them first, and so do
the words of a restored revision. What came in a file belongs to who brought the file: it does not say more.
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

TOGETHER = timedelta(minutes=10)
"""What one person writes with shorter pauses is shown as one stretch."""
_BLOCK: Final = re.compile(f"[^{OPEN}{CLOSE}]+")


class InvalidRange(DomainError):
    """Positions that this version of the copy does not have."""


class How(StrEnum):
    """How words came in."""

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
    """Something that changed the copy: whose it was, and the version there was when it was done."""

    by: User | None
    at: datetime
    version: int
    how: How

    @property
    def key(self) -> int:
        """The number of the person, 0 for the program itself."""
        return self.by.pk if self.by else 0

    @property
    def who(self) -> str:
        """The name of whose act it was; the program's own for the operator at the command line."""
        return self.by.name if self.by else "Copydesk"

    def goes_on_from(self, other: Act) -> bool:
        """Whether both read as one piece of work."""
        return (self.by, self.how) == (other.by, other.how) and abs(self.at - other.at) <= TOGETHER


@dataclass(frozen=True)
class Stretch:
    """Words that one person wrote at one go, from ``start`` to ``end``.

    ``put`` is the act that brought them where they stand, when that is another one: a move or a restoration.
    ``revision`` is the first one that holds them; none is kept yet when it is None.
    """

    start: int
    end: int
    text: str
    written: Act
    put: Act | None
    revision: int | None


_HOWS = {Revision.Reason.RESTORED.value: How.RESTORED, Revision.Reason.NEW_VERSION.value: How.FILE}


class Acts(dict[int, Act]):
    """The acts by their numbers, each made when it is asked for.

    What was filed is the author's; where nobody is named, whoever filed it.
    """

    def __init__(self, article: Article, records: BatchRecords, kept: Sequence[RevisionMark]) -> None:
        filer = article.author_id or article.created_by_id
        self._records = records
        self._people = User.objects.in_bulk({pk for pk in (filer, *records.authors) if pk})
        self._hows = {one.version: _HOWS[one.reason] for one in kept if one.reason in _HOWS}
        filed = Act(self._people.get(filer or 0), article.created_at, 0, How.FILED)
        super().__init__({FILED: filed})

    def __missing__(self, number: int) -> Act:
        record = self._records[number]
        how = How.WRITTEN if record.is_edit else self._hows.get(number, How.WRITTEN)
        act = self[number] = Act(self._people.get(record.author), record.at, number, how)
        return act


@dataclass(frozen=True)
class Log:
    """The account of a document at ``version``, and what its numbers stand for."""

    version: int
    account: Account
    acts: Acts
    kept: Sequence[RevisionMark]

    def first_revision(self, act: Act) -> int | None:
        """The number of the first revision that holds what the act did."""
        index = bisect_left(self.kept, act.version, key=attrgetter("version"))
        return self.kept[index].number if index < len(self.kept) else None

    def stretches(self, start: int, end: int) -> list[Stretch]:
        """Who wrote what of a range, in its order. Borders between blocks belong to no one.

        Words of the same acts are looked at as a whole: most copies have few acts and many words.
        """
        units = self.account.units
        found: list[list[int]] = []
        for first, last in self._runs(start, end):
            words = first + len(units[first:last]) - len(units[first:last].lstrip())
            if found and first < words:
                found[-1][1] = words  # white space goes with what stands in front of it
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
        """The parts of a range that lie in one block and that the same acts put there and wrote."""
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


def who_wrote(
    *, article: Article, by: Actor, start: int, end: int, version: int | None = None
) -> tuple[Log, list[Stretch]]:
    """The stretches between two positions of the copy as it was at ``version``, or as it is now.

    Raises :class:`InvalidRange` and :class:`~articles.history.log.InvalidVersion`.
    """
    log = read_log(article=article, by=by, version=version)
    if not 0 <= start < end <= len(log.account.units):
        raise InvalidRange(_("Select some text in the copy first."))
    return log, log.stretches(start, end)


def read_log(
    *, article: Article, by: Actor, version: int | None = None, watch_from: int | None = None
) -> Log:
    """The account at a version; what is removed from ``watch_from`` on is kept in its fates.

    Six statements, however long the log is. Raises :class:`InvalidVersion`.
    """
    access.require(access.may_see(by, article), _("You don’t have access to this desk."))
    document = _document(article)
    version = document.version if version is None else version
    if not 0 <= version <= document.version:
        raise InvalidVersion(_("The editor is out of step with the saved copy. Reload the page."))
    kept = origins.revision_marks(article.pk)
    try:
        found = origins.read(document, version, kept, watch_from=watch_from)
    except NotFound:
        # The log may have been compacted between two of the statements.
        found = origins.read(_document(article), version, kept, watch_from=watch_from)
    return Log(version, found.account, Acts(article, found.records, kept), kept)


def _document(article: Article) -> Document:
    return Document.objects.only("version", "compacted", "log_start").get(pk=article.pk)
