"""Settling by hand where a query stands, when its words moved, went, or were never the right ones."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from articles.documents.spans import Span
from articles.editing import passages
from articles.models import Anchor, Document
from newsroom.errors import Conflict
from newsroom.models import User
from reviews import access
from reviews.models import Placing, Query
from reviews.queries.threads import announce, lock, passage_of, placing, require_open


def confirm(*, query: Query, by: User, now: datetime) -> None:
    """Say of a passage that moved or was changed that it is on the right words: it is exact on these."""
    _settle(query, passages.confirm, Placing.Act.CONFIRMED, by=by, now=now)


def put(*, query: Query, by: User, on: Span, now: datetime) -> None:
    """Put a query on other words. Raises as :func:`articles.editing.passages.move_to`."""

    def on_these(document: Document, anchor: Anchor) -> None:
        passages.move_to(document, anchor, on)

    _settle(query, on_these, Placing.Act.PUT, by=by, now=now)


def _settle(
    query: Query, act: Callable[[Document, Anchor], None], kind: Placing.Act, *, by: User, now: datetime
) -> None:
    with transaction.atomic():
        document = lock(query)
        access.require(
            access.may_ask(by, query.article),
            _("Only the author or a desk editor or reader can move a query."),
        )
        require_open(query.article)
        if not query.is_open:
            raise Conflict(_("This query is resolved. Reopen it to move it."))
        anchor = query.anchor = passage_of(query, document)
        act(document, anchor)
        placing(query, anchor, kind, version=document.version, by=by, now=now).save()
        announce(query.article)
