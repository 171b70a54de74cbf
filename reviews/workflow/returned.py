"""A copy for review comes back: its threads go on here, and its changes are merged with the copy.

A thread of the file belongs to the query whose name and question it has; of several, to the one asked nearest
to its time. Where the file has more replies than the query, these are added, under the names of who wrote
them; what was resolved there is resolved here if whoever brings the file may. Everything else in it is new.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from articles import assets, uploads
from articles.documents.anchors import Passage, carry
from articles.documents.diff import diff_documents
from articles.documents.merging import Merge
from articles.documents.notes import Note, NoteReply
from articles.documents.suggestions import suggestion_ids
from articles.editing import anchor_rows, edits, returning
from articles.editing.returning import Returned
from articles.importing import ImportedArticle, moment_of
from articles.models import Article, Document, Revision, Upload
from newsroom.models import User
from reviews import access
from reviews.models import Query
from reviews.queries import answering, suggestions
from reviews.queries.threads import ThreadMessage
from reviews.workflow import intake
from reviews.workflow.intake import Assigned, Received

_LONG_AGO: Final = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Threads:
    """What the threads of a file are here: replies to add, queries to resolve, and notes that are new."""

    replies: Sequence[tuple[Query, NoteReply]] = ()
    resolved: Sequence[Query] = ()
    notes: Sequence[tuple[Note, Passage]] = ()


@dataclass(frozen=True)
class Outlook:
    """What merging a file would do, asked before it is done."""

    merge: Merge
    threads: Threads
    pending: int
    """Suggestions here that stay pending."""
    decided: int
    """Suggestions that were accepted or rejected in the file."""
    suggested: int
    """Suggestions that the file adds."""
    is_newer: bool
    """Whether the copy was edited since the file was made."""


def comparison(article: Article, imported: ImportedArticle) -> Returned | None:
    """What was changed in a file that was sent out from this story; ``None`` for any other file."""
    return returning.compare(article, intake.of_people(imported, article.desk))


def threads_in(article: Article, imported: ImportedArticle, returned: Returned, *, by: User) -> Threads:
    """What the threads of a file that came back are here, for whoever brings it."""
    queries = article.queries.select_related("asked_by", "anchor").prefetch_related("replies__author")
    waiting = defaultdict(list)
    for known in queries.order_by("number"):
        known.article = article
        name = known.asked_by.name if known.asked_by else known.asked_as or _("From the draft")
        waiting[name.casefold(), _folded(known.question)].append(known)
    standing = Counter(returned.notes)
    replies, resolved, notes = [], [], []
    query: Query | None
    for note, passage in imported.notes:
        if note.is_typed:
            if standing[note.question]:
                standing[note.question] -= 1
            else:
                notes.append((note, passage))
        elif query := _query_of(note, waiting):
            replies += [(query, reply) for reply in _new_replies(note, query)]
            if note.resolved and query.is_open and access.may_resolve(by, query):
                resolved.append(query)
        else:
            notes.append((note, passage))
    return Threads(replies, resolved, notes)


def outlook(article: Article, returned: Returned, threads: Threads) -> Outlook:
    """What merging would do at the moment, with these threads of the file."""
    document = article.document
    keys = suggestion_ids(document.parsed())
    return Outlook(
        merge=returning.merged(document, returned),
        threads=threads,
        pending=len(keys - set(returned.suggestions.outcomes)),
        decided=len(keys & set(returned.suggestions.outcomes)),
        suggested=len(returned.suggestions.filed),
        is_newer=document.version > returned.version,
    )


def bring_in(
    *,
    upload: Upload,
    article: Article,
    imported: ImportedArticle,
    returned: Returned | None,
    by: User,
    assigned: Assigned = MappingProxyType({}),
    now: datetime,
) -> Received:
    """Merge a file that came back: text, suggestions, replies, resolutions, new queries. One transaction.

    ``imported`` is as decided on the page, ``returned`` is :func:`comparison` of the same; where that is
    ``None``, the file is a new version like any other. Raises :class:`~newsroom.errors.NotFound` when that
    was done meanwhile, and as :func:`~articles.editing.edits.lock_for_edit`.
    """
    if returned is None:
        return intake.add_version(
            article=article, imported=imported, by=by, assigned=assigned, upload=upload, now=now
        )
    with transaction.atomic():
        uploads.take(upload)
        document = edits.lock_for_edit(article, by=by)
        revision, renewed = returning.put_in(document, returned, by=by, now=now)
        suggestions.follow(article, renewed, by=by, now=now)
        assets.keep(article, document.parsed(), imported.images, by=by, now=now)
        threads = threads_in(article, imported, returned, by=by)
        asked = _ask(article, document, imported, threads, revision, by=by, assigned=assigned, now=now)
        _go_on(article, threads, by=by, now=now)
    return Received(article, revision, asked)


def _ask(
    article: Article,
    document: Document,
    imported: ImportedArticle,
    threads: Threads,
    revision: Revision,
    *,
    by: User,
    assigned: Assigned,
    now: datetime,
) -> list[Query]:
    """Ask what is new in the file, on its words in the merged copy."""
    if not threads.notes:
        return []
    passages = [passage for _note, passage in threads.notes]
    carried = carry(passages, diff_documents(imported.doc, document.parsed()))
    notes = [(note, passage) for (note, _was), passage in zip(threads.notes, carried, strict=True)]
    anchors = [anchor_rows.add(document, passage) for passage in carried]
    return intake.ask_all(article, document, notes, anchors, revision, by=by, assigned=assigned, now=now)


def _go_on(article: Article, threads: Threads, *, by: User, now: datetime) -> None:
    """Add the replies of the file, then resolve what was resolved in it."""
    people = list(article.desk.speakers())
    for query, reply in threads.replies:
        author = intake.known_person(reply.author, people)
        message = ThreadMessage(
            reply.body, author, reply.author or _("Unknown"), moment_of(reply.written_at, now)
        )
        answering.add_returned(query=query, message=message, by=by, now=now)
    for query in threads.resolved:
        answering.close(query=query, by=by, now=now)


def _query_of(note: Note, waiting: dict[tuple[str, str], list[Query]]) -> Query | None:
    """The query that a thread of the file is, which is then no other's."""
    for question in _without_additions(note.question):
        if alike := waiting.get((note.asked_by.casefold(), question)):
            asked_at = note.asked_at or _LONG_AGO
            moment = asked_at if asked_at.tzinfo else asked_at.replace(tzinfo=UTC)
            found = min(alike, key=lambda query: abs(query.asked_at - moment))
            alike.remove(found)
            return found
    return None


def _new_replies(note: Note, query: Query) -> Iterator[NoteReply]:
    """The replies of a thread that the query does not have."""
    known = Counter(
        ((reply.author.name if reply.author else reply.written_as).casefold(), _folded(reply.body))
        for reply in query.replies.all()
    )
    for reply in note.thread:
        keys = [(reply.author.casefold(), body) for body in _without_additions(reply.body)]
        key = next((key for key in keys if known[key]), None)
        if key is None:
            yield replace(reply, body=reply.body.strip())
        else:
            known[key] -= 1


def _without_additions(words: str) -> Iterator[str]:
    """The words, and what is left of them without the lines in brackets that a copy for review adds."""
    lines = words.strip().split("\n")
    yield _folded(words)
    while len(lines) > 1 and lines[-1].startswith("[") and lines[-1].endswith("]"):
        lines.pop()
        yield _folded("\n".join(lines))
    if len(lines) == 1 and lines[0].startswith("["):
        yield ""


def _folded(words: str) -> str:
    return " ".join(words.split())
