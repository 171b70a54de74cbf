"""What the desk's stylebook finds in a story, and findings that somebody leaves as they are.

What is left is left for these words in this story. Other words, or another suggestion for them, are another
finding: nothing that was left hides it, and nobody has to tell when it is out of date.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles import locking
from articles.documents.style.checking import check_entries
from articles.documents.style.model import Finding, Level
from articles.documents.style.rules import Rules
from articles.models import Article
from newsroom.errors import Conflict, DomainError
from newsroom.models import User
from reviews import access
from reviews.models import LeftFinding
from reviews.stylebook.compiled import rules_of
from reviews.workflow import signoff

MOST_LISTED: Final = 200
"""Findings of a kind that are listed; each is of one entry and the same words, wherever they are."""


class NothingToLeave(DomainError):
    """The finding that was named is not there."""


@dataclass(frozen=True)
class StyleFinding:
    """What one entry says of the same words in a story: the first place, and in how many it is."""

    first: Finding
    count: int

    @property
    def sentence(self) -> str:
        """What to do about it, with the reason."""
        words, suggestion = self.first.place.words, self.first.suggestion
        if suggestion is None:
            said = _("“%(words)s” – see the stylebook.") % {"words": words}
        elif suggestion:
            said = _("“%(words)s” – write “%(suggestion)s”.") % {"words": words, "suggestion": suggestion}
        else:
            said = _("“%(words)s” – leave it out.") % {"words": words}
        if self.count > 1:
            said += " " + ngettext("%(count)d place.", "%(count)d places.", self.count) % {
                "count": self.count
            }
        return f"{said} {self.first.reason}".strip()


@dataclass(frozen=True)
class StyleFindings:
    """What blocks release, and what only warns; neither has what somebody left, nor hints.

    ``left`` are the findings that are left as they are, newest first; ``stale`` those of which the copy no
    longer has the words.
    """

    blocking: tuple[StyleFinding, ...] = ()
    warnings: tuple[StyleFinding, ...] = ()
    left: tuple[LeftFinding, ...] = ()
    stale: tuple[LeftFinding, ...] = ()


def look_at(article: Article) -> StyleFindings:
    """What the live entries of its desk find in a story. At most three statements, whatever they find."""
    rules = rules_of(article.desk_id, article.language)
    if rules is None:
        return StyleFindings()
    found = [one for one in _found_by(rules, article) if one.level is not Level.HINT]
    rows = list(article.left_findings.select_related("left_by"))
    left, there = {row.key for row in rows}, {one.key for one in found}
    return StyleFindings(
        blocking=_together(one for one in found if one.level is Level.BLOCKS and one.key not in left),
        warnings=_together(one for one in found if one.level is Level.WARNING and one.key not in left),
        left=tuple(row for row in rows if row.key in there),
        stale=tuple(row for row in rows if row.key not in there),
    )


def _found_by(rules: Rules | None, article: Article) -> list[Finding]:
    return check_entries(article.document.parsed(), rules) if rules and rules.entries else []


def _together(found: Iterable[Finding]) -> tuple[StyleFinding, ...]:
    first: dict[str, Finding] = {}
    counts: Counter[str] = Counter()
    for one in found:
        first.setdefault(one.key, one)
        counts[one.key] += 1
    return tuple(StyleFinding(one, counts[key]) for key, one in first.items())[:MOST_LISTED]


def leave(*, article: Article, key: str, by: User, now: datetime) -> LeftFinding:
    """Leave a finding as it is, for its words in this story.

    Raises :class:`NothingToLeave`, :class:`~newsroom.errors.NotAllowed` and
    :class:`~newsroom.errors.Conflict`.
    """
    with transaction.atomic():
        document = locking.lock(article)
        _require_open(article)
        article.document = document
        rules = rules_of(article.desk_id, article.language)
        found = next((one for one in _found_by(rules, article) if one.key == key), None)
        if found is None:
            access.require(access.may_clear(by, article), _only_readers())
            raise NothingToLeave(_("The stylebook no longer finds these words. Reload the page."))
        _require_may_leave(article, by, is_blocking=found.level is Level.BLOCKS)
        left, _created = LeftFinding.objects.get_or_create(
            article=article,
            key=key,
            defaults={"entry": found.rule, "words": found.place.words, "left_by": by, "left_at": now},
        )
        signoff.announce(article)
    return left


def take_back(*, left: LeftFinding, by: User) -> None:
    """Let the stylebook speak of these words again. Raises NotAllowed and Conflict as :func:`leave` does."""
    with transaction.atomic():
        locking.lock(left.article)
        _require_open(left.article)
        _require_may_leave(left.article, by, is_blocking=False)
        left.delete()
        signoff.announce(left.article)


def _require_may_leave(article: Article, by: User, *, is_blocking: bool) -> None:
    access.require(
        access.may_leave(by, article, blocking=is_blocking),
        _("This blocks release. Only a desk editor can leave it as it is.")
        if is_blocking
        else _only_readers(),
    )


def _only_readers() -> str:
    return _("Only a desk editor or reader can leave this as it is.")


def _require_open(article: Article) -> None:
    if not article.is_open:
        raise Conflict(
            _("“%(article)s” is %(state)s, so nothing in it can be left as it is.")
            % {"article": article, "state": article.get_state_display()}
        )
