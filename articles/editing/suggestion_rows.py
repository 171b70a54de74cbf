"""Whose suggestions stand in a text: what may be proposed in whose name, and the rows that remember it.

``articles.editing.edits`` calls this in the transaction of every batch, under the lock on the document. While
nothing is proposed it costs no statement.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from articles.access import Actor
from articles.documents import schema
from articles.documents.suggestions import Excess, author_of, only_suggests, pending, suggestion_ids
from articles.importing import Change
from articles.models import Article, Suggestion
from newsroom.errors import NotAllowed
from newsroom.models import User

LONGEST_WORDS = 2000
"""Characters of what was proposed, kept for those who look back."""

State = Suggestion.State
_SAID = ["kind", "inserted", "deleted", "formatted", "note"]
_DECISION = ["state", "decided_by", "decided_at", "decided_at_version", *_SAID]


class ForgedSuggestion(NotAllowed):
    """A batch proposes something in another person's name."""


class OnlySuggests(NotAllowed):
    """Somebody who may only suggest sent an edit."""


@dataclass(frozen=True)
class Renewed:
    """The suggestions that a batch brought into the text, and those it took out of it.

    ``decided`` says of those that came back, by row, when it was that they had been decided on.
    """

    come: tuple[Suggestion, ...] = ()
    gone: tuple[Suggestion, ...] = ()
    decided: Mapping[int, datetime] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.come or self.gone)


@dataclass(frozen=True)
class Batch:
    """What a batch made of the text, who sent it and when. ``version`` is the one it was made on.

    ``decided`` is what was decided on the suggestions that are gone; without it they were withdrawn.
    """

    before: schema.Node
    after: schema.Node
    by: Actor
    version: int
    decided: Suggestion.State | None
    now: datetime


def require_suggestions_only(old: schema.Node, new: schema.Node, *, by: Actor) -> None:
    """Refuse what does more to the text than suggest changes in this person's own name.

    Raises :class:`NotAllowed` and :class:`OnlySuggests`.
    """
    if by is None:
        raise NotAllowed(_("A suggestion needs an author."))
    match only_suggests(old, new, by.pk):
        case Excess.ANOTHERS:
            raise OnlySuggests(
                _("This suggestion is under another person’s name. Reload the page and make it again.")
            )
        case Excess.EDITED:
            raise OnlySuggests(_("You can only suggest changes here. Reload the page and suggest it again."))


def renew(article: Article, batch: Batch) -> Renewed:
    """Make the rows say what stands in the text. At most four statements, and none while nothing changed.

    A suggestion that comes back, as it does when its removal is undone, is pending again. Raises
    :class:`ForgedSuggestion` for a new one in another person's name.
    """
    before, after = suggestion_ids(batch.before), suggestion_ids(batch.after)
    if before == after:
        return Renewed()
    rows = {row.key: row for row in article.suggestions.filter(key__in=before ^ after)}
    back = [rows[key] for key in sorted(after - before) if key in rows]
    decided = {row.pk: row.decided_at for row in back if row.decided_at}
    new = [_new(article, key, batch) for key in sorted(after - before) if key not in rows]
    gone = [rows[key] for key in sorted(before - after) if key in rows]
    _ask_again(back)
    _decide(gone, batch)
    Suggestion.objects.bulk_create(new)
    return Renewed((*new, *back), tuple(gone), decided)


def keep_filed(article: Article, doc: schema.Node, *, changes: Mapping[str, Change], now: datetime) -> None:
    """Rows for what is proposed in copy that was just filed, by whomever its keys name.

    ``changes`` says by their keys what the file says of who made them, and when.
    """
    keys = sorted(suggestion_ids(doc))
    if not keys:
        return
    known = set(User.objects.filter(pk__in={author_of(key) for key in keys}).values_list("pk", flat=True))
    Suggestion.objects.bulk_create(
        Suggestion(
            article=article,
            key=key,
            author_id=author_of(key) if author_of(key) in known else None,
            written_as=changes[key].author[:120] if key in changes else "",
            made_at=changes[key].moment(now) if key in changes else now,
        )
        for key in keys
    )


def _new(article: Article, key: str, batch: Batch) -> Suggestion:
    if batch.by is None or author_of(key) != batch.by.pk:
        raise ForgedSuggestion(_("You can only suggest changes under your own name. Nothing was changed."))
    return Suggestion(article=article, key=key, author=batch.by, made_at=batch.now)


def _ask_again(back: Iterable[Suggestion]) -> None:
    for row in back:
        row.state, row.kind = State.PENDING, ""
        row.decided_by, row.decided_at, row.decided_at_version = None, None, None
    Suggestion.objects.bulk_update(back, _DECISION)


def _decide(gone: Iterable[Suggestion], batch: Batch) -> None:
    if not gone:
        return
    changes = {change.id: change for change in pending(batch.before)}
    for row in gone:
        change = changes[row.key]
        row.state = batch.decided or State.REJECTED
        for name in _SAID:
            setattr(row, name, getattr(change, name)[:LONGEST_WORDS])
        row.note = row.note[:300]
        row.decided_by, row.decided_at = batch.by, batch.now
        row.decided_at_version = batch.version if batch.decided else None
    Suggestion.objects.bulk_update(gone, _DECISION)
