"""The rows of suggestions, and the check of their authors.

``articles.editing.edits`` calls this module in the transaction of every batch, under the lock on the
document. While nothing is proposed it makes no statement.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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
"""Characters of a decided suggestion that its row keeps."""

State = Suggestion.State
_CHANGE_FIELDS = ["kind", "inserted", "deleted", "formatted", "note"]
_DECISION_FIELDS = ["state", "decided_by", "decided_at", "decided_at_version", *_CHANGE_FIELDS]


class ForgedSuggestion(NotAllowed):
    """A batch has a suggestion in another person's name."""


class OnlySuggests(NotAllowed):
    """A person who may only suggest sent an edit."""


@dataclass(frozen=True)
class SuggestionChanges:
    """The suggestions that a batch added to the text, those of them that came back, and those it removed."""

    added: tuple[Suggestion, ...] = ()
    removed: tuple[Suggestion, ...] = ()
    returned: tuple[Suggestion, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.removed)


@dataclass(frozen=True)
class TextChange:
    """The text before and after a batch, its author and time. ``version`` is the one it was made on.

    ``decided`` is the decision on the suggestions that it removed; ``None`` if they were withdrawn. Of a file
    that came back, ``outcomes`` says it by their keys, and ``filed`` whose those are that it added.
    """

    before: schema.Node
    after: schema.Node
    by: Actor
    version: int
    decided: Suggestion.State | None
    now: datetime
    outcomes: Mapping[str, Suggestion.State] = field(default_factory=dict)
    filed: Mapping[str, Change] = field(default_factory=dict)


def require_suggestions_only(old: schema.Node, new: schema.Node, *, by: Actor) -> None:
    """Refuse a change that does more than suggest changes in this person's own name.

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


def update_rows(article: Article, batch: TextChange) -> SuggestionChanges:
    """Update the rows to match the text. At most four statements, and none when no suggestion changed.

    A suggestion that comes back, because its removal was undone, is pending again. Raises
    :class:`ForgedSuggestion` for a new one in another person's name.
    """
    before, after = suggestion_ids(batch.before), suggestion_ids(batch.after)
    if before == after:
        return SuggestionChanges()
    rows = {row.key: row for row in article.suggestions.filter(key__in=before ^ after)}
    returned = [rows[key] for key in sorted(after - before) if key in rows]
    fresh = [key for key in sorted(after - before) if key not in rows]
    new = [_new(article, key, batch) for key in fresh if key not in batch.filed]
    new += _filed(article, [key for key in fresh if key in batch.filed], batch.filed, now=batch.now)
    removed = [rows[key] for key in sorted(before - after) if key in rows]
    _reopen(returned)
    _decide(removed, batch)
    Suggestion.objects.bulk_create(new)
    return SuggestionChanges((*new, *returned), tuple(removed), tuple(returned))


def create_filed(article: Article, doc: schema.Node, *, changes: Mapping[str, Change], now: datetime) -> None:
    """Create the rows of suggestions in copy that was just filed. Their keys name their authors.

    ``changes``: key → who made it and when, as the file says.
    """
    Suggestion.objects.bulk_create(_filed(article, sorted(suggestion_ids(doc)), changes, now=now))


def _filed(
    article: Article, keys: Sequence[str], changes: Mapping[str, Change], *, now: datetime
) -> list[Suggestion]:
    if not keys:
        return []
    known = set(User.objects.filter(pk__in={author_of(key) for key in keys}).values_list("pk", flat=True))
    return [
        Suggestion(
            article=article,
            key=key,
            author_id=author_of(key) if author_of(key) in known else None,
            written_as=changes[key].author[:120] if key in changes else "",
            made_at=changes[key].moment(now) if key in changes else now,
        )
        for key in keys
    ]


def _new(article: Article, key: str, batch: TextChange) -> Suggestion:
    if batch.by is None or author_of(key) != batch.by.pk:
        raise ForgedSuggestion(_("You can only suggest changes under your own name. Nothing was changed."))
    return Suggestion(article=article, key=key, author=batch.by, made_at=batch.now)


def _reopen(returned: Iterable[Suggestion]) -> None:
    for row in returned:
        row.state, row.kind = State.PENDING, ""
        row.decided_by, row.decided_at, row.decided_at_version = None, None, None
    Suggestion.objects.bulk_update(returned, _DECISION_FIELDS)


def _decide(removed: Iterable[Suggestion], batch: TextChange) -> None:
    if not removed:
        return
    changes = {change.id: change for change in pending(batch.before)}
    for row in removed:
        change = changes[row.key]
        row.state = batch.outcomes.get(row.key) or batch.decided or State.REJECTED
        for name in _CHANGE_FIELDS:
            setattr(row, name, getattr(change, name)[:LONGEST_WORDS])
        row.note = row.note[:300]
        row.decided_by, row.decided_at = batch.by, batch.now
        row.decided_at_version = batch.version if batch.decided else None
    Suggestion.objects.bulk_update(removed, _DECISION_FIELDS)
