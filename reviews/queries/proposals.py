"""Putting the words in that somebody proposed for a passage, and taking that back."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from articles.editing import edits, passages
from newsroom.errors import Conflict
from newsroom.models import User
from reviews.models import Query, Reply
from reviews.queries import answering
from reviews.queries.threads import QueryRefused, passage_of, require_open, reread


class NothingAccepted(Conflict):
    """No words were accepted here that could be taken back."""


def accept(*, query: Query, by: User, reply: Reply | None = None, now: datetime) -> None:
    """Put the words that were proposed, with the query or in ``reply``, in place of its passage.

    For whoever may edit: one edit in the log, and the query is resolved. Raises
    :class:`~articles.editing.passages.PassageChanged` when the copy does not read as it did.
    Raises :class:`Conflict` and :class:`QueryRefused`.
    """
    with transaction.atomic():
        document = edits.lock_for_edit(query.article, by=by)
        reread(query)
        if not query.is_open:
            raise Conflict(_("This query is resolved. Reopen it to accept the wording."))
        written: Query | Reply = reply or query
        if not written.proposed or (reply is not None and reply.query_id != query.pk):
            raise QueryRefused(_("No wording was suggested here."))
        anchor = passage_of(query, document)
        written.accepted_in = passages.replace_words(
            document, anchor, old=written.replaces, new=written.proposed, by=by, now=now
        )
        query.anchor = passage_of(query, document)
        written.is_accepted = True
        if reply is not None:
            reply.save(update_fields=["is_accepted", "accepted_in"])
        answering.mark_resolved(query, by=by, now=now)


def take_back(*, query: Query, by: User, now: datetime) -> None:
    """Undo :func:`accept`: the old words stand in the copy again, and the query is as it was before.

    For whoever may edit, as long as the passage reads what was accepted: nobody's later words go with it.
    Raises :class:`NothingAccepted`, :class:`~articles.editing.passages.PassageChanged` and
    :class:`~articles.editing.edits.CannotTakeBack`.
    """
    with transaction.atomic():
        document = edits.lock_for_edit(query.article, by=by)
        reread(query)
        require_open(query.article)
        if query.resolved_at is None:
            raise NothingAccepted(_("Query %(number)s has already been reopened.") % {"number": query.number})
        written = _accepted(query)
        batch = written.accepted_in
        if batch is None:
            raise NothingAccepted(_("No wording was accepted here. Reopen the query to ask again."))
        anchor = passage_of(query, document)
        passages.undo_replacement(
            document, anchor, batch, old=written.replaces, new=written.proposed, by=by, now=now
        )
        query.anchor = passage_of(query, document)
        written.is_accepted, written.accepted_in = False, None
        if isinstance(written, Reply):
            written.save(update_fields=["is_accepted", "accepted_in"])
        answering.mark_unresolved(query, by=by, now=now)


def _accepted(query: Query) -> Query | Reply:
    """What the words were proposed with that can be taken back; the query when there are none."""
    replies = query.replies.exclude(accepted_in=None).select_related("accepted_in")
    return (None if query.accepted_in_id else replies.first()) or query
