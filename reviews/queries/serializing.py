"""A query with its thread as data: the one shape in which the interface and the command line give it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from reviews.models import Contribution, Query, Reply


def query_json(query: Query, replies: Iterable[Reply]) -> dict[str, Any]:
    """What ``QueryOut`` documents. People are named; ``asked_by`` is empty for a note in the copy,
    ``assigned_to`` for nobody, ``passage`` and ``anchor`` for the whole story; ``revision`` is ``None`` for a
    query that is on none. Moments are aware.

    ``query`` was read with its passage, people and revision, ``replies`` with their authors.
    """
    return {
        "number": query.number,
        "question": query.question,
        "kind": query.kind,
        "blocking": query.blocking,
        "state": query.state,
        "asked_by": query.asker,
        "assigned_to": str(query.assigned_to) if query.assigned_to else "",
        "passage": query.quote,
        "anchor": query.anchor.state if query.anchor else "",
        "due": query.due_at,
        "revision": query.revision_number,
        "proposal": _proposal(query),
        "replies": [reply_json(reply) for reply in replies],
    }


def reply_json(reply: Reply) -> dict[str, Any]:
    return {
        "id": reply.pk,
        "by": reply.writer,
        "body": reply.body,
        "proposal": _proposal(reply),
        "at": reply.created_at,
    }


def _proposal(written: Contribution) -> dict[str, Any] | None:
    if not written.proposed:
        return None
    return {"old": written.replaces, "new": written.proposed, "accepted": written.is_accepted}
