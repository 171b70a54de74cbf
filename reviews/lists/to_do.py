"""What was asked of one person and is still open, by when it is due; gone when it is done, whoever did it.

The rule is that of :mod:`reviews.lists.needs_me`; here each thing is one line that leads to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.models import Article
from newsroom.models import User
from newsroom.shortening import shortened
from reviews.lists.needs_me import MOST, NeedsMe, Part, needs_me

WORDS_LENGTH = 120


@dataclass(frozen=True)
class ToDo:
    """``what`` is to be done, such as "Answer"; ``words`` say what about."""

    article: Article
    link: str
    what: str
    words: str
    due: datetime | None


def to_do(person: User, *, most: int, now: datetime) -> Part[ToDo]:
    """The first things to do of this person, and how many there are. As many statements as Needs me takes."""
    found = needs_me(person, most=max(most, MOST), now=now)
    rows = sorted(_rows(found), key=lambda row: (row.due is None, row.due or now))
    return Part(rows[:most], found.count)


def _rows(found: NeedsMe) -> Iterator[ToDo]:
    for what, part in ((_("Answer"), found.answer), (_("Judge"), found.judge)):
        for one in part.rows:
            words = f"{one.who}: {shortened(one.words, WORDS_LENGTH)}"
            yield ToDo(one.query.article, one.link, what, words, one.due)
    for pending in found.suggestions.rows:
        words = ngettext(
            "%(count)d suggestion to accept or reject",
            "%(count)d suggestions to accept or reject",
            pending.count,
        ) % {"count": pending.count}
        yield ToDo(pending.article, pending.article.get_absolute_url(), _("Judge"), words, pending.due)
    for waiting in found.sign.rows:
        article, stage = waiting.round.article, waiting.round.stage
        yield ToDo(article, reverse("preflight", args=[article.slug]), _("Sign"), str(stage), waiting.due)
